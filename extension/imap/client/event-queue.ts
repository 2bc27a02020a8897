import type { MailboxEvent } from './api.ts';
import { EventBacklog } from './event-backlog.ts';

/** Between a mailbox that tells events and one reader that pulls them. */
export class EventQueue {
  readonly #waiting = new EventBacklog();
  #reader: (() => void) | null = null;
  #end: { readonly error: unknown } | 'end' | null = null;

  /** Events taken in so far. */
  get pushed(): number {
    return this.#waiting.pushed;
  }

  /** Events that were dropped because nobody read them stand for `resync-needed`, which waits. */
  get overflowed(): boolean {
    return this.#waiting.overflowed;
  }

  readonly push = (event: MailboxEvent): void => {
    if (this.#end !== null) return;
    this.#waiting.push(event);
    this.#wake();
  };

  /** What waits can still be read. */
  finish(): void {
    this.#end ??= 'end';
    this.#wake();
  }

  /** What waits can still be read, then the reader gets the error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  /** For one reader, once. */
  async *read(): AsyncGenerator<MailboxEvent, void, undefined> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) yield event;
      else if (this.#end === 'end') return;
      else if (this.#end !== null) throw this.#end.error;
      else await new Promise<void>((resolve) => (this.#reader = resolve));
    }
  }

  #wake(): void {
    this.#reader?.();
    this.#reader = null;
  }
}
