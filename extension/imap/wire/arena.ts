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
  #view: DataView | null = null;
  #used = 0;
  #next: number;

  /** @param first octets of the first page. */
  constructor(first = firstPage) {
    this.#next = first;
  }

  /** Where the last stretch was put. */
  get page(): Buffer {
    return this.#page;
  }

  /** The same page, for numbers. */
  get view(): DataView {
    return (this.#view ??= new DataView(this.#page.buffer, this.#page.byteOffset, this.#page.length));
  }

  /** Whether a stretch of this length is taken. */
  takes(length: number): boolean {
    return length <= longest;
  }

  /** Makes room for a stretch and gives its offset in `page`. */
  reserve(length: number): number {
    if (length > this.#page.length - this.#used) {
      this.#page = Buffer.allocUnsafeSlow(Math.max(this.#next, length));
      this.#view = null;
      this.#next = Math.min(this.#next * 2, largestPage);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += length;
    return at;
  }

  /** Copies `bytes[start…end]` and gives the offset in `page`. */
  add(bytes: Buffer, start: number, end: number): number {
    const at = this.reserve(end - start);
    bytes.copy(this.#page, at, start, end);
    return at;
  }
}
