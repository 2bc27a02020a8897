import type { Disposable, ImapClient, SelectedMailbox } from '../imap/client/api.ts';
import { followCounts, type CountsListener } from '../imap/client/follow-counts.ts';
import { ConnectionPool, type Lease } from '../imap/client/connection-pool.ts';
import { persist } from '../imap/client/persist.ts';
import { ImapError, type CloseReason } from '../imap/errors.ts';
import type { MailboxStatus } from '../imap/grammar/types.ts';
import { sameMailbox, type MailboxName } from '../imap/wire/mailbox-name.ts';
import { contains } from '../imap/wire/sequence-set.ts';
import { backoffMs } from '../imap/client/backoff.ts';
import type { Clock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { isRefusedCredentials, mayPass, offline } from './failure-rules.ts';
import { ListConnection } from './list-connection.ts';
import { waitAskedFor } from './wait-asked-for.ts';
import { catchUp, isOf, newestOf } from './message-refs.ts';
import { countSelected, flagsAfter, infosOf, livePollMs } from './counting.ts';
import { summarise, summaryItems, type MessageList } from './message-list.ts';
import { MessageGoneError } from './model.ts';
import type { AccountId, MailboxInfo, MessageRef, MessageSummary } from './model.ts';
import type { SessionState } from './session-state.ts';
import { knownModSeq, storeFlags } from './store-flags.ts';

export interface SessionPorts {
  /**
   * Opens a connection and signs in. Rejects with `ImapError`, or with `MissingSecretError` when nothing is stored. A mailbox that is named
   * is selected with the sign-in where that costs no round trip; where it is not, nothing is said about it.
   */
  readonly connect: (signal: AbortSignal, mailbox?: MailboxName) => Promise<ImapClient>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Interval of counting again, in ms. */
  readonly pollMs: () => number;
}

/** No password or token is stored for the account. */
export class MissingSecretError extends Error {
  override readonly name = 'MissingSecretError';
}

const maxWorkers = 3;
const statusItems = ['MESSAGES', 'UNSEEN', 'UIDNEXT', 'UIDVALIDITY'] as const;
/** Longest wait for a sign of life when there is reason to doubt. */
const aliveMs = 15_000;
/** More wrong answers in a row lock accounts at many providers. */
const maxAuthFailures = 2;

/**
 * One account, connected. A connection of its own stays in the opened mailbox and idles there; the others, pooled, list, count,
 * read messages and change flags.
 */
export class AccountSession {
  readonly id: AccountId;
  readonly #ports: SessionPorts;
  readonly #stateChanged = new Emitter<SessionState>();
  readonly #opened: ListConnection;
  readonly #mailboxesChanged = new Emitter<void>();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidChangeMailboxes = this.#mailboxesChanged.event;
  #state: SessionState = { kind: 'offline' };
  #pool: ConnectionPool | null = null;
  #mailboxes: readonly MailboxInfo[] = [];
  #attempt = 0;
  #authFailures = 0;
  #retry: Disposable | null = null;
  #poll: Disposable | null = null;
  #recount: Disposable | null = null;
  #counts: Disposable | null = null;
  #limited: { readonly connections: number; readonly text: string } | null = null;
  #connecting: { readonly promise: Promise<void>; readonly controller: AbortController } | null = null;
  #disposed = false;

  constructor(id: AccountId, ports: SessionPorts) {
    this.id = id;
    this.#ports = ports;
    this.#opened = new ListConnection(id, {
      ...ports,
      pool: () => this.#pool,
      isOnline: () => this.#state.kind === 'online',
      goOnline: () => this.connect(),
      changed: () => this.#countSoon(),
      lost: (reason) => this.#lost(reason),
      isListed: async (mailbox) => {
        await this.refreshMailboxes('background');
        return this.#mailboxes.some((info) => sameMailbox(info.name, mailbox));
      },
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get mailboxes(): readonly MailboxInfo[] {
    return this.#mailboxes;
  }

  get list(): MessageList | null {
    return this.#opened.list;
  }

  /** Connects and lists the mailboxes. Resolves once online; rejects with what stands in the way. Several callers share one attempt. */
  connect(): Promise<void> {
    if (this.#state.kind === 'online') return Promise.resolve();
    if (this.#connecting !== null) return this.#connecting.promise;
    const controller = new AbortController();
    this.#retry?.dispose();
    this.#setState({ kind: 'connecting' });
    const promise = this.#connect(controller.signal).finally(() => {
      if (this.#connecting?.controller === controller) this.#connecting = null;
    });
    this.#connecting = { promise, controller };
    return promise;
  }

  /** A new password was given: the count of refusals starts again. */
  resetAuthentication(): void {
    this.#authFailures = 0;
    this.#attempt = 0;
  }

  /**
   * The machine slept or its network changed: who waits for the next attempt makes it now, and connections must answer within
   * `aliveMs`, else they are given up and made anew.
   */
  checkAlive(): void {
    const state = this.#state;
    if (state.kind === 'lost' || (state.kind === 'failed' && state.retryAt !== null)) {
      this.connect().catch(() => undefined);
    } else if (state.kind === 'online') {
      this.#pool?.checkAlive(aliveMs);
      this.#opened.checkAlive(aliveMs);
    }
  }

  disconnect(): void {
    this.#retry?.dispose();
    this.#connecting?.controller.abort();
    this.#connecting = null;
    this.#tearDown();
    this.#setState({ kind: 'offline' });
  }

  dispose(): void {
    this.#disposed = true;
    this.disconnect();
    this.closeList();
    this.#stateChanged.dispose();
    this.#mailboxesChanged.dispose();
  }

  /** Reads names and counts of all mailboxes again. */
  async refreshMailboxes(origin: 'user' | 'background' = 'user', signal?: AbortSignal): Promise<void> {
    const listed = await this.#work(null, signal, origin, (lease) =>
      lease.client.list({ status: statusItems, origin, ...(signal === undefined ? {} : { signal }) }),
    );
    this.#mailboxes = infosOf(this.id, listed, this.#mailboxes);
    this.#mailboxesChanged.fire();
  }

  /** Sends NOOP for a person, to hear what the server has to say. */
  async probe(): Promise<void> {
    await this.#work(null, undefined, 'user', (lease) => lease.client.noop({ origin: 'user' }));
  }

  /** Makes `mailbox` the opened one: its rows are loaded and then follow the server. */
  openList(mailbox: MailboxName): MessageList {
    return this.#opened.open(mailbox);
  }

  closeList(): void {
    this.#opened.close();
  }

  async summary(ref: MessageRef, signal?: AbortSignal): Promise<MessageSummary> {
    return this.#inMailbox(ref, signal, 'user', async (mailbox) => {
      const options = { origin: 'user' as const, ...(signal === undefined ? {} : { signal }) };
      for await (const message of mailbox.fetch([ref.uid], summaryItems, options)) {
        if (message.uid === ref.uid) return summarise(this.id, ref.mailbox, ref.uidValidity, message);
      }
      throw new MessageGoneError(ref, 'The message is no longer in its mailbox.');
    });
  }

  async *section(
    ref: MessageRef,
    section: string,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (received: number, total: number) => void;
      readonly origin?: 'user' | 'background';
      readonly offset?: number;
      readonly length?: number;
    } = {},
  ): AsyncIterable<Buffer> {
    const pool = await this.#ready(options.signal);
    const lease = await pool.lease(ref.mailbox, {
      origin: options.origin ?? 'user',
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    try {
      const mailbox = lease.mailbox;
      if (mailbox === null || !isOf(mailbox, ref))
        throw new MessageGoneError(ref, 'The mailbox was made anew on the server; its old messages are gone.');
      await catchUp(lease.client, mailbox, ref);
      yield* mailbox.section(ref.uid, section, { ...options, origin: options.origin ?? 'user' });
    } catch (error) {
      // The core says "no such message" as an invalid argument; for a person it is a message that went.
      if (error instanceof ImapError && error.detail.kind === 'invalid-argument')
        throw new MessageGoneError(ref, error.message);
      throw error;
    } finally {
      lease.release();
    }
  }

  /**
   * Changes flags on the server, then in the open list. For a person a message is left alone that somebody else changed since the list
   * last heard of it, unless `overwrite`; gives those messages (UNCHANGEDSINCE, RFC 7162 §3.1.3).
   */
  async setFlags(
    refs: readonly MessageRef[],
    operation: 'add' | 'remove',
    flags: readonly string[],
    { origin = 'user', overwrite = false }: { origin?: 'user' | 'background'; overwrite?: boolean } = {},
  ): Promise<readonly MessageRef[]> {
    const newest = newestOf(refs);
    if (newest === undefined) return [];
    const open = this.list;
    const list = open !== null && sameMailbox(open.mailbox, newest.mailbox) ? open : null;
    const known = origin === 'user' && !overwrite ? knownModSeq(list, refs) : null;
    const change = { operation, flags, origin, unchangedSince: known };
    const { modified, modSeqs } = await this.#inMailbox(newest, undefined, origin, (mailbox) =>
      storeFlags(mailbox, refs, change),
    );
    const left = refs.filter((ref) => contains(modified, ref.uid));
    for (const ref of refs) {
      const row = list?.row(ref.uid);
      if (row === undefined || left.includes(ref)) continue;
      list?.applyFlags(ref.uid, flagsAfter(row.flags, operation, flags), modSeqs.get(ref.uid));
    }
    this.#countSoon(newest.mailbox);
    return left;
  }

  /** Lends a connection to what a person asked for; with `name` one that has this mailbox selected. */
  use<T>(
    work: (client: ImapClient, mailbox: SelectedMailbox | null) => Promise<T>,
    name: MailboxName | null = null,
  ): Promise<T> {
    return this.#work(name, undefined, 'user', (lease) => work(lease.client, lease.mailbox));
  }

  /** A connection of its own for `work`, gone behind it: what may be given up half-way. */
  async useAlone<T>(work: (client: ImapClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#ready(signal);
    const client = await this.#ports.connect(signal);
    try {
      return await work(client);
    } finally {
      client.logout().catch(() => client.destroy());
    }
  }

  /** Lends a connection that has the mailbox of `refs` selected and knows these messages. Rejects with `MessageGoneError` when it was made anew. */
  withMessages<T>(
    refs: readonly MessageRef[],
    work: (mailbox: SelectedMailbox, client: ImapClient) => Promise<T>,
  ): Promise<T> {
    const newest = newestOf(refs);
    if (newest === undefined) return Promise.reject(new RangeError('No message was named.'));
    return this.#inMailbox(newest, undefined, 'user', work);
  }

  /** Does `work`, again on new connections where the old one broke; not when the person took the account offline. */
  persist<T>(work: () => Promise<T>): Promise<T> {
    const { clock, random } = this.#ports;
    const again = (): boolean => this.#state.kind === 'lost';
    return persist({ clock, random, attempts: 3, again }, work);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const pool = new ConnectionPool(
      (own) => this.#ports.connect(own === undefined ? signal : AbortSignal.any([own, signal])),
      maxWorkers,
      {
        clock: this.#ports.clock,
        random: this.#ports.random,
        onLimit: (connections, said) => {
          if (this.#pool !== pool) return;
          const text = said ?? this.#limited?.text;
          this.#limited = connections < maxWorkers && text !== undefined ? { connections, text } : null;
          if (this.#state.kind === 'online') this.#setOnline();
        },
      },
    );
    this.#limited = null;
    try {
      this.#pool = pool;
      const lease = await pool.lease(null, { signal });
      void lease.client.closed.then((reason) => {
        if (this.#pool === pool && reason.kind !== 'logout') this.#lost(reason);
      });
      lease.release();
      this.#authFailures = 0;
      this.#attempt = 0;
      this.#setOnline();
      await this.refreshMailboxes('background', signal);
      void this.#followCounts(lease.client);
      this.#schedulePoll();
      this.#opened.online();
    } catch (error) {
      if (this.#pool === pool) this.#tearDown();
      else pool.dispose();
      if (!signal.aborted && !this.#disposed) this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
    if (error instanceof MissingSecretError) {
      this.#setState({ kind: 'needs-password', text: error.message });
      return;
    }
    if (isRefusedCredentials(error)) {
      this.#authFailures++;
      this.#setState({ kind: 'needs-password', text: error.message });
      return;
    }
    const again = this.#authFailures < maxAuthFailures && mayPass(error);
    this.#setState({ kind: 'failed', error, retryAt: again ? this.#scheduleRetry(waitAskedFor(error)) : null });
  }

  #lost(reason: CloseReason): void {
    this.#tearDown();
    if (this.#disposed) return;
    this.#setState({ kind: 'lost', reason, retryAt: this.#scheduleRetry(waitAskedFor(reason)) });
  }

  #scheduleRetry(least = 0): number {
    const wait = Math.max(least, backoffMs(this.#attempt++, this.#ports.random()));
    this.#retry?.dispose();
    this.#retry = this.#ports.clock.after(wait, () => {
      this.connect().catch(() => undefined);
    });
    return this.#ports.clock.now() + wait;
  }

  #tearDown(): void {
    this.#poll?.dispose();
    this.#recount?.dispose();
    this.#counts?.dispose();
    this.#counts = null;
    this.#pool?.dispose();
    this.#pool = null;
    this.#opened.offline();
  }

  #setOnline(): void {
    this.#setState(this.#limited === null ? { kind: 'online' } : { kind: 'online', limited: this.#limited });
  }

  #setState(state: SessionState): void {
    this.#stateChanged.fire((this.#state = state));
  }

  /** Where the server tells counts by itself (NOTIFY), polling is only for what gets lost. */
  async #followCounts(client: ImapClient): Promise<void> {
    const pool = this.#pool;
    const listener: CountsListener = {
      changed: (name, status) => this.#takeCounts(name, status),
      listed: () => void this.refreshMailboxes('background').catch(() => undefined),
      over: () => {
        this.#counts = null;
        this.#schedulePoll();
      },
    };
    const counts = await followCounts(client, listener).catch(() => null);
    if (this.#pool === pool && pool !== null) this.#counts = counts;
    else counts?.dispose();
  }

  #takeCounts(mailbox: MailboxName, status: MailboxStatus): void {
    this.#mailboxes = this.#mailboxes.map((info) =>
      sameMailbox(info.name, mailbox) ? { ...info, status: { ...info.status, ...status } } : info,
    );
    this.#mailboxesChanged.fire();
  }

  #schedulePoll(): void {
    this.#poll?.dispose();
    const pollMs = this.#ports.pollMs();
    this.#poll = this.#ports.clock.after(this.#counts === null ? pollMs : Math.max(pollMs, livePollMs), () => {
      this.refreshMailboxes('background')
        .catch(() => undefined)
        .finally(() => {
          if (this.#pool !== null) this.#schedulePoll();
        });
    });
  }

  /** Counts one mailbox again shortly: several changes in a row cost one command. */
  #countSoon(mailbox: MailboxName | null = this.list?.mailbox ?? null): void {
    if (mailbox === null || this.#pool === null) return;
    this.#recount?.dispose();
    this.#recount = this.#ports.clock.after(300, () => {
      this.#count(mailbox).catch(() => undefined);
    });
  }

  async #count(mailbox: MailboxName): Promise<void> {
    const status =
      (await this.#work(
        null,
        undefined,
        'background',
        async ({ client, selectedName }): Promise<MailboxStatus | null> =>
          selectedName !== null && sameMailbox(selectedName, mailbox)
            ? null
            : client.status(mailbox, statusItems, { origin: 'background' }),
      )) ??
      // STATUS of the selected mailbox is a client's fault (RFC 9051 §6.3.11), so it is searched.
      (await this.#work(mailbox, undefined, 'background', (own) => countSelected(own)));
    this.#takeCounts(mailbox, status);
  }

  async #ready(signal?: AbortSignal): Promise<ConnectionPool> {
    signal?.throwIfAborted();
    if (this.#pool === null || this.#state.kind === 'connecting') await this.connect();
    const pool = this.#pool;
    if (pool === null) throw offline();
    return pool;
  }

  async #work<T>(
    mailbox: MailboxName | null,
    signal: AbortSignal | undefined,
    origin: 'user' | 'background',
    work: (lease: Lease) => Promise<T>,
  ): Promise<T> {
    const pool = this.#pool ?? (await this.#ready(signal));
    return pool.use(mailbox, { origin, ...(signal === undefined ? {} : { signal }) }, work);
  }

  async #inMailbox<T>(
    ref: MessageRef,
    signal: AbortSignal | undefined,
    origin: 'user' | 'background',
    work: (mailbox: SelectedMailbox, client: ImapClient) => Promise<T>,
  ): Promise<T> {
    const pool = await this.#ready(signal);
    return pool.use(ref.mailbox, { origin, ...(signal === undefined ? {} : { signal }) }, async (lease) => {
      if (lease.mailbox === null || !isOf(lease.mailbox, ref)) {
        throw new MessageGoneError(ref, 'The mailbox was made anew on the server; its old messages are gone.');
      }
      await catchUp(lease.client, lease.mailbox, ref);
      return work(lease.mailbox, lease.client);
    });
  }
}
