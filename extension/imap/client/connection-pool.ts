import { ImapError } from '../errors.ts';
import { systemClock, type Clock } from '../session/clock.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { sameMailbox } from '../wire/mailbox-name.ts';
import { abortable } from './abortable.ts';
import { Allowance } from './allowance.ts';
import type { CommandOptions, ImapClient, SelectedMailbox } from './api.ts';
import { connectionLimitText } from './connection-limit.ts';
import { LeaseQueue } from './lease-queue.ts';
import { cancelled } from './timed.ts';

/** Octets that take longer than another connection. */
const quickerAnew = 8 * 1024 * 1024;

/** A connection lent to one user of the pool. `release` exactly once. */
export interface Lease {
  readonly client: ImapClient;
  /** Present when the lease was asked for a mailbox. */
  readonly mailbox: SelectedMailbox | null;
  /** What the connection has selected, asked for or not: STATUS of that one is a client's fault (RFC 9051 §6.3.11). */
  readonly selectedName: MailboxName | null;
  release(): void;
}

export interface PoolOptions {
  /**
   * The number of connections changed that the server takes; with its words (untrusted) where it refused one, null where it took one
   * more.
   */
  readonly onLimit?: (limit: number, text: string | null) => void;
  readonly clock?: Clock;
  /** 0 ≤ x < 1, for the jitter. */
  readonly random?: () => number;
}

interface Slot {
  readonly client: Promise<ImapClient>;
  /** Why it was opened; `trial`: to see whether the server takes one more by now. */
  readonly opened: 'at-once' | 'for-waiter' | 'trial';
  /** Name for which the slot is, or is about to be, selected. */
  name: MailboxName | null;
  selected: Promise<SelectedMailbox> | null;
  users: number;
}

interface Held {
  readonly slot: Slot;
  readonly client: ImapClient;
}

/**
 * A few connections of one account, opened when needed. Users of the same mailbox share a connection (their commands pipeline);
 * another mailbox takes an idle connection, a new one while `limit` allows, else waits for its turn. A server that refuses one more
 * connection shrinks the limit instead of failing the user while another connection lives; after a while one more is tried again, when
 * somebody would have to wait otherwise.
 */
export class ConnectionPool {
  readonly #open: (signal: AbortSignal | undefined) => Promise<ImapClient>;
  readonly #slots = new Set<Slot>();
  readonly #queue: LeaseQueue<Slot>;
  readonly #allowance: Allowance;
  /** Somebody who uses a connection while no one else does. */
  #guest: { readonly slot: Slot; readonly free: () => void } | null = null;
  #disposed = false;

