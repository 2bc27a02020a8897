import type { AppendResult, NewMessage } from '../command/append.ts';
import type { CopyResult } from '../command/copy.ts';
import { Replace } from '../command/replace.ts';
import { sortedRanges } from '../command/sorted-ranges.ts';
import { readable, type SearchCriteria } from '../command/search-query.ts';
import { check, close, noop } from '../command/simple.ts';
import type { SortCriterion } from '../command/sort.ts';
import type { StoreRequest, StoreResult } from '../command/store.ts';
import type { ThreadAlgorithm } from '../command/thread.ts';
import type { Thread } from '../grammar/types.ts';
import type { Connection } from '../session/connection.ts';
import type { Selection } from '../session/selection.ts';
import type { Uid } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import { decodeUtf7 } from '../wire/utf7.ts';
import type { CommandOptions, Disposable, MailboxEvent, UidSet } from './api.ts';
import { EventQueue } from './event-queue.ts';
import {
  find,
  follow,
  sort,
  thread,
  type FindOptions,
  type FollowedChange,
  type Following,
  type Found,
  type SortOptions,
  type ThreadOptions,
} from './finding.ts';
import { Idling } from './idling.ts';
import { resolve, type MailboxRef } from './mailbox-ref.ts';
import {
  copyMessages,
  expungeMessages,
  moveMessages,
  refuseIfReadOnly,
  removeMessages,
  storeValues,
  type MoveResult,
  type Selected,
} from './messages.ts';
import type { KnownMailbox } from './known-mailbox.ts';
import { MailboxHandle } from './selected-mailbox.ts';
import { pieces } from './set-pieces.ts';
import { stillThere } from './still-there.ts';

export type StoreOptions = CommandOptions & Pick<StoreRequest, 'silent' | 'unchangedSince'>;

/** What messages have after a change, as the server told it; empty after a silent one. */
export type Values = ReadonlyMap<Uid, readonly string[]>;

/** The selected mailbox with all that can be done in it (RFC 9051 §6.4). Messages are named by UID throughout. */
export class Mailbox extends MailboxHandle {
  readonly #selected: Selected;

  constructor(connection: Connection, selection: Selection) {
    super(connection, selection);
    this.#selected = { connection, selection };
  }

  /** Messages that nobody was told of before (RFC 3501 §2.3.2); null when the server did not say. */
  get recent(): number | null {
    return this.#selected.selection.recent;
  }

  /**
   * What to give to `client.resume` later, perhaps on another connection, to be told what changed meanwhile. Null when the server gave no
   * UIDVALIDITY: then nothing can be known of the mailbox.
   * @param uids the messages of interest.
   */
  known(uids: UidSet): KnownMailbox | null {
    const { uidValidity, highestModSeq: modSeq } = this.#selected.selection;
    const sorted = sortedRanges(uids);
    const uidNext = (sorted[sorted.length - 1]?.to ?? 0) + 1;
    return uidValidity === null ? null : { uidValidity, uidNext, modSeq, uids: sorted };
  }

  /** Mod-sequences can be asked for here, and stores made conditional (CONDSTORE, RFC 7162 §3.1). */
  get keepsModSeq(): boolean {
    return this.highestModSeq !== null && this.#selected.connection.engine.view.abilities.has('CONDSTORE');
  }

  /** The mailbox's object id (RFC 8474 §4.1); null when the server has none. */
  get mailboxId(): string | null {
    return this.#selected.selection.mailboxId;
  }

