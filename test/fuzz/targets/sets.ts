import assert from 'node:assert/strict';
import {
  contains,
  countNumbers,
  difference,
  formatSequenceSet,
  merge,
  normalise,
  parseSequenceSet,
  splitSet,
  type NumberRange,
} from '../../../extension/imap/wire/sequence-set.ts';
import type { Target } from '../engine/target.ts';

function parse(text: string): readonly NumberRange[] | null {
  return parseSequenceSet(text, 1000)?.ranges ?? null;
}

export const target: Target = {
  name: 'sets',
  about: 'imap/wire/sequence-set',
  share: 3,
  maxLength: 400,
  seeds: ['1:5,7|3:9', '4294967295,1|*', '9:1,,0,|0:0', '1:*|5', '1,2,3,5,6|2:5'],
  words: [',', ':', '*', '0', '4294967295', '4294967296', '|'],
  run(data) {
    const [left = '', right = ''] = data.toString('latin1').split('|');
    const a = parse(left);
    const b = parse(right);
    if (a === null) return;
    for (const { from, to } of a) assert.ok(from >= 1 && from <= to && to <= 0xffffffff);
    assert.deepEqual(parse(formatSequenceSet(a)), a);
    const sorted = normalise(a);
    for (let i = 1; i < sorted.length; i++) assert.ok((sorted[i - 1]?.to ?? 0) + 1 < (sorted[i]?.from ?? 0));
    const edges = [...a, ...(b ?? [])].flatMap(({ from, to }) => [from - 1, from, to, to + 1]).slice(0, 40);
    for (const n of edges)
      assert.equal(
        contains(sorted, n),
        a.some(({ from, to }) => from <= n && n <= to),
      );
    const pieces = splitSet(a, 20);
    assert.deepEqual(pieces.flat(), a);
    for (const piece of pieces) assert.ok(piece.length === 1 || formatSequenceSet(piece).length <= 20);
    if (b === null) return;
    const both = merge(a, b);
    const without = difference(a, b);
    for (const n of edges) {
      assert.equal(contains(both, n), contains(sorted, n) || contains(normalise(b), n));
      assert.equal(contains(without, n), contains(sorted, n) && !contains(normalise(b), n));
    }
    assert.equal(countNumbers(both), countNumbers(b) + countNumbers(without));
  },
};
