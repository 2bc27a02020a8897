/** An inclusive range of UIDs or sequence numbers, `from` ≤ `to` (RFC 9051 seq-range). Never expanded into its members. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** Largest UID and sequence number; `*` in a set from a server is read as this. */
export const maxNumber = 0xffff_ffff;

/** Sets that `normalise` made: sorted, disjoint, so that they can be searched by halving. */
const normal = new WeakSet<readonly NumberRange[]>();

/** seq-number or seq-range (RFC 9051 §9). */
const member = /^(?:[1-9]\d*|\*)(?::(?:[1-9]\d*|\*))?$/;

/** Sets whose members only the server knows, and how they are written. As ranges they may hold any message. */
const open = new WeakMap<readonly NumberRange[], string>();

function openSet(text: string): readonly NumberRange[] {
  const set = Object.freeze([{ from: 1, to: maxNumber }]);
  normal.add(set);
  open.set(set, text);
  return set;
}

/** The result of the last search with SAVE, which the server keeps: written as `$` (SEARCHRES, RFC 5182). It may hold any message. */
export const savedResult: readonly NumberRange[] = openSet('$');

/** Whether only the server knows what the set holds: `$`, or one that `starSet` made. */
export function isOpen(set: readonly unknown[]): boolean {
  return open.has(set as readonly NumberRange[]);
}

/**
 * A set with `*`, the last message whatever its number (RFC 9051 §9, seq-number): `5:*` names message 4 where that is the last.
 * @returns null when it is no set, or holds no `*`.
 */
export function starSet(text: string): readonly NumberRange[] | null {
  if (!text.includes('*') || !text.split(',').every((range) => member.test(range))) return null;
  return parseSequenceSet(text) === null ? null : openSet(text);
}

export interface ParsedSet {
  /** In the order sent, which COPYUID needs. */
  readonly ranges: readonly NumberRange[];
  /** True when something had to be mended: an empty element, 0, a reversed range. */
  readonly mended: boolean;
}

/**
 * Reads a sequence set as servers send it. Empty elements and zeros are dropped, reversed ranges turned.
 * @returns null when it is no set, a number exceeds 2³²−1, or there are more than `maxRanges` elements.
 */
export function parseSequenceSet(text: string, maxRanges = Infinity): ParsedSet | null {
  const ranges: NumberRange[] = [];
  let mended = false;
  let at = 0;
  while (at < text.length) {
    const comma = text.indexOf(',', at);
    const end = comma < 0 ? text.length : comma;
    if (end === at) {
      mended = true;
    } else {
      const range = parseRange(text, at, end);
      if (range === null) return null;
      if (range.to === 0) mended = true;
      else {
        if (range.from === 0 || range.turned) mended = true;
        if (ranges.length >= maxRanges) return null;
        ranges.push({ from: Math.max(range.from, 1), to: range.to });
      }
    }
    if (comma === text.length - 1) mended = true;
    at = end + 1;
  }
  return { ranges, mended };
}

function parseRange(text: string, start: number, end: number): (NumberRange & { readonly turned: boolean }) | null {
  let colon = start;
  // Not indexOf, which would run to the end of a long set for every single number in it.
  while (colon < end && text.charCodeAt(colon) !== 0x3a) colon++;
  if (colon === end) {
    const n = parseMember(text, start, end);
    return n === null ? null : { from: n, to: n, turned: false };
  }
  const a = parseMember(text, start, colon);
  const b = parseMember(text, colon + 1, end);
  if (a === null || b === null) return null;
  return a <= b ? { from: a, to: b, turned: false } : { from: b, to: a, turned: true };
}

function parseMember(text: string, start: number, end: number): number | null {
  if (end === start + 1 && text[start] === '*') return maxNumber;
  if (end === start || end - start > 20) return null;
  let n = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return null;
    n = n * 10 + digit;
  }
  return n <= maxNumber ? n : null;
}

/** Ranges of numbers given in ascending order; neighbours and repetitions fall together. */
export function rangesOf(sorted: Iterable<number>): NumberRange[] {
  const ranges: NumberRange[] = [];
  let last: { from: number; to: number } | undefined;
  for (const n of sorted) {
    if (last !== undefined && n >= last.to && n <= last.to + 1) last.to = n;
    else {
      last = { from: n, to: n };
      ranges.push(last);
    }
  }
  return ranges;
}

/** As a command carries it: `1:3,7`. Empty for an empty set, which no command may carry. */
export function formatSequenceSet(ranges: readonly NumberRange[]): string {
  return open.get(ranges) ?? ranges.map(formatRange).join(',');
}

