import { mailboxFromWire } from '../wire/mailbox-name.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { Cursor } from '../wire/cursor.ts';
import { listChar } from '../wire/octets.ts';
import { encodeUtf7 } from '../wire/utf7.ts';
import type { Grammar } from './context.ts';

const space = 0x20;
const open = 0x28;
const close = 0x29;

/**
 * mailbox (RFC 9051 §9), octets kept. `follows` names what comes behind it in the response: an unquoted name with spaces or
 * control characters (Exchange) is taken to reach as far as that allows.
 */
export function parseMailbox(c: Cursor, g: Grammar, follows: 'end' | 'list' | 'optional-list' | 'value'): MailboxName {
  if (c.atString || follows === 'value') return named(g, c.wireString(listChar));
  const start = c.pos;
  if (c.atEnd) c.fail('a mailbox');
  if (c.nil()) g.quirk('nil-mailbox');
  else c.skipRun(listChar);
  if (c.pos > start && fieldEnds(c, follows)) return named(g, c.bytes.toString('latin1', start, c.pos));
  g.quirk('unquoted-mailbox');
  c.pos = fieldEnd(c, start, follows);
  if (c.pos === start) c.fail('a mailbox');
  return named(g, c.bytes.toString('latin1', start, c.pos));
}

/** A name that is no modified UTF-7 is shown as it came, and sent back octet for octet. */
function named(g: Grammar, wire: string): MailboxName {
  const name = mailboxFromWire(wire, g.utf8);
  if (!g.utf8 && wire.includes('&') && encodeUtf7(name.display) !== wire) g.quirk('bad-utf7');
  return name;
}

function fieldEnds(c: Cursor, follows: 'end' | 'list' | 'optional-list'): boolean {
  let at = c.pos;
  while (at < c.end && c.bytes[at] === space) at++;
  if (at >= c.end) return follows !== 'list';
  return follows !== 'end' && at > c.pos && c.bytes[at] === open;
}

function fieldEnd(c: Cursor, start: number, follows: 'end' | 'list' | 'optional-list'): number {
  const end = trimmed(c.bytes, start, c.end);
  if (follows === 'end') return end;
  const list = lastList(c.bytes, start, end);
  return list === null ? end : trimmed(c.bytes, start, list);
}

function trimmed(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === space) at--;
  return at;
}

/** Where the list begins with which the response ends. */
function lastList(bytes: Buffer, start: number, end: number): number | null {
  let depth = 0;
  for (let at = end - 1; at > start; at--) {
    if (bytes[at] === close) depth++;
    else if (bytes[at] === open) depth--;
    if (depth === 0) return bytes[at] === open && bytes[at - 1] === space ? at : null;
  }
  return null;
}
