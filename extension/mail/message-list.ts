import type {
  Disposable,
  FetchedMessage,
  FetchItem,
  ImapClient,
  MailboxEvent,
  SelectedMailbox,
} from '../imap/client/api.ts';
import { EventGate } from '../imap/client/event-gate.ts';
import type { KnownMailbox, MailboxChanges, Resumption } from '../imap/client/known-mailbox.ts';
import { Mailbox } from '../imap/client/mailbox.ts';
import type { ModSeq, Uid } from '../imap/wire/ids.ts';
import { sameMailbox, type MailboxName } from '../imap/wire/mailbox-name.ts';
import { contains, normalise } from '../imap/wire/sequence-set.ts';
import { Emitter } from './emitter.ts';
import { isOvertaken } from './failure-rules.ts';
import type { AccountId, MessageSummary } from './model.ts';
import { MailboxGoneError } from './model.ts';

export const pageSize = 100;
/** New messages that are read one by one after a reconnect; beyond it the list starts over with its first page. */
const mostToCatchUp = 1_000;

/** Envelope data only: a list never downloads a body. BODYSTRUCTURE tells whether there are attachments. */
const listItems: readonly FetchItem[] = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE'];

const emptyEnvelope: MessageSummary['envelope'] = {
  date: null,
  subject: null,
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  inReplyTo: null,
  messageId: null,
};

export type ListState =
  { readonly kind: 'loading' } | { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly error: unknown };

/** Whether a person waits for it; decides how loudly a refusal surfaces. */
type Origin = 'user' | 'background';

/** What a list asks of whoever gives it its connection, which others may use too. */
export interface ListKeeper {
  /** How many messages there are, or which number is whose, is in doubt: only a new SELECT tells, so `attach` is to be called again. */
  readonly selectAgain: () => void;
  /** The server said that the mailbox is not there any more: whether it is still listed is to be found out. */
  readonly lookFor: () => void;
}

/** What changed: `rows` null means all of them. */
export interface ListChange {
  readonly rows: readonly MessageSummary[] | null;
}

/**
 * The rows of one mailbox, newest first, page by page, kept true by what the server says while the connection idles in it.
 * Lives on one connection; `attach` gives it the next one after a reconnect.
 */
export class MessageList {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly #changed = new Emitter<ListChange>();
  readonly onDidChange = this.#changed.event;
  #rows: MessageSummary[] = [];
  #byUid = new Map<Uid, number>();
  #state: ListState = { kind: 'loading' };
  #selected: SelectedMailbox | null = null;
  /** What happens while rows are being read is held until they are in: it may be about them. */
  #gate: EventGate | null = null;
  /** Up to where changes of the rows were told, when the mailbox was last in view. */
  #modSeq: ModSeq | null = null;
  #subscription: Disposable | null = null;
  #wanted = pageSize;
  /** New messages told of that are yet to be read. */
  #missed = 0;
  /** The numbers of messages cannot be relied on. */
  #misnumbered = false;
  #resyncQueued = false;
  #work: Promise<void> = Promise.resolve();
  #idle: AbortController | null = null;
  readonly #pollMs: () => number;
  readonly #keeper: ListKeeper | null;

  constructor(account: AccountId, mailbox: MailboxName, pollMs: () => number, keeper: ListKeeper | null = null) {
    this.account = account;
    this.mailbox = mailbox;
    this.#pollMs = pollMs;
    this.#keeper = keeper;
  }

  get rows(): readonly MessageSummary[] {
    return this.#rows;
  }

  get state(): ListState {
    return this.#state;
  }

  /** Messages in the mailbox as the server last said. */
  get total(): number {
    return this.#selected?.exists ?? this.#rows.length;
  }

  get hasMore(): boolean {
    return this.#rows.length < this.total;
  }

  get readOnly(): boolean {
    return this.#selected?.readOnly ?? false;
  }

  get selected(): SelectedMailbox | null {
    return this.#selected;
  }

  /** The mailbox is not selected for this list, or its numbers are in doubt. */
  get needsSelect(): boolean {
    return this.#selected === null || this.#misnumbered;
  }

  row(uid: Uid): MessageSummary | undefined {
    const at = this.#byUid.get(uid);
    return at === undefined ? undefined : this.#rows[at];
  }

