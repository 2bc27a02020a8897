import type { MailboxName } from '../wire/mailbox-name.ts';
import { cancelUpdate } from '../command/notify.ts';
import { otherCharset } from '../command/search-charset.ts';
import type { SearchInput } from '../command/search-query.ts';
import { Search, type SearchRequest } from '../command/search.ts';
import { Sort, type SortCriterion } from '../command/sort.ts';
import { ThreadSearch, type ThreadAlgorithm } from '../command/thread.ts';
import { ImapError } from '../errors.ts';
import type { SearchResponse, Thread } from '../grammar/types.ts';
import type { Command } from '../command/command.ts';
import type { ModSeq } from '../wire/ids.ts';
import { countNumbers, normalise, rangesOf, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, Disposable } from './api.ts';
import type { Selected } from './messages.ts';

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

/** UID SEARCH (RFC 9051 §6.4.4). After NO [BADCHARSET] once more in a charset that the server names, if the text can be written in it. */
export async function find(
  { connection, selection }: Selected,
  criteria: SearchInput,
  options: FindOptions,
): Promise<Found> {
  const { abilities } = connection.engine.view;
  const { save, partial } = options;
  const capability = partial !== undefined ? 'PARTIAL' : save === true ? 'SEARCHRES' : undefined;
  const extended = abilities.has('ESEARCH') || capability !== undefined;
  const request: SearchRequest = {
    criteria,
    returns: extended ? returnOptions(save === true, partial, selection.name) : null,
    charset: options.charset,
    capability,
  };
  const found = await withCharset(request, (one) => connection.run(new Search(selection, one), options));
  if (extended && found.type === 'search') connection.engine.quirks.report('search-for-esearch');
  return foundIn(found);
}

function returnOptions(save: boolean, partial: string | undefined, { display }: MailboxName): string[] {
  if (partial !== undefined && !/^-?[1-9]\d*:-?[1-9]\d*$/.test(partial)) {
    const message = `"${partial.slice(0, 40)}" is no window`;
    throw new ImapError(message, { kind: 'invalid-argument', message }, { command: 'UID SEARCH', mailbox: display });
  }
  return [...(save ? ['SAVE'] : []), ...(partial === undefined ? ['ALL'] : [`PARTIAL ${partial}`]), 'COUNT'];
}

/** UID SORT (RFC 5256 §3). */
export async function sort(
  { connection, selection }: Selected,
  keys: readonly SortCriterion[],
  criteria: SearchInput,
  options: FindOptions,
): Promise<Sorted> {
  const returns = connection.engine.view.abilities.has('ESORT') ? ['ALL', 'COUNT'] : null;
  const request: SearchRequest = { criteria, returns, charset: options.charset };
  const found = await withCharset(request, (one) => connection.run(new Sort(selection, keys, one), options));
  return foundIn(found);
}

/** UID THREAD (RFC 5256 §3). */
export async function thread(
  { connection, selection }: Selected,
  algorithm: ThreadAlgorithm,
  criteria: SearchInput,
  options: FindOptions,
): Promise<readonly Thread[]> {
  const run = (request: SearchRequest): Promise<readonly Thread[]> => {
    const command: Command<readonly Thread[]> = new ThreadSearch(selection, algorithm, criteria, request.charset);
    return connection.run(command, options);
  };
  return await withCharset({ criteria, returns: null, charset: options.charset }, run);
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
  const returns = ['UPDATE', 'ALL', 'COUNT'];
  const search = new Search(selection, { criteria, returns, capability: 'CONTEXT=SEARCH' });
  const listening = connection.onData((data) => {
    if (data.type !== 'esearch' || data.tag === null || data.tag !== search.tag) return;
    if (data.added === undefined && data.removed === undefined) return;
    changed({
      added: normalise((data.added ?? []).flatMap(({ numbers }) => numbers)),
      removed: normalise((data.removed ?? []).flatMap(({ numbers }) => numbers)),
    });
  });
  try {
    const found = foundIn(await connection.run(search, options));
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

async function withCharset<T>(request: SearchRequest, run: (request: SearchRequest) => Promise<T>): Promise<T> {
  try {
    return await run(request);
  } catch (error) {
    if (!(error instanceof ImapError) || error.detail.kind !== 'refused') throw error;
    const { code } = error.detail.status;
    if (code?.name !== 'BADCHARSET' || request.charset !== undefined) throw error;
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
