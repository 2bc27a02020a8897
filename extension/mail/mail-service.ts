import type { Disposable, ImapClient } from '../imap/client/api.ts';
import type { UsedQuirk } from '../imap/grammar/quirk-counter.ts';
import { sameMailbox, type MailboxName } from '../imap/wire/mailbox-name.ts';
import { AccountSession } from './account-session.ts';
import type { Clock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { Forgiven } from './forgiven.ts';
import { searchRelated } from './related-search.ts';
import { watchMessage, type MessageChange } from './message-watch.ts';
import type { AccountId, MessageRef, MessageSource, MessageSummary } from './model.ts';

/** What the service knows of an account; how to reach it stays with whoever made the entry. */
export interface AccountEntry {
  readonly id: AccountId;
  readonly label: string;
  /** For tooltips and alerts: `imap.example.org`, `built-in demo`. */
  readonly server: string;
  readonly demo: boolean;
  /** Changes whenever a new connection would differ from an old one. */
  readonly revision: string;
  /** Opens a connection and signs in; a mailbox that is named may be selected with it (`SessionPorts.connect`). */
  readonly connect: (signal: AbortSignal, mailbox?: MailboxName) => Promise<ImapClient>;
}

/** All accounts with their sessions: the one door between the window's parts and the servers. */
export class MailService implements MessageSource {
  readonly #entries = new Map<AccountId, AccountEntry>();
  readonly #sessions = new Map<AccountId, AccountSession>();
  readonly #forgiven = new Map<AccountId, Forgiven>();
  readonly #changed = new Emitter<void>();
  /** Accounts came, went or changed. */
  readonly onDidChangeAccounts = this.#changed.event;
  readonly #anySession = new Emitter<AccountId>();
  /** State or mailboxes of an account changed. */
  readonly onDidChangeSession = this.#anySession.event;
  readonly #opened = new Emitter<void>();
  /** Another mailbox became the opened one. */
  readonly onDidOpenList = this.#opened.event;
  readonly #clock: Clock;
  readonly #pollMs: () => number;
  #open: AccountId | null = null;

  constructor(clock: Clock, pollMs: () => number) {
    this.#clock = clock;
    this.#pollMs = pollMs;
  }

  get accounts(): readonly AccountEntry[] {
    return [...this.#entries.values()];
  }

  entry(id: AccountId): AccountEntry | undefined {
    return this.#entries.get(id);
  }

  session(id: AccountId): AccountSession | undefined {
    return this.#sessions.get(id);
  }

  /** What the account's server was forgiven since the account was added or changed, the most frequent first. */
  forgiven(id: AccountId): readonly UsedQuirk[] {
    return this.#forgiven.get(id)?.used() ?? [];
  }

  /** The session whose mailbox the Messages view shows. */
  get openSession(): AccountSession | null {
    return this.#open === null ? null : (this.#sessions.get(this.#open) ?? null);
  }

  /** Takes the whole list of accounts: new ones get a session, changed ones start again, missing ones end. */
  setAccounts(entries: readonly AccountEntry[]): void {
    const ids = new Set(entries.map((entry) => entry.id));
    for (const id of [...this.#entries.keys()]) if (!ids.has(id)) this.#end(id);
    for (const entry of entries) {
      const before = this.#entries.get(entry.id);
      if (before !== undefined && before.revision !== entry.revision) this.#end(entry.id);
      // Set anew, so that the accounts stand in the order given.
      this.#entries.delete(entry.id);
      this.#entries.set(entry.id, entry);
      if (!this.#sessions.has(entry.id)) this.#start(entry.id);
    }
    this.#changed.fire();
  }

  /** Connects every account that is offline; failures show in the accounts' state. */
  connectAll(): void {
    for (const session of this.#sessions.values()) {
      if (session.state.kind === 'offline') session.connect().catch(() => undefined);
    }
  }

  /** Every account makes sure that its connections still live. */
  checkAlive(): void {
    for (const session of this.#sessions.values()) session.checkAlive();
  }

  openMailbox(id: AccountId, mailbox: Parameters<AccountSession['openList']>[0]): void {
    const session = this.#required(id);
    if (this.#open !== null && this.#open !== id) this.#sessions.get(this.#open)?.closeList();
    this.#open = id;
    session.openList(mailbox);
    this.#opened.fire();
  }

  /** Resolves when the account is online; rejects with what stands in the way. */
  whenReady(id: AccountId): Promise<void> {
    return this.#required(id).connect();
  }

  accountLabel(id: AccountId): string {
    return this.#entries.get(id)?.label ?? id;
  }

  serverName(id: AccountId): string {
    return this.#entries.get(id)?.server ?? id;
  }

  /** Of the mailbox that the message is in; null where the list does not tell. */
  specialUse(ref: MessageRef): string | null {
    const mailboxes = this.#sessions.get(ref.account)?.mailboxes ?? [];
    return mailboxes.find(({ name }) => sameMailbox(name, ref.mailbox))?.specialUse ?? null;
  }

  summary(ref: MessageRef, signal?: AbortSignal): Promise<MessageSummary> {
    return this.#required(ref.account).summary(ref, signal);
  }

  section(ref: MessageRef, section: string, options?: Parameters<MessageSource['section']>[2]): AsyncIterable<Buffer> {
    return this.#required(ref.account).section(ref, section, options);
  }

  async setFlags(ref: MessageRef, operation: 'add' | 'remove', flags: readonly string[]): Promise<void> {
    await this.#required(ref.account).setFlags([ref], operation, flags, { origin: 'background' });
  }

  /** Messages of its mailbox that bear a Message-ID or answer to it. */
  related(ref: MessageRef, messageId: string): Promise<readonly MessageSummary[]> {
    return this.#required(ref.account).withMessages([ref], (mailbox) => searchRelated(mailbox, ref, messageId));
  }

  watch(ref: MessageRef, listener: (change: MessageChange) => void): Disposable {
    return watchMessage(this, ref, listener);
  }

  dispose(): void {
    for (const id of [...this.#entries.keys()]) this.#end(id);
    this.#changed.dispose();
    this.#anySession.dispose();
    this.#opened.dispose();
  }

  #required(id: AccountId): AccountSession {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new UnknownAccountError(id);
    return session;
  }

  #start(id: AccountId): void {
    const forgiven = new Forgiven();
    this.#forgiven.set(id, forgiven);
    const session = new AccountSession(id, {
      connect: async (signal, mailbox) => {
        const entry = this.#entries.get(id);
        if (entry === undefined) throw new UnknownAccountError(id);
        return forgiven.add(await entry.connect(signal, mailbox));
      },
      clock: this.#clock,
      random: Math.random,
      pollMs: this.#pollMs,
    });
    session.onDidChangeState(() => this.#anySession.fire(id));
    session.onDidChangeMailboxes(() => this.#anySession.fire(id));
    this.#sessions.set(id, session);
  }

  #end(id: AccountId): void {
    this.#sessions.get(id)?.dispose();
    this.#sessions.delete(id);
    this.#forgiven.delete(id);
    this.#entries.delete(id);
    if (this.#open === id) {
      this.#open = null;
      this.#opened.fire();
    }
  }
}

/** The account was removed, or belongs to another window's settings. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';
  constructor(id: AccountId) {
    super(`There is no account “${id}” any more.`);
  }
}
