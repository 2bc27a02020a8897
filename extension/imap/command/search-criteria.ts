import { ImapError } from '../errors.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { sortedRanges } from './sorted-ranges.ts';
import { maxDepth, type CriteriaItem, type SearchInput, type SearchQuery } from './search-query.ts';

/** Words that mean the same with and without quotes, or are sets, which must have none. */
const plainWord = /^(?:[A-Za-z0-9$.+\-/:;&_]+|[0-9*][0-9:,*]*)$/;

/** Writes strings in the charset that the command names. */
export interface CriteriaText {
  string(value: string): void;
}

/** Writes a search program (RFC 9051 §6.4.4), a space before each key. @throws ImapError of kind `invalid-argument`. */
export function writeCriteria(out: CommandWriter, input: SearchInput, text: CriteriaText): void {
  if (typeof input === 'string') writeProgram(out.sp(), input, text);
  else if (isItems(input)) writeItems(out.sp(), input.length === 0 ? ['ALL'] : input, text, 0);
  else writeQuery(out.sp(), input, text, 0);
}

/** Whether any text in it is beyond ASCII, so that a charset has to be named. */
export function isBeyondAscii(input: SearchInput): boolean {
  return beyondAscii(input, 0);
}

function beyondAscii(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return /[^\x00-\x7f]/.test(value);
  // Each level of criteria is an object in a list at most; what is nested deeper is not written at all.
  if (typeof value !== 'object' || value === null || depth > 2 * maxDepth + 2) return false;
  if (value instanceof Uint8Array) return value.some((octet) => octet >= 0x80);
  return Object.values(value).some((one) => beyondAscii(one, depth + 1));
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
  items.forEach((item, index) => {
    if (index > 0) out.sp();
    if (typeof item === 'string') writeWord(out, item, text);
    else if (typeof item === 'number' || typeof item === 'bigint') out.number(item);
    else if (item instanceof Date) out.date(item);
    else if (item instanceof Uint8Array) out.octets(item);
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

function writeWord(out: CommandWriter, word: string, text: CriteriaText): void {
  if (plainWord.test(word)) out.text(word);
  else text.string(word);
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
  ['emailId', 'EMAILID'],
  ['threadId', 'THREADID'],
  ['gmailRaw', 'X-GM-RAW'],
  ['gmailLabel', 'X-GM-LABELS'],
  ['filter', 'FILTER'],
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
  for (const word of listOf(query.keyword)) key('KEYWORD').sp().atom(word);
  for (const word of listOf(query.unkeyword)) key('UNKEYWORD').sp().atom(word);
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
