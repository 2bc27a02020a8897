import type { UidSet } from '../client/api.ts';
import { isOpen, normalise, rangesOf, type NumberRange } from '../wire/sequence-set.ts';

/** UIDs in any order as ranges, sorted and without overlaps. A range means the same either way round (RFC 9051 §9, seq-range). */
export function sortedRanges(uids: UidSet): readonly NumberRange[] {
  // Such a set is made of ranges.
  if (isOpen(uids)) return uids as readonly NumberRange[];
  const ranges: NumberRange[] = [];
  const numbers: number[] = [];
  for (const one of uids) {
    if (typeof one === 'number') numbers.push(one);
    else ranges.push(one.from <= one.to ? one : { from: one.to, to: one.from });
  }
  return normalise(ranges.length > 0 ? ranges : rangesOf(numbers.sort((a, b) => a - b)));
}