  /** @param limit connections at most. */
  constructor(
    open: (signal: AbortSignal | undefined) => Promise<ImapClient>,
    limit: number,
    { onLimit = () => undefined, clock = systemClock, random = Math.random }: PoolOptions = {},
  ) {
    this.#open = open;
    this.#queue = new LeaseQueue(
      clock,
      (mailbox) => this.#share(mailbox),
      () => this.#serve(),
    );
    this.#allowance = new Allowance(limit, { clock, random, changed: onLimit, grown: () => this.#serve() });
  }

  /** Connections at most; lower than at first while the server takes no more. */
  get limit(): number {
    return this.#allowance.limit;
  }

  /** The server took no connection beside those here: no more are tried for a while. */
  shrink(text: string): void {
    this.#allowance.shrink(this.#slots.size, text);
  }

  /**
   * A connection for someone who only waits in a mailbox, where the server allows no connection of its own for that. Leases go before:
   * one for another mailbox closes what the guest has selected, and `free` is called when the guest may select again.
   */
  async share(free: () => void, options: CommandOptions = {}): Promise<ImapClient> {
    const { slot, client } = await this.#hold(null, options);
    this.#guest = { slot, free };
    this.#release(slot);
    return client;
  }

  /**
   * Whether the guest may select now: nobody else uses its connection. It has to, at once: what was selected there for leases counts no
   * more. Otherwise `free` is called when they are done.
   */
  guestTurn(): boolean {
    const slot = this.#guest?.slot;
    if (slot === undefined || isBusy(slot) || !this.#slots.has(slot)) return false;
    this.#assign(slot, null);
    return true;
  }

  get size(): number {
    return this.#slots.size;
  }

  /**
   * A connection with no claim on what is selected; `mailbox` = null. Not while holding a lease of another mailbox: with few connections
   * each would wait for the other. Rejects with ImapError.
   */
  async lease(mailbox: MailboxName | null, options: CommandOptions = {}): Promise<Lease> {
    const { slot, client } = await this.#hold(mailbox, options);
    try {
      const selected = mailbox === null ? null : await this.#select(slot, client, mailbox, options);
      let released = false;
      return {
        client,
        mailbox: selected,
        selectedName: slot.name,
        release: () => {
          if (released) return;
          released = true;
          // Whoever comes next would wait for what nobody wants any more.
          if (slot.users === 1 && (client.unwanted ?? 0) > quickerAnew) {
            client.destroy();
            this.#drop(slot);
          } else this.#release(slot);
        },
      };
    } catch (error) {
      this.#release(slot);
      throw error;
    }
  }

  /** Runs `work` with a lease and gives it back however the work ends. */
  async use<T>(mailbox: MailboxName | null, options: CommandOptions, work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.lease(mailbox, options);
    try {
      return await work(lease);
    } finally {
      lease.release();
    }
  }

  /** Asks every connection for a sign of life within so many ms; one that has nothing to say by then ends by its own deadline. */
  checkAlive(timeoutMs: number): void {
    for (const slot of this.#slots) {
      slot.client.then((client) => client.noop({ origin: 'background', timeoutMs })).catch(() => undefined);
    }
  }

  /** Ends every connection: politely where nothing is in the way. */
  dispose(): void {
    this.#disposed = true;
    this.#allowance.dispose();
    const closed = new ImapError('The account went offline.', { kind: 'closed', reason: { kind: 'aborted' } });
    this.#queue.reject(closed);
    for (const slot of this.#slots) {
      slot.client.then(
        (client) => (slot.users === 0 ? client.logout().catch(() => client.destroy()) : client.destroy()),
        () => undefined,
      );
    }
    this.#slots.clear();
  }

  /** Counts one user more on a connection that is open. */
  async #hold(mailbox: MailboxName | null, options: CommandOptions): Promise<Held> {
    const ticket = this.#queue.ticket();
    const { signal } = options;
    for (;;) {
      if (this.#disposed) throw offline();
      if (isAborted(signal)) throw cancelled();
      const slot = this.#claim(mailbox, 'at-once') ?? (await this.#queue.wait(ticket, mailbox, signal));
      try {
        const client = await abortable(slot.client, signal);
        if (this.#isDisposed()) throw offline();
        return { slot, client };
      } catch (error) {
        this.#release(slot);
        const limited = slot.opened !== 'at-once' || connectionLimitText(error) !== null;
        // While another connection lives there is one to wait for.
        if (isAborted(signal) || this.#slots.size === 0 || !limited) throw error;
      }
    }
  }

  /** Counts one user more on what is to be had now: one with the mailbox selected, an idle one, a new one, the guest's. */
  #claim(mailbox: MailboxName | null, asked: 'at-once' | 'for-waiter'): Slot | null {
    const slot = this.#joined(mailbox) ?? this.#idle(false) ?? this.#grow(mailbox, asked) ?? this.#idle(true);
    if (slot === null) return null;
    if (mailbox !== null && (slot.name === null || !sameMailbox(slot.name, mailbox))) this.#assign(slot, mailbox);
    slot.users++;
    return slot;
  }

  #joined(mailbox: MailboxName | null): Slot | null {
    const slots = this.#fitting(mailbox);
    const idle = slots.find((slot) => slot.users === 0);
    if (idle !== undefined) return idle;
    const [busy] = slots;
    return busy !== undefined && this.#queue.overtake() ? busy : null;
  }

  /** Counts one user more on what others use already. */
  #share(mailbox: MailboxName | null): Slot | null {
    const [slot] = this.#fitting(mailbox);
    if (slot === undefined) return null;
    slot.users++;
    return slot;
  }

  #fitting(mailbox: MailboxName | null): readonly Slot[] {
    return [...this.#slots].filter(({ name }) => mailbox === null || (name !== null && sameMailbox(name, mailbox)));
  }

  #idle(ofGuest: boolean): Slot | null {
    for (const slot of this.#slots) if (slot.users === 0 && (slot === this.#guest?.slot) === ofGuest) return slot;
    return null;
  }

  #grow(mailbox: MailboxName | null, asked: 'at-once' | 'for-waiter'): Slot | null {
    const room = this.#allowance.ask(this.#slots.size);
    if (room === null) return null;
    // The slot must not die with the one user who happened to open it, so the user's signal is not handed on.
    const opening = (async () => await this.#open(undefined))();
    const slot: Slot = {
      client: opening.then(
        (client) => this.#opened(slot, client),
        (error: unknown) => this.#refused(slot, error),
      ),
      opened: room === 'trial' ? room : asked,
      name: mailbox,
      selected: null,
      users: 0,
    };
    slot.client.catch(() => undefined);
    this.#slots.add(slot);
    return slot;
  }

  #opened(slot: Slot, client: ImapClient): ImapClient {
    if (!this.#slots.has(slot)) return client;
    void client.closed.then(() => this.#drop(slot));
    if (slot.opened === 'trial') this.#allowance.proved();
    // Whoever it was opened for may have gone.
    if (slot.users === 0) this.#serve();
    return client;
  }

  #refused(slot: Slot, error: unknown): never {
    if (!this.#slots.delete(slot)) throw error;
    const text = connectionLimitText(error);
    const open = this.#slots.size;
    // Each who waits would only hear the same, and a server counts wrong passwords.
    if (open === 0) this.#queue.reject(error);
    if (slot.opened === 'trial') this.#allowance.failed();
    else if (open > 0 && (text !== null || slot.opened === 'for-waiter')) this.#allowance.shrink(open, text);
    throw error;
  }

  #select(slot: Slot, client: ImapClient, mailbox: MailboxName, options: CommandOptions): Promise<SelectedMailbox> {
    if (slot.selected === null) {
      const selecting = client.select(mailbox, { origin: options.origin ?? 'background' });
      slot.selected = selecting;
      selecting.then(
        (selected) =>
          selected.onEvent((event) => {
            if (event.kind === 'closed' && slot.selected === selecting) this.#assign(slot, null);
          }),
        () => {
          if (slot.selected === selecting) this.#assign(slot, null);
        },
      );
    }
    return abortable(slot.selected, options.signal);
  }

  #assign(slot: Slot, mailbox: MailboxName | null): void {
    slot.name = mailbox;
    slot.selected = null;
  }

  #release(slot: Slot): void {
    slot.users--;
    if (slot.users > 0 || !this.#slots.has(slot)) return;
    this.#serve();
    // Asked anew, because those who waited may have been served meanwhile.
    if (this.#guest?.slot === slot && this.#slots.has(slot) && !isBusy(slot)) this.#guest.free();
  }

  #drop(slot: Slot): void {
    if (this.#slots.delete(slot)) this.#serve();
  }

  #serve(): void {
    this.#queue.serve((mailbox) => this.#claim(mailbox, 'for-waiter'));
  }

  #isDisposed(): boolean {
    return this.#disposed;
  }
}

function isBusy(slot: Slot): boolean {
  return slot.users > 0;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function offline(): ImapError {
  return new ImapError('The account is offline.', { kind: 'closed', reason: { kind: 'aborted' } });
}
