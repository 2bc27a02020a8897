/** Octets that may wait to be written to where they are put aside; a slower disk holds the connection for a while. */
const backlogLimit = 8 * 1024 * 1024;

/** One stream of data to a reader. */
export interface Stream {
  /** Octets, roughly, that wait to be read. */
  readonly weight: number;
  /** Octets that are on their way to where they are put aside. */
  readonly backlog: number;
}

/**
 * Decides whether the connection may go on reading. A slow reader holds it; but when other commands wait, it reads on, so
 * that a command issued while rows are being read does not wait for itself; what memory cannot take is put aside by the streams.
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

  /** @param awaited commands queued or under way that somebody waits for. */
  blocked(awaited: number): boolean {
    if (this.#held.size === 0) return false;
    if (awaited <= this.#held.size) return true;
    for (const stream of this.#held) if (stream.backlog > backlogLimit) return true;
    return false;
  }

  /** Octets, roughly, that the held streams have in memory for their readers. */
  get unread(): number {
    if (this.#held.size === 0) return 0;
    let unread = 0;
    for (const stream of this.#held) unread += stream.weight;
    return unread;
  }

  /** A stream's backlog has become less. */
  changed(): void {
    this.#changed();
  }
}
