const firstPage = 4 * 1024;
/** Whoever keeps one row keeps a page; and pages of this size go back to the system when they are let go. */
const largestPage = 1024 * 1024;
/** Longer stretches would leave much of a page unused. */
const longest = 64 * 1024;

/**
 * Keeps short stretches of octets together in few large pieces of memory, so that what is kept of a response does not hold on to the chunk
 * it came in. Pages begin small and double: a connection that fetches little takes little.
 */
export class Arena {
  #page: Buffer = Buffer.alloc(0);
  #used = 0;
  #next = firstPage;

  /** Where the last stretch was put. */
  get page(): Buffer {
    return this.#page;
  }

  /** Whether a stretch of this length is taken. */
  takes(length: number): boolean {
    return length <= longest;
  }

  /** Copies `bytes[start…end]` and gives the offset in `page`. */
  add(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    if (length > this.#page.length - this.#used) {
      this.#page = Buffer.allocUnsafeSlow(Math.max(this.#next, length));
      this.#next = Math.min(this.#next * 2, largestPage);
      this.#used = 0;
    }
    const at = this.#used;
    bytes.copy(this.#page, at, start, end);
    this.#used += length;
    return at;
  }
}
