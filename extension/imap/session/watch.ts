import type { Clock } from './clock.ts';

export interface WatchOptions {
  readonly clock: Clock;
  /** What counts as now when something moves: reading the clock for every row would be felt. */
  readonly moment: () => number;
  /** Longest time without progress. */
  readonly timeoutMs: number;
  /** True while waiting is in order: an idle command, a reader that is slow. */
  readonly excused: () => boolean;
  /** Time of progress elsewhere that counts here too; 0 for none. */
  readonly lastProgress: () => number;
  readonly expired: () => void;
}

/** Calls `expired` once when nothing has moved for too long. */
export class Watch {
  readonly #options: WatchOptions;
  #since: number;
  #timer: { dispose(): void } | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#since = options.clock.now();
    this.#arm(options.timeoutMs);
  }

  progress(): void {
    this.#since = this.#options.moment();
  }

  stop(): void {
    this.#timer?.dispose();
    this.#timer = null;
  }

  #arm(ms: number): void {
    this.#timer = this.#options.clock.after(ms, () => this.#check());
  }

  #check(): void {
    const { clock, timeoutMs, excused, lastProgress, expired } = this.#options;
    const now = clock.now();
    if (excused()) this.#since = now;
    const left = Math.max(this.#since, lastProgress()) + timeoutMs - now;
    if (left > 0) this.#arm(left);
    else expired();
  }
}
