import type { Disposable } from '../imap/client/api.ts';

/** Time as the account sessions see it, so that tests can turn it by hand. */
export interface Clock {
  now(): number;
  /** Calls `run` once after `ms`, unless disposed before. */
  after(ms: number, run: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};
