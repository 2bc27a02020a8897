import type { Capabilities, FetchItem } from '../client/api.ts';
import { maxDepth, type CriteriaItem, type SearchInput, type SearchQuery } from './search-query.ts';

/** FETCH item → capability; a server that does not know one item answers BAD to all of them. */
const itemNeeds: ReadonlyMap<string, string> = new Map([
  ['MODSEQ', 'CONDSTORE'],
  ['PREVIEW', 'PREVIEW'],
  ['PREVIEW (LAZY)', 'PREVIEW'],
  ['EMAILID', 'OBJECTID'],
  ['THREADID', 'OBJECTID'],
  ['SAVEDATE', 'SAVEDATE'],
  ['X-GM-MSGID', 'X-GM-EXT-1'],
  ['X-GM-THRID', 'X-GM-EXT-1'],
  ['X-GM-LABELS', 'X-GM-EXT-1'],
]);

const keyNeeds: ReadonlyMap<string, string> = new Map<keyof SearchQuery, string>([
  ['younger', 'WITHIN'],
  ['older', 'WITHIN'],
  ['modSeq', 'CONDSTORE'],
  ['savedSince', 'SAVEDATE'],
  ['savedBefore', 'SAVEDATE'],
  ['savedOn', 'SAVEDATE'],
  ['emailId', 'OBJECTID'],
  ['threadId', 'OBJECTID'],
  ['filter', 'FILTERS'],
  ['fuzzy', 'SEARCH=FUZZY'],
  ['gmailRaw', 'X-GM-EXT-1'],
  ['gmailLabel', 'X-GM-EXT-1'],
  ['gmailMessageId', 'X-GM-EXT-1'],
  ['gmailThreadId', 'X-GM-EXT-1'],
]);

/** The first capability that the items need and the server lacks, or null. */
export function missingForItems(items: readonly FetchItem[], capabilities: Capabilities): string | null {
  for (const item of items) {
    const needed = typeof item === 'string' ? itemNeeds.get(item) : isBinary(item) ? 'BINARY' : undefined;
    if (needed === undefined || capabilities.has(needed)) continue;
    // IMAP4rev2 brings BINARY along for FETCH, and for nothing else (RFC 9051 appendix E).
    if (needed !== 'BINARY' || !capabilities.has('IMAP4rev2')) return needed;
  }
  return null;
}

function isBinary(item: Exclude<FetchItem, string>): boolean {
  return 'binarySize' in item || item.binary === true;
}

/** The first capability that a typed query needs and the server lacks, or null. Words and program text go out as they are. */
export function missingForCriteria(criteria: SearchInput, capabilities: Capabilities, depth = 0): string | null {
  // What is nested deeper is not written at all.
  if (typeof criteria === 'string' || isItems(criteria) || depth > maxDepth) return null;
  for (const [key, value] of Object.entries(criteria)) {
    const needed = value === undefined ? undefined : keyNeeds.get(key);
    if (needed !== undefined && !capabilities.has(needed)) return needed;
  }
  for (const query of inside(criteria)) {
    const needed = missingForCriteria(query, capabilities, depth + 1);
    if (needed !== null) return needed;
  }
  return null;
}

/** Whether FUZZY stands anywhere in it, as sorting by relevancy demands (RFC 6203 §6). */
export function isFuzzy(criteria: SearchInput, depth = 0): boolean {
  if (typeof criteria === 'string') return /\bFUZZY\b/i.test(criteria);
  if (isItems(criteria)) return criteria.some((item) => saysFuzzy(item, depth));
  return criteria.fuzzy !== undefined || (depth < maxDepth && inside(criteria).some((one) => isFuzzy(one, depth + 1)));
}

function saysFuzzy(item: CriteriaItem, depth: number): boolean {
  if (typeof item === 'string') return item.toUpperCase() === 'FUZZY';
  if (typeof item !== 'object' || item instanceof Date || item instanceof Uint8Array) return false;
  if ('key' in item) return isFuzzy(item.key);
  return isNested(item) && depth < maxDepth && isFuzzy(item, depth + 1);
}

function isNested(item: object | readonly CriteriaItem[]): item is readonly CriteriaItem[] {
  return Array.isArray(item);
}

function inside({ not, or, and, fuzzy }: SearchQuery): readonly SearchQuery[] {
  return [
    ...(not === undefined ? [] : [not].flat()),
    ...(or ?? []),
    ...(and ?? []),
    ...(fuzzy === undefined ? [] : [fuzzy]),
  ];
}

function isItems(input: SearchQuery | readonly CriteriaItem[]): input is readonly CriteriaItem[] {
  return Array.isArray(input);
}
