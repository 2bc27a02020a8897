import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDemo } from '../../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import type { ImapClient } from '../../../extension/imap/client/api.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { AccountSession, MissingSecretError } from '../../../extension/mail/account-session.ts';
import type { Clock } from '../../../extension/mail/clock.ts';
import { accountId, MessageGoneError } from '../../../extension/mail/model.ts';
import { until } from '../imap/manual-clock.ts';
import { untilSession } from './until.ts';

/** Time that only passes when a test says so. */
class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; run: () => void }>();
  now(): number {
    return this.#now;
  }
  after(ms: number, run: () => void): { dispose(): void } {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return { dispose: () => this.#timers.delete(timer) };
  }
  get waits(): number[] {
    return [...this.#timers].map((timer) => timer.at - this.#now).sort((a, b) => a - b);
  }
  pass(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.run();
    }
  }
}

interface Rig {
  readonly session: AccountSession;
  readonly server: DemoServer;
  readonly clock: ManualClock;
  /** Fails the next connections in place of making them. */
  readonly fail: (error: Error | null) => void;
  readonly opened: () => number;
}

function rig(): Rig {
  const server = new DemoServer();
  const clock = new ManualClock();
  let failure: Error | null = null;
  let opened = 0;
  const connect = (signal: AbortSignal): Promise<ImapClient> => {
    opened++;
    if (failure !== null) return Promise.reject(failure);
    return connectDemo(server, { trace: () => undefined, onStatus: () => undefined, signal });
  };
  const session = new AccountSession(accountId('demo'), { connect, clock, random: () => 0, pollMs: () => 60_000 });
  return { session, server, clock, fail: (error) => (failure = error), opened: () => opened };
}

function refused(code: 'AUTHENTICATIONFAILED' | 'UNAVAILABLE' | 'LIMIT'): ImapError {
  const status = { type: 'status', tag: 'A1', kind: 'NO', code: { name: code }, text: 'no' } as const;
  return new ImapError('no', { kind: 'refused', status }, { command: 'LOGIN' });
}

test('several callers share one attempt to connect', async () => {
  const { session, opened } = rig();
  await Promise.all([session.connect(), session.connect(), session.connect()]);
  assert.equal(session.state.kind, 'online');
  assert.equal(opened(), 1);
  assert.ok(session.mailboxes.length > 8);
  session.dispose();
});

test('wrong credentials ask the person and are not tried again by themselves', async () => {
  const { session, fail, clock, opened } = rig();
  fail(refused('AUTHENTICATIONFAILED'));
  await assert.rejects(session.connect());
  assert.equal(session.state.kind, 'needs-password');
  clock.pass(3_600_000);
  assert.equal(opened(), 1);
});

test('a missing secret asks the person too', async () => {
  const { session, fail } = rig();
  fail(new MissingSecretError('none'));
  await assert.rejects(session.connect());
  assert.equal(session.state.kind, 'needs-password');
});

test('UNAVAILABLE is no wrong password: it is tried again later, less and less often', async () => {
  const { session, fail, clock, opened } = rig();
  fail(refused('UNAVAILABLE'));
  await assert.rejects(session.connect());
  assert.equal(session.state.kind, 'failed');
  assert.deepEqual(clock.waits, [1_000]);
  clock.pass(1_000);
  assert.equal(opened(), 2);
  await untilSession(session, () => session.state.kind === 'failed');
  assert.deepEqual(clock.waits, [2_000]);
});

test('a wrong certificate is not tried again: time does not mend it', async () => {
  const { session, fail, clock } = rig();
  fail(new ImapError('x', { kind: 'tls', problem: 'wrong-host', message: 'x', fingerprint256: null }));
  await assert.rejects(session.connect());
  assert.deepEqual(session.state.kind === 'failed' ? session.state.retryAt : 0, null);
  assert.deepEqual(clock.waits, []);
});

