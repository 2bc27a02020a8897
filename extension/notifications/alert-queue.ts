import type { Disposable } from '../imap/client/api.ts';
import type { Clock } from '../mail/clock.ts';

/** Alerts of one account that are shown together. `items` holds the first of them, `count` all. */
export interface AlertBatch<T> {
  readonly items: readonly T[];
  readonly count: number;
}

interface Waiting<T> {
  items: T[];
  count: number;
  /** When modals were shown for this account within the last minute. */
  shown: number[];
  /** Stays on until a minute brought few again, else a steady drip would get a few dialogs after each wait. */
  flooding: boolean;
}

/** Alerts of one account in a minute, shown and waiting, up to which each gets a dialog of its own. */
export const alertBurst = 3;
const minute = 60_000;
const mostListed = 50;

/**
 * Shows alerts one dialog at a time; the next waits behind the open one. More than a few of one account in a minute are a flood
 * (faults row 44): then that account gets at most one dialog a minute, which counts and lists what came meanwhile. None is dropped.
 */
export class AlertQueue<T> {
  readonly #clock: Clock;
  readonly #show: (batch: AlertBatch<T>) => Promise<void>;
  readonly #accounts = new Map<string, Waiting<T>>();
  #open = false;
  #wakeUp: Disposable | null = null;
  #disposed = false;

  /** `show` settles when the dialog is closed. */
  constructor(clock: Clock, show: (batch: AlertBatch<T>) => Promise<void>) {
    this.#clock = clock;
    this.#show = show;
  }

  add(account: string, alert: T): void {
    const waiting = this.#accounts.get(account) ?? { items: [], count: 0, shown: [], flooding: false };
    // Set anew, so that accounts come up in the order in which they began to wait.
    if (waiting.count === 0) {
      this.#accounts.delete(account);
      this.#accounts.set(account, waiting);
    }
    waiting.count += 1;
    if (waiting.items.length < mostListed) waiting.items.push(alert);
    this.#next();
  }

  dispose(): void {
    this.#disposed = true;
    this.#wakeUp?.dispose();
    this.#accounts.clear();
  }

  #next(): void {
    if (this.#open || this.#disposed) return;
    this.#wakeUp?.dispose();
    this.#wakeUp = null;
    const now = this.#clock.now();
    let soonest = Infinity;
    for (const waiting of this.#accounts.values()) {
      waiting.shown = waiting.shown.filter((at) => now - at < minute);
      if (waiting.count === 0) continue;
      if (waiting.count + waiting.shown.length > alertBurst) waiting.flooding = true;
      else if (waiting.shown.length === 0) waiting.flooding = false;
      const last = waiting.shown.at(-1);
      if (waiting.flooding && last !== undefined) soonest = Math.min(soonest, last + minute - now);
      else return this.#present(waiting, waiting.flooding ? waiting.count : 1);
    }
    if (soonest < Infinity) this.#wakeUp = this.#clock.after(soonest, () => this.#next());
  }

  #present(waiting: Waiting<T>, count: number): void {
    const batch = { items: count === 1 ? waiting.items.splice(0, 1) : waiting.items.splice(0), count };
    waiting.count -= count;
    waiting.shown.push(this.#clock.now());
    this.#open = true;
    const closed = () => {
      this.#open = false;
      this.#next();
    };
    this.#show(batch).then(closed, closed);
  }
}
