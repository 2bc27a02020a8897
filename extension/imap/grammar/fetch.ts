import type { Cursor } from '../wire/cursor.ts';
import { parseDateTime, parseZone } from '../wire/datetime.ts';
import { uid as makeUid } from '../wire/ids.ts';
import { noSeq } from '../wire/ids.ts';
import type { SeqNo } from '../wire/ids.ts';
import { maxNumber } from '../wire/sequence-set.ts';
import type { Grammar } from './context.ts';
import { FetchData, FetchItems } from './fetch-data.ts';
import {
  bodyItem,
  bodyStructureItem,
  envelopeItem,
  fetchItem,
  flagsItem,
  internalDateItem,
  modSeqItem,
  sizeItem,
  uidItem,
} from './fetch-item.ts';
import { parseFlagList } from './flag.ts';
import { parseModSeq } from './parse-code.ts';
import { readRareItem } from './fetch-rare.ts';
import { putSection, readSection, readSectionValue } from './section.ts';

const space = 0x20;
const quote = 0x22;
const open = 0x28;
const close = 0x29;
const bracketOpen = 0x5b;

/** One for all rows: what it collects has gone into the row before the next one begins. */
const collected = new FetchItems();

function emptied(): FetchItems {
  collected.empty();
  return collected;
}

/** msg-att (RFC 9051 §7.5.2, §9), the cursor behind FETCH. Trees are only skipped over: `FetchData` reads them on access. */
export function parseFetch(c: Cursor, g: Grammar, seq: SeqNo): FetchData {
  const items = emptied();
  c.skipSpaces();
  c.enter();
  readItems(c, g, items);
  return new FetchData(seq, items, c, g);
}

/** UIDFETCH (RFC 9586 §3.3): as FETCH, the number in front being the UID. `seq` is 0, for there are no sequence numbers then. */
export function parseUidFetch(c: Cursor, g: Grammar, uid: number): FetchData {
  const items = emptied();
  items.uid = makeUid(uid);
  c.skipSpaces();
  c.enter();
  readItems(c, g, items);
  return new FetchData(noSeq, items, c, g);
}

function readItems(c: Cursor, g: Grammar, items: FetchItems): void {
  let depth = 1;
  while (c.pos < c.end) {
    const next = c.peek();
    if (next === space) {
      c.pos++;
    } else if (next === close) {
      c.pos++;
      depth--;
      if (depth === 0) {
        c.skipSpaces();
        if (c.pos >= c.end) return;
        g.quirk('fetch-closed-early');
      }
    } else if (next === open) {
      // Lists in lists are not read by recursion, so they need no limit.
      g.quirk('wrapped-attributes');
      c.pos++;
      depth++;
    } else readItem(c, g, items);
  }
  if (depth > 0) g.quirk('missing-parenthesis');
}

/** The item's name runs to a space, a bracket or a parenthesis. */
function nameEnd(c: Cursor): number {
  const { bytes, end } = c;
  let at = c.pos;
  for (; at < end; at++) {
    const octet = bytes[at] ?? 0;
    if (octet <= space || octet === bracketOpen || octet === open || octet === close || octet === quote) break;
  }
  return at;
}

function readItem(c: Cursor, g: Grammar, items: FetchItems): void {
  const start = c.pos;
  const end = nameEnd(c);
  if (end === start) c.fail('a FETCH item');
  c.pos = end;
  const item = fetchItem(c.bytes, start, end);
  if (c.bytes[end] === bracketOpen && end < c.end) {
    readBracketed(c, g, items, start, end, item === bodyItem);
    return;
  }
  c.sp();
  switch (item) {
    case uidItem:
      return readUid(c, g, items);
    case flagsItem:
      items.flags = parseFlagList(c, g);
      return;
    case internalDateItem:
      return readInternalDate(c, g, items);
    case sizeItem:
      items.size = c.looseNumber() ?? undefined;
      return;
    case modSeqItem:
      return readModSeq(c, g, items);
    case envelopeItem:
      items.envelopeStart = c.pos;
      c.skipValue();
      items.envelopeEnd = c.pos;
      return;
    case bodyItem:
    case bodyStructureItem:
      return skipBody(c, items, item === bodyStructureItem);
    default:
      readRareItem(c, g, (items.rare ??= {}), c.bytes.toString('latin1', start, end).toUpperCase());
  }
}

function readUid(c: Cursor, g: Grammar, items: FetchItems): void {
  const n = c.number();
  if (n > maxNumber) c.fail('a UID below 2³²');
  if (n > 0) items.uid = makeUid(n);
  else g.quirk('zero-value');
}

function readInternalDate(c: Cursor, g: Grammar, items: FetchItems): void {
  const span = c.nil() ? null : c.stringSpan();
  const time = span === null ? NaN : parseDateTime(c.bytes, span.start, span.end);
  if (span === null || Number.isNaN(time)) {
    g.quirk('bad-date');
    return;
  }
  items.seconds = time / 1000;
  items.zone = parseZone(c.bytes, span.start, span.end);
}

function readModSeq(c: Cursor, g: Grammar, items: FetchItems): void {
  const wrapped = c.peek() === open;
  if (wrapped) c.pos++;
  c.skipSpaces();
  items.modSeq = parseModSeq(c, g) ?? undefined;
  c.skipSpaces();
  if (wrapped) c.expect(close);
}

/** BODY, the short form, never replaces BODYSTRUCTURE. */
function skipBody(c: Cursor, items: FetchItems, extensible: boolean): void {
  const start = c.pos;
  c.skipValue();
  if (items.extensible && !extensible) return;
  items.extensible = extensible;
  items.bodyStart = start;
  items.bodyEnd = c.pos;
}

function readBracketed(c: Cursor, g: Grammar, items: FetchItems, start: number, end: number, isBody: boolean): void {
  const name = isBody ? 'BODY' : c.bytes.toString('latin1', start, end).toUpperCase();
  const key = name + readSection(c, g);
  const rare = (items.rare ??= {});
  if (isBody || name === 'BINARY') {
    putSection(rare, key, readSectionValue(c, g));
  } else if (name === 'BINARY.SIZE') {
    c.sp();
    (rare.binarySizes ??= new Map<string, number>()).set(key.slice(name.length + 1, -1), c.looseNumber() ?? 0);
  } else {
    c.sp();
    readRareItem(c, g, rare, key);
  }
}
