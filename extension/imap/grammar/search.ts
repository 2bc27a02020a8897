import type { Cursor } from '../wire/cursor.ts';
import type { ModSeq } from '../wire/ids.ts';
import { maxNumber, normalise } from '../wire/sequence-set.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { Grammar } from './context.ts';
import { parseModSeq } from './parse-code.ts';
import type { SearchResponse } from './types.ts';

/** mailbox-data SEARCH (RFC 3501 §7.2.5) and SORT (RFC 5256 §4), with MODSEQ (RFC 7162 §3.1.5) in any place. */
export function parseSearch(c: Cursor, g: Grammar, type: 'search' | 'sort'): SearchResponse {
  const numbers: number[] = [];
  let modSeq: ModSeq | null = null;
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    if (c.atList) {
      c.enter();
      if (c.keyword() !== 'MODSEQ') c.fail('MODSEQ');
      c.sp();
      modSeq = parseModSeq(c, g);
      c.skipSpaces();
      c.leave();
      continue;
    }
    const n = c.number();
    if (n > maxNumber) c.fail('a number below 2³²');
    if (n > 0) numbers.push(n);
    else g.quirk('zero-sequence-number');
  }
  return { type, numbers, modSeq };
}

interface Found {
  tag: string | null;
  uid: boolean;
  min?: number;
  max?: number;
  count?: number;
  all?: readonly NumberRange[];
  modSeq?: ModSeq;
  readonly other: Map<string, string>;
}

/** esearch-response (RFC 4466 §2.6.2, RFC 4731, RFC 9051 §7.3.4). Sets stay ranges. */
export function parseEsearch(c: Cursor, g: Grammar): SearchResponse {
  const found: Found = { tag: null, uid: false, other: new Map() };
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) {
    if (c.atList) {
      c.enter();
      if (c.keyword() !== 'TAG') c.fail('TAG');
      c.sp();
      found.tag = c.astring();
      c.skipSpaces();
      c.leave();
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

function readResult(c: Cursor, g: Grammar, found: Found, name: string): void {
  if (name === 'MIN') found.min = c.number();
  else if (name === 'MAX') found.max = c.number();
  else if (name === 'COUNT') found.count = c.number();
  else if (name === 'ALL') found.all = normalise(c.set());
  else if (name === 'MODSEQ') {
    const modSeq = parseModSeq(c, g);
    if (modSeq !== null) found.modSeq = modSeq;
  } else {
    const start = c.pos;
    if (!c.atEnd) c.skipValue();
    found.other.set(name, c.raw(start, c.pos));
  }
}
