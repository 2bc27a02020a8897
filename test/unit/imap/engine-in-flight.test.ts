import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Command, DataKind } from '../../../extension/imap/command/command.ts';
import { InFlight } from '../../../extension/imap/session/in-flight.ts';
import { Submission } from '../../../extension/imap/session/submission.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';

type Traits = Partial<
  Pick<Command<unknown>, 'kinds' | 'mailbox' | 'barrier' | 'numbersMessages' | 'tagged' | 'effect' | 'uids' | 'eager'>
>;

function commandOf(traits: Traits): Command<unknown> {
  return { name: 'X', states: [], kinds: [], write: () => undefined, finish: () => undefined, ...traits };
}

function sent(command: Command<unknown>): Submission {
  return new Submission(command, { origin: 'user', settle: () => undefined });
}

const kinds: readonly DataKind[] = ['fetch', 'search', 'list', 'status', 'everything'];
const names = ['A', 'B'].map((name) => mailboxFromDisplay(name, false));
const someCommand = fc
  .record(
    {
      kinds: fc.subarray([...kinds], { maxLength: 2 }),
      mailbox: fc.constantFrom(...names),
      barrier: fc.constantFrom(false, false, false, true),
      numbersMessages: fc.boolean(),
      tagged: fc.boolean(),
      uids: fc.constantFrom([{ from: 1, to: 3 }], [{ from: 2, to: 9 }], [{ from: 20, to: 30 }]),
    },
    { requiredKeys: ['kinds'] },
  )
  .map(commandOf);

/** What RFC 9051 §5.5 asks, by a look at each command under way. */
function mayJoin(next: Command<unknown>, underWay: readonly Command<unknown>[]): boolean {
  return underWay.every((other) => {
    if (next.barrier === true || other.barrier === true) return false;
    if (next.numbersMessages === true && other.numbersMessages !== true) return false;
    return !mixesUp(next, other);
  });
}

function mixesUp(a: Command<unknown>, b: Command<unknown>): boolean {
  if ([a, b].some(({ kinds }) => kinds.includes('everything'))) return true;
  const shared = a.kinds.filter((kind) => b.kinds.includes(kind));
  const apart = a.uids?.every((x) => b.uids?.every((y) => x.to < y.from || y.to < x.from) ?? false) ?? false;
  if (shared.length === 0 || apart) return false;
  if (shared.join() === 'search') return a.tagged !== true || b.tagged !== true;
  const named = a.mailbox !== undefined && b.mailbox !== undefined;
  return !(shared.join() === 'status' && named && a.mailbox.wire !== b.mailbox.wire);
}

test('what is counted says the same as a look at each command', () => {
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(fc.array(someCommand, { maxLength: 4 }), fc.array(fc.nat(3)), someCommand, (before, gone, next) => {
      const flight = new InFlight();
      const all = before.map(sent);
      for (const one of all) flight.add(one);
      for (const at of gone) {
        const one = all[at];
        if (one !== undefined) flight.remove(one);
      }
      const left = all.filter((_one, at) => !gone.includes(at));
      assert.deepEqual(flight.all, left);
      const expected = mayJoin(
        next,
        left.map(({ command }) => command),
      );
      assert.equal(flight.admits(next), expected);
      if (left.length > 0) seen[expected ? 'yes' : 'no']++;
    }),
    { numRuns: 3000 },
  );
  assert.ok(seen.yes > 100 && seen.no > 100, JSON.stringify(seen));
});

test('the next of thousands that do not meddle with one another costs no look at each', () => {
  let looks = 0;
  const watched = (name: string): Command<unknown> => {
    const command = commandOf({ mailbox: mailboxFromDisplay(name, false) });
    return Object.defineProperty({ ...command }, 'kinds', { get: () => (looks++, ['status'] as const) });
  };
  const flight = new InFlight();
  for (let i = 0; i < 4000; i++) {
    const next = watched(`M${i}`);
    assert.equal(flight.admits(next), true);
    flight.add(sent(next));
  }
  assert.ok(looks < 4000 * 10, `${looks} looks`);
  assert.equal(flight.admits(watched('M7')), false);
});

test('those that nobody waits for are told apart, whenever they were given up', () => {
  const flight = new InFlight();
  const [a, b, c] = [sent(commandOf({})), sent(commandOf({})), sent(commandOf({ effect: 'logs-out' }))];
  for (const one of [a, b, c]) flight.add(one);
  flight.abandon(b);
  flight.abandon(b);
  assert.equal(flight.awaited, 2);
  assert.equal(flight.logsOut, true);
  flight.remove(b);
  assert.equal(flight.awaited, 2);
  assert.equal(flight.first, a);
  assert.deepEqual(flight.takeAll(), [a, c]);
  assert.equal(flight.length, 0);
  assert.equal(flight.awaited, 0);
  assert.equal(flight.logsOut, false);
});
