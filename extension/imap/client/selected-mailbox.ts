import { Fetch, type FetchModifiers, type FetchTarget } from '../command/fetch.ts';
import { withoutMacros } from '../command/fetch-items.ts';
import { FetchSection } from '../command/fetch-section.ts';
import { Search } from '../command/search.ts';
import { Select } from '../command/select.ts';
import { close, unselect } from '../command/simple.ts';
import { invalidArgument } from '../errors.ts';
import type { FetchResponse, SearchResponse } from '../grammar/types.ts';
import type { Connection } from '../session/connection.ts';
import type { Selection } from '../session/selection.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type {
  CommandOptions,
  Disposable,
  FetchedMessage,
  FetchItem,
  FetchMacro,
  MailboxEvent,
  SearchTerm,
  SectionOptions,
  SelectedMailbox,
  UidSet,
} from './api.ts';
import { plainRow } from './plain-row.ts';
import { find } from './finding.ts';
import { onlyGone } from './gone-messages.ts';
import { idleIn, type IdleOptions } from './idle-loop.ts';
import { storeValues } from './messages.ts';
import { refuseAllLongSets } from './search-sets.ts';
import { pieces } from './set-pieces.ts';
import { streamOf } from './stream-rows.ts';
import { windowOf } from './window-of.ts';

const rowsHigh = 4 * 1024 * 1024;
const sectionHigh = 512 * 1024;
/** What a row without bodies holds on to, roughly. */
const rowWeight = 1_000;

/** The handle of one selecting. */
export class MailboxHandle implements SelectedMailbox {
  readonly #connection: Connection;
  readonly #selection: Selection;

  constructor(connection: Connection, selection: Selection) {
    this.#connection = connection;
    this.#selection = selection;
  }

  get name(): MailboxName {
    return this.#selection.name;
  }
  get exists(): number {
    return this.#selection.exists;
  }
  get uidValidity(): number | null {
    return this.#selection.uidValidity;
  }
  get uidNext(): number | null {
    return this.#selection.uidNext;
  }
  get flags(): readonly string[] {
    return this.#selection.flags;
  }
  get permanentFlags(): readonly string[] | null {
    return this.#selection.permanentFlags;
  }
  get readOnly(): boolean {
    return this.#selection.readOnly;
  }
  get firstUnseen(): number | null {
    return this.#selection.firstUnseen;
  }

  /** As of the last that the server told; null when the mailbox keeps none (RFC 7162 §3.1.2), or cannot be trusted with them. */
  get highestModSeq(): ModSeq | null {
    return this.#selection.highestModSeq;
  }

  onEvent(listener: (event: MailboxEvent) => void): Disposable {
    return this.#selection.onEvent(listener);
  }

  fetchPage(
    page: { readonly skip: number; readonly count: number },
    items: readonly (FetchItem | FetchMacro)[],
    options: CommandOptions = {},
  ): AsyncIterable<FetchedMessage> {
    return this.#pageOrNothing({ skip: page.skip, count: page.count }, this.#written(items), options);
  }

  /** UID FETCH; with modifiers only what changed (CONDSTORE, QRESYNC), or one window (PARTIAL). What vanished comes as mailbox data. */
  fetch(
    uids: UidSet,
    items: readonly (FetchItem | FetchMacro)[],
    options: CommandOptions & FetchModifiers = {},
  ): AsyncIterable<FetchedMessage> {
    const written = this.#written(items);
    const all = pieces(this.#connection, uids);
    const [only, ...more] = all;
    // No generator in between: it would be one more turn for each row.
    if (only !== undefined && more.length === 0) return this.#rows({ uids: only }, written, options);
    return this.#fetchPieces(all, written, options);
  }

  section(uid: Uid, section: string, options: SectionOptions = {}): AsyncIterable<Buffer> {
    const { offset, length, onProgress } = options;
    const partial =
      offset === undefined && length === undefined ? null : { offset: offset ?? 0, length: length ?? 0xffff_ffff };
    const flow = { high: sectionHigh, weigh: ({ length }: Buffer) => length, plain: (octets: Buffer) => octets };
    return streamOf<Buffer>(this.#connection, { ...options, ...flow }, (push) => {
      let received = 0;
      let total = 0;
      return new FetchSection(
        this.#selection,
        { uid, section, partial },
        {
          begin: (size) => (total = size),
          chunk: (octets) => {
            received += octets.length;
            push(octets);
            report(onProgress, received, total);
          },
        },
      );
    });
  }

