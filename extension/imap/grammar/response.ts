import { ParseError, type Cursor } from '../wire/cursor.ts';
import { frameOf, noLiterals, type ResponseFrame } from '../wire/frame.ts';
import { seqNo } from '../wire/ids.ts';
import { maxNumber } from '../wire/sequence-set.ts';
import { parseCapability, parseEnabled } from './capability.ts';
import { grammarOf } from './context.ts';
import type { Grammar, ParseContext } from './context.ts';
import { parseFetch, parseUidFetch } from './fetch.ts';
import { parseFlagList } from './flag.ts';
import { parseId } from './id.ts';
import { parseList } from './list.ts';
import { parseNamespace } from './namespace.ts';
import { parseRespText } from './parse-code.ts';
import { parseComparator, parseLanguage } from './language.ts';
import { parseAnnotation, parseMetadata } from './metadata.ts';
import { parseQuota, parseQuotaRoot } from './quota.ts';
import { parseAcl, parseListRights, parseMyRights } from './rights.ts';
import { parseEsearch, parseSearch } from './search.ts';
import { parseMailboxStatus } from './status.ts';
import { responseTag } from './tag.ts';
import { parseThread } from './thread.ts';
import type { MalformedResponse, Response, StatusKind } from './types.ts';
import { parseVanished } from './vanished.ts';

type DataParser = (c: Cursor, g: Grammar) => Response;

const space = 0x20;
const asterisk = 0x2a;
const plus = 0x2b;
const listOpen = 0x28;
const bracketOpen = 0x5b;
/** Clears the bit in which upper and lower case differ. */
const caseless = 0xdf;
const maxExcerpt = 1000;
/** More letters than any word of untagged data has. */
const longestWord = 16;

/** Untagged data by its first word. What is missing here stays `unknown`. */
const data = new Map<string, DataParser>([
  ['CAPABILITY', parseCapability],
  ['ENABLED', parseEnabled],
  ['LIST', (c, g) => parseList(c, g, 'LIST')],
  ['LSUB', (c, g) => parseList(c, g, 'LSUB')],
  ['XLIST', (c, g) => parseList(c, g, 'XLIST')],
  ['STATUS', parseMailboxStatus],
  ['FLAGS', parseFlags],
  ['SEARCH', (c, g) => parseSearch(c, g, 'search')],
  ['SORT', (c, g) => parseSearch(c, g, 'sort')],
  ['ESEARCH', parseEsearch],
  ['VANISHED', parseVanished],
  ['ID', parseId],
  ['NAMESPACE', parseNamespace],
  ['QUOTA', parseQuota],
  ['QUOTAROOT', parseQuotaRoot],
  ['MYRIGHTS', parseMyRights],
  ['ACL', parseAcl],
  ['LISTRIGHTS', parseListRights],
  ['THREAD', parseThread],
  ['METADATA', parseMetadata],
  ['ANNOTATION', parseAnnotation],
  ['LANGUAGE', parseLanguage],
  ['COMPARATOR', parseComparator],
]);

/** Whether a line is data by its first word, told without reading it: `* 12 FETCH …`, `* LIST …`; not what is said for people. */
export function isData(bytes: Buffer, start: number): boolean {
  if (bytes[start] !== asterisk) return false;
  let at = start + 1;
  while (bytes[at] === space) at++;
  const first = bytes[at] ?? 0;
  if (first >= 0x30 && first <= 0x39) return true;
  let end = at;
  while (end - at < longestWord && ((bytes[end] ?? 0) & caseless) >= 0x41 && ((bytes[end] ?? 0) & caseless) <= 0x5a)
    end++;
  return data.has(bytes.toString('latin1', at, end).toUpperCase());
}

const statusKinds = new Map<string, StatusKind>([
  ['OK', 'OK'],
  ['NO', 'NO'],
  ['BAD', 'BAD'],
  ['PREAUTH', 'PREAUTH'],
  ['BYE', 'BYE'],
]);

/**
 * Reads one response (RFC 9051 §7). Never throws: what does not parse becomes `malformed` and costs only itself; a keyword
 * outside the grammar becomes `unknown`.
 */
export function parseResponse(frame: ResponseFrame, context: ParseContext): Response | MalformedResponse {
  return parseFrame(frame, grammarOf(context));
}

/** The same, for whoever reads many responses in one context. */
export function parseFrame(frame: ResponseFrame, g: Grammar): Response | MalformedResponse {
  const { bytes, literals } = frame;
  const c = g.borrow(bytes, literals, 0, bytes.length);
  try {
    return read(c, g);
  } catch (error) {
    return malformed(frame, error);
  } finally {
    g.giveBack(c);
  }
}

/** The same of a response without literals that lies at `start`…`end`. */
export function parseLine(bytes: Buffer, start: number, end: number, g: Grammar): Response | MalformedResponse {
  const c = g.borrow(bytes, noLiterals, start, end);
  try {
    return read(c, g);
  } catch (error) {
    return malformed(frameOf(bytes, start, end), error);
  } finally {
    g.giveBack(c);
  }
}

function malformed(frame: ResponseFrame, error: unknown): MalformedResponse {
  const reason = error instanceof ParseError ? error.message : `internal: ${String(error)}`;
  const excerpt = frame.bytes.toString('latin1', 0, Math.min(maxExcerpt, frame.bytes.length));
  return { type: 'malformed', tag: responseTag(frame), reason, excerpt };
}

