import type { Disposable } from '../imap/client/api.ts';
import type { Clock } from '../mail/clock.ts';

/** Calls `run` for a key at most once per interval, however often it is asked for; the last request is never lost. */
export class Refresh<K> {
  readonly #clock: Clock;
  readonly #run: (key: K) => void;
  readonly #waiting = new Map<K, Disposable>();

  constructor(clock: Clock, run: (key: K) => void) {
    this.#clock = clock;
    this.#run = run;
  }

  request(key: K, intervalMs: number): void {
    if (!this.#waiting.has(key))
      this.#waiting.set(
        key,
        this.#clock.after(intervalMs, () => this.flush(key)),
      );
  }

  /** Runs now what waits for the key; false when nothing does. */
  flush(key: K): boolean {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return false;
    waiting.dispose();
    this.#waiting.delete(key);
    this.#run(key);
    return true;
  }

  cancel(key: K): void {
    this.#waiting.get(key)?.dispose();
    this.#waiting.delete(key);
  }

  dispose(): void {
    for (const waiting of this.#waiting.values()) waiting.dispose();
    this.#waiting.clear();
  }
}

/** Pause between two drawings of a document of so many characters: ten a second while it is small, since each sends all of it. */
export function refreshInterval(characters: number): number {
  if (characters < 256 * 1024) return 100;
  return characters < 1024 * 1024 ? 400 : 1500;
}