  /** UID SEARCH with the result as ranges, whatever the server's way of answering. */
  async find(criteria: SearchCriteria = {}, options: FindOptions = {}): Promise<Found> {
    return await find(this.#selected, readable(criteria), options);
  }

  /** Which of these messages are in the mailbox: by UID SEARCH, and where that names none by UID FETCH. */
  async stillThere(uids: UidSet, options: CommandOptions = {}): Promise<readonly NumberRange[]> {
    return await stillThere(this.#selected, uids, options);
  }

  /** UID SORT; a result in the order of `keys`. */
  async sort(keys: readonly SortCriterion[], criteria: SearchCriteria = {}, options: SortOptions = {}): Promise<Found> {
    return await sort(this.#selected, keys, readable(criteria), options);
  }

  /** UID THREAD; conversations of UIDs. */
  async thread(
    algorithm: ThreadAlgorithm = 'REFERENCES',
    criteria: SearchCriteria = {},
    options: ThreadOptions = {},
  ): Promise<readonly Thread[]> {
    return await thread(this.#selected, algorithm, readable(criteria), options);
  }

  /** A search that the server keeps up to date (CONTEXT=SEARCH, RFC 5267). */
  async follow(
    criteria: SearchCriteria,
    changed: (change: FollowedChange) => void,
    options: CommandOptions = {},
  ): Promise<Following> {
    return await follow(this.#selected, readable(criteria), changed, options);
  }

  async getFlags(uids: UidSet, options: CommandOptions = {}): Promise<Values> {
    const values = new Map<Uid, readonly string[]>();
    for await (const { uid, flags } of this.fetch(uids, ['FLAGS'], options)) values.set(uid, flags ?? []);
    return values;
  }

  async addFlags(uids: UidSet, flags: readonly string[], options: StoreOptions = {}): Promise<Values> {
    return await this.#change(uids, 'add', 'FLAGS', flags, options);
  }

  async removeFlags(uids: UidSet, flags: readonly string[], options: StoreOptions = {}): Promise<Values> {
    return await this.#change(uids, 'remove', 'FLAGS', flags, options);
  }

  async setFlags(uids: UidSet, flags: readonly string[], options: StoreOptions = {}): Promise<Values> {
    return await this.#change(uids, 'replace', 'FLAGS', flags, options);
  }

  /** UID STORE with everything it can say; `modified` in the result names what was left alone (RFC 7162 §3.1.3). */
  async storeValues(uids: UidSet, request: StoreRequest, options: CommandOptions = {}): Promise<StoreResult> {
    return await storeValues(this.#selected, uids, request, options);
  }

  /** Labels as Gmail has them (X-GM-EXT-1), decoded. */
  async getLabels(uids: UidSet, options: CommandOptions = {}): Promise<Values> {
    const values = new Map<Uid, readonly string[]>();
    for await (const row of this.fetch(uids, ['X-GM-LABELS'], options)) values.set(row.uid, decoded(row.gmailLabels));
    return values;
  }

  async addLabels(uids: UidSet, labels: readonly string[], options: StoreOptions = {}): Promise<Values> {
    return await this.#change(uids, 'add', 'X-GM-LABELS', labels, options);
  }

  async removeLabels(uids: UidSet, labels: readonly string[], options: StoreOptions = {}): Promise<Values> {
    return await this.#change(uids, 'remove', 'X-GM-LABELS', labels, options);
  }

  async setLabels(uids: UidSet, labels: readonly string[], options: StoreOptions = {}): Promise<Values> {
    return await this.#change(uids, 'replace', 'X-GM-LABELS', labels, options);
  }

  /** Marks messages \Deleted; they stay until they are expunged. */
  async markDeleted(uids: UidSet, options: StoreOptions = {}): Promise<Values> {
    return await this.addFlags(uids, ['\\Deleted'], options);
  }

  /** Marks messages \Deleted and removes these and no others; `flagged` when that is not possible and they stay marked. */
  async remove(uids: UidSet, options: CommandOptions = {}): Promise<'removed' | 'flagged'> {
    return await removeMessages(this.#selected, uids, options);
  }

  /** EXPUNGE: removes every message that is marked \Deleted, by whomever. Gives how many went. */
  async expunge(options: CommandOptions = {}): Promise<number> {
    return await expungeMessages(this.#selected, null, options);
  }

  /** UID EXPUNGE (UIDPLUS, RFC 4315 §2.1): removes those of `uids` that are marked \Deleted. */
  async expungeUids(uids: UidSet, options: CommandOptions = {}): Promise<number> {
    return await expungeMessages(this.#selected, uids, options);
  }

  /** The set in pieces of which the server takes each in one command. */
  pieces(uids: UidSet): readonly (readonly NumberRange[])[] {
    return pieces(this.#selected.connection, uids);
  }

  async copy(uids: UidSet, target: MailboxRef, options: CommandOptions = {}): Promise<readonly CopyResult[]> {
    return await copyMessages(this.#selected, uids, this.#resolve(target), options);
  }

  /** UID MOVE, else COPY and then removal of the source; nothing is removed before its copy is confirmed. */
  async move(uids: UidSet, target: MailboxRef, options: CommandOptions = {}): Promise<MoveResult> {
    return await moveMessages(this.#selected, uids, this.#resolve(target), options);
  }

  /** UID REPLACE (RFC 8508): a new message in the place of an old one, in this mailbox or `target`. */
  async replace(
    uid: Uid,
    message: NewMessage,
    options: CommandOptions & { readonly target?: MailboxRef } = {},
  ): Promise<AppendResult | null> {
    const { connection, selection } = this.#selected;
    refuseIfReadOnly(selection, 'UID REPLACE');
    const target = options.target === undefined ? this.name : this.#resolve(options.target);
    return await connection.run(new Replace(selection, uid, target, message), options);
  }

  /** CLOSE (RFC 9051 §6.4.1): leaves the mailbox and removes every message that is marked \Deleted, by whomever. `close` removes nothing. */
  async closeAndExpunge(options: CommandOptions = {}): Promise<void> {
    const { connection, selection } = this.#selected;
    await connection.run(close(selection), options);
  }

  /** CHECK (RFC 3501 §6.4.1): lets the server tidy up. IMAP4rev2 has NOOP in its place (RFC 9051 appendix E). */
  async check(options: CommandOptions = {}): Promise<void> {
    const { connection, selection } = this.#selected;
    await connection.run(connection.engine.view.rev2 ? noop(selection) : check(selection), options);
  }

  /** One IDLE in the caller's hands: `check` for what came, `done` to end it. `idle` and `watch` renew it by themselves. */
  startIdle(options: CommandOptions = {}): Idling {
    const { connection, selection } = this.#selected;
    return new Idling(connection, selection, options);
  }

  /**
   * Idles, and gives what happens in the mailbox as it happens, from this call on, until the signal aborts or the loop is left. For one
   * reader: one that is slow by more than some ten thousand events is told `resync-needed` in their place, and what follows once it has
   * read that.
   */
  watch(
    options: { readonly signal?: AbortSignal; readonly pollMs?: number } = {},
  ): AsyncGenerator<MailboxEvent, void, undefined> {
    const queue = new EventQueue();
    const left = new AbortController();
    const listening = this.onEvent(queue.push);
    const events = this.#watched(queue, listening, left, options);
    const end = events.return.bind(events);
    // Left before its first event a generator has no `finally` to run; left while it waits for one it would wait on.
    events.return = (value) => {
      listening.dispose();
      left.abort();
      return end(value);
    };
    return events;
  }

  async *#watched(
    queue: EventQueue,
    listening: Disposable,
    left: AbortController,
    options: { readonly signal?: AbortSignal; readonly pollMs?: number },
  ): AsyncGenerator<MailboxEvent, void, undefined> {
    const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
    const { pollMs } = options;
    const idling = this.idle({ signal, ...(pollMs === undefined ? {} : { pollMs }) }).then(
      () => queue.finish(),
      (error: unknown) => queue.fail(error),
    );
    try {
      yield* queue.read();
    } finally {
      listening.dispose();
      left.abort();
      await idling;
    }
  }

  async #change(
    uids: UidSet,
    operation: StoreRequest['operation'],
    item: 'FLAGS' | 'X-GM-LABELS',
    values: readonly string[],
    options: StoreOptions,
  ): Promise<Values> {
    const { silent = false, unchangedSince } = options;
    const since = unchangedSince === undefined ? {} : { unchangedSince };
    const request: StoreRequest = { operation, item, values, silent, collect: !silent, ...since };
    const result = await storeValues(this.#selected, uids, request, options);
    if (item === 'FLAGS') return result.values;
    return new Map([...result.values].map(([uid, labels]): [Uid, readonly string[]] => [uid, decoded(labels)]));
  }

  #resolve(mailbox: MailboxRef): ReturnType<typeof resolve> {
    return resolve(this.#selected.connection, mailbox);
  }
}

function decoded(labels: readonly string[] = []): readonly string[] {
  return labels.map(decodeUtf7);
}
