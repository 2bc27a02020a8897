import { Cursor, ParseError } from '../wire/cursor.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { Grammar } from './context.ts';
import { parseFlagList } from './flag.ts';
import { parseMailbox } from './mailbox.ts';
import type { ListResponse } from './types.ts';

type Extended = Pick<ListResponse, 'extended' | 'childInfo' | 'oldName'>;

const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const nothingMore: Extended = { extended: new Map() };

/** mailbox-list (RFC 9051 §7.3.1), the same for LSUB and Gmail's old XLIST. */
export function parseList(c: Cursor, g: Grammar, via: ListResponse['via']): ListResponse {
  c.sp();
  const attributes = parseFlagList(c, g);
  c.sp();
  const delimiter = parseDelimiter(c, g);
  c.sp();
  const name = parseMailbox(c, g, 'optional-list');
  c.skipSpaces();
  const told = c.atList ? parseExtended(c, g) : nothingMore;
  return { type: 'list', via, name, delimiter, attributes, ...told };
}

/** The hierarchy delimiter; null for NIL, which says that names have no levels. */
export function parseDelimiter(c: Cursor, g: Grammar): string | null {
  // A bare character is no legal delimiter, but it is a clear one.
  const delimiter = c.nil() ? null : (quotedChar(c) ?? (c.atString ? c.string() : c.loose()));
  if (delimiter !== '') return delimiter;
  g.quirk('empty-delimiter');
  return null;
}

/**
 * `"/"`, by its fixed form (DQUOTE QUOTED-CHAR DQUOTE), or `""`; null, and nothing taken, for anything else. As a string it could not be
 * told from the first word of `"/" foo"bar`, which is an unquoted name with a quote in it.
 */
function quotedChar(c: Cursor): string | null {
  const { bytes, pos } = c;
  if (c.peek() !== quote) return null;
  const next = bytes[pos + 1] ?? 0;
  if (next === quote) {
    if (pos + 2 >= c.end || bytes[pos + 2] !== space) return null;
    c.pos += 2;
    return '';
  }
  const at = next === backslash ? pos + 2 : pos + 1;
  const octet = bytes[at] ?? 0;
  if (at + 1 >= c.end || bytes[at + 1] !== quote || octet >= 0x80) return null;
  c.pos = at + 2;
  return String.fromCharCode(octet);
}

/** mbox-list-extended (RFC 9051 §9): values as raw text; typed, those that RFC 9051 §7.3.1 and §6.3.9.6 define. */
function parseExtended(c: Cursor, g: Grammar): Extended {
  const extended = new Map<string, string>();
  const typed: { childInfo?: readonly string[]; oldName?: MailboxName } = {};
  c.path.push('list-extended');
  c.enter();
  while (!c.atListEnd()) {
    const name = c.astring().toUpperCase();
    c.skipSpaces();
    const start = c.pos;
    if (!c.atListEnd()) c.skipValue();
    extended.set(name, c.raw(start, c.pos));
    if (name === 'CHILDINFO') typed.childInfo = valueOf(c, g, start, childInfo) ?? [];
    else if (name === 'OLDNAME') {
      const oldName = valueOf(c, g, start, (value) => parseMailbox(value, g, 'value'));
      if (oldName !== null) typed.oldName = oldName;
    }
  }
  c.leave();
  c.path.pop();
  return { extended, ...typed };
}

/** What stands in the parentheses at `start`; null when it makes no sense, which costs the mailbox nothing. */
function valueOf<T>(c: Cursor, g: Grammar, start: number, parse: (value: Cursor) => T): T | null {
  const value = new Cursor(c, g.quirk, start, c.pos);
  try {
    value.enter();
    const found = parse(value);
    return value.atListEnd() ? found : null;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return null;
  }
}

/** Why a mailbox is listed that does not match by itself: those below it do, by these selection options. */
function childInfo(c: Cursor): readonly string[] {
  const options: string[] = [];
  while (!c.atListEnd()) options.push(c.astring().toUpperCase());
  return options;
}
