import type { UidSet } from '../client/api.ts';
import { normalise, rangesOf, savedResult, type NumberRange } from '../wire/sequence-set.ts';

/** UIDs in any order as ranges, sorted and without overlaps. */
export function sortedRanges(uids: UidSet): readonly NumberRange[] {
  if (uids === savedResult) return savedResult;
  const ranges: NumberRange[] = [];
  const numbers: number[] = [];
  for (const one of uids) {
    if (typeof one === 'number') numbers.push(one);
    else ranges.push(one);
  }
  return normalise(ranges.length > 0 ? ranges : rangesOf(numbers.sort((a, b) => a - b)));
}
