import { Fifo } from '../transport/fifo.ts';

export interface OutletOptions {
  /** Weight of what waits to be read above which `full` is called; below half of it `low` is. */
  readonly high: number;
  full(): void;
  low(): void;
  /** The reader went away before the end. */
  abandoned(): void;
}

interface Waiting<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** A queue between a connection that pushes and a reader that pulls. For one reader. */
export class Outlet<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #options: OutletOptions;
  readonly #items = new Fifo<{ readonly item: T; readonly weight: number }>();
  #weight = 0;
  #full = false;
  #readers: Waiting<T>[] = [];
  #end: { readonly error: unknown } | 'end' | null = null;

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  /** Weight of what waits to be read. */
  get weight(): number {
    return this.#weight;
  }

  get ended(): boolean {
    return this.#end !== null;
  }

  push(item: T, weight: number): void {
    if (this.#end !== null) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: item });
      return;
    }
    this.#items.push({ item, weight });
    this.#weight += weight;
    if (!this.#full && this.#weight > this.#options.high) {
      this.#full = true;
      this.#options.full();
    }
  }

  /** No more comes; what waits can still be read. */
  finish(): void {
    this.#stop('end');
  }

  /** What waits can still be read, then the reader gets the error. */
  fail(error: unknown): void {
    this.#stop({ error });
  }

  /** What waits is lost, the reader gets the error at once. */
  break(error: unknown): void {
    this.#clear();
    this.#stop({ error });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const first = this.#items.shift();
    if (first !== undefined) {
      this.#take(first.weight);
      return Promise.resolve({ done: false, value: first.item });
    }
    return this.#end === null
      ? new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
      : this.#atEnd();
  }

  async #atEnd(): Promise<IteratorResult<T, undefined>> {
    if (this.#end !== null && this.#end !== 'end') {
      const { error } = this.#end;
      this.#end = 'end';
      throw error;
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    const early = this.#end === null;
    this.#clear();
    this.#stop('end');
    if (early) this.#options.abandoned();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(weight: number): void {
    this.#weight -= weight;
    this.#checkLow();
  }

  #clear(): void {
    this.#items.takeAll();
    this.#weight = 0;
    this.#checkLow();
  }

  #checkLow(): void {
    if (!this.#full || this.#weight > this.#options.high / 2) return;
    this.#full = false;
    this.#options.low();
  }

  #stop(end: { readonly error: unknown } | 'end'): void {
    if (this.#end !== null) return;
    this.#end = end;
    for (const reader of this.#readers.splice(0)) {
      if (end === 'end') reader.resolve({ done: true, value: undefined });
      else {
        // The first waiting reader learns why; for later ones the iteration is simply over.
        reader.reject(end.error);
        this.#end = 'end';
      }
    }
  }
}
