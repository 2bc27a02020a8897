import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import { parseMailbox } from './mailbox.ts';
import type { AclEntry, Response } from './types.ts';

/** acl-data (RFC 4314 §3.6). */
export function parseAcl(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'value');
  const entries: AclEntry[] = [];
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    const identifier = c.astring();
    c.skipSpaces();
    if (c.atEnd) {
      g.quirk('odd-pairs');
      break;
    }
    entries.push({ identifier, rights: c.astring() });
  }
  return { type: 'acl', name, entries };
}

/** listrights-data (RFC 4314 §3.7): rights always granted, then groups that come and go together. */
export function parseListRights(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'value');
  c.sp();
  const identifier = c.astring();
  c.skipSpaces();
  const required = c.atEnd ? '' : c.astring();
  const optional: string[] = [];
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) optional.push(c.astring());
  return { type: 'listrights', name, identifier, required, optional };
}

/** myrights-data (RFC 4314 §3.8). */
export function parseMyRights(c: Cursor, g: Grammar): Response {
  c.sp();
  const name = parseMailbox(c, g, 'value');
  c.sp();
  return { type: 'myrights', name, rights: c.astring() };
}
