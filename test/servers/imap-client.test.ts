import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { ConnectOptions, ImapClient, MailboxEvent } from '../../extension/imap/client/api.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { ImapError, type ImapErrorDetail } from '../../extension/imap/errors.ts';
import type { TraceRecord } from '../../extension/imap/trace/record.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { openTls } from '../../extension/imap/transport/tls.ts';
import { uid } from '../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromDisplay } from '../../extension/imap/wire/mailbox-name.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';

const never = new AbortController().signal;

async function failure(promise: Promise<unknown>): Promise<ImapErrorDetail> {
  const error = await promise.then(
    () => assert.fail('It should have failed.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ImapError, String(error));
  return error.detail;
}

/** Calls back until something is so; what is waited for is an event of the server. */
function eventually(client: ImapClient, condition: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (condition()) finish(resolve);
    }, 5);
    const finish = (end: () => void): void => {
      clearInterval(timer);
      end();
    };
    void client.closed.then(() => finish(() => reject(new Error('The connection ended.'))));
  });
}

describe('the client on a real Dovecot', () => {
  let dovecot: Dovecot;
  const open: ImapClient[] = [];
  before(async () => (dovecot = await startDovecot()));
  after(async () => {
    for (const client of open) client.destroy();
    await dovecot.stop();
  });

  const overTls = (): ConnectOptions => ({
    protect: 'tls',
    open: (signal) => openTls({ host: dovecot.host, port: dovecot.tlsPort, ca: [dovecot.ca], signal }),
  });

  async function connect(options: ConnectOptions): Promise<ImapClient> {
    const client = await connectImap(options);
    open.push(client);
    return client;
  }

  async function signIn(user: TestUser, extra: Partial<ConnectOptions> = {}): Promise<ImapClient> {
    const client = await connect({ ...overTls(), ...extra });
    await client.signIn({ kind: 'password', ...user });
    return client;
  }

  it('signs in over TLS, over STARTTLS, and in the clear on loopback', async () => {
    const user = dovecot.user();
    const ways: readonly ConnectOptions[] = [
      overTls(),
      {
        protect: 'starttls',
        open: (signal) => openTcp({ host: dovecot.host, port: dovecot.port, signal, tls: { ca: [dovecot.ca] } }),
      },
      { protect: 'none', open: (signal) => openTcp({ host: dovecot.host, port: dovecot.port, signal }) },
    ];
    for (const way of ways) {
      const client = await connect(way);
      assert.equal(client.security.kind, way.protect === 'none' ? 'none' : 'tls');
      assert.match(client.greeting.text, /Test server ready/);
      await client.signIn({ kind: 'password', ...user });
      assert.equal(client.authenticated, true);
      assert.equal(client.capabilities.has('UNSELECT'), true, 'the capabilities are those after signing in');
      await client.logout();
      assert.deepEqual(await client.closed, { kind: 'logout' });
    }
  });

  it('signs in by each mechanism that Dovecot has', async () => {
    const user = dovecot.user();
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'none']) {
      const lines: string[] = [];
      const client = await connect({
        ...overTls(),
        trace: (record) => lines.push(textOf(record)),
        // The server's offer is cut down to one, so that this one is chosen.
        open: async (signal) => {
          const transport = await openTls({ host: dovecot.host, port: dovecot.tlsPort, ca: [dovecot.ca], signal });
          const start = transport.start.bind(transport);
          transport.start = (handler) =>
            start({
              data: (chunk) => {
                const text = chunk.toString('latin1');
                const cut = text.startsWith('* OK [CAPABILITY')
                  ? text.replace(/ AUTH=(\S+?)(?=[ \]])/g, (all, name) => (name === mechanism ? all : ''))
                  : text;
                handler.data(Buffer.from(cut, 'latin1'));
              },
              end: (end) => handler.end(end),
            });
          return transport;
        },
      });
      await client.signIn({ kind: 'password', ...user });
      assert.equal(client.authenticated, true);
      const expected = mechanism === 'none' ? 'LOGIN ' : `AUTHENTICATE ${mechanism}`;
      assert.ok(
        lines.some((line) => line.includes(expected)),
        mechanism,
      );
      client.destroy();
    }
  });

  it('a wrong password is AUTHENTICATIONFAILED, and the connection lives', async () => {
    const client = await connect(overTls());
    const detail = await failure(client.signIn({ kind: 'password', user: 'alice', password: 'wrong' }));
    assert.equal(detail.kind === 'refused' && detail.status.code?.name, 'AUTHENTICATIONFAILED');
    assert.equal(client.authenticated, false);
    await client.signIn({ kind: 'password', user: 'alice', password: 'secret' });
    assert.equal(client.authenticated, true);
  });

  it('LOGINDISABLED: nothing is sent in the clear', async () => {
    const lines: string[] = [];
    const client = await connect({
      protect: 'none',
      open: (signal) => openTcp({ host: dovecot.remoteHost, port: dovecot.port, signal }),
      trace: (record) => lines.push(textOf(record)),
    });
    assert.equal(client.capabilities.has('LOGINDISABLED'), true);
    const detail = await failure(client.signIn({ kind: 'password', user: 'alice', password: 'secret' }));
    assert.ok(detail.kind === 'no-mechanism' || detail.kind === 'refused');
    assert.ok(!lines.some((line) => /LOGIN alice|AUTHENTICATE PLAIN/.test(line)));
  });

  it('says who it is', async () => {
    const client = await signIn(dovecot.user());
    const server = await client.id({ name: 'Mail Explorer', version: '0' });
    assert.equal(server?.get('name'), 'Dovecot');
  });

  it('lists mailboxes with counts, uses and non-ASCII names', async () => {
    const user = dovecot.user();
    await dovecot.deliver(user.user, 'INBOX', 'Subject: one\r\n\r\nx');
    await dovecot.deliver(user.user, 'Gr&APwA3w-e', 'Subject: two\r\n\r\nx', { flags: ['\\Seen'] });
    const client = await signIn(user);
    for (const extra of [{}, { pattern: '%' }]) {
      const list = await client.list({ status: ['MESSAGES', 'UNSEEN', 'UIDNEXT', 'SIZE'], ...extra });
      const byName = new Map(list.map((mailbox) => [mailbox.name.display, mailbox]));
      assert.deepEqual([byName.get('INBOX')?.status?.messages, byName.get('INBOX')?.status?.unseen], [1, 1]);
      assert.deepEqual([byName.get('Grüße')?.status?.messages, byName.get('Grüße')?.status?.unseen], [1, 0]);
      assert.equal(byName.get('Sent')?.specialUse, '\\Sent');
      assert.equal(byName.get('INBOX')?.specialUse, '\\Inbox');
    }
    assert.equal((await client.status(mailboxFromDisplay('Grüße', false), ['MESSAGES'])).messages, 1);
    const detail = await failure(client.status(mailboxFromDisplay('Nowhere', false), ['MESSAGES']));
    assert.equal(detail.kind, 'refused');
  });

  it('selects, pages from the newest, fetches by UID, and ends early', async () => {
    const user = dovecot.user();
    await dovecot.fillMailbox(user.user, 'INBOX', 250);
    const client = await signIn(user);
    const mailbox = await client.select(inbox);
    assert.equal(mailbox.exists, 250);
    assert.equal(mailbox.uidNext, 251);
    const page: number[] = [];
    for await (const row of mailbox.fetchPage({ skip: 100, count: 100 }, [
      'FLAGS',
      'INTERNALDATE',
      'RFC822.SIZE',
      'ENVELOPE',
      'BODYSTRUCTURE',
    ])) {
      page.push(row.uid);
      assert.ok(
        row.envelope?.subject !== undefined && row.bodyStructure !== undefined && row.internalDate !== undefined,
      );
    }
    assert.deepEqual(
      page,
      Array.from({ length: 100 }, (_, index) => index + 51),
    );
    const some: number[] = [];
    for await (const row of mailbox.fetch([uid(3), uid(200), uid(9999)], ['FLAGS'])) some.push(row.uid);
    assert.deepEqual(some, [3, 200]);
    for await (const row of mailbox.fetchPage({ skip: 0, count: 250 }, ['ENVELOPE'])) if (row.uid > 0) break;
    await client.noop();
    const found = await mailbox.search([{ key: 'SUBJECT' }, { text: 'no such "subject" ü' }]);
    assert.equal(found.type === 'esearch' ? found.count : found.numbers.length, 0);
  });

  it('streams a message of 5 MB, and parts of it', async () => {
    const user = dovecot.user();
    const message = Buffer.concat([
      Buffer.from('Subject: long\r\n\r\n'),
      Buffer.alloc(5_000_000, 'abcdefghijklmnopqrstuvwxyz0123456789\r\n'),
    ]);
    const where = uid(await dovecot.deliver(user.user, 'INBOX', message));
    const client = await signIn(user);
    const mailbox = await client.select(inbox, { readOnly: true });
    const hash = createHash('sha256');
    let chunks = 0;
    let told = 0;
    for await (const chunk of mailbox.section(where, '', { onProgress: (received) => (told = received) })) {
      hash.update(chunk);
      chunks++;
    }
    assert.equal(hash.digest('hex'), createHash('sha256').update(message).digest('hex'));
    assert.equal(told, message.length);
    assert.ok(chunks > 10);
    const header: Buffer[] = [];
    for await (const chunk of mailbox.section(where, 'HEADER')) header.push(chunk);
    assert.equal(Buffer.concat(header).toString(), 'Subject: long\r\n\r\n');
    const part: Buffer[] = [];
    for await (const chunk of mailbox.section(where, '', { offset: 1000, length: 200_000 })) part.push(chunk);
    assert.ok(Buffer.concat(part).equals(message.subarray(1000, 201_000)));
    assert.equal(mailbox.readOnly, true);
    const gone = await failure(
      (async () => {
        for await (const chunk of mailbox.section(uid(4711), '')) assert.fail(`${chunk.length} octets of nothing`);
      })(),
    );
    assert.equal(gone.kind, 'invalid-argument');
  });

  it('twenty messages at once, each whole, while counting another mailbox', async () => {
    const user = dovecot.user();
    const messages = Array.from({ length: 20 }, (_, index) =>
      Buffer.from(`Subject: ${index}\r\n\r\n${String.fromCharCode(97 + index).repeat(100_000 * (index % 3))}`),
    );
    for (const message of messages) await dovecot.deliver(user.user, 'INBOX', message);
    const client = await signIn(user);
    const mailbox = await client.select(inbox);
    const read = async (n: number): Promise<Buffer> => {
      const all: Buffer[] = [];
      for await (const chunk of mailbox.section(uid(n + 1), '')) {
        if (all.length === 0) await client.status(mailboxFromDisplay('Sent', false), ['MESSAGES']);
        all.push(chunk);
      }
      return Buffer.concat(all);
    };
    const got = await Promise.all(messages.map((_, index) => read(index)));
    got.forEach((message, index) => assert.ok(messages[index]?.equals(message), `message ${index}`));
  });

  it('IDLE sees what another client does', async () => {
    const user = dovecot.user();
    await dovecot.deliver(user.user, 'INBOX', 'Subject: first\r\n\r\nx');
    const watcher = await signIn(user);
    const mailbox = await watcher.select(inbox);
    for await (const row of mailbox.fetchPage({ skip: 0, count: 10 }, ['FLAGS'])) assert.ok(row.uid > 0);
    const said: MailboxEvent[] = [];
    mailbox.onEvent((event) => said.push(event));
    const controller = new AbortController();
    const idling = mailbox.idle({ signal: controller.signal });

    const second = uid(await dovecot.deliver(user.user, 'INBOX', 'Subject: second\r\n\r\nx'));
    await eventually(watcher, () => said.some((event) => event.kind === 'exists' && event.count === 2));
    const other = await signIn(user);
    const theirs = await other.select(inbox);
    await theirs.store([uid(1)], 'add', ['\\Flagged']);
    await eventually(watcher, () =>
      said.some((event) => event.kind === 'flags' && event.uid === 1 && event.flags.includes('\\Flagged')),
    );
    await theirs.store([uid(1)], 'add', ['\\Deleted']);
    await other.command('UID EXPUNGE', [{ raw: '1' }]);
    await eventually(watcher, () => said.some((event) => event.kind === 'expunge' && event.uid === 1));
    assert.equal(mailbox.exists, 1);

    // Another command interrupts the idling, which then goes on.
    const rows: number[] = [];
    for await (const row of mailbox.fetch([second], ['FLAGS'])) rows.push(row.uid);
    assert.deepEqual(rows, [second]);
    await dovecot.deliver(user.user, 'INBOX', 'Subject: third\r\n\r\nx');
    await eventually(watcher, () => mailbox.exists === 2);
    controller.abort();
    await idling;
    await watcher.logout();
  });

  it('a mailbox that does not exist, and one that was closed', async () => {
    const user = dovecot.user();
    await dovecot.deliver(user.user, 'Gone', 'Subject: x\r\n\r\nx');
    const client = await signIn(user);
    const detail = await failure(client.select(mailboxFromDisplay('Never', false)));
    assert.ok(detail.kind === 'refused' && detail.status.kind === 'NO');
    const mailbox = await client.select(mailboxFromDisplay('Gone', false));
    assert.equal(mailbox.exists, 1);
    await mailbox.close();
    assert.equal((await failure(mailbox.search([]))).kind, 'illegal-state');
  });

  it('a first page of 100,000 messages costs the page', async () => {
    await dovecot.fillMailbox('big', 'Large', 100_000);
    const lines: string[] = [];
    const client = await signIn({ user: 'big', password: 'secret' }, { trace: (record) => lines.push(textOf(record)) });
    lines.length = 0;
    const mailbox = await client.select(mailboxFromDisplay('Large', false));
    let rows = 0;
    for await (const row of mailbox.fetchPage({ skip: 0, count: 100 }, [
      'FLAGS',
      'ENVELOPE',
      'INTERNALDATE',
      'RFC822.SIZE',
    ]))
      if (row.uid > 0) rows++;
    assert.equal(rows, 100);
    // Counted and not timed: the first SELECT of a mailbox is as slow as the server's disk.
    const fetched = lines.filter((line) => / FETCH \(/.test(line));
    assert.equal(fetched.length, rows);
    assert.ok(lines.length < rows + 40, `${lines.length} lines`);
  });

  it('reads 100,000 rows without holding the event loop', async () => {
    const client = await signIn({ user: 'big', password: 'secret' });
    const mailbox = await client.select(mailboxFromDisplay('Large', false));
    let last = threadMs();
    let longest = 0;
    let running = true;
    const tick = (): void => {
      const now = threadMs();
      longest = Math.max(longest, now - last);
      last = now;
      if (running) setImmediate(tick);
    };
    tick();
    let rows = 0;
    for await (const row of mailbox.fetchPage({ skip: 0, count: 100_000 }, ['FLAGS', 'RFC822.SIZE', 'ENVELOPE']))
      if (row.uid > 0) rows++;
    running = false;
    assert.equal(rows, mailbox.exists);
    assert.ok(longest < 50, `blocked for ${Math.round(longest)} ms`);
  });

  it('the server throws us out', async () => {
    const user = dovecot.user();
    const client = await signIn(user);
    const mailbox = await client.select(inbox);
    const idling = failure(mailbox.idle({ signal: never }));
    await client.noop();
    await dovecot.doveadm('kick', user.user);
    assert.ok(['eof', 'bye', 'transport'].includes((await client.closed).kind));
    assert.equal((await idling).kind, 'closed');
  });
});

/** Time that this thread has worked: on a busy machine, what others take does not count. */
function threadMs(): number {
  const { user, system } = (process as unknown as { threadCpuUsage(): NodeJS.CpuUsage }).threadCpuUsage();
  return (user + system) / 1000;
}

function textOf(record: TraceRecord): string {
  if (record.type !== 'line') return '';
  return record.parts.map((part) => (part.kind === 'text' ? part.text : `<${part.kind}>`)).join('');
}
