import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { connectDemo } from '../../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { AccountSession } from '../../../extension/mail/account-session.ts';
import { appendMessage, removeAppended, withCrlf } from '../../../extension/mail/append-message.ts';
import { systemClock } from '../../../extension/mail/clock.ts';
import type { MessageList } from '../../../extension/mail/message-list.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { asciiTexts, searchText } from '../../../extension/mail/search-text.ts';
import { wholeClient } from '../../../extension/mail/whole.ts';

function person(t: TestContext, server: DemoServer) {
  const said: StatusEvent[] = [];
  const lines: string[] = [];
  const session = new AccountSession(accountId('demo'), {
    connect: (signal) =>
      connectDemo(server, {
        trace: (record) => {
          if (record.type !== 'line' || record.direction !== 'sent') return;
          lines.push(record.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''));
        },
        onStatus: (event) => void said.push(event),
        signal,
      }),
    clock: systemClock,
    random: () => 0,
    pollMs: () => 60_000,
  });
  t.after(() => session.dispose());
  return { session, said, lines };
}

async function opened(session: AccountSession): Promise<MessageList> {
  await session.connect();
  const list = session.openList(inbox);
  await new Promise<void>((resolve) => {
    const listening = list.onDidChange(() => {
      if (list.state.kind !== 'ready') return;
      listening.dispose();
      resolve();
    });
  });
  return list;
}

test('a flag is changed only if nobody else changed the message since the list last heard of it', async (t) => {
  const server = new DemoServer();
  t.after(() => server.dispose());
  const { session, lines } = person(t, server);
  const list = await opened(session);
  const row = list.rows.find((one) => !one.flags.includes('\\Flagged'));
  assert.ok(row?.modSeq !== null && row?.modSeq !== undefined, 'the list knows its count');
  assert.deepEqual(await session.setFlags([row.ref], 'add', ['\\Flagged']), []);
  assert.ok(lines.some((line) => line.includes(`(UNCHANGEDSINCE ${row.modSeq})`)));
  const now = list.row(row.ref.uid);
  assert.ok(now?.modSeq !== undefined && now.modSeq !== null && now.modSeq > row.modSeq, 'and follows its own change');
  assert.deepEqual(await session.setFlags([row.ref], 'remove', ['\\Flagged']), [], 'which is no conflict');
});

test('what somebody else changed meanwhile is left alone and named; to overwrite changes it', async (t) => {
  const server = new DemoServer();
  t.after(() => server.dispose());
  const { session, said } = person(t, server);
  const list = await opened(session);
  const row = list.rows.find((one) => !one.flags.includes('\\Flagged'));
  assert.ok(row?.modSeq !== null && row?.modSeq !== undefined);
  list.applyFlags(row.ref.uid, row.flags, row.modSeq);
  const other = person(t, server).session;
  await other.connect();
  await other.setFlags([row.ref], 'add', ['$Theirs']);
  // What the idling connection hears of it is put back, as if it had not heard yet.
  await session.use((client) => client.noop());
  list.applyFlags(row.ref.uid, row.flags, row.modSeq);
  const left = await session.setFlags([row.ref], 'add', ['\\Flagged']);
  assert.deepEqual(left, [row.ref]);
  assert.ok(said.some((event) => event.status.code?.name === 'MODIFIED'));
  assert.ok(!list.row(row.ref.uid)?.flags.includes('\\Flagged'), 'not shown as done');
  assert.deepEqual(await session.setFlags([row.ref], 'add', ['\\Flagged'], { overwrite: true }), []);
  const flags = await session.summary(row.ref);
  assert.ok(flags.flags.includes('\\Flagged') && flags.flags.includes('$Theirs'));
});

