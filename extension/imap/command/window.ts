import { invalidArgument } from '../errors.ts';

/** A window of a result as PARTIAL takes it: `1:500` from the first, `-1:-500` from the last (RFC 9394, partial-range). */
const form = /^(?:([1-9]\d*):([1-9]\d*)|-([1-9]\d*):-([1-9]\d*))$/;

/** @throws ImapError of kind `invalid-argument` for what is no window. */
export function checkWindow(window: string, command: string): void {
  if (typeof window === 'string' && form.test(window)) return;
  throw invalidArgument(`"${String(window).slice(0, 40)}" is no window`, { command });
}

/** Where a window lies in a result of `count` messages: how many of the last are passed over, and how many are wanted. */
export function windowIn(window: string, count: number): { readonly skip: number; readonly count: number } {
  const [, ...ends] = form.exec(window) ?? [];
  const [a, b] = ends
    .filter((end) => end !== undefined)
    .map(Number)
    .sort((x, y) => x - y);
  if (a === undefined || b === undefined) return { skip: 0, count: 0 };
  if (window.startsWith('-')) return { skip: a - 1, count: b - a + 1 };
  return { skip: Math.max(0, count - b), count: Math.max(0, Math.min(b, count) - a + 1) };
}
