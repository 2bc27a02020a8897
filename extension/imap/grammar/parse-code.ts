import { Cursor, ParseError } from '../wire/cursor.ts';
import { modSeq, uid } from '../wire/ids.ts';
import type { ModSeq } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import { readCapabilities } from './capability.ts';
import { bareCodes } from './code.ts';
import type { BareCodeName, ResponseCode } from './code.ts';
import { codeEnd } from './code-end.ts';
import type { Grammar } from './context.ts';
import { parseFlagList } from './flag.ts';
import { number32 } from './number32.ts';
import { parseObjectId } from './object-id.ts';

type PayloadParser = (c: Cursor, g: Grammar) => ResponseCode;

const bare = new Set<string>(bareCodes);
const space = 0x20;
const open = 0x28;
const bracketOpen = 0x5b;

/**
 * resp-text (RFC 9051 §9): an optional `[CODE …]` and the text for people; the cursor's rest is consumed. Names are
 * recognised in any case, whatever text follows, and also when the closing bracket is missing.
 */
export function parseRespText(c: Cursor, g: Grammar): { readonly code: ResponseCode | null; readonly text: string } {
  c.skipSpaces();
  if (c.peek() !== bracketOpen) return { code: null, text: rest(c) };
  const start = c.pos + 1;
  const end = codeEnd(c.bytes, start, c.end);
  if (end === null) {
    const nameEnd = wordEnd(c.bytes, start, c.end);
    const name = c.raw(start, nameEnd).toUpperCase();
    if (!/^[A-Z][A-Z0-9._-]*$/.test(name)) return { code: null, text: rest(c) };
    g.quirk('unterminated-code');
    c.pos = nameEnd;
    c.skipSpaces();
    if (isBare(name)) return { code: { name }, text: rest(c) };
    const args = rest(c);
    return { code: { name: 'malformed', code: name, args: args === '' ? null : args }, text: '' };
  }
  const code = parseCode(c, start, end, g);
  c.pos = end + 1;
  return { code, text: rest(c) };
}

function rest(c: Cursor): string {
  c.skipSpaces();
  const text = c.raw(c.pos, c.end);
  c.pos = c.end;
  return text;
}

/** The code between the brackets at `start` and `end`; null for `[]`. */
function parseCode(c: Cursor, start: number, end: number, g: Grammar): ResponseCode | null {
  let from = start;
  while (from < end && c.bytes[from] === space) from++;
  const nameEnd = wordEnd(c.bytes, from, end);
  if (nameEnd === from) return null;
  const name = c.raw(from, nameEnd).toUpperCase();
  const args = c.raw(nameEnd, end).trim();
  if (isBare(name)) {
    if (args !== '') g.quirk('bare-code-with-payload');
    return { name };
  }
  const parse = payloads.get(name);
  if (parse === undefined) return { name: 'other', code: name, args: args === '' ? null : args };
  const payload = new Cursor(c, g.quirk, nameEnd, end);
  try {
    payload.skipSpaces();
    const code = parse(payload, g);
    payload.skipSpaces();
    if (payload.atEnd) return code;
  } catch (error) {
    if (!(error instanceof ParseError || error instanceof RangeError)) throw error;
  }
  return { name: 'malformed', code: name, args: args === '' ? null : args };
}

function wordEnd(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== space && bytes[at] !== open) at++;
  return at;
}

function isBare(name: string): name is BareCodeName {
  return bare.has(name);
}

/** nz-number that some servers send as 0. */
function position(name: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN'): PayloadParser {
  return (c, g) => {
    const value = number32(c);
    if (value === 0) g.quirk('zero-value');
    return { name, value };
  };
}

function words(c: Cursor): string[] {
  const out: string[] = [];
  for (c.skipSpaces(); !c.atEnd; c.skipSpaces()) out.push(c.loose());
  return out;
}

/** `(a b c)`, or the same without parentheses (Dovecot's BADEVENT). */
function list(c: Cursor): string[] {
  if (!c.atList) return words(c);
  const out: string[] = [];
  c.enter();
  while (!c.atListEnd()) out.push(c.atString ? c.string() : c.loose());
  c.leave();
  return out;
}

function remainder(c: Cursor): string {
  const text = c.raw(c.pos, c.end).trim();
  c.pos = c.end;
  return text === '' ? c.fail('a value') : text;
}

function url(name: 'BADURL' | 'WEBALERT'): PayloadParser {
  return (c) => {
    const text = remainder(c);
    const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
    return { name, url: quoted ? text.slice(1, -1) : text };
  };
}

/** One address for LOGIN (RFC 2221 §4.1), one or more for a mailbox (RFC 2193 §6); quotes around each or all are no part of them. */
function referral(c: Cursor): ResponseCode {
  const urls = remainder(c)
    .split(/ +/)
    .map((one) => one.replace(/^"|"$/g, ''))
    .filter((one) => one !== '');
  return urls.length === 0 ? c.fail('a URL') : { name: 'REFERRAL', urls };
}

/** A set that may be missing altogether; takes the space before it. */
function optionalSet(c: Cursor): readonly NumberRange[] {
  c.skipSpaces();
  if (c.atEnd) return [];
  if (!c.atString) return c.set();
  return c.string() === '' ? [] : c.fail('a sequence set');
}

/** mod-sequence-valzer (RFC 7162 §7): 0, here null, for a mailbox that keeps none. */
export function parseModSeqOrZero(c: Cursor, g: Grammar): ModSeq | null {
  const start = c.pos;
  if (c.atDigit && c.number64() === 0n) return null;
  c.pos = start;
  return parseModSeq(c, g);
}