test('a mail that is a file is appended with progress, told where it is, and taken back', async (t) => {
  const server = new DemoServer();
  t.after(() => server.dispose());
  const { session } = person(t, server);
  await session.connect();
  const told: number[] = [];
  const file = Buffer.from(`Subject: from a file\n\n${'x'.repeat(200_000)}\n`);
  const ref = await appendMessage(session, inbox, file, {
    signal: new AbortController().signal,
    onProgress: (sent, total) => void told.push(Math.round((sent / total) * 100)),
  });
  assert.ok(ref !== null);
  assert.deepEqual(told, [33, 66, 98, 100]);
  assert.equal((await session.summary(ref)).size, file.length + 3, 'every line ends in CRLF');
  await removeAppended(session, ref);
  await assert.rejects(session.summary(ref));
});

test('the answer to APPEND is lost: the message is found, not sent again', async (t) => {
  const server = new DemoServer();
  t.after(() => server.dispose());
  let sent = 0;
  const session = new AccountSession(accountId('demo'), {
    connect: async (signal) => {
      const client = await connectDemo(server, { signal, trace: () => undefined, onStatus: () => undefined });
      const { mailboxes } = wholeClient(client);
      const append = mailboxes.append.bind(mailboxes);
      mailboxes.append = async (...args) => {
        const told = await append(...args);
        if (++sent > 1) return told;
        client.destroy();
        throw new ImapError('Lost.', { kind: 'closed', reason: { kind: 'eof' } }, { retry: 'reconnect' });
      };
      return client;
    },
    clock: systemClock,
    random: () => 0,
    pollMs: () => 60_000,
  });
  t.after(() => session.dispose());
  await session.connect();
  const before = await session.use((client) => client.status(inbox, ['MESSAGES']));
  const octets = Buffer.from('Subject: once\r\nMessage-ID: <once@example.org>\r\n\r\ny\r\n');
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  const ref = await appendMessage(session, inbox, octets, options);
  assert.equal(sent, 1);
  assert.ok(ref !== null);
  assert.equal((await session.summary(ref)).size, octets.length);
  const after = await session.use((client) => client.status(inbox, ['MESSAGES']));
  assert.equal(after.messages, (before.messages ?? 0) + 1);
});

test('to a mailbox that is not there: TRYCREATE; given up half-way: nothing is stored and the account goes on', async (t) => {
  const server = new DemoServer();
  t.after(() => server.dispose());
  const { session } = person(t, server);
  await session.connect();
  const octets = Buffer.from('Subject: x\r\n\r\ny\r\n');
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  await assert.rejects(
    appendMessage(session, mailboxFromDisplay('Nowhere', false), octets, options),
    (error) =>
      error instanceof ImapError && error.detail.kind === 'refused' && error.detail.status.code?.name === 'TRYCREATE',
  );
  const before = await session.use((client) => client.status(inbox, ['MESSAGES']));
  const given = new AbortController();
  const large = Buffer.alloc(4 * 1024 * 1024, 'Subject: x\r\n');
  await assert.rejects(appendMessage(session, inbox, large, { signal: given.signal, onProgress: () => given.abort() }));
  assert.equal(session.state.kind, 'online');
  assert.deepEqual(await session.use((client) => client.status(inbox, ['MESSAGES'])), before);
});

test('lines end in CRLF, however the file has it', () => {
  assert.equal(Buffer.from(withCrlf(Buffer.from('a\nb\r\nc\rd'))).toString(), 'a\r\nb\r\nc\r\nd');
});

test('a text is searched for; what US-ASCII can say of it finds no less', async (t) => {
  const server = new DemoServer();
  t.after(() => server.dispose());
  const { session } = person(t, server);
  await session.connect();
  server.deliver('INBOX', {
    raw: Buffer.from('Subject: plain\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nZwölf Boxkämpfer\r\n'),
  });
  const whole = await searchText(session, inbox, ['Boxkämpfer']);
  assert.equal(whole.count, 1);
  assert.deepEqual(asciiTexts('Zwölf Boxkämpfer'), ['Zw', 'lf Boxk', 'mpfer']);
  assert.equal((await searchText(session, inbox, asciiTexts('Boxkämpfer'))).count, 1);
  assert.deepEqual(asciiTexts('日本'), []);
});
