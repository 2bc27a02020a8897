import type { Clock } from '../session/clock.ts';
import { backoffMs } from './backoff.ts';

export interface AllowanceOptions {
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the jitter. */
  readonly random: () => number;
  /** The limit changed: with the server's words (untrusted) where it fell by them, null where it rose again. */
  readonly changed: (limit: number, text: string | null) => void;
  /** One connection more may be tried now. */
  readonly grown: () => void;
}

/** Waits before one connection more is tried begin with a minute and end with five (`backoffMs`). */
const firstWait = 6;

/** How many connections a server takes of one account: fewer once it refused one, and after a while one more on trial. */
export class Allowance {
  readonly #most: number;
  readonly #options: AllowanceOptions;
  #limit: number;
  #wait = firstWait;
  #timer: { dispose(): void } | null = null;
  #trial = false;

  constructor(most: number, options: AllowanceOptions) {
    this.#most = most;
    this.#limit = most;
    this.#options = options;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Room for one more beside `open` ones; null when there is none. `trial`: the server may well refuse it, and is not asked again soon. */
  ask(open: number): 'room' | 'trial' | null {
    if (open < this.#limit) return 'room';
    if (!this.#trial) return null;
    this.#trial = false;
    return 'trial';
  }

  /** A connection on trial was taken: there may be room for still more. */
  proved(): void {
    this.#limit = Math.min(this.#most, this.#limit + 1);
    this.#wait = firstWait;
    this.#again();
    this.#options.changed(this.#limit, null);
  }

  /** A connection on trial was not taken: the next trial comes later than this one did. */
  failed(): void {
    this.#wait++;
    this.#again();
  }

  /** There was none to be had beside `open` ones; `text` where the server said so. */
  shrink(open: number, text: string | null): void {
    this.#trial = false;
    const limit = Math.max(1, open);
    const lower = limit < this.#limit;
    if (lower) this.#limit = limit;
    if (this.#timer === null) this.#again();
    if (lower && text !== null) this.#options.changed(limit, text);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
  }

  #again(): void {
    this.dispose();
    if (this.#limit >= this.#most) return;
    this.#timer = this.#options.clock.after(backoffMs(this.#wait, this.#options.random()), () => {
      this.#timer = null;
      this.#trial = true;
      this.#options.grown();
    });
  }
}
