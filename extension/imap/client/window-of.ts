import type { NumberRange } from '../wire/sequence-set.ts';

/** The members of a result at these places, counted from the last; ranges stay ranges. */
export function windowOf(
  { uids, count }: { readonly uids: readonly NumberRange[]; readonly count: number },
  { skip, count: wanted }: { readonly skip: number; readonly count: number },
): readonly NumberRange[] {
  const out: NumberRange[] = [];
  const end = count - skip;
  const start = Math.max(0, end - wanted);
  let before = count;
  for (let at = uids.length - 1; at >= 0 && before > start; at--) {
    const range = uids[at];
    if (range === undefined) break;
    const first = before - (range.to - range.from + 1);
    const from = Math.max(first, start);
    const to = Math.min(before, end);
    if (from < to) out.push({ from: range.from + (from - first), to: range.from + (to - first) - 1 });
    before = first;
  }
  return out.reverse();
}
