import { ImapError } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { sameMailbox } from '../wire/mailbox-name.ts';
import { connectionLimitText } from './connection-limit.ts';
import type { CommandOptions, ImapClient, SelectedMailbox } from './api.ts';

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

interface Slot {
  client: Promise<ImapClient>;
  /** Name for which the slot is, or is about to be, selected. */
  name: MailboxName | null;
  selected: Promise<SelectedMailbox> | null;
  users: number;
}

interface Waiter {
  readonly mailbox: MailboxName | null;
  readonly options: CommandOptions;
  readonly resolve: (slot: Slot) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A few connections of one account, opened when needed. Users of the same mailbox share a connection (their commands pipeline);
 * another mailbox takes an idle connection, a new one while `limit` allows, else waits. A server that refuses one more connection
 * shrinks the limit instead of failing the user while another connection lives.
 */
export class ConnectionPool {
  readonly #open: (signal: AbortSignal | undefined) => Promise<ImapClient>;
  readonly #slots = new Set<Slot>();
  readonly #waiters: Waiter[] = [];
  readonly #onShrink: (limit: number, text: string) => void;
  /** Somebody who uses a connection while no one else does. */
  #guest: { readonly slot: Slot; readonly free: () => void } | null = null;
  #limit: number;
  #disposed = false;

  /** @param onShrink told when the server took no further connection, with its words (untrusted). */
  constructor(
    open: (signal: AbortSignal | undefined) => Promise<ImapClient>,
    limit: number,
    onShrink: (limit: number, text: string) => void = () => undefined,
  ) {
    this.#open = open;
    this.#limit = limit;
    this.#onShrink = onShrink;
  }

  /** Connections at most; lower than at first once the server refused one. */
  get limit(): number {
    return this.#limit;
  }

  /** The server took no connection beside those here: no more are tried. */
  shrink(text: string): void {
    const limit = Math.max(1, this.#slots.size);
    if (limit >= this.#limit) return;
    this.#limit = limit;
    this.#onShrink(limit, text);
  }

  /**
   * A connection for someone who only waits in a mailbox, where the server allows no connection of its own for that. Leases go before:
   * one for another mailbox closes what the guest has selected, and `free` is called when the guest may select again.
   */
  async share(free: () => void, options: CommandOptions = {}): Promise<ImapClient> {
    const slot = this.#find(null) ?? (await this.#grow(null, options)) ?? (await this.#wait(null, options));
    try {
      const client = await slot.client;
      this.#guest = { slot, free };
      return client;
    } finally {
      this.#release(slot);
    }
  }

  get size(): number {
    return this.#slots.size;
  }

  /** A connection with no claim on what is selected; `mailbox` = null. */
  async lease(mailbox: MailboxName | null, options: CommandOptions = {}): Promise<Lease> {
    if (this.#disposed) throw new ImapError('The account is offline.', { kind: 'closed', reason: { kind: 'aborted' } });
    options.signal?.throwIfAborted();
    const slot =
      this.#find(mailbox) ??
      (await this.#grow(mailbox, options)) ??
      this.#find(mailbox) ??
      (await this.#wait(mailbox, options));
    try {
      const client = await slot.client;
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
    const closed = new ImapError('The account went offline.', { kind: 'closed', reason: { kind: 'aborted' } });
    for (const waiter of this.#waiters.splice(0)) waiter.reject(closed);
    for (const slot of this.#slots) {
      slot.client.then(
        (client) => (slot.users === 0 ? client.logout().catch(() => client.destroy()) : client.destroy()),
        () => undefined,
      );
    }
    this.#slots.clear();
  }

  /** Claims a slot: one that has the mailbox selected, else an idle one. */
  #find(mailbox: MailboxName | null): Slot | null {
    let idle: Slot | null = null;
    for (const slot of this.#slots) {
      if (mailbox === null || (slot.name !== null && sameMailbox(slot.name, mailbox))) {
        slot.users++;
        return slot;
      }
      if (slot.users === 0) idle ??= slot;
    }
    if (idle !== null) {
      this.#assign(idle, mailbox);
      idle.users++;
    }
    return idle;
  }

  async #grow(mailbox: MailboxName | null, options: CommandOptions): Promise<Slot | null> {
    if (this.#slots.size >= this.#limit) return null;
    // The slot must not die with the one user who happened to open it, so the user's signal is not handed on.
    const slot: Slot = { client: this.#open(undefined), name: mailbox, selected: null, users: 1 };
    this.#slots.add(slot);
    try {
      const client = await abortable(slot.client, options.signal);
      void client.closed.then(() => this.#drop(slot));
      return slot;
    } catch (error) {
      if (options.signal?.aborted === true) {
        slot.users--;
        slot.client.then(
          (client) => {
            void client.closed.then(() => this.#drop(slot));
            this.#serveWaiters();
          },
          () => this.#drop(slot),
        );
        throw error;
      }
      this.#drop(slot);
      const limited = connectionLimitText(error);
      if (this.#slots.size > 0 && limited !== null) {
        this.shrink(limited);
        return null;
      }
      throw error;
    }
  }

  #wait(mailbox: MailboxName | null, options: CommandOptions): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const signal = options.signal;
      const onAbort = (): void => {
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
        reject(new ImapError('Cancelled.', { kind: 'aborted' }));
      };
      const waiter: Waiter = {
        mailbox,
        options,
        resolve: (slot) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(slot);
        },
        reject: (error: Error) => {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiters.push(waiter);
      // The last connection may have gone since it was looked for.
      if (this.#slots.size === 0) this.#serveWaiters();
    });
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
    if (slot.users > 0) return;
    this.#serveWaiters();
    if (this.#guest?.slot === slot && this.#slots.has(slot) && !isBusy(slot)) this.#guest.free();
  }

  #drop(slot: Slot): void {
    if (this.#slots.delete(slot)) this.#serveWaiters();
  }

  #serveWaiters(): void {
    for (const waiter of this.#waiters.splice(0)) {
      const slot = this.#find(waiter.mailbox);
      if (slot !== null) waiter.resolve(slot);
      else if (this.#slots.size === 0)
        this.#grow(waiter.mailbox, waiter.options).then(
          (made) => (made === null ? this.#waiters.push(waiter) : waiter.resolve(made)),
          waiter.reject,
        );
      else this.#waiters.push(waiter);
    }
  }
}

/** Asked anew, because those who waited may have been served meanwhile. */
function isBusy(slot: Slot): boolean {
  return slot.users > 0;
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(new ImapError('Cancelled.', { kind: 'aborted' }));
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
