import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailboxEvent } from '../../../extension/imap/client/api.ts';
import { worthAnother } from '../../../extension/imap/client/mailbox-access.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { modSeq, uid } from '../../../extension/imap/wire/ids.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { failure, rejection } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

async function opened(
  capabilities?: string,
): Promise<SignedIn & { readonly mailbox: Mailbox; readonly said: MailboxEvent[] }> {
  const one = await signedIn(capabilities);
  const selecting = one.client.select(inbox);
  await answerSelect(one.server, 10);
  const mailbox = await selecting;
  const said: MailboxEvent[] = [];
  mailbox.onEvent((event) => said.push(event));
  return { ...one, mailbox, said };
}

test('fault 50: EXPUNGE in the middle of a fetch: rows keep their UIDs, numbers move', async () => {
  const { mailbox, server, said } = await opened();
  const rows: number[] = [];
  const reading = (async () => {
    for await (const row of mailbox.fetch([{ from: 1, to: 99 }], ['UID', 'FLAGS'])) rows.push(row.uid);
  })();
  const { tag } = await server.command('UID FETCH');
  server.say('* 1 FETCH (UID 10 FLAGS ())', '* 2 FETCH (UID 20 FLAGS ())', '* 3 FETCH (UID 30 FLAGS ())');
  server.say('* 2 EXPUNGE', '* 3 FETCH (UID 40 FLAGS ())', `${tag} OK`);
  await reading;
  assert.deepEqual(rows, [10, 20, 30, 40]);
  // Without a UID: which message it is has to follow from the numbers.
  server.say('* 2 FETCH (FLAGS (\\Seen))');
  await until(() => said.length === 2);
  assert.deepEqual(said, [
    { kind: 'expunge', uid: 20, count: 9 },
    { kind: 'flags', uid: 30, flags: ['\\Seen'] },
  ]);
});

test('fault 51: what happens at a number whose UID was never told concerns no known message', async () => {
  const { mailbox, server, said } = await opened();
  server.say(
    '* 9 FETCH (UID 90 FLAGS ())',
    '* 7 FETCH (FLAGS (\\Deleted))',
    '* 7 EXPUNGE',
    '* 8 FETCH (FLAGS (\\Seen))',
  );
  await until(() => said.length === 3);
  assert.deepEqual(said, [
    { kind: 'flags', uid: 90, flags: [] },
    { kind: 'expunge', uid: null, count: 9 },
    { kind: 'flags', uid: 90, flags: ['\\Seen'] },
  ]);
  assert.equal(mailbox.exists, 9);
});

test('fault 52: what cannot be read of EXPUNGE, VANISHED and EXISTS makes every number doubtful', async () => {
  for (const line of [
    '* VANISHED 20,x',
    '* VANISHED (x) 20',
    '* VANISHED',
    '* x EXPUNGE',
    '* EXPUNGE 2',
    '* 0 EXPUNGE',
    '* 2 EXPUNG',
    '* 2 EXPUNGED',
    '* 99999999999 EXPUNGE',
    '* x EXISTS',
    '* 99999999999 EXISTS',
  ]) {
    const { mailbox, client, server, said } = await opened('IMAP4rev1 QRESYNC');
    server.say('* 1 FETCH (UID 10 FLAGS ())', '* 2 FETCH (UID 20 FLAGS ())', '* 3 FETCH (UID 30 FLAGS ())');
    await until(() => said.length === 3);
    server.say(line, '* 2 FETCH (FLAGS (\\Seen))', '* 7 FETCH (UID 70 FLAGS ())');
    await until(() => said.some((event) => event.kind === 'flags' && event.uid === 70));
    assert.deepEqual(
      said.slice(3).map((event) => event.kind),
      ['resync-needed', 'flags'],
      line,
    );
    assert.equal(mailbox.exists, 10, line);
    client.destroy();
  }
});

