import type { TraceRecord } from './record.ts';

export interface TraceRingOptions {
  /** Octets of recorded text to keep, all connections together; default 8 MiB. */
  readonly maxBytes?: number;
}

export type TraceRingListener = (change: { readonly added: TraceRecord; readonly dropped: number }) => void;

/** What one record costs beside its text: the objects around it, roughly. */
const overhead = 200;

/** The newest trace records within a bound of memory. Positions count from the first record ever, so they stay valid while others drop out. */
export class TraceRing {
  readonly #maxBytes: number;
  readonly #listeners = new Set<TraceRingListener>();
  #records: (TraceRecord | undefined)[] = [];
  /** Index in `#records` of the oldest kept record. */
  #head = 0;
  #first = 0;
  #bytes = 0;

  constructor(options: TraceRingOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
  }

  /** Position of the oldest record kept. */
  get first(): number {
    return this.#first;
  }

  /** Position behind the newest record. */
  get end(): number {
    return this.#first + this.length;
  }

  get length(): number {
    return this.#records.length - this.#head;
  }

  /** Rough memory of what is kept, in octets. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a record; may be given as a `TraceSink`. */
  readonly add = (record: TraceRecord): void => {
    this.#records.push(record);
    this.#bytes += costOf(record);
    let dropped = 0;
    while (this.#bytes > this.#maxBytes && this.length > 1) {
      const oldest = this.#records[this.#head];
      this.#records[this.#head] = undefined;
      this.#head++;
      this.#first++;
      dropped++;
      if (oldest !== undefined) this.#bytes -= costOf(oldest);
    }
    if (this.#head > 1024 && this.#head * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
    for (const listener of [...this.#listeners]) listener({ added: record, dropped });
  };

  /** The record at a position, or null when it has dropped out or is not there yet. */
  at(position: number): TraceRecord | null {
    const index = position - this.#first;
    return index < 0 ? null : (this.#records[this.#head + index] ?? null);
  }

  /** Position of a connection's record by its index within that connection; null when it has dropped out. */
  find(connection: number, index: number): number | null {
    // Searched from the end: people ask for what has just happened.
    for (let at = this.#records.length - 1; at >= this.#head; at--) {
      const record = this.#records[at];
      if (record?.connection === connection && record.index === index) return this.#first + at - this.#head;
    }
    return null;
  }

  *[Symbol.iterator](): IterableIterator<TraceRecord> {
    for (let position = this.#first; position < this.end; position++) {
      const record = this.at(position);
      if (record !== null) yield record;
    }
  }

  onChange(listener: TraceRingListener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  clear(): void {
    this.#first = this.end;
    this.#records = [];
    this.#head = 0;
    this.#bytes = 0;
  }
}

function costOf(record: TraceRecord): number {
  let cost = overhead;
  if (record.type === 'line') {
    for (const part of record.parts) cost += 40 + (part.kind === 'text' ? part.text.length * 2 : 0);
  }
  return cost;
}
