import { cancelUpdate } from '../command/notify.ts';
import { MultiSearch, type MailboxFilter, type MailboxResult } from '../command/multi-search.ts';
import { otherCharset } from '../command/search-charset.ts';
import type { SearchInput } from '../command/search-query.ts';
import { sameTag, Search, type SearchRequest } from '../command/search.ts';
import { Sort, type SortCriterion } from '../command/sort.ts';
import { ThreadSearch, type ThreadAlgorithm } from '../command/thread.ts';
import { checkWindow, windowIn } from '../command/window.ts';
import { ImapError, invalidArgument } from '../errors.ts';
import type { SearchResponse, Thread } from '../grammar/types.ts';
import type { Command } from '../command/command.ts';
import type { Connection } from '../session/connection.ts';
import type { ModSeq } from '../wire/ids.ts';
import { countNumbers, merge, normalise, rangesOf, within, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, Disposable } from './api.ts';
import type { Selected } from './messages.ts';
import { inOnePiece, inPieces, refuseAllLongSets } from './search-sets.ts';
import { windowOf } from './window-of.ts';

export interface FindOptions extends CommandOptions {
  /** Charset to write texts in; default UTF-8 where there is any beyond ASCII. */
  readonly charset?: string;
  /** Keep the result on the server, to be used as `savedResult` (SEARCHRES, RFC 5182). */
  readonly save?: boolean;
  /** Only one window of the result: `1:500`, or `-1:-500` from the newest (PARTIAL, RFC 9394). */
  readonly partial?: string;
}

/** UIDs of the messages found, as ranges: a result of a million messages stays small. */
export interface Found {
  readonly uids: readonly NumberRange[];
  readonly count: number;
  /** Highest mod-sequence of them, where the search asked for mod-sequences (RFC 7162 §3.1.5). */
  readonly modSeq: ModSeq | null;
}

/** Messages in the order asked for: ranges in that order, each ascending. */
export type Sorted = Found;

/**
 * UID SEARCH (RFC 9051 §6.4.4). After NO [BADCHARSET] once more in a charset that the server names, if the text can be written in it.
 * What is limited to a long set of UIDs goes out in several commands, as the server's lines allow.
 */
export async function find(selected: Selected, criteria: SearchInput, options: FindOptions): Promise<Found> {
  return await about(selected, () => findAll(selected, criteria, options));
}

async function findAll(selected: Selected, criteria: SearchInput, options: FindOptions): Promise<Found> {
  const { connection } = selected;
  const { save, partial } = options;
  if (partial !== undefined) checkWindow(partial, 'UID SEARCH');
  const all = inPieces(connection, criteria, 'UID SEARCH');
  const [only] = all;
  if (only !== undefined && all.length === 1) return await findOnce(selected, only, options);
  if (save === true) throw cannot('UID SEARCH', 'The result of several commands cannot be kept on the server');
  const found: Found[] = [];
  for (const piece of all) found.push(await findOnce(selected, piece, { ...options, partial: undefined }));
  const uids = merge(...found.map((one) => one.uids));
  const count = countNumbers(uids);
  const modSeq = found.reduce<ModSeq | null>((high, one) => higher(high, one.modSeq), null);
  return { uids: partial === undefined ? uids : windowOf({ uids, count }, windowIn(partial, count)), count, modSeq };
}

async function findOnce(
  { connection, selection }: Selected,
  criteria: SearchInput,
  options: Omit<FindOptions, 'partial'> & { readonly partial?: string | undefined },
): Promise<Found> {
  const { abilities } = connection.engine.view;
  const { save, partial } = options;
  const capability = partial !== undefined ? 'PARTIAL' : save === true ? 'SEARCHRES' : undefined;
  const extended = abilities.has('ESEARCH') || capability !== undefined;
  const request: SearchRequest = {
    criteria,
    returns: extended ? returnOptions(save === true, partial) : null,
    charset: options.charset,
    capability,
  };
  const found = await withCharset(connection, request, (one) => connection.run(new Search(selection, one), options));
  if (extended && found.type === 'search') connection.engine.quirks.report('search-for-esearch');
  return foundIn(found);
}

function higher(a: ModSeq | null, b: ModSeq | null): ModSeq | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function cannot(command: string, message: string): ImapError {
  return new ImapError(message, { kind: 'invalid-argument', message }, { command });
}

/** What is refused before there is a command names its mailbox too; criteria that are not what their types say make it throw anything. */
async function about<T>({ selection }: Selected, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const told = error instanceof ImapError ? error : invalidArgument('What to search for cannot be read');
    if (told !== error) told.cause = error;
    told.concerning(null, { mailbox: selection.name.display });
    throw told;
  }
}

function returnOptions(save: boolean, partial: string | undefined): string[] {
  return [...(save ? ['SAVE'] : []), ...(partial === undefined ? ['ALL'] : [`PARTIAL ${partial}`]), 'COUNT'];
}

/** `partial` needs CONTEXT=SORT (RFC 5267 §4.4); a sorted result cannot be kept (RFC 5182 speaks of SEARCH only). */
export type SortOptions = Omit<FindOptions, 'save'>;

/**
 * UID SORT (RFC 5256 §3). An order cannot be put together from pieces: what is limited to a set of UIDs too long for one line is sorted
 * with the messages between them, which are then left out.
 */
export async function sort(
  selected: Selected,
  keys: readonly SortCriterion[],
  criteria: SearchInput,
  options: SortOptions,
): Promise<Sorted> {
  return await about(selected, () => sortAll(selected, keys, criteria, options));
}

