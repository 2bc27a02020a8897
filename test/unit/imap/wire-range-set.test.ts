import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RangeSet } from '../../../extension/imap/wire/range-set.ts';
import { countNumbers, difference, intersection, type NumberRange } from '../../../extension/imap/wire/sequence-set.ts';
import { randomNumbers } from '../../bench/mailbox.ts';

/** Every third number. */
function gaps(count: number): readonly NumberRange[] {
  return Array.from({ length: count }, (_, at) => ({ from: 3 * at + 1, to: 3 * at + 1 }));
}

test('taking ranges out gives what is left and what was there', () => {
  const random = randomNumbers(7);
  const below = (n: number): number => Math.floor(random() * n);
  for (let round = 0; round < 30; round++) {
    let model: readonly NumberRange[] = [...gaps(below(1_500)), { from: 6_000, to: 9_000 }];
    const set = new RangeSet(model);
    for (let step = 0; step < 150; step++) {
      const from = 1 + below(9_500);
      const range = { from, to: from + below(step % 10 === 0 ? 3_000 : 3) };
      assert.deepEqual(set.remove(range), intersection(model, [range]));
      model = difference(model, [range]);
      assert.deepEqual(set.ranges, model);
    }
  }
});

test('a range that is cut again and again stays as cheap', () => {
  const set = new RangeSet([{ from: 1, to: 1_000_000 }]);
  for (let n = 2; n < 1_000_000; n += 20) set.remove({ from: n, to: n });
  assert.equal(countNumbers(set.ranges), 950_000);
  const before = set.steps;
  set.remove({ from: 500_001, to: 500_001 });
  assert.ok(set.steps - before < 600, `${set.steps - before} steps`);
});

test('with 500,000 ranges taking one out looks at no more than with 1,000, but for a few', () => {
  const costs = [1_000, 500_000].map((count) => {
    const set = new RangeSet(gaps(count));
    const before = set.steps;
    for (let at = 0; at < 100; at++) set.remove({ from: 3 * 9 * at + 1, to: 3 * 9 * at + 1 });
    return (set.steps - before) / 100;
  });
  assert.ok((costs[1] ?? 0) < (costs[0] ?? 0) + 30, costs.join(', '));
});
