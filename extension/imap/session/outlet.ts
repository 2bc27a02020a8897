import { Fifo } from '../transport/fifo.ts';
import type { Overflow } from './overflow.ts';

export interface OutletOptions<T> {
  /** What an item weighs; the same each time it is asked. */
  weigh(item: T): number;
  /** Weight of what waits to be read above which `full` is called; below half of it `low` is. */
  readonly high: number;
  full(): void;
  low(): void;
  /** The reader went away before the end. */
  abandoned(): void;
  /** Why the reader is to get nothing more although all has come; null while it is. */
  givenUp?(): Error | null;
  /** For what memory may not take; absent where everything stays there. */
  readonly aside?: Aside<T>;
}

export interface Aside<T> {
  readonly overflow: Overflow<T>;
  /** True when what is pushed now is to go there. */
  overflows(): boolean;
  /** What went there cannot be read. */
  lost(error: unknown): void;
}

interface Waiting<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** A queue between a connection that pushes and a reader that pulls. For one reader. */
export class Outlet<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #options: OutletOptions<T>;
  readonly #items = new Fifo<T>();
  #weight = 0;
  #full = false;
  #serving = false;
  #readers: Waiting<T>[] = [];
  #end: { readonly error: unknown } | 'end' | null = null;

  constructor(options: OutletOptions<T>) {
    this.#options = options;
  }

  /** Weight of what waits to be read. */
  get weight(): number {
    return this.#weight;
  }

  /** Octets on their way out of memory. */
  get backlog(): number {
    return this.#options.aside?.overflow.backlog ?? 0;
  }

  get #putAside(): number {
    return this.#options.aside?.overflow.count ?? 0;
  }

  get ended(): boolean {
    return this.#end !== null;
  }

  push(item: T): void {
    if (this.#end !== null) return;
    const { aside } = this.#options;
    if (aside !== undefined && (this.#putAside > 0 || (this.#readers.length === 0 && aside.overflows()))) {
      aside.overflow.add(item);
      this.#hold();
      return;
    }
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: item });
      return;
    }
    this.#items.push(item);
    this.#weight += this.#options.weigh(item);
    if (this.#weight > this.#options.high) this.#hold();
  }

  /** No more comes; what waits can still be read. */
  finish(): void {
    this.#stop('end');
  }

  /** What has come can still be read, then the reader gets the error. */
  fail(error: unknown): void {
    this.#stop({ error });
  }

  /** What was put aside is lost: what waits in memory can still be read, then the reader gets the error. */
  lose(error: unknown): void {
    const unread = this.#putAside > 0;
    this.#options.aside?.overflow.drop();
    if (unread && this.#end === 'end') this.#end = { error };
    else this.#stop({ error });
  }

  /** What waits is lost, the reader gets the error at once. */
  break(error: unknown): void {
    this.#clear();
    this.#stop({ error });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#end !== null) this.#heedGivenUp();
    const first = this.#items.shift();
    if (first !== undefined) {
      this.#weight -= this.#options.weigh(first);
      if (this.#full) this.#checkLow();
      return Promise.resolve({ done: false, value: first });
    }
    const { aside } = this.#options;
    if (aside?.overflow.ready === true && this.#readers.length === 0)
      return Promise.resolve({ done: false, value: this.#back(aside) });
    return this.#end === null || this.#putAside > 0 ? this.#wait() : this.#atEnd();
  }

  #heedGivenUp(): void {
    const error = this.#options.givenUp?.() ?? null;
    if (error === null || (this.#items.length === 0 && this.#putAside === 0)) return;
    this.#clear();
    this.#end = { error };
  }

  #wait(): Promise<IteratorResult<T, undefined>> {
    const waiting = new Promise<IteratorResult<T, undefined>>((resolve, reject) =>
      this.#readers.push({ resolve, reject }),
    );
    const { aside } = this.#options;
    if (aside !== undefined && this.#putAside > 0 && !this.#serving) void this.#serve(aside);
    return waiting;
  }

  /** Gives what was put aside to those who wait for it. */
  async #serve(aside: Aside<T>): Promise<void> {
    const { overflow } = aside;
    this.#serving = true;
    try {
      while (overflow.count > 0 && this.#readers.length > 0) {
        if (overflow.ready) this.#readers.shift()?.resolve({ done: false, value: this.#back(aside) });
        else await overflow.load();
      }
    } catch (error) {
      aside.lost(error);
    } finally {
      this.#serving = false;
    }
    if (this.#end !== null) this.#dismiss(this.#end);
  }

  #back({ overflow }: Aside<T>): T {
    const item = overflow.shift();
    if (overflow.count > 0) return item;
    if (this.#end !== null) overflow.drop();
    this.#checkLow();
    return item;
  }

  #hold(): void {
    if (this.#full) return;
    this.#full = true;
    this.#options.full();
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

  #clear(): void {
    this.#items.takeAll();
    this.#options.aside?.overflow.drop();
    this.#weight = 0;
    this.#checkLow();
  }

  #checkLow(): void {
    if (!this.#full || this.#weight > this.#options.high / 2 || this.#putAside > 0) return;
    this.#full = false;
    this.#options.low();
  }

  #stop(end: { readonly error: unknown } | 'end'): void {
    if (this.#end !== null) return;
    this.#end = end;
    if (this.#putAside > 0) return;
    this.#options.aside?.overflow.drop();
    this.#dismiss(end);
  }

  #dismiss(end: { readonly error: unknown } | 'end'): void {
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
