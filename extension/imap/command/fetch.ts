import type { FetchedMessage, FetchItem } from '../client/api.ts';
import { ImapError } from '../errors.ts';
import type { FetchResponse, Response } from '../grammar/types.ts';
import { contains, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, DataKind, SelectionFacts, TakeContext } from './command.ts';
import { answers, cheapFirst, writeFetchItems } from './fetch-items.ts';

/** Which messages: by UID, or one page counted from the newest. */
export type FetchTarget = { readonly uids: readonly NumberRange[] } | { readonly skip: number; readonly count: number };

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
  readonly #target: FetchTarget;
  readonly #items: readonly FetchItem[];
  readonly #cheapFirst: readonly FetchItem[];
  readonly #row: (row: FetchedMessage) => void;
  #range: NumberRange = { from: 0, to: 0 };

  /** @param target UIDs sorted, without overlaps. */
  constructor(
    selection: SelectionFacts,
    target: FetchTarget,
    items: readonly FetchItem[],
    row: (row: FetchedMessage) => void,
  ) {
    this.selection = selection;
    this.#target = target;
    this.#items = items;
    this.#cheapFirst = cheapFirst(items);
    this.#row = row;
    const byUid = 'uids' in target;
    this.name = byUid ? 'UID FETCH' : 'FETCH';
    this.numbersMessages = !byUid;
    const sections = items.filter((item) => typeof item !== 'string');
    // Without `peek` it sets \Seen, which a search at the same time would see or not.
    this.kinds = sections.some((item) => item.peek === false) ? ['fetch', 'search'] : ['fetch'];
    if (sections.length > 0) this.inlineLimit = gatherLimit;
    else if (byUid) this.uids = target.uids;
  }

  write(out: CommandWriter): void {
    const target = this.#target;
    if ('uids' in target) out.sp().set(target.uids).sp();
    else {
      // Computed now: sequence numbers are only certain while nothing else is under way.
      const to = this.selection.exists - target.skip;
      const from = Math.max(1, to - target.count + 1);
      if (to < 1 || from > to) {
        const message = 'There are no messages on that page';
        throw new ImapError(message, { kind: 'invalid-argument', message }, { command: this.name });
      }
      this.#range = { from, to };
      out.sp().set([this.#range]).sp();
    }
    writeFetchItems(out, this.#items);
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
    if ('uids' in this.#target) return contains(this.#target.uids, data.uid);
    return data.seq >= this.#range.from && data.seq <= this.#range.to;
  }
}
