import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import { parseFlagList } from './flag.ts';
import { parseMailbox } from './mailbox.ts';
import type { ListResponse } from './types.ts';

const noExtended: ReadonlyMap<string, string> = new Map();

/** mailbox-list (RFC 9051 §7.3.1), the same for LSUB and Gmail's old XLIST. */
export function parseList(c: Cursor, g: Grammar, via: ListResponse['via']): ListResponse {
  c.sp();
  const attributes = parseFlagList(c, g);
  c.sp();
  const delimiter = parseDelimiter(c, g);
  c.sp();
  const name = parseMailbox(c, g, 'optional-list');
  c.skipSpaces();
  return { type: 'list', via, name, delimiter, attributes, extended: c.atList ? parseExtended(c) : noExtended };
}

/** The hierarchy delimiter; null for NIL, which says that names have no levels. */
export function parseDelimiter(c: Cursor, g: Grammar): string | null {
  // A bare character is no legal delimiter, but it is a clear one.
  const delimiter = c.nil() ? null : c.atString ? c.string() : c.loose();
  if (delimiter !== '') return delimiter;
  g.quirk('empty-delimiter');
  return null;
}

/** mbox-list-extended (RFC 5258 §6): values as raw text. */
function parseExtended(c: Cursor): ReadonlyMap<string, string> {
  const items = new Map<string, string>();
  c.path.push('list-extended');
  c.enter();
  while (!c.atListEnd()) {
    const name = c.astring().toUpperCase();
    c.skipSpaces();
    const start = c.pos;
    if (!c.atListEnd()) c.skipValue();
    items.set(name, c.raw(start, c.pos));
  }
  c.leave();
  c.path.pop();
  return items;
}