test('what cannot be read of anything else, or of what went before the mailbox was opened, casts no doubt', async () => {
  const { server, said } = await opened('IMAP4rev1 QRESYNC');
  server.say(
    '* 2 FETCH (UID 20 FLAGS ())',
    '* 3 FETCH (((',
    '* VANISHED (EARLIER) 20,x',
    '* EXP',
    '* 1 FOO',
    '* LIST (',
  );
  server.say('* 2 FETCH (FLAGS (\\Seen))');
  await until(() => said.length === 2);
  assert.deepEqual(said[1], { kind: 'flags', uid: 20, flags: ['\\Seen'] });
});

test('fault 56: MODIFIED: nothing is overwritten, what is there now is read', async () => {
  const { mailbox, server, said } = await opened('IMAP4rev1 CONDSTORE');
  const storing = mailbox.storeValues([uid(10), uid(20)], {
    operation: 'replace',
    values: ['\\Seen'],
    unchangedSince: modSeq(5n),
    collect: true,
  });
  const { tag, rest } = await server.command('UID STORE');
  assert.equal(rest, '10,20 (UNCHANGEDSINCE 5) FLAGS (\\Seen)');
  server.say('* 1 FETCH (UID 10 FLAGS (\\Seen) MODSEQ (9))', `${tag} OK [MODIFIED 20] conditional`);
  assert.equal(await server.answer('UID FETCH', '* 2 FETCH (UID 20 FLAGS (\\Answered))'), '20 (UID FLAGS)');
  const { modified, values } = await storing;
  assert.deepEqual(modified, [{ from: 20, to: 20 }]);
  assert.deepEqual(
    [...values],
    [
      [10, ['\\Seen']],
      [20, ['\\Answered']],
    ],
  );
  assert.ok(said.some((event) => event.kind === 'flags' && event.uid === 20));
  assert.equal(server.unread, '', 'no second STORE');
});

