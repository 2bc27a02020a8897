import { ImapError } from '../errors.ts';
import type { Clock } from '../session/clock.ts';

export interface TimedOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly late: () => Error;
}

/**
 * Runs `work` with a signal that aborts when the caller's does or the time is over; rejects at once then, whether or not `work` heeds it.
 */
export async function timed<T>(options: TimedOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, timeoutMs, signal, late } = options;
  const controller = new AbortController();
  return await new Promise<T>((resolve, reject) => {
    const give = (error: Error): void => {
      controller.abort();
      reject(error);
    };
    const onAbort = (): void => give(cancelled());
    if (signal?.aborted === true) {
      onAbort();
      return;
    }
    const timer = clock.after(timeoutMs, () => give(late()));
    signal?.addEventListener('abort', onAbort, { once: true });
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        timer.dispose();
        signal?.removeEventListener('abort', onAbort);
      });
  });
}

export function cancelled(): ImapError {
  return new ImapError('Cancelled.', { kind: 'aborted' });
}
