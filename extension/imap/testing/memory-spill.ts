import type { Spill } from '../session/spill.ts';

/** What a temporary file does, in memory. */
export class MemorySpill implements Spill {
  readonly #pieces = new Map<number, Buffer>();
  #closed = false;
  /** What the next writing fails with. */
  failure: Error | null = null;
  written = 0;

  get closed(): boolean {
    return this.#closed;
  }

  write(octets: Uint8Array, position: number): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    this.written += octets.length;
    this.#pieces.set(position, Buffer.from(octets));
    return Promise.resolve();
  }

  read(position: number, length: number): Promise<Buffer> {
    const piece = this.#pieces.get(position) ?? Buffer.alloc(0);
    return Promise.resolve(piece.subarray(0, length));
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#pieces.clear();
    return Promise.resolve();
  }
}
