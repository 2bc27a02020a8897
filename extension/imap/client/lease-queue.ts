import type { Clock } from '../session/clock.ts';
import { deferred } from '../session/deferred.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { cancelled } from './timed.ts';

/** Users who may be served before one who came first: without end they would keep every connection busy for ever. */
const mostOvertakes = 16;
/**
 * Who stands back for them joins the others after a while, each time a longer one: a lease may be held by somebody who waits for this very
 * one, or for hours.
 */
const firstPatienceMs = 5_000;
const longestPatienceMs = 60_000;

interface Waiter<T> {
  readonly ticket: number;
  readonly mailbox: MailboxName | null;
  overtaken: number;
  readonly resolve: (given: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait for a connection, in the order in which they came. */
export class LeaseQueue<T> {
  #waiters: Waiter<T>[] = [];
  readonly #clock: Clock;
  readonly #join: (mailbox: MailboxName | null) => T | null;
  readonly #left: () => void;
  #patienceMs = firstPatienceMs;
  #tickets = 0;

  /**
   * @param join what somebody may share who was made to stand back; null where there is nothing.
   * @param left somebody gave up: those who stood back for him may be served.
   */
  constructor(clock: Clock, join: (mailbox: MailboxName | null) => T | null, left: () => void) {
    this.#clock = clock;
    this.#join = join;
    this.#left = left;
  }

  /** A place in the order, kept by who has to wait twice. */
  ticket(): number {
    return ++this.#tickets;
  }

  /** Rejects with ImapError `aborted` when the signal aborts first. */
  wait(ticket: number, mailbox: MailboxName | null, signal: AbortSignal | undefined): Promise<T> {
    const { promise, resolve, reject } = deferred<T>();
    const over = (): void => {
      timer.dispose();
      signal?.removeEventListener('abort', onAbort);
    };
    const leave = (): void => {
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
      over();
      if (!this.#isOneStarved()) this.#patienceMs = firstPatienceMs;
    };
    const onAbort = (): void => {
      leave();
      reject(cancelled());
      this.#left();
    };
    const impatient = (): void => {
      const given = this.#join(mailbox);
      if (given === null) {
        timer = this.#clock.after(this.#patienceMs, impatient);
        return;
      }
      this.#patienceMs = Math.min(longestPatienceMs, this.#patienceMs * 2);
      leave();
      resolve(given);
    };
    let timer = this.#clock.after(this.#patienceMs, impatient);
    const waiter: Waiter<T> = {
      ticket,
      mailbox,
      overtaken: 0,
      resolve: (given) => (over(), resolve(given)),
      reject: (error) => (over(), reject(error)),
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const later = this.#waiters.findIndex((other) => other.ticket > ticket);
    this.#waiters.splice(later < 0 ? this.#waiters.length : later, 0, waiter);
    return promise;
  }

  /** Somebody else is about to be served before all who wait. False when one of them has stood back often enough. */
  overtake(): boolean {
    if (this.#isOneStarved()) return false;
    for (const waiter of this.#waiters) waiter.overtaken++;
    return true;
  }

  /** Asks for each, the first first, what there is for him; null leaves him waiting. */
  serve(offer: (mailbox: MailboxName | null) => T | null): void {
    const waiting = this.#waiters;
    // Whoever is asked for stands behind those that went on waiting, and only behind them.
    this.#waiters = [];
    for (const waiter of waiting) {
      const given = offer(waiter.mailbox);
      if (given === null) this.#waiters.push(waiter);
      else {
        if (isStarved(waiter)) this.#patienceMs = firstPatienceMs;
        waiter.resolve(given);
      }
    }
  }

  reject(error: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    this.#patienceMs = firstPatienceMs;
  }

  #isOneStarved(): boolean {
    return this.#waiters.some(isStarved);
  }
}

/** Enough were served before him. */
function isStarved({ overtaken }: { readonly overtaken: number }): boolean {
  return overtaken >= mostOvertakes;
}
