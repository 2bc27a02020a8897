import type { Cursor } from '../wire/cursor.ts';
import type { Grammar } from './context.ts';
import type { RareItems } from './fetch-data.ts';
import { readDate } from './internal-date.ts';
import { putSection, readSectionValue } from './section.ts';

type ItemReader = (c: Cursor, g: Grammar, items: RareItems) => void;

/** `(id)` (RFC 8474 §4.2); the parentheses may be missing. */
function objectId(c: Cursor): string {
  if (!c.atList) return c.astring();
  c.enter();
  c.skipSpaces();
  const id = c.astring();
  c.skipSpaces();
  c.leave();
  return id;
}

/** PREVIEW (RFC 8970 §4.1), or `(FUZZY "text")` as its drafts and SNIPPET had it. */
function preview(c: Cursor, _g: Grammar, items: RareItems): void {
  if (!c.atList) {
    items.preview = c.nstring();
    return;
  }
  c.enter();
  let last: string | null = null;
  while (!c.atListEnd()) last = c.nstring();
  c.leave();
  items.preview = last;
}

function labels(c: Cursor, _g: Grammar, items: RareItems): void {
  const found: string[] = [];
  if (!c.nil()) {
    c.enter();
    while (!c.atListEnd()) found.push(c.atString ? c.string() : c.loose());
    c.leave();
  }
  items.gmailLabels = found;
}

/** RFC822, RFC822.HEADER and RFC822.TEXT (RFC 3501 §7.4.2), kept under their own names. */
function section(name: string): ItemReader {
  return (c, g, items) => {
    putSection(items, name, readSectionValue(c, g));
  };
}

const readers = new Map<string, ItemReader>([
  ['RFC822', section('RFC822')],
  ['RFC822.HEADER', section('RFC822.HEADER')],
  ['RFC822.TEXT', section('RFC822.TEXT')],
  ['EMAILID', (c, _g, items) => void (items.emailId = objectId(c))],
  ['THREADID', (c, _g, items) => void (items.threadId = c.nil() ? null : objectId(c))],
  ['PREVIEW', preview],
  ['SNIPPET', preview],
  ['SAVEDATE', (c, _g, items) => void (items.saveDate = readDate(c))],
  ['X-GM-MSGID', (c, _g, items) => void (items.gmailMessageId = c.number64())],
  ['X-GM-THRID', (c, _g, items) => void (items.gmailThreadId = c.number64())],
  ['X-GM-LABELS', labels],
]);

/** Items that few responses carry, and those outside the grammar, whose value is kept as raw text. */
export function readRareItem(c: Cursor, g: Grammar, items: RareItems, name: string): void {
  const read = readers.get(name);
  if (read !== undefined) {
    read(c, g, items);
    return;
  }
  const start = c.pos;
  if (c.atListEnd()) g.quirk('missing-field');
  else c.skipValue();
  (items.unknown ??= new Map<string, string>()).set(name, c.raw(start, c.pos));
}
