import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqMap } from '../../../extension/imap/session/seq-map.ts';
import { seqNo, uid } from '../../../extension/imap/wire/ids.ts';

/** Small deterministic generator, so that a failure can be played again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('what was learnt is found both ways, holes stay unknown', () => {
  const map = new SeqMap();
  assert.equal(map.learn(seqNo(10), uid(100)), true);
  assert.equal(map.learn(seqNo(5), uid(50)), true);
  assert.equal(map.uidAt(seqNo(10)), 100);
  assert.equal(map.uidAt(seqNo(7)), null);
  assert.equal(map.seqOf(uid(50)), 5);
  assert.equal(map.seqOf(uid(51)), null);
  assert.equal(map.known, 2);
});

test('a contradiction is told and changes nothing', () => {
  const map = new SeqMap();
  map.learn(seqNo(5), uid(50));
  map.learn(seqNo(9), uid(90));
  assert.equal(map.learn(seqNo(5), uid(51)), false);
  assert.equal(map.learn(seqNo(7), uid(95)), false);
  assert.equal(map.learn(seqNo(7), uid(50)), false);
  assert.equal(map.learn(seqNo(1), uid(60)), false);
  assert.equal(map.learn(seqNo(12), uid(80)), false);
  assert.equal(map.learn(seqNo(5), uid(50)), true);
  assert.equal(map.known, 2);
});

test('random learning, expunging and vanishing agrees with a plain list', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const next = random(seed);
    // The truth: UIDs by position; `told` holds those that the map was told of.
    let truth = Array.from({ length: 4000 }, (_, i) => (i + 1) * 3 + Math.floor(next() * 2));
    const told = new Set<number>();
    const map = new SeqMap();
    for (let step = 0; step < 6000 && truth.length > 0; step++) {
      const at = Math.floor(next() * truth.length);
      const chosen = truth[at] ?? 0;
      const dice = next();
      if (dice < 0.6) {
        assert.equal(map.learn(seqNo(at + 1), uid(chosen)), true);
        told.add(chosen);
      } else if (dice < 0.95) {
        assert.equal(map.expunge(seqNo(at + 1)), told.has(chosen) ? chosen : null);
        truth.splice(at, 1);
        told.delete(chosen);
      } else {
        // Vanishing as single UIDs and as a run of neighbouring numbers that all exist.
        map.vanish({ from: chosen, to: chosen });
        truth = truth.filter((u) => u !== chosen);
        told.delete(chosen);
      }
      if (step % 500 === 0) check();
    }
    check();

    function check(): void {
      assert.equal(map.known, told.size, `seed ${seed}`);
      truth.forEach((u, i) => {
        assert.equal(map.uidAt(seqNo(i + 1)), told.has(u) ? u : null, `seed ${seed}, seq ${i + 1}`);
        assert.equal(map.seqOf(uid(u)), told.has(u) ? i + 1 : null, `seed ${seed}, uid ${u}`);
      });
    }
  }
});

test('a vanished range that spans many chunks removes them and shifts what lies behind', () => {
  const map = new SeqMap();
  for (let i = 1; i <= 5000; i++) map.learn(seqNo(i), uid(i));
  map.vanish({ from: 100, to: 4099 });
  assert.equal(map.known, 1000);
  assert.equal(map.seqOf(uid(99)), 99);
  assert.equal(map.seqOf(uid(4100)), 100);
  assert.equal(map.uidAt(seqNo(1000)), 5000);
  assert.equal(map.uidAt(seqNo(1001)), null);
});

test('a range that claims four thousand million UIDs costs no more than what is known', () => {
  const map = new SeqMap();
  map.learn(seqNo(1), uid(1));
  map.vanish({ from: 1, to: 4294967295 });
  assert.equal(map.known, 0);
});

test('an expunge costs about the same in a mailbox a hundred times as large', () => {
  const cost = (size: number): number => {
    const map = new SeqMap();
    for (let i = 1; i <= size; i++) map.learn(seqNo(i), uid(i));
    const start = process.cpuUsage().user;
    for (let i = 0; i < 5000; i++) map.expunge(seqNo(1 + ((i * 7919) % (size - 5000))));
    return process.cpuUsage().user - start;
  };
  cost(10_000);
  const small = Math.max(cost(10_000), 1000);
  const large = cost(1_000_000);
  // Linear work would be 100 times as much; the margin is for a busy machine.
  assert.ok(large < small * 20, `${large} µs against ${small} µs`);
});
