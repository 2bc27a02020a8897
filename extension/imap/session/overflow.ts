import { deserialize, serialize } from 'node:v8';
import { Fifo } from '../transport/fifo.ts';
import type { Spill } from './spill.ts';

/** Octets gathered before they are written. */
const blockLength = 1024 * 1024;
/** In front of each item: how long it is. */
const prefixLength = 4;

interface Block {
  /** Null once they are written. */
  octets: Buffer[] | null;
  length: number;
  position: number;
}

export interface OverflowOptions<T> {
  readonly open: () => Promise<Spill>;
  /** The item as plain data: what a structured clone keeps. */
  readonly plain: (item: T) => unknown;
  /** `backlog` has become less. */
  readonly changed: () => void;
  /** Nothing more can be put aside; called once. */
  readonly failed: (error: unknown) => void;
}

/** Items beyond what memory may hold, given back in the order they came. What is in memory of them is a few blocks, however many they are. */
export class Overflow<T> {
  readonly #options: OverflowOptions<T>;
  readonly #blocks = new Fifo<Block>();
  readonly #unwritten = new Fifo<Block>();
  /** The last block, while it is being filled. */
  #open: Block | null = null;
  #current: Buffer = Buffer.alloc(0);
  #at = 0;
  #spill: Promise<Spill> | null = null;
  #end = 0;
  #writing = false;
  #dropped = false;
  #count = 0;
  #backlog = 0;

  constructor(options: OverflowOptions<T>) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Octets that wait to be written. */
  get backlog(): number {
    return this.#backlog;
  }

  /** True when `shift` has an item without `load`. */
  get ready(): boolean {
    return this.#at < this.#current.length;
  }

  add(item: T): void {
    if (this.#dropped) return;
    let octets: Buffer;
    try {
      octets = serialize(this.#options.plain(item));
    } catch (error) {
      this.#options.failed(error);
      return;
    }
    if (this.#open === null) {
      this.#open = { octets: [], length: 0, position: 0 };
      this.#blocks.push(this.#open);
    }
    const prefix = Buffer.alloc(prefixLength);
    prefix.writeUInt32LE(octets.length);
    this.#open.octets?.push(prefix, octets);
    this.#open.length += prefixLength + octets.length;
    this.#count++;
    if (this.#open.length < blockLength) return;
    this.#backlog += this.#open.length;
    this.#unwritten.push(this.#open);
    this.#open = null;
    if (!this.#writing) void this.#write();
  }

  /** Fetches the next items. Rejects when they cannot be read. */
  async load(): Promise<void> {
    const block = this.#blocks.shift();
    if (block === undefined) return;
    let octets: Buffer;
    if (block.octets !== null) {
      octets = Buffer.concat(block.octets);
      if (block === this.#open) this.#open = null;
      else this.#written(block);
    } else {
      const spill = await this.#spill;
      if (spill === null || this.#dropped) return;
      octets = await spill.read(block.position, block.length);
      if (octets.length !== block.length) throw new Error('what was put aside is not there any more');
    }
    if (this.#dropped) return;
    this.#current = octets;
    this.#at = 0;
    // All has been read: the room can be used again.
    if (this.#blocks.length === 0 && !this.#writing) this.#end = 0;
  }

  /** The next item; only when `ready`. */
  shift(): T {
    const start = this.#at + prefixLength;
    const end = start + this.#current.readUInt32LE(this.#at);
    const item: unknown = deserialize(this.#current.subarray(start, end));
    this.#at = end;
    this.#count--;
    // It is what `plain` made of one.
    return item as T;
  }

  /** Everything is let go of, for good. */
  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#blocks.takeAll();
    this.#unwritten.takeAll();
    this.#open = null;
    this.#current = Buffer.alloc(0);
    this.#at = 0;
    this.#count = 0;
    this.#backlog = 0;
    this.#spill?.then((spill) => spill.close()).catch(() => undefined);
    this.#spill = null;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    try {
      for (let block = this.#unwritten.shift(); block !== undefined; block = this.#unwritten.shift()) {
        if (block.octets === null) continue;
        this.#spill ??= this.#options.open();
        const spill = await this.#spill;
        // Meanwhile it may have been read, or nobody wants it any more.
        if (this.#dropped) return;
        const { octets } = block;
        if (octets === null) continue;
        const position = this.#end;
        this.#end += block.length;
        block.position = position;
        await spill.write(Buffer.concat(octets), position);
        if (this.#dropped) return;
        this.#written(block);
      }
    } catch (error) {
      if (!this.#dropped) this.#options.failed(error);
    } finally {
      this.#writing = false;
    }
  }

  #written(block: Block): void {
    if (block.octets === null) return;
    block.octets = null;
    this.#backlog -= block.length;
    this.#options.changed();
  }
}
