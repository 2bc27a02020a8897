import type { Clock } from '../session/clock.ts';
import { abandonable } from './abandonable.ts';
import { backoffMs } from './backoff.ts';
import { worthAnother } from './mailbox-access.ts';

export interface PersistOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal;
  /** Tries in all; default 5. */
  readonly attempts?: number;
  /** Failures that are worth another try beside those of the connection. */
  readonly again?: (error: unknown) => boolean;
}

/** Runs `work`, again and again with growing pauses while what fails is the connection and not the work. */
export async function persist<T>(options: PersistOptions, work: () => Promise<T>): Promise<T> {
  const { clock, random, signal, attempts = 5, again } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const vain = !worthAnother(error) && again?.(error) !== true;
      if (attempt + 1 >= attempts || vain || signal?.aborted === true) throw error;
      await abandonable(clock, backoffMs(attempt, random()), signal);
    }
  }
}
