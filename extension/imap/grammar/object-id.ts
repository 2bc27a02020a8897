import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';

/** `(id)` (RFC 8474 §4.1), where the parentheses may be missing; null for NIL. */
export function parseObjectId(c: Cursor, g: Grammar): string | null {
  if (c.nil()) return null;
  if (!c.atList) {
    g.quirk('bare-object-id');
    return c.astring();
  }
  c.enter();
  const id = c.nstring();
  c.skipSpaces();
  c.leave();
  return id;
}
