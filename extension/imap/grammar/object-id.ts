import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';

/** `(id)` (RFC 8474 §4.1), where the parentheses may be missing. */
export function parseObjectId(c: Cursor, g: Grammar): string {
  if (!c.atList) {
    g.quirk('bare-object-id');
    return c.astring();
  }
  c.enter();
  const id = c.astring();
  c.skipSpaces();
  c.leave();
  return id;
}
