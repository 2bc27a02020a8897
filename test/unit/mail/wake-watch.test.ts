import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountSession } from '../../../extension/mail/account-session.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { WakeWatch } from '../../../extension/mail/wake-watch.ts';
import { ManualClock, turns, until } from '../imap/manual-clock.ts';
import { signedIn } from '../imap/scripted-server.ts';

function watched(): {
  readonly clock: ManualClock;
  readonly world: { time: number; network: string };
  readonly told: () => number;
  readonly pass: (ms: number, asleep?: number) => Promise<void>;
  readonly watch: WakeWatch;
} {
  const clock = new ManualClock();
  const world = { time: 0, network: '192.0.2.7' };
  let told = 0;
  const watch = new WakeWatch({
    clock,
    timeOfDay: () => world.time,
    network: () => world.network,
    disturbed: () => told++,
  });
  const pass = async (ms: number, asleep = 0): Promise<void> => {
    world.time += asleep;
    for (let left = ms; left > 0; left -= 10_000) {
      world.time += 10_000;
      await clock.advance(10_000);
    }
  };
  return { clock, world, told: () => told, pass, watch };
}

test('fault 62: a sleep and a clock that was set are noticed once each, an ordinary hour is not', async () => {
  const { told, pass, watch, clock } = watched();
  await pass(3_600_000);
  assert.equal(told(), 0);
  await pass(10_000, 8 * 3_600_000);
  assert.equal(told(), 1);
  await pass(60_000);
  assert.equal(told(), 1);
  await pass(10_000, -3_600_000);
  assert.equal(told(), 2);
  watch.dispose();
  assert.equal(clock.waiting, 0);
});

test('fault 63: another network is noticed, and the moment one comes back, not the moment it goes', async () => {
  const { told, pass, world, watch } = watched();
  world.network = '198.51.100.9';
  await pass(20_000);
  assert.equal(told(), 1);
  world.network = '';
  await pass(20_000);
  assert.equal(told(), 1);
  world.network = '198.51.100.9';
  await pass(20_000);
  assert.equal(told(), 2);
  watch.dispose();
});

test('fault 62: after a disturbance a dead connection is found within 15 seconds, and reconnected within 2 more', async () => {
  const one = await signedIn('IMAP4rev1 IDLE UNSELECT');
  const clock = new ManualClock();
  let opened = 0;
  const session = new AccountSession(accountId('a'), {
    connect: () => (opened++ === 0 ? Promise.resolve(one.client) : new Promise(() => undefined)),
    clock,
    random: () => 0,
    pollMs: () => 60 * 60_000,
  });
  const connecting = session.connect();
  await one.server.answer('LIST');
  await connecting;
  session.checkAlive();
  await one.server.command('NOOP');
  await one.clock.advance(15_000);
  await until(() => session.state.kind === 'lost');
  await clock.advance(2_000);
  assert.equal(opened, 2);
  session.dispose();
});

test('fault 62: a connection that answers stays, and nothing else is asked of it', async () => {
  const one = await signedIn('IMAP4rev1 IDLE UNSELECT');
  const clock = new ManualClock();
  const session = new AccountSession(accountId('a'), {
    ...{ connect: () => Promise.resolve(one.client), clock, random: () => 0, pollMs: () => 60 * 60_000 },
  });
  const connecting = session.connect();
  await one.server.answer('LIST');
  await connecting;
  session.checkAlive();
  await one.server.answer('NOOP');
  await turns();
  await one.clock.advance(120_000);
  assert.equal(session.state.kind, 'online');
  assert.equal(one.server.unread, '');
  session.dispose();
});

test('fault 63: who waits for the next attempt does not wait longer once the network is back; a refusal still does', async () => {
  const clock = new ManualClock();
  let failure = new ImapError('x', { kind: 'connect', code: 'ENETUNREACH', message: 'x' });
  let opened = 0;
  const connect = (): Promise<never> => {
    opened++;
    return Promise.reject(failure);
  };
  const session = new AccountSession(accountId('a'), { connect, clock, random: () => 0, pollMs: () => 60_000 });
  await assert.rejects(session.connect());
  for (let i = 0; i < 8; i++) await clock.advance(300_000);
  const before = opened;
  session.checkAlive();
  await turns();
  assert.equal(opened, before + 1);
  failure = new ImapError('x', { kind: 'tls', problem: 'expired', message: 'x', fingerprint256: null });
  session.checkAlive();
  await turns();
  const settled = opened;
  session.checkAlive();
  await turns();
  assert.equal(opened, settled);
  session.dispose();
});
