import type { Cursor } from '../wire/cursor.ts';
import type { Response } from './types.ts';

/** language-data (RFC 5255 §3.3): tags of the language in use, or of those on offer. */
export function parseLanguage(c: Cursor): Response {
  const tags: string[] = [];
  c.skipSpaces();
  if (!c.atList) tags.push(c.astring());
  else {
    c.enter();
    while (!c.atListEnd()) tags.push(c.astring());
    c.leave();
  }
  return { type: 'language', tags };
}

/** comparator-data (RFC 5255 §4.8): the active comparator, and those that matched what was asked for. */
export function parseComparator(c: Cursor): Response {
  c.sp();
  const active = c.astring();
  const matching: string[] = [];
  c.skipSpaces();
  if (c.atList) {
    c.enter();
    while (!c.atListEnd()) matching.push(c.astring());
    c.leave();
  }
  return { type: 'comparator', active, matching };
}