test('fault 66: cancelled in the middle of a literal, the connection goes on with the next command', async () => {
  const { mailbox, client, server } = await opened();
  const controller = new AbortController();
  const reading = failure(
    (async () => {
      for await (const chunk of mailbox.section(uid(10), '', { signal: controller.signal }))
        assert.ok(chunk.length > 0);
    })(),
  );
  const { tag } = await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {1000000}\r\n${'x'.repeat(400_000)}`);
  await turns();
  controller.abort();
  assert.equal((await reading).kind, 'aborted');
  const noop = client.noop();
  await server.command('NOOP').then((next) => {
    server.raw('x'.repeat(600_000));
    server.say(')', `${tag} OK`, `${next.tag} OK`);
  });
  await noop;
  assert.equal(server.ended, false);
});

test('fault 66: cancelled while a literal of ours goes up: the connection ends instead of sending half a message', async () => {
  const { client, server } = await opened();
  const controller = new AbortController();
  const { promise: never, resolve } = Promise.withResolvers<undefined>();
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from('half');
    await never;
  }
  const content = { size: 8, source: source() };
  const appending = failure(client.mailboxes.append('Sent', { content }, { signal: controller.signal }));
  await server.command('APPEND');
  // Somebody else, who gave nothing up.
  const other = rejection(client.status(inbox, ['MESSAGES']));
  server.say('+ go');
  assert.equal(await server.octets(4), 'half');
  controller.abort();
  assert.equal((await appending).kind, 'aborted');
  assert.equal((await client.closed).kind, 'given-up');
  for (const error of [await other, await rejection(client.noop())]) {
    assert.equal(error.detail.kind, 'closed');
    assert.equal(error.retry, 'reconnect');
    assert.ok(worthAnother(error));
  }
  resolve(undefined);
});

test('fault 58: NONEXISTENT of the selected mailbox: the state is told, nothing is written any more', async () => {
  for (const tagged of [true, false]) {
    const { mailbox, client, server, said } = await opened('IMAP4rev1 UIDPLUS IDLE');
    const idling = new AbortController();
    if (tagged) {
      const checking = failure(mailbox.check());
      const { tag } = await server.command('CHECK');
      server.say(`${tag} NO [NONEXISTENT] it was deleted`);
      assert.equal((await checking).kind, 'refused');
    } else {
      mailbox.idle({ signal: idling.signal }).catch(() => undefined);
      await server.command('IDLE');
      server.say('+ idling', '* NO [NONEXISTENT] it was deleted');
    }
    await until(() => said.length === 1);
    assert.deepEqual(said, [{ kind: 'nonexistent' }]);
    for (const writing of [
      mailbox.addFlags([uid(10)], ['\\Seen']),
      mailbox.remove([uid(10)]),
      mailbox.expunge(),
      mailbox.move([uid(10)], 'Trash'),
    ]) {
      const error = await failure(writing);
      assert.deepEqual(error, { kind: 'illegal-state', state: 'nonexistent' });
    }
    assert.equal(server.unread, '');
    client.destroy();
  }
});

test('NONEXISTENT of another mailbox says nothing of the selected one', async () => {
  const { mailbox, client, server, said } = await opened();
  const copying = failure(mailbox.copy([uid(10)], 'Nowhere'));
  const copy = await server.command('UID COPY');
  server.say('* NO [NONEXISTENT] Nowhere', `${copy.tag} NO [NONEXISTENT] Nowhere`);
  assert.equal((await copying).kind, 'refused');
  const status = failure(client.status('Nowhere', ['MESSAGES']));
  const asked = await server.command('STATUS');
  server.say(`${asked.tag} NO [NONEXISTENT] Nowhere`);
  assert.equal((await status).kind, 'refused');
  const storing = mailbox.addFlags([uid(10)], ['\\Seen'], { silent: true });
  await server.answer('UID STORE');
  await storing;
  assert.deepEqual(said, []);
});

test('NONEXISTENT that may be said of messages, their parts or other mailboxes says nothing of the selected one', async () => {
  const { mailbox, client, server, said } = await opened();
  const answer = 'NO [NONEXISTENT] no such thing';
  server.say(`* ${answer}`);
  const listing = client.mailboxes.list({});
  const list = await server.command('LIST');
  server.say(`* ${answer}`, '* LIST () "/" INBOX', `${list.tag} OK`);
  await listing;
  const part = (): Promise<unknown> => mailbox.section(uid(10), '9')[Symbol.asyncIterator]().next();
  for (const ask of [() => mailbox.getFlags([uid(10)]), part]) {
    const asking = failure(ask());
    const { tag } = await server.command('UID FETCH');
    server.say(`* ${answer}`, `${tag} ${answer}`);
    assert.equal((await asking).kind, 'refused');
  }
  const storing = mailbox.addFlags([uid(10)], ['\\Seen'], { silent: true });
  await server.answer('UID STORE');
  await storing;
  assert.deepEqual(said, []);
});

test('under UIDONLY a page is a window of UIDs, by PARTIAL or by a search', async () => {
  for (const partial of [true, false]) {
    const { client, server } = await signedIn(`IMAP4rev1 ENABLE ESEARCH UIDONLY${partial ? ' PARTIAL' : ''}`);
    const enabling = client.session.enable(['UIDONLY']);
    await server.answer('ENABLE', '* ENABLED UIDONLY');
    await enabling;
    const selecting = client.select(inbox);
    await answerSelect(server, 10);
    const mailbox = await selecting;
    const rows: number[] = [];
    const reading = (async () => {
      for await (const row of mailbox.fetchPage({ skip: 2, count: 3 }, ['UID', 'FLAGS'])) rows.push(row.uid);
    })();
    const { tag, rest } = await server.command('UID SEARCH');
    assert.match(rest, partial ? /RETURN \(PARTIAL -3:-5 COUNT\) ALL/ : /RETURN \(ALL COUNT\) ALL/);
    const found = partial ? 'PARTIAL (-3:-5 21:22,30)' : 'ALL 1:4,20:22,30,40:41';
    server.say(`* ESEARCH (TAG "${tag}") UID ${found} COUNT 10`, `${tag} OK`);
    assert.equal(
      await server.answer('UID FETCH', '* 21 UIDFETCH (FLAGS ())', '* 30 UIDFETCH (FLAGS ())'),
      '21:22,30 (UID FLAGS)',
    );
    await reading;
    assert.deepEqual(rows, [21, 30]);
    client.destroy();
  }
});
