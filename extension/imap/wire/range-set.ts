import { alreadyNormal, normalise, type NumberRange } from './sequence-set.ts';

/** Ranges in one chunk at most. */
const most = 256;

/**
 * A set of numbers of which some are taken out again and again: each time costs a search by halving and the moving of one chunk, however
 * many ranges there are.
 */
export class RangeSet {
  /** None is empty; ascending throughout. */
  readonly #chunks: NumberRange[][] = [];
  #steps = 0;

  constructor(ranges: readonly NumberRange[]) {
    const sorted = normalise(ranges);
    for (let at = 0; at < sorted.length; at += most) this.#chunks.push(sorted.slice(at, at + most));
  }

  /** Ranges looked at or moved so far. */
  get steps(): number {
    return this.#steps;
  }

  /** All that is left; costs as much as there is. */
  get ranges(): readonly NumberRange[] {
    return alreadyNormal(this.#chunks.flat());
  }

  /** Takes every number of the range out. Gives those that were there, ascending. */
  remove({ from, to }: NumberRange): readonly NumberRange[] {
    const chunks = this.#chunks;
    const start = this.#firstWhere(chunks.length, (at) => (chunks[at]?.at(-1)?.to ?? 0) >= from);
    const end = this.#firstWhere(chunks.length, (at) => (chunks[at]?.[0]?.from ?? 0) > to);
    const taken: NumberRange[] = [];
    const left: NumberRange[][] = [];
    for (const chunk of chunks.slice(start, end)) {
      this.#removeIn(chunk, from, to, taken);
      if (chunk.length > most) left.push(chunk.splice(most >> 1));
      if (chunk.length > 0) left.push(chunk);
    }
    left.sort((a, b) => (a[0]?.from ?? 0) - (b[0]?.from ?? 0));
    if (left.length !== end - start) {
      this.#steps += chunks.length - start;
      chunks.splice(start, end - start, ...left);
    }
    return taken;
  }

  #removeIn(chunk: NumberRange[], from: number, to: number, taken: NumberRange[]): void {
    const first = this.#firstWhere(chunk.length, (at) => (chunk[at]?.to ?? 0) >= from);
    const end = this.#firstWhere(chunk.length, (at) => (chunk[at]?.from ?? 0) > to);
    const low = chunk[first];
    const high = chunk[end - 1];
    if (low === undefined || high === undefined || first >= end) return;
    for (const range of chunk.slice(first, end))
      taken.push({ from: Math.max(range.from, from), to: Math.min(range.to, to) });
    const left: NumberRange[] = [];
    if (low.from < from) left.push({ from: low.from, to: from - 1 });
    if (high.to > to) left.push({ from: to + 1, to: high.to });
    this.#steps += chunk.length - first;
    chunk.splice(first, end - first, ...left);
  }

  /** Where the ones begin for which it holds, as it does for all behind. */
  #firstWhere(length: number, holds: (at: number) => boolean): number {
    let low = 0;
    let high = length;
    while (low < high) {
      this.#steps++;
      const middle = (low + high) >> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