  /**
   * Selects the mailbox on `client`, loads what was shown before (at least a page), then idles. Rejects with the failure, also kept in
   * `state`; where another mailbox went before, the list still waits to be attached (`loading`). Resolves, with nothing done, when the
   * list was attached anew, failed or disposed meanwhile.
   */
  async attach(client: ImapClient, signal: AbortSignal, origin: Origin = 'user'): Promise<void> {
    const gate: EventGate = new EventGate((event) => {
      if (this.#gate === gate) this.#onEvent(event);
    });
    gate.hold();
    try {
      this.#begin(gate);
      await this.#enter(client, gate, signal, origin);
    } catch (error) {
      if (this.#gate !== gate) return;
      // Before what is held is let go: of a selection that failed nothing is to be followed.
      if (isOvertaken(error)) this.#detach();
      else this.fail(error);
      throw error;
    } finally {
      // What came while the rows were being read may or may not be among them.
      gate.release();
    }
  }

  /** It will be attached when it has its turn on a connection that others use too. */
  awaitTurn(): void {
    this.#begin(null);
  }

  #begin(gate: EventGate | null): void {
    this.#detach();
    this.#gate = gate;
    this.#missed = 0;
    this.#setState({ kind: 'loading' });
  }

  async #enter(client: ImapClient, gate: EventGate, signal: AbortSignal, origin: Origin): Promise<void> {
    // Who was told of the new state may have ended this.
    if (this.#gate !== gate) return;
    const early = this.#misnumbered ? null : this.#early(client);
    if (early !== null) this.#subscription = early.mailbox.onEvent(gate.push);
    const options = { origin, onEvent: gate.push, signal };
    const { mailbox: selected, resumption } =
      early ?? (await client.resume(this.mailbox, this.#misnumbered ? null : this.#known(), options));
    if (this.#gate !== gate) return;
    if (resumption.kind === 'void') this.#clear();
    this.#selected = selected;
    const caughtUp =
      resumption.kind === 'changes' && (await this.#catchUp(selected, resumption.changes, origin, signal));
    if (this.#gate !== gate) return;
    if (!caughtUp) await this.#reload(origin, signal);
    if (this.#gate !== gate) return;
    this.#misnumbered = false;
    this.#setState({ kind: 'ready' });
    if (this.#gate === gate) this.#startIdle();
  }

  /** Shows the failure; rows already loaded stay readable, unless the mailbox has gone and they with it. */
  fail(error: unknown): void {
    this.#detach();
    if (error instanceof MailboxGoneError) this.#clear();
    this.#setState({ kind: 'failed', error });
  }

  /** Adds the next page of older messages. */
  loadMore(signal?: AbortSignal): Promise<void> {
    return this.#reading(async () => {
      const mailbox = this.#selected;
      if (mailbox === null) return;
      this.#wanted = this.#rows.length + pageSize;
      const skip = this.#rows.length;
      const fresh = await this.#page(mailbox, { skip, count: pageSize }, 'user', signal);
      if (this.#selected !== mailbox) return;
      this.#merge(fresh);
      this.#changed.fire({ rows: null });
    });
  }

  /** Reads again what is shown. */
  refresh(signal?: AbortSignal): Promise<void> {
    return this.#reading(() => this.#reload('user', signal));
  }

  /** Shows a flag change before the server repeats it; `modSeq` null where it is not known what the server counts now. */
  applyFlags(uid: Uid, flags: readonly string[], modSeq: ModSeq | null = null): void {
    const at = this.#byUid.get(uid);
    const row = at === undefined ? undefined : this.#rows[at];
    if (at === undefined || row === undefined) return;
    const next = { ...row, flags, modSeq };
    this.#rows[at] = next;
    if (!sameFlags(row.flags, flags)) this.#changed.fire({ rows: [next] });
  }

  dispose(): void {
    this.#detach();
    this.#changed.dispose();
  }

  /** Selected together with the sign-in, and nothing of it is known yet. */
  #early({
    selected = null,
    capabilities,
  }: ImapClient): { readonly mailbox: SelectedMailbox; readonly resumption: Resumption } | null {
    if (selected === null || selected.readOnly || !sameMailbox(selected.name, this.mailbox)) return null;
    // What CONDSTORE is needed for was not known to be offered when it was selected: without, somebody else's flags would be overwritten.
    if (selected.highestModSeq === null && capabilities.has('CONDSTORE')) return null;
    return this.#known() === null ? { mailbox: selected, resumption: { kind: 'fresh' } } : null;
  }

  /** What is shown, so that after a reconnect only its changes are read. */
  #known(): KnownMailbox | null {
    const newest = this.#rows[0]?.ref;
    if (newest === undefined) return null;
    const uids = normalise(this.#rows.map(({ ref: { uid } }) => ({ from: uid, to: uid })));
    return { uidValidity: newest.uidValidity, uidNext: newest.uid + 1, modSeq: this.#modSeq, uids };
  }

  /** Makes the rows true by what changed meanwhile. False when so much came that reading the first page costs less. */
  async #catchUp(
    mailbox: SelectedMailbox,
    { vanished, flags, arrived }: MailboxChanges,
    origin: Origin,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (arrived !== null && arrived.to - arrived.from >= mostToCatchUp) return false;
    this.#remove((uid) => contains(vanished, uid));
    for (const [uid, now] of flags) this.applyFlags(uid, now);
    const fresh: MessageSummary[] = [];
    if (arrived !== null)
      for await (const message of mailbox.fetch([arrived], listItems, { origin, signal }))
        fresh.push(this.#summary(mailbox, message));
    if (this.#selected !== mailbox) return false;
    this.#merge(fresh);
    this.#wanted = Math.max(pageSize, this.#rows.length);
    const missing = Math.min(pageSize, mailbox.exists) - this.#rows.length;
    if (missing <= 0) return true;
    const older = await this.#page(mailbox, { skip: this.#rows.length, count: missing }, origin, signal);
    if (this.#selected !== mailbox) return false;
    this.#merge(older);
    return true;
  }

  #detach(): void {
    this.#remember();
    this.#idle?.abort();
    this.#idle = null;
    this.#subscription?.dispose();
    this.#subscription = null;
    this.#selected = null;
    this.#gate = null;
  }

  #remember(): void {
    // What changed before is not in the rows while they are still being read.
    if (this.#selected !== null && this.#state.kind === 'ready') this.#modSeq = this.#selected.highestModSeq;
  }

  #startIdle(): void {
    const mailbox = this.#selected;
    if (mailbox === null) return;
    const idle = new AbortController();
    this.#idle = idle;
    // The connection's own `closed` tells the session about a failure; nothing more is to be said here.
    mailbox.idle({ signal: idle.signal, pollMs: this.#pollMs() }).catch(() => undefined);
  }

  #queue(work: () => Promise<void>): Promise<void> {
    const run = this.#work.then(work);
    this.#work = run.catch(() => undefined);
    return run;
  }

  #reading(work: () => Promise<void>): Promise<void> {
    return this.#queue(async () => {
      const gate = this.#gate;
      gate?.hold();
      try {
        await work();
      } finally {
        gate?.release();
      }
    });
  }

  async #reload(origin: Origin, signal?: AbortSignal): Promise<void> {
    const mailbox = this.#selected;
    if (mailbox === null) return;
    const fresh = await this.#page(mailbox, { skip: 0, count: this.#wanted }, origin, signal);
    if (this.#selected !== mailbox) return;
    this.#clear();
    this.#merge(fresh);
    this.#changed.fire({ rows: null });
  }

  async #page(
    mailbox: SelectedMailbox,
    page: { skip: number; count: number },
    origin: Origin,
    signal?: AbortSignal,
  ): Promise<MessageSummary[]> {
    const rows: MessageSummary[] = [];
    const options = signal === undefined ? { origin } : { origin, signal };
    const items = keepsCount(mailbox) ? [...listItems, 'MODSEQ' as const] : listItems;
    for await (const message of mailbox.fetchPage(page, items, options)) rows.push(this.#summary(mailbox, message));
    return rows;
  }

  #summary(mailbox: SelectedMailbox, message: FetchedMessage): MessageSummary {
    return summarise(this.account, this.mailbox, mailbox.uidValidity ?? 0, message);
  }

  /** Newest first is UID order downwards: UIDs ascend with arrival (RFC 9051 §2.3.1.1). */
  #merge(fresh: readonly MessageSummary[]): void {
    const all = new Map<Uid, MessageSummary>();
    for (const row of this.#rows) all.set(row.ref.uid, row);
    for (const row of fresh) all.set(row.ref.uid, row);
    this.#rows = [...all.values()].sort((a, b) => b.ref.uid - a.ref.uid);
    this.#index();
  }

  #index(): void {
    this.#byUid = new Map(this.#rows.map((row, at) => [row.ref.uid, at]));
  }

  #clear(): void {
    this.#rows = [];
    this.#byUid = new Map();
  }

  #setState(state: ListState): void {
    this.#state = state;
    this.#changed.fire({ rows: null });
  }

