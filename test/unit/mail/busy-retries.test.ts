import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusKind } from '../../../extension/imap/grammar/types.ts';
import type { Answer, Attempt } from '../../../extension/mail/attempts.ts';
import { Attempts } from '../../../extension/mail/attempts.ts';
import { BusyRetries } from '../../../extension/mail/busy-retries.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { HandClock, settle } from '../notifications/fakes.ts';

const account = accountId('one');

function answer(tag: string, kind: StatusKind, code: 'INUSE' | 'UNAVAILABLE' | 'NOPERM' | null, text = 'Busy'): Answer {
  return {
    account,
    connection: 1,
    status: { type: 'status', tag, kind, code: code === null ? null : { name: code }, text },
    command: { name: 'UID COPY', tag, origin: 'user', mailbox: null },
    mailbox: null,
    trusted: true,
    greeting: false,
    afterLogout: false,
    traceIndex: 0,
  };
}

/** An attempt that a server answers as `answers` say, the last of them for ever. */
function rig(answers: readonly (readonly [StatusKind, 'INUSE' | 'UNAVAILABLE' | 'NOPERM' | null])[]) {
  const clock = new HandClock();
  const attempts = new Attempts();
  const busy = new BusyRetries(attempts, clock, () => 0);
  let runs = 0;
  const attempt: Attempt = {
    account,
    commands: ['UID COPY'],
    target: null,
    run: () => {
      const [kind, code] = answers[Math.min(runs, answers.length - 1)] ?? ['OK', null];
      runs += 1;
      busy.heard(answer(`A${runs}`, kind, code));
      return Promise.resolve();
    },
  };
  return { clock, attempts, busy, attempt, runs: () => runs };
}

test('INUSE and UNAVAILABLE are tried again by themselves, each time later, until it works', async () => {
  const { clock, attempts, attempt, runs } = rig([
    ['NO', 'INUSE'],
    ['NO', 'UNAVAILABLE'],
    ['OK', null],
  ]);
  await attempts.start(attempt);
  clock.advance(1_999);
  assert.equal(runs(), 1);
  clock.advance(1);
  await settle();
  assert.equal(runs(), 2);
  clock.advance(3_999);
  assert.equal(runs(), 2, 'the second wait is longer');
  clock.advance(1);
  await settle();
  assert.equal(runs(), 3);
  assert.equal(clock.waiting, 0, 'it worked');
});

test('after five tries it is the person’s turn', async () => {
  const { clock, attempts, attempt, runs } = rig([['NO', 'INUSE']]);
  await attempts.start(attempt);
  for (let minute = 0; minute < 20; minute += 1) {
    clock.advance(60_000);
    await settle();
  }
  assert.equal(runs(), 6);
});

test('Retry Now takes the place of the wait', async () => {
  const { clock, attempts, busy, attempt, runs } = rig([
    ['NO', 'INUSE'],
    ['OK', null],
  ]);
  await attempts.start(attempt);
  await busy.now(attempt);
  assert.equal(runs(), 2);
  assert.equal(clock.waiting, 0);
  clock.advance(60_000);
  assert.equal(runs(), 2);
});

test('any other refusal is left to the person', async () => {
  const { clock, attempts, attempt } = rig([['NO', 'NOPERM']]);
  await attempts.start(attempt);
  assert.equal(clock.waiting, 0);
});

test('a wait that Office 365 asks for in words is kept, whatever the refusal is called', async () => {
  const clock = new HandClock();
  const attempts = new Attempts();
  const busy = new BusyRetries(attempts, clock, () => 0);
  let runs = 0;
  const run = (): Promise<void> => {
    runs += 1;
    const words = 'Request is throttled. Suggested Backoff Time: 92415 milliseconds';
    busy.heard(answer(`A${runs}`, runs === 1 ? 'BAD' : 'OK', null, runs === 1 ? words : 'done'));
    return Promise.resolve();
  };
  await attempts.start({ account, commands: ['UID COPY'], target: null, run });
  clock.advance(92_414);
  assert.equal(runs, 1);
  clock.advance(1);
  await settle();
  assert.equal(runs, 2);
});
