import { maxDepth, type SearchInput } from '../command/search-query.ts';
import { sortedRanges } from '../command/sorted-ranges.ts';
import { invalidArgument } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import { takesShortLines } from '../session/peculiarity.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { UidSet } from './api.ts';
import { pieces } from './set-pieces.ts';

/** The set of UIDs that all the rest of the criteria is limited to; null where there is none. */
export function limitOf(criteria: SearchInput): UidSet | null {
  if (!(criteria instanceof Object)) return null;
  if (!isList(criteria)) return criteria.uids ?? null;
  // The first of several keys in a row: behind NOT or OR it would be no limit.
  const [first] = criteria;
  return first instanceof Object && 'uids' in first ? first.uids : null;
}

/** The same criteria with another set in the place of `limitOf`. */
export function limitedTo(criteria: SearchInput, uids: readonly NumberRange[]): SearchInput {
  if (typeof criteria !== 'object') return criteria;
  return isList(criteria) ? [{ uids }, ...criteria.slice(1)] : { ...criteria, uids };
}

/** The criteria in as many commands as the server needs to read each as one line; what is found is found by one of them. */
export function inPieces(connection: Connection, criteria: SearchInput, command: string): readonly SearchInput[] {
  refuseLongSets(connection, criteria, command);
  const limit = limitOf(criteria);
  const all = limit === null ? [] : pieces(connection, limit);
  return all.length < 2 ? [criteria] : all.map((piece) => limitedTo(criteria, piece));
}

/** Criteria for one command that find all that these find, and perhaps more: `limit` tells what to keep of it, null for all. */
export function inOnePiece(
  connection: Connection,
  criteria: SearchInput,
  command: string,
): { readonly criteria: SearchInput; readonly limit: readonly NumberRange[] | null } {
  refuseLongSets(connection, criteria, command);
  const limit = limitOf(criteria);
  if (limit === null || pieces(connection, limit).length < 2) return { criteria, limit: null };
  const exact = sortedRanges(limit);
  return {
    criteria: limitedTo(criteria, covering(exact, takesShortLines(connection.engine.view) ? 25 : 350)),
    limit: exact,
  };
}

/** Where neither is possible. @throws ImapError of kind `invalid-argument`. */
export function refuseAllLongSets(connection: Connection, criteria: SearchInput, command: string): void {
  refuseLongSets(connection, criteria, command);
  const limit = limitOf(criteria);
  if (limit !== null && pieces(connection, limit).length > 1) tooLong(command);
}

/** Sets inside NOT, OR and the like, by which the criteria cannot be cut. */
function refuseLongSets(connection: Connection, criteria: SearchInput, command: string): void {
  const walk = (value: unknown, depth: number): void => {
    // What is nested deeper is not written at all.
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || depth > 2 * maxDepth) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'uids') walk(inner, depth + 1);
      else if (isSet(inner) && pieces(connection, inner).length > 1) tooLong(command);
    }
  };
  walk(limitOf(criteria) === null ? criteria : limitedTo(criteria, []), 0);
}

/** At most so many ranges that hold the whole set: the narrowest gaps are closed. */
function covering(set: readonly NumberRange[], count: number): readonly NumberRange[] {
  const gaps = set.slice(1).map(({ from }, index) => ({ index: index + 1, width: from - (set[index]?.to ?? 0) }));
  const kept = new Set(
    gaps
      .sort((a, b) => b.width - a.width)
      .slice(0, count - 1)
      .map(({ index }) => index),
  );
  const out: { from: number; to: number }[] = [];
  set.forEach(({ from, to }, index) => {
    const last = out.at(-1);
    if (last === undefined || kept.has(index)) out.push({ from, to });
    else last.to = to;
  });
  return out;
}

function isSet(value: unknown): value is UidSet {
  return Array.isArray(value);
}

function isList<T>(value: object | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function tooLong(command: string): never {
  throw invalidArgument('The set of messages is too long for one command', { command });
}
