import type { Selection } from '../session/selection.ts';
import type { Uid } from '../wire/ids.ts';
import { contains, normalise, type NumberRange } from '../wire/sequence-set.ts';
import type { Disposable, MailboxEvent } from './api.ts';
import { EventGate } from './event-gate.ts';

/**
 * Listens to a mailbox from the moment it is open until it is resumed, and for the caller from then on. Flags of known messages go in
 * with those that are read, in the order in which they came; everything else waits until what was read is told.
 */
export class WhileResuming {
  /** Flags of known messages, read or told, the last of each. */
  readonly flags = new Map<Uid, readonly string[]>();
  readonly #known: readonly NumberRange[];
  readonly #gate: EventGate | null;
  #listening: Disposable | null = null;
  #resuming = true;

  constructor(known: readonly NumberRange[], listener: ((event: MailboxEvent) => void) | null) {
    this.#known = normalise(known);
    this.#gate = listener === null ? null : new EventGate(listener);
    this.#gate?.hold();
  }

  listen(mailbox: Selection | null): void {
    this.#listening =
      mailbox?.onEvent((event) => {
        if (this.#resuming && event.kind === 'flags' && contains(this.#known, event.uid))
          this.flags.set(event.uid, event.flags);
        else this.#gate?.push(event);
      }) ?? null;
  }

  /** The caller has what was read. */
  done(): void {
    this.#resuming = false;
    if (this.#gate === null) this.stop();
    else this.#gate.release();
  }

  /** It failed: nothing more is told. */
  stop(): void {
    this.#listening?.dispose();
  }
}
