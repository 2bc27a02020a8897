import type { MailboxEvent } from './api.ts';
import { EventBacklog } from './event-backlog.ts';

/** Lets events through, or holds them back while their listener reads what they are about. */
export class EventGate {
  readonly #listener: (event: MailboxEvent) => void;
  #held: EventBacklog | null = null;
  #holders = 0;

  constructor(listener: (event: MailboxEvent) => void) {
    this.#listener = listener;
  }

  readonly push = (event: MailboxEvent): void => {
    if (this.#held === null) this.#listener(event);
    else this.#held.push(event);
  };

  /** Holds until `release` was called as often as this. */
  hold(): void {
    this.#holders++;
    this.#held ??= new EventBacklog();
  }

  /** Tells what was held, in order. */
  release(): void {
    if (--this.#holders > 0) return;
    // What comes while these are told has its place behind them.
    for (let event = this.#held?.shift(); event !== undefined; event = this.#held?.shift()) {
      try {
        this.#listener(event);
      } catch {
        // A listener's fault costs it this event and no other.
      }
      if (this.#holders > 0) return;
    }
    this.#held = null;
  }
}
