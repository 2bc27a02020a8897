import type { Cursor } from '../wire/cursor.ts';
import type { ModSeq } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { maxNumber, normalise } from '../wire/sequence-set.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { Grammar } from './context.ts';
import { parseMailbox } from './mailbox.ts';
import { number32 } from './number32.ts';
import { parseModSeq } from './parse-code.ts';
import type { ContextChange, SearchResponse } from './types.ts';

const space = 0x20;
/** The results of one search: more than a line of the length allowed holds of a mailbox of two million. */
const maxNumbers = 2_500_000;
/** `(MODSEQ n)` comes once. */
const maxLists = 100;

/** mailbox-data SEARCH (RFC 3501 §7.2.5) and SORT (RFC 5256 §4), with MODSEQ (RFC 7162 §3.1.5) in any place. */
export function parseSearch(c: Cursor, g: Grammar, type: 'search' | 'sort'): SearchResponse {
  const numbers: number[] = g.ahead?.take(c) ?? [];
  let modSeq: ModSeq | null = null;
  let lists = 0;
  for (readNumbers(c, g, numbers), c.skipSpaces(); !c.atEnd; readNumbers(c, g, numbers), c.skipSpaces()) {
    if (c.atList) {
      if (++lists > maxLists) c.fail(`no more than ${maxLists} lists`);
      c.enter();
      if (c.keyword() !== 'MODSEQ') c.fail('MODSEQ');
      c.sp();
      modSeq = parseModSeq(c, g);
      c.skipSpaces();
      c.leave();
      c.skipSpaces();
      if (!c.atEnd) g.quirk('early-modseq');
      continue;
    }
    const n = c.number();
    if (n > maxNumber) c.fail('a number below 2³²');
    if (numbers.length >= maxNumbers) c.fail(`no more than ${maxNumbers} numbers`);
    if (n > 0) numbers.push(n);
    else g.quirk('zero-sequence-number');
  }
  return { type, numbers, modSeq };
}

/** Where reading goes on, and as far as octets have come. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly end: number;
  pos: number;
}

/**
 * Numbers with spaces before each, as far as they go, none of them beyond 2³²−1; what is behind the last must have come too. What a
 * search found may be a line of megabytes, and no line may hold the thread.
 */
export function readNumbers(c: Stretch, g: Pick<Grammar, 'quirk'>, into: number[], whole = true): void {
  const { bytes, end } = c;
  let at = c.pos;
  while (at < end && bytes[at] === space && into.length < maxNumbers) {
    let n = 0;
    let next = at + 1;
    for (; next < end; next++) {
      const digit = (bytes[next] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      n = n * 10 + digit;
      if (n > maxNumber) break;
    }
    // Whatever else it is, the grammar looks at it.
    if (n > maxNumber || (next < end ? bytes[next] !== space : !whole)) break;
    if (n > 0) into.push(n);
    else if (next > at + 1) g.quirk('zero-sequence-number');
    at = next;
  }
  c.pos = at;
}

interface Found {
  tag: string | null;
  uid: boolean;
  min?: number;
  max?: number;
  count?: number;
  all?: readonly NumberRange[];
  inOrder?: readonly NumberRange[];
  modSeq?: ModSeq;
  partial?: { readonly window: string; readonly numbers: readonly NumberRange[] | null };
  added?: ContextChange[];
  removed?: ContextChange[];
  mailbox?: MailboxName;
  uidValidity?: number;
  readonly other: Map<string, string>;
}

/** esearch-response (RFC 4466 §2.6.2, RFC 4731, RFC 9051 §7.3.4). Sets stay ranges. */
export function parseEsearch(c: Cursor, g: Grammar): SearchResponse {
  const found: Found = { tag: null, uid: false, other: new Map() };
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    if (c.atList) {
      readCorrelator(c, g, found);
      continue;
    }
    const name = c.keyword();
    if (name === 'UID') found.uid = true;
    else {
      c.sp();
      readResult(c, g, found, name);
    }
  }
  return { type: 'esearch', ...found };
}

/** `(TAG "a1" MAILBOX name UIDVALIDITY 1)` (RFC 7377 §2.1); only the tag is always there. */
function readCorrelator(c: Cursor, g: Grammar, found: Found): void {
  c.enter();
  while (!c.atListEnd()) {
    const name = c.keyword();
    c.sp();
    if (name === 'TAG') found.tag = c.astring();
    else if (name === 'MAILBOX') found.mailbox = parseMailbox(c, g, 'value');
    else if (name === 'UIDVALIDITY') found.uidValidity = number32(c);
    else c.fail('TAG, MAILBOX or UIDVALIDITY');
  }
  c.leave();
}

function readResult(c: Cursor, g: Grammar, found: Found, name: string): void {
  if (name === 'MIN') found.min = c.number();
  else if (name === 'MAX') found.max = c.number();
  else if (name === 'COUNT') found.count = c.number();
  else if (name === 'ALL') {
    if (c.nil()) {
      g.quirk('nil-list');
      found.inOrder = [];
    } else found.inOrder = c.set();
    found.all = normalise(found.inOrder);
  } else if (name === 'MODSEQ') {
    const modSeq = parseModSeq(c, g);
    if (modSeq !== null) found.modSeq = modSeq;
  } else if (name === 'PARTIAL') readPartial(c, found);
  else if (name === 'ADDTO') readChanges(c, (found.added ??= []));
  else if (name === 'REMOVEFROM') readChanges(c, (found.removed ??= []));
  else {
    const start = c.pos;
    if (!c.atEnd) c.skipValue();
    found.other.set(name, c.raw(start, c.pos));
  }
}

/** `(1:500 17,23)`, `(-1:-100 NIL)` (RFC 9394 §3.2, RFC 5267 §4.4). */
function readPartial(c: Cursor, found: Found): void {
  c.enter();
  c.skipSpaces();
  const window = c.loose();
  c.sp();
  const numbers = c.nil() ? null : c.set();
  c.skipSpaces();
  c.leave();
  found.partial = { window, numbers };
}

/** `(0 17 1 23:24)` (RFC 5267 §4.3). */
function readChanges(c: Cursor, changes: ContextChange[]): void {
  c.enter();
  while (!c.atListEnd()) {
    const position = c.number();
    c.sp();
    changes.push({ position, numbers: c.set() });
  }
  c.leave();
}
