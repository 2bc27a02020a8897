/** Time as a connection sees it, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls `run` once after `ms`, unless disposed before. */
  after(ms: number, run: () => void): { dispose(): void };
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    // Node takes a longer wait for one of 1 ms.
    const timer = setTimeout(run, Math.min(ms, 0x7fff_ffff));
    return { dispose: () => clearTimeout(timer) };
  },
};
