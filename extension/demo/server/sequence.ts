import { bad } from './refusal.ts';

/** Ends of a range as the client wrote them, in either order; `*` is the largest number in use. */
type Bound = number | '*';

export interface SequenceSet {
  readonly ranges: readonly { readonly a: Bound; readonly b: Bound }[];
}

export function parseSequenceSet(text: string): SequenceSet {
  const ranges = text.split(',').map((piece) => {
    const [a, b, ...rest] = piece.split(':').map(bound);
    if (a === undefined || rest.length > 0) throw bad('Not a sequence set');
    return { a, b: b ?? a };
  });
  return { ranges };
}

function bound(text: string): Bound {
  if (text === '*') return '*';
  const value = Number(text);
  if (!/^[1-9]\d{0,9}$/.test(text) || value > 0xffff_ffff) throw bad('Not a sequence set');
  return value;
}

/** A test for membership; `last` is what `*` stands for. Huge ranges cost nothing. */
export function setMatcher(set: SequenceSet, last: number): (n: number) => boolean {
  const ranges = set.ranges.map(({ a, b }) => {
    const from = a === '*' ? last : a;
    const to = b === '*' ? last : b;
    return from <= to ? { from, to } : { from: to, to: from };
  });
  return (n) => ranges.some((range) => n >= range.from && n <= range.to);
}

/** Message sequence numbers must exist (RFC 9051 §9, seq-number); a range up to `*` may start past the end. */
export function checkSequenceNumbers(set: SequenceSet, exists: number): void {
  for (const { a, b } of set.ranges) {
    const open = a === '*' || b === '*';
    if (open ? exists === 0 : Math.max(a, b) > exists) throw bad('That message does not exist');
  }
}

/** `1:3,7` for ascending or any order of numbers; the order is kept (COPYUID pairs by position, RFC 4315 §3). */
export function formatNumbers(numbers: readonly number[]): string {
  const out: string[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const from = numbers[i] ?? 0;
    let to = from;
    while (numbers[i + 1] === to + 1) {
      to++;
      i++;
    }
    out.push(from === to ? `${from}` : `${from}:${to}`);
  }
  return out.join(',');
}
