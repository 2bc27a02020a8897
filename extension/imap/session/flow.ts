/** Memory that unread data may take while other commands wait for their answers behind it. */
const spillLimit = 64 * 1024 * 1024;

/** One stream of data to a reader. */
export interface Stream {
  /** Octets, roughly, that wait to be read. */
  readonly weight: number;
}

/**
 * Decides whether the connection may go on reading. A slow reader holds it; but when other commands wait, it reads on, up to a
 * limit, so that a command issued while rows are being read does not wait for itself.
 */
export class Flow {
  readonly #held = new Set<Stream>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  hold(stream: Stream): void {
    this.#held.add(stream);
    this.#changed();
  }

  release(stream: Stream): void {
    if (this.#held.delete(stream)) this.#changed();
  }

  isHeld(stream: Stream): boolean {
    return this.#held.has(stream);
  }

  /** @param pending commands queued or under way. */
  blocked(pending: number): boolean {
    if (this.#held.size === 0) return false;
    if (pending <= this.#held.size) return true;
    let unread = 0;
    for (const stream of this.#held) unread += stream.weight;
    return unread > spillLimit;
  }
}
