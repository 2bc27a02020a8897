import type { Clock } from '../../../extension/imap/session/clock.ts';

/** Time that moves only when a test says so. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): { dispose(): void } {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return { dispose: () => (this.#timers = this.#timers.filter((one) => one !== timer)) };
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Time passes at once, as for a machine that slept: what was due meanwhile runs at waking. */
  jump(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.at <= this.#now).sort((a, b) => a.at - b.at);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { run } of due) run();
  }

  /** Lets time pass; due timers run in their order, what follows from them in later turns of the event loop included. */
  async advance(ms: number, settled: () => Promise<void> = turns): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** A few turns of the event loop: what is under way in memory has arrived after them. */
export async function turns(count = 12): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until something is so: turn by turn for what happens in memory, then less eagerly for sockets and programs. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (let i = 0; !condition(); i++) {
    if (Date.now() > deadline) throw new Error(`Never came true: ${what}`);
    await new Promise((resolve) => (i < 5_000 ? setImmediate(resolve) : setTimeout(resolve, 1)));
  }
}