  #onEvent(event: MailboxEvent): void {
    switch (event.kind) {
      case 'exists':
        if (event.count > event.previous) this.#fetchNew(event.count - event.previous);
        return;
      case 'expunge':
        if (event.uid === null) this.#resync();
        else this.#remove((uid) => uid === event.uid);
        return;
      case 'vanished':
        this.#remove((uid) => contains(event.uids, uid));
        return;
      case 'flags':
        if (!this.#isNewer(event.uid, event.modSeq)) this.applyFlags(event.uid, event.flags, event.modSeq);
        return;
      case 'nonexistent':
        // It may be said of something else: who looks finds out.
        this.#keeper?.lookFor();
        return;
      case 'read-only':
        this.#changed.fire({ rows: null });
        return;
      case 'resync-needed':
        this.#misnumbered = true;
        this.#resync();
        return;
      case 'closed':
        this.#remember();
        this.#subscription?.dispose();
        this.#subscription = null;
        this.#selected = null;
        return;
    }
  }

  #fetchNew(count: number): void {
    this.#missed += count;
    // Several that come together are read together: each by itself would read the newest again.
    if (this.#missed > count) return;
    this.#reading(async () => {
      const mailbox = this.#selected;
      const count = this.#missed;
      this.#missed = 0;
      if (mailbox === null) return;
      const fresh = await this.#page(mailbox, { skip: 0, count }, 'background');
      if (this.#selected !== mailbox) return;
      this.#wanted += fresh.filter(({ ref }) => !this.#byUid.has(ref.uid)).length;
      this.#merge(fresh);
      this.#changed.fire({ rows: null });
    }).catch(() => undefined);
  }

  #resync(): void {
    // A server that contradicts itself again and again costs one reading at a time.
    if (this.#resyncQueued) return;
    this.#resyncQueued = true;
    this.#queue(async () => {
      this.#resyncQueued = false;
      // Pages are read by number, and how many messages there are is known for sure only from a new SELECT.
      if (!this.#misnumbered) await this.#reload('background');
      else if (this.#selected !== null) this.#keeper?.selectAgain();
    }).catch(() => undefined);
  }

  /** What is shown of the message was told later. */
  #isNewer(uid: Uid, modSeq: ModSeq | undefined): boolean {
    const shown = this.row(uid)?.modSeq ?? null;
    return shown !== null && modSeq !== undefined && shown > modSeq;
  }

  #remove(gone: (uid: Uid) => boolean): void {
    const left = this.#rows.filter((row) => !gone(row.ref.uid));
    if (left.length === this.#rows.length) {
      // A message beyond the loaded pages went: only the total changed.
      this.#changed.fire({ rows: null });
      return;
    }
    this.#rows = left;
    this.#index();
    this.#changed.fire({ rows: null });
  }
}

/** A list row from FETCH data. */
export function summarise(
  account: AccountId,
  mailbox: MailboxName,
  uidValidity: number,
  message: FetchedMessage,
): MessageSummary {
  return {
    ref: { account, mailbox, uidValidity, uid: message.uid },
    flags: message.flags ?? [],
    internalDate: message.internalDate ?? null,
    size: message.size ?? null,
    envelope: message.envelope ?? emptyEnvelope,
    bodyStructure: message.bodyStructure ?? null,
    modSeq: message.modSeq ?? null,
  };
}

/** To ask a mailbox without mod-sequences for them is an error (RFC 7162 §3.1.2.2). */
function keepsCount(mailbox: SelectedMailbox): boolean {
  return mailbox instanceof Mailbox && mailbox.keepsModSeq;
}

/** Items of which `summarise` makes a row. */
export const summaryItems = listItems;

function sameFlags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((flag) => b.includes(flag));
}
