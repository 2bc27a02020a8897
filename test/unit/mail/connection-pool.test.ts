import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImapClient, SelectedMailbox } from '../../../extension/imap/client/api.ts';
import { ConnectionPool } from '../../../extension/imap/client/connection-pool.ts';
import type { CloseReason } from '../../../extension/imap/errors.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import type { MailboxName } from '../../../extension/imap/wire/mailbox-name.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { ManualClock, turns } from '../imap/manual-clock.ts';

const a = mailboxFromDisplay('A', false);
const b = mailboxFromDisplay('B', false);
const c = mailboxFromDisplay('C', false);
const d = mailboxFromDisplay('D', false);
const minute = 60_000;

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

interface Rig {
  readonly pool: ConnectionPool;
  readonly clock: ManualClock;
  readonly log: string[];
  readonly told: string[];
  readonly close: ((reason: CloseReason) => void)[];
  readonly clients: Fake['client'][];
  /** Connections that the server takes, and what it says to the others. */
  readonly server: { room: number; code: 'LIMIT' | 'AUTHENTICATIONFAILED'; asked: number };
}

function pool(limit: number, room = Infinity): Rig {
  const log: string[] = [];
  const told: string[] = [];
  const close: ((reason: CloseReason) => void)[] = [];
  const clients: Fake['client'][] = [];
  const clock = new ManualClock();
  const server: Rig['server'] = { room, code: 'LIMIT', asked: 0 };
  const open = (): Promise<ImapClient> => {
    server.asked++;
    if (clients.length >= server.room) {
      const { code: name } = server;
      const status = { type: 'status', tag: 'a1', kind: 'NO', code: { name }, text: 'no' } as const;
      return Promise.reject(new ImapError('no', { kind: 'refused', status }, { command: 'LOGIN' }));
    }
    const fake = fakeClient(log, clients.length + 1);
    close.push(fake.close);
    clients.push(fake.client);
    return Promise.resolve(fake.client);
  };
  const onLimit = (now: number, text: string | null): void => void told.push(`${now} ${text}`);
  return {
    log,
    told,
    close,
    clients,
    clock,
    server,
    pool: new ConnectionPool(open, limit, { clock, onLimit, random: () => 0 }),
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

test('below the limit a waiting lease gets a connection of its own as soon as another one ends', async () => {
  const { pool: p, close, clients } = pool(2);
  await p.lease(a);
  await p.lease(b);
  const waiting = p.lease(c);
  close[0]?.({ kind: 'eof' });
  assert.equal((await waiting).client, clients[2]);
  assert.equal(p.size, 2);
});

test('users of one mailbox who follow each other without end do not keep a lease for another one waiting', async () => {
  const { pool: p } = pool(1);
  let current = await p.lease(a);
  let got = 0;
  const waiting = p.lease(b).then((lease) => {
    got = 1;
    lease.release();
  });
  for (let i = 0; i < 50 && got === 0; i++) {
    const next = p.lease(a);
    // Only who has a connection already is followed by the next.
    const shared = await Promise.race([next, turns(1)]);
    current.release();
    current = shared ?? (await next);
  }
  await waiting;
  assert.equal(got, 1);
});

test('a signal that has aborted already is an ImapError like any other', async () => {
  const { pool: p } = pool(1);
  await assert.rejects(
    p.lease(a, { signal: AbortSignal.abort() }),
    (error) => error instanceof ImapError && error.detail.kind === 'aborted',
  );
  assert.equal(p.size, 0);
});

test('fault 65: after a refusal one connection more is tried, later and later, and not while nobody needs it', async () => {
  const { pool: p, clock, server, clients, told } = pool(3, 1);
  const one = await p.lease(a);
  const waiting = p.lease(b);
  await turns(2);
  assert.deepEqual([server.asked, told], [2, ['1 no']]);
  one.release();
  const two = await waiting;
  await clock.advance(10 * minute);
  assert.equal(server.asked, 2, 'nobody waits');
  const third = p.lease(c);
  await turns(2);
  assert.equal(server.asked, 3);
  for (const pause of [128_000, 256_000, 300_000, 300_000]) {
    const asked: number = server.asked;
    await clock.advance(pause - 1);
    assert.equal(server.asked, asked);
    await clock.advance(1);
    assert.equal(server.asked, asked + 1);
  }
  assert.equal(p.limit, 1);
  assert.deepEqual(told, ['1 no'], 'told once');
  server.room = 3;
  await clock.advance(300_000);
  assert.equal((await third).client, clients[1]);
  const fourth = p.lease(d);
  await clock.advance(64_000);
  assert.equal((await fourth).client, clients[2]);
  assert.deepEqual(told, ['1 no', '2 null', '3 null']);
  assert.equal(clock.waiting, 0, 'as many as at first: nothing is tried any more');
  two.release();
});

test('a trial that fails for whatever reason costs nobody his turn', async () => {
  const { pool: p, clock, server, clients } = pool(2, 1);
  const one = await p.lease(a);
  const waiting = p.lease(b);
  await turns(2);
  server.code = 'AUTHENTICATIONFAILED';
  await clock.advance(64_000);
  assert.equal(server.asked, 3);
  one.release();
  assert.equal((await waiting).client, clients[0]);
  p.dispose();
  assert.equal(clock.waiting, 0);
});

test('two who wait for the same connection to come wait for another one when it does not', async () => {
  const { pool: p, server, clients } = pool(3, 1);
  const one = await p.lease(a);
  const both = [p.lease(b), p.lease(b)];
  await turns(2);
  assert.equal(server.asked, 2);
  one.release();
  for (const lease of await Promise.all(both)) assert.equal(lease.client, clients[0]);
});

test('when no connection is left and none is to be had, all who wait hear it of one attempt', async () => {
  const { pool: p, server, close } = pool(1);
  await p.lease(a);
  const waiting = [p.lease(b), p.lease(c), p.lease(d)].map((lease) =>
    assert.rejects(lease, (error) => error instanceof ImapError && error.detail.kind === 'refused'),
  );
  server.room = 0;
  server.code = 'AUTHENTICATIONFAILED';
  close[0]?.({ kind: 'eof' });
  await Promise.all(waiting);
  assert.equal(server.asked, 2);
});

test('once there is room again, who only waits in a mailbox is not disturbed for another one', async () => {
  const { pool: p, clock, server, clients, log } = pool(2, 1);
  (await p.lease(null)).release();
  p.shrink('no');
  assert.equal(await p.share(() => undefined), clients[0]);
  server.room = 2;
  await clock.advance(64_000);
  assert.equal((await p.lease(b)).client, clients[1]);
  assert.deepEqual(log, ['2 select B']);
});

test('somebody who holds a lease and asks for it once more gets it in bounded time, whoever waits', async () => {
  const { pool: p, clock } = pool(1);
  const held = [await p.lease(a)];
  const waiting = p.lease(b);
  for (let i = 0; i < 16; i++) held.push(await p.lease(a));
  for (const pause of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    let got = false;
    const once = p.lease(a).then((lease) => {
      got = true;
      return lease;
    });
    await clock.advance(pause - 1);
    assert.equal(got, false, `before ${pause} ms`);
    await clock.advance(1);
    held.push(await once);
  }
  for (const lease of held) lease.release();
  (await waiting).release();
  assert.equal(clock.waiting, 0);
});

/** Leases of A until one has to stand back for B, which waits for A to end; that one has been given nothing yet. */
async function standsBack(p: ConnectionPool): Promise<{ served: boolean }> {
  for (let i = 0; i < 16; i++) (await p.lease(a)).release();
  const state = { served: false };
  void p.lease(a).then((lease) => {
    state.served = true;
    lease.release();
  });
  await turns(2);
  assert.equal(state.served, false);
  return state;
}

test('who stands back for somebody who gives up is served at once, and waits no longer the next time', async () => {
  const { pool: p, clock } = pool(1);
  const held = await p.lease(a);
  for (let round = 0; round < 3; round++) {
    const abort = new AbortController();
    const waiting = assert.rejects(p.lease(b, { signal: abort.signal }), ImapError);
    const one = await standsBack(p);
    // By patience once, so that the next would have to have more of it.
    await clock.advance(5_000);
    assert.equal(one.served, true, `round ${round}`);
    const second = p.lease(a).then((lease) => lease.release());
    await turns(2);
    abort.abort();
    await waiting;
    await second;
    assert.equal(clock.waiting, 0);
  }
  held.release();
});
