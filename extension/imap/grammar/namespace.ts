import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import { parseDelimiter } from './list.ts';
import { parseMailbox } from './mailbox.ts';
import type { Namespace, Response } from './types.ts';

/** namespace-response (RFC 9051 §7.3.3): personal, other users', shared. Extensions of an entry are passed over. */
export function parseNamespace(c: Cursor, g: Grammar): Response {
  const personal = readGroup(c, g);
  const other = readGroup(c, g);
  const shared = readGroup(c, g);
  return { type: 'namespace', personal, other, shared };
}

function readGroup(c: Cursor, g: Grammar): Namespace[] {
  c.skipSpaces();
  if (c.atEnd) {
    g.quirk('missing-field');
    return [];
  }
  const entries: Namespace[] = [];
  if (c.nil()) return entries;
  c.enter();
  while (!c.atListEnd()) {
    c.enter();
    const prefix = parseMailbox(c, g, 'value');
    c.sp();
    const delimiter = c.atListEnd() ? null : parseDelimiter(c, g);
    while (!c.atListEnd()) c.skipValue();
    c.leave();
    entries.push({ prefix, delimiter });
  }
  c.leave();
  return entries;
}