/** mod-sequence-value; null (with a quirk) for 0, negative or too large ones. */
export function parseModSeq(c: Cursor, g: Grammar): ModSeq | null {
  const negative = c.take(0x2d);
  const n = c.number64();
  if (!negative && n >= 1n && n < 1n << 63n) return modSeq(n);
  g.quirk('bad-modseq');
  return null;
}

function limit(name: 'MAXCONVERTMESSAGES' | 'MAXCONVERTPARTS'): PayloadParser {
  return (c) => ({ name, limit: c.number() });
}

function appendUid(c: Cursor): ResponseCode {
  const uidValidity = number32(c);
  c.sp();
  return { name: 'APPENDUID', uidValidity, uids: c.set() };
}

function copyUid(c: Cursor, g: Grammar): ResponseCode {
  const uidValidity = number32(c);
  const source = optionalSet(c);
  const destination = optionalSet(c);
  if (source.length === 0 || destination.length === 0) g.quirk('empty-copyuid');
  return { name: 'COPYUID', uidValidity, source, destination };
}

function annotate(c: Cursor): ResponseCode {
  const reason = c.keyword();
  return reason === 'TOOBIG' || reason === 'TOOMANY' ? { name: 'ANNOTATE', reason } : c.fail('TOOBIG or TOOMANY');
}

function annotations(c: Cursor): ResponseCode {
  let limit: number | 'NONE' | 'READ-ONLY';
  if (c.atDigit) limit = c.number();
  else {
    const word = c.keyword();
    limit = word === 'NONE' || word === 'READ-ONLY' ? word : c.fail('NONE or READ-ONLY');
  }
  c.skipSpaces();
  const noPrivate = !c.atEnd;
  if (noPrivate && c.keyword() !== 'NOPRIVATE') c.fail('NOPRIVATE');
  return { name: 'ANNOTATIONS', limit, noPrivate };
}

/** Both `METADATA MAXSIZE 1024` and `METADATA (MAXSIZE 1024)` are in use. */
function metadata(c: Cursor): ResponseCode {
  const wrapped = c.atList;
  if (wrapped) c.enter();
  const problem = c.keyword();
  let code: ResponseCode;
  if (problem === 'LONGENTRIES' || problem === 'MAXSIZE') {
    c.sp();
    code = { name: 'METADATA', problem, size: c.number() };
  } else if (problem === 'TOOMANY' || problem === 'NOPRIVATE') code = { name: 'METADATA', problem };
  else return c.fail('what is wrong with the metadata');
  if (wrapped) c.leave();
  return code;
}

function inProgress(c: Cursor): ResponseCode {
  if (c.atEnd) return { name: 'INPROGRESS', tag: null, progress: null, goal: null };
  c.enter();
  const tag = c.nstring();
  c.sp();
  const progress = c.nil() ? null : c.number();
  c.sp();
  const goal = c.nil() ? null : c.number();
  c.leave();
  return { name: 'INPROGRESS', tag, progress, goal };
}

function messageLimit(c: Cursor): ResponseCode {
  const max = c.number();
  c.skipSpaces();
  return { name: 'MESSAGELIMIT', limit: max, lastUid: c.atEnd ? null : uid(c.number()) };
}

function newName(c: Cursor): ResponseCode {
  const from = c.astring();
  c.sp();
  return { name: 'NEWNAME', from, to: c.astring() };
}

const payloads = new Map<string, PayloadParser>([
  ['APPENDUID', appendUid],
  ['COPYUID', copyUid],
  ['BADCHARSET', (c) => ({ name: 'BADCHARSET', charsets: list(c) })],
  ['CAPABILITY', (c, g) => ({ name: 'CAPABILITY', capabilities: readCapabilities(c, g) })],
  ['PERMANENTFLAGS', (c, g) => ({ name: 'PERMANENTFLAGS', flags: permanentFlags(c, g) })],
  ['UIDNEXT', position('UIDNEXT')],
  ['UIDVALIDITY', position('UIDVALIDITY')],
  ['UNSEEN', position('UNSEEN')],
  ['HIGHESTMODSEQ', (c, g) => ({ name: 'HIGHESTMODSEQ', value: parseModSeq(c, g) })],
  ['MODIFIED', (c) => ({ name: 'MODIFIED', set: c.set() })],
  ['BADURL', url('BADURL')],
  ['REFERRAL', referral],
  ['WEBALERT', url('WEBALERT')],
  ['NEWNAME', newName],
  ['URLMECH', (c) => ({ name: 'URLMECH', mechanisms: words(c) })],
  ['BADCOMPARATOR', (c) => ({ name: 'BADCOMPARATOR', comparator: c.atEnd ? null : c.astring() })],
  ['ANNOTATE', annotate],
  ['ANNOTATIONS', annotations],
  ['MAXCONVERTMESSAGES', limit('MAXCONVERTMESSAGES')],
  ['MAXCONVERTPARTS', limit('MAXCONVERTPARTS')],
  ['NOUPDATE', (c) => ({ name: 'NOUPDATE', tag: c.astring() })],
  ['METADATA', metadata],
  ['BADEVENT', (c) => ({ name: 'BADEVENT', events: list(c) })],
  ['UNDEFINED-FILTER', (c) => ({ name: 'UNDEFINED-FILTER', filter: c.astring() })],
  ['MAILBOXID', (c, g) => ({ name: 'MAILBOXID', id: parseObjectId(c, g) ?? c.fail('an id') })],
  ['INPROGRESS', inProgress],
  ['MESSAGELIMIT', messageLimit],
]);

/** A code without its list says that nothing can be changed for good. */
function permanentFlags(c: Cursor, g: Grammar): readonly string[] {
  c.skipSpaces();
  if (!c.atEnd) return parseFlagList(c, g);
  g.quirk('nil-list');
  return [];
}
