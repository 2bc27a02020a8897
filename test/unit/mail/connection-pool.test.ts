import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImapClient, SelectedMailbox } from '../../../extension/imap/client/api.ts';
import { ConnectionPool } from '../../../extension/imap/client/connection-pool.ts';
import type { CloseReason } from '../../../extension/imap/errors.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import type { MailboxName } from '../../../extension/imap/wire/mailbox-name.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';

const a = mailboxFromDisplay('A', false);
const b = mailboxFromDisplay('B', false);
const c = mailboxFromDisplay('C', false);

interface Fake {
  readonly client: ImapClient & { unwanted: number };
  readonly close: (reason: CloseReason) => void;
}

/** Only what the pool touches; anything else would fail the test by being undefined. */
function fakeClient(log: string[], id: number): Fake {
  const { promise, resolve } = Promise.withResolvers<CloseReason>();
  const client = {
    connection: id,
    unwanted: 0,
    closed: promise,
    select: (name: MailboxName) => {
      log.push(`${id} select ${name.display}`);
      return Promise.resolve({ name, onEvent: () => ({ dispose: () => undefined }) } as unknown as SelectedMailbox);
    },
    logout: () => {
      log.push(`${id} logout`);
      return Promise.resolve();
    },
    destroy: () => log.push(`${id} destroy`),
  } as unknown as Fake['client'];
  return { client, close: resolve };
}

function pool(
  limit: number,
  failAfter = Infinity,
): { pool: ConnectionPool; log: string[]; close: ((reason: CloseReason) => void)[]; clients: Fake['client'][] } {
  const log: string[] = [];
  const close: ((reason: CloseReason) => void)[] = [];
  const clients: Fake['client'][] = [];
  let opened = 0;
  return {
    log,
    close,
    clients,
    pool: new ConnectionPool(() => {
      opened++;
      if (opened > failAfter) {
        const status = { type: 'status', tag: 'a1', kind: 'NO', code: { name: 'LIMIT' }, text: 'too many' } as const;
        return Promise.reject(new ImapError('too many', { kind: 'refused', status }, { command: 'LOGIN' }));
      }
      const fake = fakeClient(log, opened);
      close.push(fake.close);
      clients.push(fake.client);
      return Promise.resolve(fake.client);
    }, limit),
  };
}

test('users of one mailbox share a connection and select it once', async () => {
  const { pool: p, log } = pool(3);
  const [one, two] = await Promise.all([p.lease(a), p.lease(a)]);
  assert.equal(one.client, two.client);
  assert.deepEqual(log, ['1 select A']);
});

test('another mailbox takes a connection of its own, then an idle one', async () => {
  const { pool: p, log } = pool(2);
  const one = await p.lease(a);
  const two = await p.lease(b);
  assert.notEqual(one.client, two.client);
  one.release();
  const three = await p.lease(c);
  assert.equal(three.client, one.client);
  assert.deepEqual(log, ['1 select A', '2 select B', '1 select C']);
});

test('beyond the limit a lease waits until a connection is free', async () => {
  const { pool: p } = pool(1);
  const one = await p.lease(a);
  let got = false;
  const waiting = p.lease(b).then((lease) => {
    got = true;
    return lease;
  });
  await Promise.resolve();
  assert.equal(got, false);
  one.release();
  assert.equal((await waiting).client, one.client);
});

test('a connection on which much comes that nobody wants any more is not given to the next', async () => {
  const { pool: p, log, clients } = pool(1);
  const one = await p.lease(a);
  const waiting = p.lease(b);
  const [first] = clients;
  assert.ok(first !== undefined);
  first.unwanted = 1_000_000;
  one.release();
  const two = await waiting;
  assert.equal(two.client, first);
  first.unwanted = 30_000_000;
  const next = p.lease(c);
  two.release();
  assert.equal((await next).client, clients[1]);
  assert.deepEqual(log, ['1 select A', '1 select B', '1 destroy', '2 select C']);
});

test('a waiting lease can be given up without disturbing the others', async () => {
  const { pool: p } = pool(1);
  const one = await p.lease(a);
  const abort = new AbortController();
  const waiting = p.lease(b, { signal: abort.signal });
  abort.abort();
  await assert.rejects(waiting, (error) => error instanceof ImapError && error.detail.kind === 'aborted');
  one.release();
  const next = await p.lease(c);
  assert.equal(next.client, one.client);
});

test('a server that refuses one more connection shrinks the pool instead of failing the user', async () => {
  const { pool: p } = pool(3, 1);
  const one = await p.lease(a);
  const waiting = p.lease(b);
  one.release();
  assert.equal((await waiting).client, one.client);
  assert.equal(p.size, 1);
});

test('the first connection that fails fails the user', async () => {
  const { pool: p } = pool(3, 0);
  await assert.rejects(p.lease(a), (error) => error instanceof ImapError && error.detail.kind === 'refused');
  assert.equal(p.size, 0);
});

test('a connection that ends leaves the pool, and a waiting user gets a new one', async () => {
  const { pool: p, close } = pool(1);
  const one = await p.lease(a);
  const waiting = p.lease(b);
  close[0]?.({ kind: 'eof' });
  assert.notEqual((await waiting).client, one.client);
});

test('disposing logs out of idle connections and ends the busy ones', async () => {
  const { pool: p, log } = pool(2);
  const one = await p.lease(a);
  await p.lease(b);
  one.release();
  p.dispose();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(log.slice(2).sort(), ['1 logout', '2 destroy']);
  await assert.rejects(p.lease(a), (error) => error instanceof ImapError && error.detail.kind === 'closed');
});
