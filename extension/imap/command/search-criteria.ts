import { ImapError } from '../errors.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { sortedRanges } from './sorted-ranges.ts';
import { maxDepth, type CriteriaItem, type SearchInput, type SearchQuery } from './search-query.ts';

/** Words that mean the same with and without quotes. */
const plainWord = /^[A-Za-z0-9$.+\-/:;&_]+$/;
/** Sets must not have any. */
const setWord = /^[0-9*][0-9:,*]*$/;
/** The word behind these is an atom, whatever it looks like: flag-keyword (RFC 9051 §9), filter-name (RFC 5466 §4). */
const keywordKeys = /^(?:KEYWORD|UNKEYWORD)$/i;
const filterKey = /^FILTER$/i;
/** The words behind these are text, whatever they look like; HEADER has two. */
const textKeys = /^(?:BCC|BODY|CC|FROM|SUBJECT|TEXT|TO|HEADER|X-GM-RAW|X-GM-LABELS)$/i;

/** Writes strings in the charset that the command names. */
export interface CriteriaText {
  string(value: string): void;
}

/** Writes a search program (RFC 9051 §6.4.4), a space before each key. @throws ImapError of kind `invalid-argument`. */
export function writeCriteria(out: CommandWriter, input: SearchInput, text: CriteriaText): void {
  if (typeof input === 'string') writeProgram(out.sp(), input, text);
  else if (isItems(input)) writeItems(out.sp(), notEmpty(input), text, 0);
  else writeQuery(out.sp(), input, text, 0);
}

/** Whether any text in it is beyond ASCII, so that a charset has to be named. */
export function isBeyondAscii(input: SearchInput): boolean {
  return beyondAscii(input, true, 0);
}

/** Whether any octets in it are beyond ASCII: they are in one charset, and say something else in any other. */
export function hasOctetsBeyondAscii(input: SearchInput): boolean {
  return beyondAscii(input, false, 0);
}

function beyondAscii(value: unknown, strings: boolean, depth: number): boolean {
  if (typeof value === 'string') return strings && /[^\x00-\x7f]/.test(value);
  // Each level of criteria is an object in a list at most; what is nested deeper is not written at all.
  if (typeof value !== 'object' || value === null || depth > 2 * maxDepth + 2) return false;
  if (value instanceof Uint8Array) return value.some((octet) => octet >= 0x80);
  return Object.values(value).some((one) => beyondAscii(one, strings, depth + 1));
}

function notEmpty(items: readonly CriteriaItem[]): readonly CriteriaItem[] {
  return items.length > 0 ? items : invalid('The search has no criteria');
}

function isItems(input: SearchInput): input is readonly CriteriaItem[] {
  return Array.isArray(input);
}