function read(c: Cursor, g: Grammar): Response {
  const first = c.peek();
  if (first === asterisk) {
    c.pos++;
    c.skipSpaces();
    return readUntagged(c, g);
  }
  if (first === plus) {
    c.pos++;
    if (c.atEnd) g.quirk('empty-continuation');
    return { type: 'continuation', ...parseRespText(c, g) };
  }
  if (first === bracketOpen) return readBareCode(c, g);
  if (c.atEnd) {
    g.quirk('empty-line');
    return { type: 'unknown', keyword: '', text: '' };
  }
  return readTagged(c, g);
}

function readTagged(c: Cursor, g: Grammar): Response {
  const start = c.pos;
  while (!c.atEnd && c.peek() !== space) c.pos++;
  const tag = c.raw(start, c.pos);
  c.skipSpaces();
  const kind = statusKinds.get(readWord(c));
  if (kind === 'OK' || kind === 'NO' || kind === 'BAD') return { type: 'status', tag, kind, ...words(c, g) };
  g.quirk('text-for-data');
  return c.fail('OK, NO or BAD');
}

function readUntagged(c: Cursor, g: Grammar): Response {
  if (c.atDigit) return readNumbered(c, g);
  if (c.peek() === bracketOpen) return readBareCode(c, g);
  const start = c.pos;
  const word = readWord(c);
  const kind = statusKinds.get(word);
  if (kind !== undefined) return { type: 'status', tag: null, kind, ...words(c, g) };
  const parse = data.get(word);
  if (parse === undefined || !(c.atEnd || c.peek() === space || c.atList)) {
    c.pos = start;
    return unknown(c);
  }
  c.word = word;
  if (c.bytes[c.end - 1] === space) g.quirk('trailing-space');
  return parse(c, g);
}

/** resp-text of a status response, of which RFC 9051 wants one character of text at least. */
function words(c: Cursor, g: Grammar): ReturnType<typeof parseRespText> {
  const said = parseRespText(c, g);
  if (said.text === '' && said.code?.name !== 'malformed') g.quirk('missing-text');
  return said;
}

/** `[CODE …] text` without the status word in front (MailKit #115). */
function readBareCode(c: Cursor, g: Grammar): Response {
  g.quirk('missing-status');
  return { type: 'status', tag: null, kind: 'OK', ...parseRespText(c, g) };
}

function readNumbered(c: Cursor, g: Grammar): Response {
  const start = c.pos;
  const n = c.number();
  c.sp();
  const word = isFetch(c) ? 'FETCH' : readWord(c);
  c.word = word;
  switch (word) {
    case 'EXISTS':
      return { type: 'exists', count: count(c, n) };
    case 'RECENT':
      return { type: 'recent', count: count(c, n) };
    case 'EXPUNGE':
    case 'FETCH':
    case 'UIDFETCH':
      if (n === 0) {
        g.quirk('zero-sequence-number');
        c.pos = start;
        return unknown(c, word);
      }
      count(c, n);
      if (word === 'UIDFETCH') return parseUidFetch(c, g, n);
      return word === 'EXPUNGE' ? { type: 'expunge', seq: seqNo(n) } : parseFetch(c, g, seqNo(n));
    default:
      c.pos = start;
      return unknown(c, word);
  }
}

/** Takes `FETCH`, of any case, in front of a space or a list: a list of messages says it 100,000 times. */
function isFetch(c: Cursor): boolean {
  const { bytes, pos } = c;
  if (
    ((bytes[pos] ?? 0) & caseless) !== 0x46 ||
    ((bytes[pos + 1] ?? 0) & caseless) !== 0x45 ||
    ((bytes[pos + 2] ?? 0) & caseless) !== 0x54 ||
    ((bytes[pos + 3] ?? 0) & caseless) !== 0x43 ||
    ((bytes[pos + 4] ?? 0) & caseless) !== 0x48 ||
    pos + 5 >= c.end ||
    (bytes[pos + 5] !== space && bytes[pos + 5] !== listOpen)
  )
    return false;
  c.pos = pos + 5;
  return true;
}

function count(c: Cursor, n: number): number {
  return n <= maxNumber ? n : c.fail('a number below 2³²');
}

/** Letters, hyphens and the like, in upper case. */
function readWord(c: Cursor): string {
  const start = c.pos;
  let at = start;
  for (; at < c.end; at++) {
    const octet = c.bytes[at] ?? 0;
    const lower = octet | 0x20;
    if (!(
      (lower >= 0x61 && lower <= 0x7a) ||
      (octet >= 0x30 && octet <= 0x39) ||
      octet === 0x2d ||
      octet === 0x2e ||
      octet === 0x5f
    ))
      break;
  }
  c.pos = at;
  return c.bytes.toString('latin1', start, at).toUpperCase();
}

function parseFlags(c: Cursor, g: Grammar): Response {
  c.sp();
  return { type: 'flags', flags: parseFlagList(c, g) };
}

/** `text` is all that follows the asterisk. */
function unknown(c: Cursor, keyword?: string): Response {
  const start = c.pos;
  const word = keyword ?? readWord(c);
  return { type: 'unknown', keyword: word, text: c.raw(start, c.end) };
}
