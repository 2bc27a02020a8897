import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  contains,
  countNumbers,
  difference,
  eachNumber,
  formatSequenceSet,
  intersection,
  maxNumber,
  merge,
  normalise,
  parseSequenceSet,
  rangesOf,
  splitSet,
  within,
} from '../../../extension/imap/wire/sequence-set.ts';
import type { NumberRange } from '../../../extension/imap/wire/sequence-set.ts';

const r = (from: number, to = from): NumberRange => ({ from, to });

const sets: readonly (readonly [text: string, ranges: readonly NumberRange[] | null, mended?: boolean])[] = [
  ['1', [r(1)]],
  ['2:4,7,9:12', [r(2, 4), r(7), r(9, 12)]],
  ['5,1', [r(5), r(1)]],
  ['1:*', [r(1, maxNumber)]],
  ['*', [r(maxNumber)]],
  ['*:4', [r(4, maxNumber)], true],
  ['1:4294967295', [r(1, 4294967295)]],
  ['', []],
  ['1,', [r(1)], true],
  [',,1', [r(1)], true],
  [',', [], true],
  ['0', [], true],
  ['0:5', [r(1, 5)], true],
  ['9:5', [r(5, 9)], true],
  ['007', [r(7)]],
  ['4294967296', null],
  ['1:4294967296', null],
  ['99999999999999999999999999', null],
  ['a', null],
  ['1:', null],
  [':1', null],
  ['1:2:3', null],
  ['1 2', null],
  ['-1', null],
  ['1.5', null],
];

for (const [text, ranges, mended = false] of sets) {
  test(`set ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseSequenceSet(text), ranges === null ? null : { ranges, mended });
  });
}

test('more ranges than asked for are refused', () => {
  assert.equal(parseSequenceSet('1,3,5', 2), null);
});

test('formatting joins neighbours and never sorts what was ordered', () => {
  assert.equal(formatSequenceSet(rangesOf([1, 2, 3, 3, 7, 9, 10])), '1:3,7,9:10');
  assert.equal(formatSequenceSet(rangesOf([5, 1])), '5,1');
  assert.equal(formatSequenceSet([]), '');
});

test('huge sets cost nothing', () => {
  const all = [r(1, maxNumber)];
  assert.equal(countNumbers(all), maxNumber);
  assert.ok(contains(all, 4_000_000_000));
  assert.deepEqual(difference(all, [r(5)]), [r(1, 4), r(6, maxNumber)]);
  assert.deepEqual([...take(eachNumber(all), 3)], [1, 2, 3]);
});

function* take(numbers: Iterable<number>, count: number): Generator<number> {
  let left = count;
  for (const n of numbers) {
    if (left-- === 0) return;
    yield n;
  }
}

test('splitting keeps each piece within its length', () => {
  const ranges = rangesOf(Array.from({ length: 200 }, (_, i) => i * 3 + 1));
  const pieces = splitSet(ranges, 50);
  assert.ok(pieces.every((piece) => formatSequenceSet(piece).length <= 50));
  assert.deepEqual(pieces.flat(), ranges);
  assert.deepEqual(splitSet([r(1, 1000), r(5)], 1), [[r(1, 1000)], [r(5)]]);
  assert.deepEqual(splitSet([], 10), []);
  assert.deepEqual(splitSet([r(1), r(3)], 3), [[r(1), r(3)]]);
});

const small = fc.integer({ min: 1, max: 40 });
const ranges = fc
  .array(fc.tuple(small, small), { maxLength: 8 })
  .map((pairs) => pairs.map(([a, b]) => r(Math.min(a, b), Math.max(a, b))));
const members = (set: readonly NumberRange[]): Set<number> => new Set(eachNumber(set));

test('property: sets behave as sets of numbers', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const setA = members(a);
      const setB = members(b);
      const union = merge(a, b);
      const rest = difference(a, b);
      assert.deepEqual(
        [...eachNumber(union)],
        [...new Set([...setA, ...setB])].sort((x, y) => x - y),
      );
      assert.deepEqual(
        [...eachNumber(rest)],
        [...setA].filter((n) => !setB.has(n)).sort((x, y) => x - y),
      );
      assert.equal(countNumbers(a), setA.size);
      for (let n = 1; n <= 41; n++) {
        assert.equal(contains(a, n), setA.has(n));
        assert.equal(contains(normalise(a), n), setA.has(n));
        assert.equal(contains(rest, n), setA.has(n) && !setB.has(n));
      }
      assert.deepEqual(
        within(a, b),
        a.flatMap((range) => intersection([range], b)),
      );
      const text = formatSequenceSet(union);
      assert.deepEqual(parseSequenceSet(text), { ranges: union, mended: false });
      assert.deepEqual(rangesOf(eachNumber(union)), union);
    }),
  );
});