/** Text of a search program: its quoted strings are sent as strings, what is between them as it is. */
function writeProgram(out: CommandWriter, program: string, text: CriteriaText): void {
  const trimmed = program.trim();
  if (trimmed === '') invalid('The search has no criteria');
  const pieces = trimmed.split(/"((?:[^"\\]|\\["\\])*)"/);
  pieces.forEach((piece, index) => {
    if (index % 2 === 1) text.string(piece.replace(/\\(["\\])/g, '$1'));
    else if (piece.includes('"')) invalid('A quoted string in the criteria does not end');
    else out.text(piece);
  });
}

function writeItems(out: CommandWriter, items: readonly CriteriaItem[], text: CriteriaText, depth: number): void {
  if (depth > maxDepth) invalid('The criteria are nested too deeply');
  let expected: readonly Argument[] = [];
  items.forEach((item, index) => {
    if (index > 0) out.sp();
    const [argument = null, ...more] = expected;
    expected = argument === null ? argumentsBehind(item) : more;
    const isText = argument === 'text';
    const word = argument === null || isText ? null : wordOf(item);
    if (word !== null) writeAtom(out, word, argument);
    else if (typeof item === 'string') writeWord(out, item, text, isText);
    else if (typeof item === 'number' || typeof item === 'bigint') out.number(item);
    else if (item instanceof Date) out.date(item);
    else if (item instanceof Uint8Array) writeOctets(out, item, isText);
    else if (isList(item)) {
      if (item.length === 0) invalid('A list in the criteria is empty');
      out.text('(');
      writeItems(out, item, text, depth + 1);
      out.text(')');
    } else if ('key' in item) out.text(item.key);
    else if ('text' in item) text.string(item.text);
    else out.text('UID ').set(sortedRanges(item.uids));
  });
}

/** What a word is by the key in front of it. */
type Argument = 'text' | 'keyword' | 'filter';

function argumentsBehind(item: CriteriaItem): readonly Argument[] {
  const word = wordOf(item);
  if (word === null) return [];
  if (keywordKeys.test(word)) return ['keyword'];
  if (filterKey.test(word)) return ['filter'];
  if (!textKeys.test(word)) return [];
  return word.toUpperCase() === 'HEADER' ? ['text', 'text'] : ['text'];
}

function wordOf(item: CriteriaItem): string | null {
  if (typeof item === 'string') return item;
  return item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : null;
}

function writeAtom(out: CommandWriter, word: string, argument: Argument | null): void {
  if (argument === 'keyword') out.keyword(word);
  else if (word === '' || word.includes('/')) invalid('The value of FILTER cannot be what was given');
  else out.atom(word);
}

function writeWord(out: CommandWriter, word: string, text: CriteriaText, isText: boolean): void {
  if (isPlain(word, isText)) out.text(word);
  else text.string(word);
}

/** As the same word in text would be written, but in no other charset than it is in. */
function writeOctets(out: CommandWriter, octets: Uint8Array, isText: boolean): void {
  const word = Buffer.from(octets).toString('latin1');
  if (isPlain(word, isText)) out.text(word);
  else out.octets(octets);
}

function isPlain(word: string, isText: boolean): boolean {
  return plainWord.test(word) || (!isText && setWord.test(word));
}

function isList(item: CriteriaItem): item is readonly CriteriaItem[] {
  return Array.isArray(item);
}

type Flag = 'answered' | 'deleted' | 'draft' | 'flagged' | 'seen';
const flags: readonly Flag[] = ['answered', 'deleted', 'draft', 'flagged', 'seen'];

const texts = ['from', 'to', 'cc', 'bcc', 'subject', 'body', 'text'] as const;

const dates = [
  ['since', 'SINCE'],
  ['before', 'BEFORE'],
  ['on', 'ON'],
  ['sentSince', 'SENTSINCE'],
  ['sentBefore', 'SENTBEFORE'],
  ['sentOn', 'SENTON'],
  ['savedSince', 'SAVEDSINCE'],
  ['savedBefore', 'SAVEDBEFORE'],
  ['savedOn', 'SAVEDON'],
] as const;

const numbers = [
  ['larger', 'LARGER'],
  ['smaller', 'SMALLER'],
  ['younger', 'YOUNGER'],
  ['older', 'OLDER'],
  ['modSeq', 'MODSEQ'],
  ['gmailMessageId', 'X-GM-MSGID'],
  ['gmailThreadId', 'X-GM-THRID'],
] as const;

const strings = [
  ['gmailRaw', 'X-GM-RAW'],
  ['gmailLabel', 'X-GM-LABELS'],
] as const;

/** Never quoted, each with the only form that it may have. */
const words = [
  // objectid (RFC 8474 §7).
  ['emailId', 'EMAILID', /^[A-Za-z0-9_-]{1,255}$/],
  ['threadId', 'THREADID', /^[A-Za-z0-9_-]{1,255}$/],
  // filter-name (RFC 5466 §4): an atom without a slash.
  ['filter', 'FILTER', /^[^/]+$/],
] as const;

/** Writes `KEY value` for every field, ALL when there is none. */
function writeQuery(out: CommandWriter, query: SearchQuery, text: CriteriaText, depth: number): void {
  if (depth > maxDepth) invalid('The criteria are nested too deeply');
  let any = false;
  const key = (name: string): CommandWriter => {
    next();
    return out.text(name);
  };
  const next = (): void => {
    if (any) out.sp();
    any = true;
  };
  const string = (name: string, value: string): void => {
    key(name).sp();
    text.string(value);
  };
  for (const flag of flags) {
    const value = query[flag];
    if (value !== undefined) key(`${value ? '' : 'UN'}${flag.toUpperCase()}`);
  }
  if (query.recent !== undefined) key(query.recent ? 'RECENT' : 'OLD');
  if (query.new === true) key('NEW');
  for (const word of listOf(query.keyword)) key('KEYWORD').sp().keyword(word);
  for (const word of listOf(query.unkeyword)) key('UNKEYWORD').sp().keyword(word);
  for (const name of texts) for (const value of listOf(query[name])) string(name.toUpperCase(), value);
  for (const [field, value] of Object.entries(query.header ?? {})) {
    key('HEADER').sp().astring(field).sp();
    text.string(value);
  }
  for (const [field, name] of dates) {
    const date = query[field];
    if (date !== undefined) key(name).sp().date(date);
  }
  for (const [field, name] of numbers) {
    const n = query[field];
    if (n !== undefined) key(name).sp().number(n);
  }
  for (const [field, name] of strings) for (const value of listOf(query[field])) string(name, value);
  for (const [field, name, form] of words) {
    const word = query[field];
    if (word === undefined) continue;
    if (!form.test(word)) invalid(`The value of ${name} cannot be what was given`);
    key(name).sp().atom(word);
  }
  if (query.uids !== undefined) key('UID').sp().set(sortedRanges(query.uids));
  for (const one of listOf(query.not)) group(key('NOT').sp(), one, text, depth);
  if (query.fuzzy !== undefined) group(key('FUZZY').sp(), query.fuzzy, text, depth);
  for (const one of query.and ?? []) {
    next();
    group(out, one, text, depth);
  }
  if (query.or !== undefined) {
    next();
    writeOr(out, query.or, text, depth);
  }
  if (!any) out.text('ALL');
}

/** OR takes two keys: n of them are n − 1 ORs in front. */
function writeOr(out: CommandWriter, queries: readonly SearchQuery[], text: CriteriaText, depth: number): void {
  if (queries.length === 0) invalid('One of no criteria can never hold');
  queries.forEach((query, index) => {
    if (index > 0) out.sp();
    if (index < queries.length - 1) out.text('OR ');
    group(out, query, text, depth);
  });
}

function group(out: CommandWriter, query: SearchQuery, text: CriteriaText, depth: number): void {
  out.text('(');
  writeQuery(out, query, text, depth + 1);
  out.text(')');
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return isArray(value) ? value : [value];
}

function isArray<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function invalid(message: string): never {
  throw new ImapError(message, { kind: 'invalid-argument', message }, { command: 'SEARCH' });
}
