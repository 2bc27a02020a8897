import type { Disposable } from '../imap/client/api.ts';
import type { Answer, Attempt, Attempts } from './attempts.ts';
import { backoffMs } from '../imap/client/backoff.ts';
import { suggestedWaitMs } from '../imap/session/suggested-wait.ts';
import type { Clock } from './clock.ts';

/** Tries after the first, within about a minute; then it is the person's turn. */
const mostTries = 5;

/** What a server could not do just now (INUSE, UNAVAILABLE: RFC 5530 §3) is asked of it again by itself, after longer and longer waits. */
export class BusyRetries {
  readonly #attempts: Attempts;
  readonly #clock: Clock;
  readonly #random: () => number;
  /** By what does the work: that stays the same from try to try. */
  readonly #waiting = new Map<Attempt['run'], { tries: number; timer: Disposable | null }>();

  constructor(attempts: Attempts, clock: Clock, random: () => number) {
    this.#attempts = attempts;
    this.#clock = clock;
    this.#random = random;
  }

  /** To be told of every response. */
  heard(event: Answer): void {
    const attempt = this.#attempts.of(event);
    const { status } = event;
    if (attempt === null || status.type !== 'status' || status.tag === null) return;
    const suggested = status.kind === 'OK' ? null : suggestedWaitMs(status.text);
    const busy =
      suggested !== null ||
      (status.kind === 'NO' && (status.code?.name === 'INUSE' || status.code?.name === 'UNAVAILABLE'));
    const state = this.#waiting.get(attempt.run) ?? { tries: 0, timer: null };
    state.timer?.dispose();
    if (!busy || state.tries >= mostTries) {
      this.#waiting.delete(attempt.run);
      return;
    }
    state.tries += 1;
    const wait = Math.max(backoffMs(state.tries, this.#random()), suggested ?? 0);
    state.timer = this.#clock.after(wait, () => this.#again(attempt));
    this.#waiting.set(attempt.run, state);
  }

  /** At once, in place of the wait. Rejects as the attempt does. */
  async now(attempt: Attempt): Promise<void> {
    const state = this.#waiting.get(attempt.run);
    state?.timer?.dispose();
    await this.#attempts.start(attempt);
  }

  dispose(): void {
    for (const { timer } of this.#waiting.values()) timer?.dispose();
    this.#waiting.clear();
  }

  #again(attempt: Attempt): void {
    // It tells by itself what came of it.
    this.#attempts.start(attempt).catch(() => undefined);
  }
}
