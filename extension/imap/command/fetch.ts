import type { Capabilities, FetchedMessage, FetchItem } from '../client/api.ts';
import { invalidArgument } from '../errors.ts';
import type { FetchResponse, Response } from '../grammar/types.ts';
import { contains, type NumberRange } from '../wire/sequence-set.ts';
import type { ModSeq } from '../wire/ids.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, DataKind, SelectionFacts, TakeContext } from './command.ts';
import { answers, cheapFirst, writeFetchItems } from './fetch-items.ts';
import { missingForItems } from './needs.ts';
import { checkWindow } from './window.ts';

/** Which messages: by UID, or one page counted from the newest. */
export type FetchTarget = { readonly uids: readonly NumberRange[] } | { readonly skip: number; readonly count: number };

/** FETCH modifiers: only what changed after a mod-sequence, with what vanished since (RFC 7162 §3.1.4.1, §3.2.6); one window of it (RFC 9394 §3.3). */
export interface FetchModifiers {
  readonly changedSince?: ModSeq;
  readonly vanished?: boolean;
  /** As `1:500`, or `-1:-500` from the newest. */
  readonly partial?: string;
}

function writeModifiers(out: CommandWriter, { changedSince, vanished, partial }: FetchModifiers): void {
  const words: string[] = [];
  if (partial !== undefined) words.push(`PARTIAL ${partial}`);
  if (changedSince !== undefined) words.push(`CHANGEDSINCE ${changedSince}`);
  if (vanished === true) words.push('VANISHED');
  if (words.length === 0) return;
  if (partial !== undefined) checkWindow(partial, 'UID FETCH');
  out.text(` (${words.join(' ')})`);
}

/** Bodies asked for together with other items are gathered up to this many octets; longer ones are left out. */
const gatherLimit = 8 * 1024 * 1024;

/** FETCH and UID FETCH (RFC 9051 §6.4.5), row by row. */
export class Fetch implements Command<void> {
  readonly name: 'FETCH' | 'UID FETCH';
  readonly states = ['selected'] as const;
  readonly kinds: readonly DataKind[];
  readonly selection: SelectionFacts;
  readonly numbersMessages: boolean;
  readonly uids?: readonly NumberRange[];
  readonly inlineLimit?: number;
  readonly capability?: string;
  readonly #modifiers: FetchModifiers;
  readonly #target: FetchTarget;
  readonly #items: readonly FetchItem[];
  readonly #cheapFirst: readonly FetchItem[];
  readonly #row: (row: FetchedMessage) => void;
  /** Null when it counts messages. */
  readonly #uids: readonly NumberRange[] | null;
  /** Of sequence numbers, or the first of the UIDs. */
  #range: NumberRange;

  /** @param target UIDs sorted, without overlaps. */
  constructor(
    selection: SelectionFacts,
    target: FetchTarget,
    items: readonly FetchItem[],
    row: (row: FetchedMessage) => void,
    modifiers: FetchModifiers = {},
  ) {
    this.#modifiers = modifiers;
    if (modifiers.vanished === true) this.capability = 'QRESYNC';
    else if (modifiers.partial !== undefined) this.capability = 'PARTIAL';
    else if (modifiers.changedSince !== undefined) this.capability = 'CONDSTORE';
    this.selection = selection;
    this.#target = target;
    this.#items = items;
    this.#cheapFirst = cheapFirst(items);
    this.#row = row;
    const byUid = 'uids' in target;
    this.#uids = byUid ? target.uids : null;
    this.#range = this.#uids?.[0] ?? { from: 0, to: 0 };
    this.name = byUid ? 'UID FETCH' : 'FETCH';
    this.numbersMessages = !byUid;
    const sections = items.filter((item) => typeof item !== 'string' && 'section' in item);
    // Without `peek` it sets \Seen, which a search at the same time would see or not.
    this.kinds = sections.some((item) => typeof item !== 'string' && 'peek' in item && item.peek === false)
      ? ['fetch', 'search']
      : ['fetch'];
    if (sections.length > 0) this.inlineLimit = gatherLimit;
    else if (byUid) this.uids = target.uids;
  }

  missing(capabilities: Capabilities): string | null {
    return missingForItems(this.#items, capabilities);
  }

  write(out: CommandWriter): void {
    const target = this.#target;
    if ('uids' in target) out.sp().set(target.uids).sp();
    else {
      // Computed now: sequence numbers are only certain while nothing else is under way.
      const to = this.selection.exists - target.skip;
      const from = Math.max(1, to - target.count + 1);
      if (to < 1 || from > to) throw invalidArgument('There are no messages on that page', { command: this.name });
      this.#range = { from, to };
      out.sp().set([this.#range]).sp();
    }
    writeFetchItems(out, this.#items);
    writeModifiers(out, this.#modifiers);
  }

  take(response: Response, _context: TakeContext): boolean {
    if (response.type !== 'fetch' || !this.#concerns(response) || !answers(response, this.#cheapFirst)) return false;
    this.#row(response);
    return true;
  }

  finish(): void {
    // The rows have been given.
  }

  #concerns(data: FetchResponse): data is FetchedMessage {
    if (data.uid === undefined) return false;
    // Nearly always one range, which is read off faster than a set.
    const { from, to } = this.#range;
    if (this.#uids === null) return data.seq >= from && data.seq <= to;
    return this.#uids.length === 1 ? data.uid >= from && data.uid <= to : contains(this.#uids, data.uid);
  }
}