async function sortAll(
  { connection, selection }: Selected,
  keys: readonly SortCriterion[],
  criteria: SearchInput,
  options: SortOptions,
): Promise<Sorted> {
  const { partial, charset } = options;
  if ('save' in options && options.save === true)
    throw cannot('UID SORT', 'A sorted result cannot be kept on the server');
  if (partial !== undefined) checkWindow(partial, 'UID SORT');
  const { criteria: sent, limit } = inOnePiece(connection, criteria, 'UID SORT');
  if (partial !== undefined && limit !== null)
    throw cannot('UID SORT', 'A window of so long a set of messages cannot be sorted');
  const extended = connection.engine.view.abilities.has('ESORT') || partial !== undefined;
  const request: SearchRequest = {
    criteria: sent,
    returns: extended ? returnOptions(false, partial) : null,
    charset,
    capability: partial === undefined ? undefined : 'CONTEXT=SORT',
  };
  const found = foundIn(
    await withCharset(connection, request, (one) => connection.run(new Sort(selection, keys, one), options)),
  );
  if (limit === null) return found;
  const uids = within(found.uids, limit);
  return { uids, count: countNumbers(uids), modSeq: null };
}

export type ThreadOptions = Omit<FindOptions, 'save' | 'partial'>;

/** UID THREAD (RFC 5256 §3). Other messages would change the conversations: a set of UIDs too long for one line is refused. */
export async function thread(
  selected: Selected,
  algorithm: ThreadAlgorithm,
  criteria: SearchInput,
  options: ThreadOptions,
): Promise<readonly Thread[]> {
  return await about(selected, () => threadAll(selected, algorithm, criteria, options));
}

async function threadAll(
  { connection, selection }: Selected,
  algorithm: ThreadAlgorithm,
  criteria: SearchInput,
  options: ThreadOptions,
): Promise<readonly Thread[]> {
  refuseAllLongSets(connection, criteria, 'UID THREAD');
  if ('save' in options || 'partial' in options) throw cannot('UID THREAD', 'Conversations come all at once');
  const run = (request: SearchRequest): Promise<readonly Thread[]> => {
    const command: Command<readonly Thread[]> = new ThreadSearch(selection, algorithm, criteria, request.charset);
    return connection.run(command, options);
  };
  return await withCharset(connection, { criteria, returns: null, charset: options.charset }, run);
}

/** ESEARCH in several mailboxes (MULTISEARCH, RFC 7377). */
export async function findIn(
  connection: Connection,
  where: MailboxFilter,
  criteria: SearchInput,
  options: CommandOptions,
): Promise<readonly MailboxResult[]> {
  refuseAllLongSets(connection, criteria, 'ESEARCH');
  return await withCharset(connection, { criteria, returns: null }, ({ charset }) =>
    connection.run(new MultiSearch(where, criteria, charset), options),
  );
}

/** A search whose result the server keeps up to date. */
export interface Following extends Disposable {
  readonly found: Found;
}

/** What joined a followed result, or left it. */
export interface FollowedChange {
  readonly added: readonly NumberRange[];
  readonly removed: readonly NumberRange[];
}

/** UID SEARCH with UPDATE (CONTEXT=SEARCH, RFC 5267 §4.3): `changed` is told from then on, until disposed. */
export async function follow(
  { connection, selection }: Selected,
  criteria: SearchInput,
  changed: (change: FollowedChange) => void,
  options: CommandOptions,
): Promise<Following> {
  refuseAllLongSets(connection, criteria, 'UID SEARCH');
  const returns = ['UPDATE', 'ALL', 'COUNT'];
  const request: SearchRequest = { criteria, returns, capability: 'CONTEXT=SEARCH' };
  let search = new Search(selection, request);
  const listening = connection.onData((data) => {
    if (data.type !== 'esearch' || !sameTag(data.tag, search.tag)) return;
    if (data.added === undefined && data.removed === undefined) return;
    changed({
      added: normalise((data.added ?? []).flatMap(({ numbers }) => numbers)),
      removed: normalise((data.removed ?? []).flatMap(({ numbers }) => numbers)),
    });
  });
  try {
    const found = foundIn(
      await withCharset(connection, request, (one) => connection.run((search = new Search(selection, one)), options)),
    );
    const dispose = (): void => {
      listening.dispose();
      if (selection.closed || connection.engine.over !== null || search.tag === null) return;
      // Whether the server heard of it or not, nobody listens any more.
      connection.run(cancelUpdate([search.tag])).catch(() => undefined);
    };
    return { found, dispose };
  } catch (error) {
    listening.dispose();
    throw error;
  }
}

/** After NO [BADCHARSET] once more in another charset, where this one was not the caller's choice. */
async function withCharset<T>(
  connection: Connection,
  request: SearchRequest,
  run: (request: SearchRequest) => Promise<T>,
): Promise<T> {
  try {
    return await run(request);
  } catch (error) {
    if (!(error instanceof ImapError) || error.detail.kind !== 'refused') throw error;
    const { code } = error.detail.status;
    if (code?.name !== 'BADCHARSET' || request.charset !== undefined || connection.engine.view.utf8) throw error;
    const charset = otherCharset(request.criteria, 'UTF-8', code.charsets);
    if (charset === null) throw error;
    return await run({ ...request, charset });
  }
}

/** One shape for the three ways in which servers answer. */
export function foundIn(response: SearchResponse): Found {
  if (response.type === 'esearch') {
    const uids = response.inOrder ?? response.partial?.numbers ?? [];
    return { uids, count: response.count ?? countNumbers(uids), modSeq: response.modSeq ?? null };
  }
  const { numbers, modSeq, type } = response;
  const uids = type === 'sort' ? rangesOf(numbers) : normalise(rangesOf([...numbers].sort((a, b) => a - b)));
  return { uids, count: numbers.length, modSeq };
}
