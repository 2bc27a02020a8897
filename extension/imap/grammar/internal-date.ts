import type { Cursor } from '../wire/cursor.ts';
import { parseDateTime } from '../wire/datetime.ts';

/** date-time (RFC 9051 §9); null for NIL and for what is no date. */
export function readDate(c: Cursor): Date | null {
  if (c.nil()) return null;
  const span = c.stringSpan();
  const time = parseDateTime(c.bytes, span.start, span.end);
  return Number.isNaN(time) ? null : new Date(time);
}
