import { Fifo } from '../transport/fifo.ts';
import type { MailboxEvent } from './api.ts';

/** Numbers, flags and ranges that wait to be read at most, all events together: some MiB. */
const mostWaiting = 100_000;
/** What an event weighs beside what it lists. */
const eventWeight = 4;

/**
 * Events that wait for their reader, in order. Beyond a bound they are dropped and `resync-needed` stands in their place: what comes
 * from then until that is read is dropped too, since whoever reads it reads the mailbox again.
 */
export class EventBacklog {
  readonly #items = new Fifo<MailboxEvent>();
  #weight = 0;
  #overflowed = false;
  #pushed = 0;

  get length(): number {
    return this.#items.length;
  }

  /** Events taken in so far. */
  get pushed(): number {
    return this.#pushed;
  }

  /** True from when events were dropped until that is read. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  push(event: MailboxEvent): void {
    this.#pushed++;
    if (this.#overflowed && event.kind !== 'closed') return;
    this.#weight += weightOf(event);
    if (this.#weight > mostWaiting && event.kind !== 'closed') {
      this.#items.takeAll();
      this.#weight = 0;
      this.#overflowed = true;
      this.#items.push({ kind: 'resync-needed', reason: 'More happened than was read.' });
    } else this.#items.push(event);
  }

  shift(): MailboxEvent | undefined {
    const event = this.#items.shift();
    if (event === undefined) return undefined;
    if (this.#overflowed) this.#overflowed = false;
    else this.#weight -= weightOf(event);
    return event;
  }
}

function weightOf(event: MailboxEvent): number {
  if (event.kind === 'flags') return eventWeight + event.flags.length;
  return event.kind === 'vanished' ? eventWeight + event.uids.length : eventWeight;
}