  async store(
    uids: UidSet,
    operation: 'add' | 'remove' | 'replace',
    flags: readonly string[],
    options: CommandOptions = {},
  ): Promise<void> {
    const selected = { connection: this.#connection, selection: this.#selection };
    await storeValues(selected, uids, { operation, values: flags }, options);
  }

  /** UID SEARCH; without any terms, of all messages. */
  async search(terms: readonly SearchTerm[], options: CommandOptions = {}): Promise<SearchResponse> {
    const criteria = terms.length === 0 ? 'ALL' : terms;
    refuseAllLongSets(this.#connection, criteria, 'UID SEARCH');
    const extended = this.#connection.engine.view.abilities.has('ESEARCH');
    const returns = extended ? ['ALL', 'COUNT'] : null;
    return await this.#connection.run(new Search(this.#selection, { criteria, returns }), options);
  }

  idle(options: IdleOptions): Promise<void> {
    return idleIn(this.#connection, this.#selection, options);
  }

  async close(options: CommandOptions = {}): Promise<void> {
    if (this.#connection.engine.view.abilities.has('UNSELECT')) {
      await this.#connection.run(unselect(this.#selection), options);
      return;
    }
    if (this.readOnly) {
      await this.#connection.run(close(this.#selection), options);
      return;
    }
    // CLOSE would remove what others marked as deleted; from a mailbox opened read-only it removes nothing.
    await this.#connection.run(new Select(this.name, true), options);
    const { selection } = this.#connection.engine.view;
    if (selection !== null) await this.#connection.run(close(selection), options);
  }

  async *#pageOrNothing(
    target: { readonly skip: number; readonly count: number },
    items: readonly FetchItem[],
    options: CommandOptions,
  ): AsyncIterable<FetchedMessage> {
    if (![target.skip, target.count].every((n) => Number.isInteger(n) && n >= 0)) {
      const context = { command: 'FETCH', mailbox: this.name.display };
      throw invalidArgument('skip and count are whole numbers from 0', context);
    }
    if (!this.#selection.closed && (target.count === 0 || target.skip >= this.exists)) return;
    const { view } = this.#connection.engine;
    if (!view.enabled('UIDONLY')) {
      yield* this.#rows(target, items, options);
      return;
    }
    // Sequence numbers are forbidden then (RFC 9586 §3): a window of the UIDs, counted from the newest, stands for them.
    const selected = { connection: this.#connection, selection: this.#selection };
    const partial = `-${target.skip + 1}:-${target.skip + target.count}`;
    const { uids } = view.abilities.has('PARTIAL')
      ? await find(selected, {}, { ...options, partial })
      : { uids: windowOf(await find(selected, {}, options), target) };
    if (uids.length > 0) yield* this.fetch(uids, items, options);
  }

  /** One command after the other, so that a long set does not exceed what servers read as one line. */
  async *#fetchPieces(
    pieces: readonly (readonly NumberRange[])[],
    items: readonly FetchItem[],
    options: CommandOptions & FetchModifiers,
  ): AsyncIterable<FetchedMessage> {
    const { partial, ...others } = options;
    if (partial !== undefined) {
      yield* this.#fetchWindow(pieces, partial, items, others);
      return;
    }
    for (const uids of pieces) yield* this.#rows({ uids }, items, options);
  }

  /** A window of a set that needs several commands: each would count from its own end, so the window is looked for before. */
  async *#fetchWindow(
    pieces: readonly (readonly NumberRange[])[],
    partial: string,
    items: readonly FetchItem[],
    options: CommandOptions & FetchModifiers,
  ): AsyncIterable<FetchedMessage> {
    if (options.vanished === true) {
      const message = 'What vanished from a window is only told of a set that one command holds';
      throw invalidArgument(message, { command: 'UID FETCH' });
    }
    const selected = { connection: this.#connection, selection: this.#selection };
    const { uids } = await find(selected, { uids: pieces.flat() }, { ...options, partial });
    if (uids.length > 0) yield* this.fetch(uids, items, options);
  }

  #written(items: readonly (FetchItem | FetchMacro)[]): readonly FetchItem[] {
    return withoutMacros(items, () => this.#connection.engine.quirks.report('fetch-macro'));
  }

  #rows(
    target: FetchTarget,
    items: readonly FetchItem[],
    options: CommandOptions & FetchModifiers,
  ): AsyncIterable<FetchedMessage> {
    const forgives = (error: unknown): boolean => onlyGone(this.#connection, error);
    const flow = { high: rowsHigh, weigh: weightOf, plain: plainRow, forgives };
    return streamOf<FetchedMessage>(
      this.#connection,
      { ...options, ...flow },
      (push) => new Fetch(this.#selection, target, items, push, options),
    );
  }
}

function weightOf(row: FetchResponse): number {
  let weight = rowWeight;
  if (row.sections.size === 0) return weight;
  for (const section of row.sections.values()) if (section.kind === 'bytes') weight += section.bytes.length;
  return weight;
}

function report(listener: SectionOptions['onProgress'], received: number, total: number): void {
  try {
    listener?.(received, total);
  } catch {
    // A listener's fault must not cost the connection a response.
  }
}
