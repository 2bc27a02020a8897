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

test('a list learnt in order agrees with a plain one, whatever goes in between', () => {
  const next = random(7);
  let truth = Array.from({ length: 3000 }, (_, i) => i * 2 + 1);
  const map = new SeqMap();
  for (let learnt = 0; learnt < truth.length; learnt++) {
    assert.equal(map.learn(seqNo(learnt + 1), uid(truth[learnt] ?? 0)), true);
    if (next() > 0.02) continue;
    const at = Math.floor(next() * (learnt + 1));
    const gone = truth[at] ?? 0;
    if (next() < 0.5) assert.equal(map.expunge(seqNo(at + 1)), gone);
    else assert.equal(map.vanish({ from: gone, to: gone }), true);
    truth = truth.filter((one) => one !== gone);
    learnt--;
    // What is known already, and what cannot be, are told apart here too; now and then the list just goes on.
    if (learnt < 0 || next() < 0.5) continue;
    assert.equal(map.learn(seqNo(learnt + 1), uid(truth[learnt] ?? 0)), true);
    assert.equal(map.learn(seqNo(learnt + 2), uid(truth[learnt] ?? 0)), false);
  }
  assert.equal(map.known, truth.length);
  for (const [at, one] of truth.entries()) {
    assert.equal(map.uidAt(seqNo(at + 1)), one);
    assert.equal(map.seqOf(uid(one)), at + 1);
  }
});

test('a list goes on behind a gap at the right place, after messages before it have gone', () => {
  for (const go of ['expunge', 'vanish'] as const) {
    const map = new SeqMap();
    for (let at = 1; at <= 2000; at++) map.learn(seqNo(at), uid(at));
    if (go === 'expunge') map.expunge(seqNo(1));
    else map.vanish({ from: 1, to: 1 });
    assert.equal(map.learn(seqNo(2005), uid(3000)), true, go);
    assert.equal(map.uidAt(seqNo(2005)), 3000, go);
    assert.equal(map.seqOf(uid(3000)), 2005, go);
  }
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

/** A map of `size` messages, every second of which is known, UIDs with gaps. */
function halfKnown(size: number): SeqMap {
  const map = new SeqMap();
  for (let seq = 1; seq <= size; seq += 2) assert.equal(map.learn(seqNo(seq), uid(seq * 3)), true);
  return map;
}

test('every event costs O(log n): counted in a mailbox of twenty thousand and of a million messages', () => {
  const events: Readonly<Record<string, (map: SeqMap, size: number, next: () => number) => void>> = {
    expunge: (map, size, next) => void map.expunge(seqNo(1 + Math.floor(next() * size * 0.5))),
    vanished: (map, size, next) => {
      const chosen = map.uidAt(seqNo(1 + 2 * Math.floor(next() * size * 0.2)));
      if (chosen !== null) map.vanish({ from: chosen, to: chosen });
    },
    'UID at': (map, size, next) => void map.uidAt(seqNo(1 + Math.floor(next() * size * 0.5))),
    'sequence number of': (map, size, next) => void map.seqOf(uid(1 + Math.floor(next() * size * 3))),
    'learn in a hole': (map, size, next) => {
      const seq = 2 * (1 + Math.floor(next() * size * 0.4));
      map.learn(seqNo(seq), uid(seq * 3));
    },
    'new mail': (map, size) => void map.learn(seqNo(size + map.known), uid(size * 3 + map.known * 4)),
  };
  for (const [name, event] of Object.entries(events)) {
    const cost = (size: number): { readonly mean: number; readonly worst: number } => {
      const map = halfKnown(size);
      const next = random(7);
      const begin = map.steps;
      let worst = 0;
      const count = 300;
      for (let i = 0; i < count; i++) {
        const before = map.steps;
        event(map, size, next);
        worst = Math.max(worst, map.steps - before);
      }
      return { mean: (map.steps - begin) / count, worst };
    };
    const small = cost(20_000);
    const large = cost(1_000_000);
    // log2 grows from 14 to 20; linear work would be 50 times as much. A node is rewritten as a whole now and then: 256 entries.
    assert.ok(large.mean <= small.mean * 1.5 + 256, `${name}: ${large.mean} steps on average against ${small.mean}`);
    assert.ok(large.worst <= 2_500, `${name}: ${large.worst} steps at worst`);
  }
});

test('more vanish than can stand between two known messages: told, nothing changed', () => {
  const map = new SeqMap();
  map.learn(seqNo(10), uid(100));
  map.learn(seqNo(13), uid(130));
  assert.equal(map.vanish({ from: 101, to: 103 }), false);
  assert.equal(map.seqOf(uid(130)), 13);
  assert.equal(map.vanish({ from: 101, to: 102 }), true);
  assert.equal(map.seqOf(uid(130)), 11);
  assert.equal(map.uidAt(seqNo(10)), 100);
});

test('unknown messages vanish across the borders of many nodes', () => {
  const map = new SeqMap();
  // Known at both ends and sparsely between.
  for (let seq = 1; seq <= 100_000; seq += 100) map.learn(seqNo(seq), uid(seq));
  assert.equal(map.vanish({ from: 2, to: 90_000 }), true);
  assert.equal(map.seqOf(uid(1)), 1);
  assert.equal(map.seqOf(uid(90_001)), 2);
  assert.equal(map.seqOf(uid(99_901)), 99_901 - 89_999);
  assert.equal(map.uidAt(seqNo(2)), 90_001);
});