test('a server that hangs up is returned to, and the opened list lives on', async () => {
  const { session, server, clock } = rig();
  await session.connect();
  const list = session.openList(inbox);
  await untilSession(session, () => list.state.kind === 'ready');
  const before = list.rows.length;
  server.raise({ how: 'untagged', status: 'BYE', text: 'restart' });
  await untilSession(session, () => session.state.kind === 'lost');
  server.deliver('INBOX', { raw: Buffer.from('Subject: meanwhile\r\n\r\n') });
  clock.pass(1_000);
  await untilSession(session, () => session.state.kind === 'online');
  await untilSession(session, () => list.state.kind === 'ready' && list.rows.length === before + 1);
  assert.equal(list.rows[0]?.envelope.subject, 'meanwhile');
  session.dispose();
});

test('disconnecting stops the attempts', async () => {
  const { session, fail, clock, opened } = rig();
  fail(new ImapError('x', { kind: 'connect', code: 'ECONNREFUSED', message: 'x' }));
  await assert.rejects(session.connect());
  session.disconnect();
  clock.pass(3_600_000);
  assert.equal(opened(), 1);
  assert.equal(session.state.kind, 'offline');
});

test('a flag set here counts one unread less, without STATUS of the selected mailbox', async () => {
  const { session, clock } = rig();
  await session.connect();
  const list = session.openList(inbox);
  await untilSession(session, () => list.state.kind === 'ready');
  const row = list.rows.find((one) => !one.flags.includes('\\Seen'));
  assert.ok(row);
  const unseen = (): number => session.mailboxes.find((info) => info.name.wire === 'INBOX')?.status?.unseen ?? -1;
  const before = unseen();
  await session.setFlags([row.ref], 'add', ['\\Seen']);
  assert.ok(list.row(row.ref.uid)?.flags.includes('\\Seen'));
  clock.pass(300);
  await untilSession(session, () => unseen() === before - 1);
  session.dispose();
});

test('a message of another UIDVALIDITY, or one that went, is told as gone', async () => {
  const { session } = rig();
  await session.connect();
  const list = session.openList(inbox);
  await untilSession(session, () => list.state.kind === 'ready');
  const ref = list.rows[0]?.ref;
  assert.ok(ref);
  await assert.rejects(session.summary({ ...ref, uidValidity: 1 }), MessageGoneError);
  const chunks = async (): Promise<number> => {
    let octets = 0;
    for await (const chunk of session.section({ ...ref, uid: 999_999 as typeof ref.uid }, '')) octets += chunk.length;
    return octets;
  };
  await assert.rejects(chunks(), MessageGoneError);
  session.dispose();
});

test('a server that takes fewer connections is shown so, and no longer once it takes them again', async () => {
  const { session, fail, clock } = rig();
  await session.connect();
  fail(refused('LIMIT'));
  const { promise: end, resolve } = Promise.withResolvers<undefined>();
  const working = ['INBOX', 'Drafts', 'Sent'].map((name) => session.use(() => end, mailboxFromDisplay(name, false)));
  const limit = (): number | null =>
    session.state.kind === 'online' ? (session.state.limited?.connections ?? null) : null;
  await until(() => limit() === 1);
  fail(null);
  clock.pass(64_000);
  await until(() => limit() === 2);
  clock.pass(64_000);
  await until(() => limit() === null);
  resolve(undefined);
  await Promise.all(working);
  session.dispose();
});

test('too many connections in words are no wrong password: it is tried again by itself', async () => {
  const { session, fail, clock } = rig();
  const text = 'Too many simultaneous connections. (Failure)';
  const status = { type: 'status', tag: 'A1', kind: 'NO', code: { name: 'ALERT' }, text } as const;
  fail(new ImapError('no', { kind: 'refused', status }, { command: 'AUTHENTICATE PLAIN' }));
  await assert.rejects(session.connect());
  assert.ok(session.state.kind === 'failed' && session.state.retryAt !== null);
  fail(null);
  clock.pass(1_000);
  await untilSession(session, () => session.state.kind === 'online');
  session.dispose();
});
