import type { Cursor } from '../wire/cursor.ts';
import { parseDateTime } from '../wire/datetime.ts';

/** date-time (RFC 9051 §9); null for NIL and for what is no date. */
export function readDate(c: Cursor): Date | null {
  const time = readTime(c);
  return Number.isNaN(time) ? null : new Date(time);
}

/** The same in milliseconds since 1970; NaN for NIL and for what is no date. */
export function readTime(c: Cursor): number {
  if (c.nil()) return NaN;
  const span = c.stringSpan();
  return parseDateTime(c.bytes, span.start, span.end);
}