function formatRange({ from, to }: NumberRange): string {
  return from === to ? String(from) : `${from}:${to}`;
}

/** Sorted and disjoint, neighbours joined. */
export function normalise(ranges: readonly NumberRange[]): readonly NumberRange[] {
  if (normal.has(ranges)) return ranges;
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  const out: NumberRange[] = [];
  let last: NumberRange | undefined;
  for (const range of sorted) {
    if (last !== undefined && range.from <= last.to + 1) {
      if (range.to > last.to) {
        last = { from: last.from, to: range.to };
        out[out.length - 1] = last;
      }
    } else {
      last = range;
      out.push(range);
    }
  }
  normal.add(out);
  return out;
}

/** Takes it on trust that a set is sorted and disjoint, neighbours joined. */
export function alreadyNormal(ranges: readonly NumberRange[]): readonly NumberRange[] {
  normal.add(ranges);
  return ranges;
}

/** Whether the set holds `n`. Costs O(log n) for sets made by `normalise`, `merge` or `difference`, else O(n). */
export function contains(ranges: readonly NumberRange[], n: number): boolean {
  if (!normal.has(ranges)) return ranges.some((range) => range.from <= n && n <= range.to);
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (n < range.from) high = middle - 1;
    else if (n > range.to) low = middle + 1;
    else return true;
  }
  return false;
}

/** How many numbers the set holds, each counted once. */
export function countNumbers(ranges: readonly NumberRange[]): number {
  return normalise(ranges).reduce((sum, range) => sum + range.to - range.from + 1, 0);
}

export function merge(...sets: readonly (readonly NumberRange[])[]): readonly NumberRange[] {
  return normalise(sets.flat());
}

/** What `a` holds and `b` does not. */
export function difference(a: readonly NumberRange[], b: readonly NumberRange[]): readonly NumberRange[] {
  const without = normalise(b);
  const out: NumberRange[] = [];
  let i = 0;
  for (const range of normalise(a)) {
    let { from } = range;
    let cut = without[i];
    while (cut !== undefined && cut.to < from) cut = without[++i];
    for (let j = i; cut !== undefined && cut.from <= range.to; cut = without[++j]) {
      if (cut.from > from) out.push({ from, to: cut.from - 1 });
      from = cut.to + 1;
    }
    if (from <= range.to) out.push({ from, to: range.to });
  }
  normal.add(out);
  return out;
}

/** What both hold. */
export function intersection(a: readonly NumberRange[], b: readonly NumberRange[]): readonly NumberRange[] {
  const x = normalise(a);
  const y = normalise(b);
  const out: NumberRange[] = [];
  for (let i = 0, j = 0; ;) {
    const one = x[i];
    const other = y[j];
    if (one === undefined || other === undefined) break;
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from <= to) out.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  normal.add(out);
  return out;
}

/** What of `ranges` the set holds, in their order: O(log m) for each range and what comes of it, m the ranges of the set. */
export function within(ranges: readonly NumberRange[], set: readonly NumberRange[]): readonly NumberRange[] {
  const limit = normalise(set);
  const out: NumberRange[] = [];
  for (const range of ranges) {
    let low = 0;
    for (let high = limit.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((limit[middle]?.to ?? 0) < range.from) low = middle + 1;
      else high = middle;
    }
    for (let one = limit[low]; one !== undefined && one.from <= range.to; one = limit[++low])
      out.push({ from: Math.max(one.from, range.from), to: Math.min(one.to, range.to) });
  }
  return out;
}

/** The members one by one, in the order of the ranges; the caller stops when it has enough. */
export function* eachNumber(ranges: Iterable<NumberRange>): Generator<number, void, undefined> {
  for (const { from, to } of ranges) {
    for (let n = from; n <= to; n++) yield n;
  }
}

/** Cuts a set into several whose text has at most `maxLength` characters each (at least one range per piece). */
export function splitSet(ranges: readonly NumberRange[], maxLength: number): (readonly NumberRange[])[] {
  if (open.has(ranges)) return [ranges];
  const pieces: NumberRange[][] = [];
  let piece: NumberRange[] = [];
  let length = 0;
  for (const range of ranges) {
    const cost = formatRange(range).length + (piece.length > 0 ? 1 : 0);
    if (piece.length > 0 && length + cost > maxLength) {
      pieces.push(piece);
      piece = [];
      length = 0;
    }
    length += formatRange(range).length + (piece.length > 0 ? 1 : 0);
    piece.push(range);
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
