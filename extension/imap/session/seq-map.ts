import { uid as toUid, seqNo, type SeqNo, type Uid } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import { Fenwick } from './fenwick.ts';

const chunkSize = 512;

/** Neighbouring messages, ascending. A sequence number is `local + base + (running sum of shifts up to this chunk)`. */
interface Chunk {
  readonly locals: Float64Array;
  readonly uids: Uint32Array;
  length: number;
  base: number;
}

/**
 * Which UID stands at which sequence number (RFC 9051 §2.3.1.2), as far as the server has told: holes are normal and cost nothing.
 * Both numbers ascend together, so that one sorted list serves both ways. Lookups and an EXPUNGE cost O(log n): what lies
 * behind is shifted by a running sum, not entry by entry.
 */
export class SeqMap {
  #chunks: Chunk[] = [];
  #shifts = new Fenwick(0);
  #known = 0;

  /** Number of messages whose UID is known. */
  get known(): number {
    return this.#known;
  }

  clear(): void {
    this.#chunks = [];
    this.#shifts = new Fenwick(0);
    this.#known = 0;
  }

  uidAt(seq: SeqNo): Uid | null {
    const at = this.#chunkForSeq(seq);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return null;
    const local = seq - this.#offset(at, chunk);
    const index = lowerBound(chunk.locals, chunk.length, local);
    return chunk.locals[index] === local && index < chunk.length ? toUid(chunk.uids[index] ?? 0) : null;
  }

  seqOf(uid: Uid): SeqNo | null {
    const at = this.#chunkForUid(uid);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return null;
    const index = lowerBound(chunk.uids, chunk.length, uid);
    if (index >= chunk.length || chunk.uids[index] !== uid) return null;
    return seqNo((chunk.locals[index] ?? 0) + this.#offset(at, chunk));
  }

  /** Notes that `uid` stands at `seq`. False when that contradicts what was learnt before; nothing is changed then. */
  learn(seq: SeqNo, uid: Uid): boolean {
    const at = this.#chunkForSeq(seq);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      const first = this.#chunks[0];
      if (first !== undefined && uid >= (first.uids[0] ?? 0)) return false;
      if (first === undefined || first.length === chunkSize) this.#insertChunk(0, chunkOf(seq, uid));
      else insert(first, 0, seq - this.#offset(0, first), uid);
      this.#known++;
      return true;
    }
    const local = seq - this.#offset(at, chunk);
    const index = lowerBound(chunk.locals, chunk.length, local);
    if (index < chunk.length && chunk.locals[index] === local) return chunk.uids[index] === uid;
    // `index` is never 0: the chunk was chosen because its first entry lies below.
    if ((chunk.uids[index - 1] ?? 0) >= uid) return false;
    const next = index < chunk.length ? chunk.uids[index] : this.#chunks[at + 1]?.uids[0];
    if (next !== undefined && next <= uid) return false;
    this.#known++;
    if (chunk.length < chunkSize) {
      insert(chunk, index, local, uid);
    } else if (index === chunk.length) {
      this.#insertChunk(at + 1, chunkOf(seq, uid));
    } else {
      const upper = this.#split(at);
      const half = chunk.length;
      if (index <= half) insert(chunk, index, seq - this.#offset(at, chunk), uid);
      else insert(upper, index - half, seq - this.#offset(at + 1, upper), uid);
    }
    return true;
  }

  /** Takes the message at `seq` out; those above move down by one. Returns its UID if it was known. */
  expunge(seq: SeqNo): Uid | null {
    const at = this.#chunkForSeq(seq);
    const chunk = this.#chunks[at];
    this.#shifts.add(at + 1, -1);
    if (chunk === undefined) return null;
    const local = seq - this.#offset(at, chunk);
    const index = lowerBound(chunk.locals, chunk.length, local);
    const hit = index < chunk.length && chunk.locals[index] === local;
    const uid = hit ? toUid(chunk.uids[index] ?? 0) : null;
    if (hit) removeRange(chunk, index, index + 1);
    for (let i = index; i < chunk.length; i++) chunk.locals[i] = (chunk.locals[i] ?? 0) - 1;
    if (hit) this.#known--;
    if (chunk.length === 0) this.#dropEmptyChunks();
    return uid;
  }

  /** Takes all messages of a UID range out; every one of its numbers counts as one message (RFC 7162 §3.2.10). */
  vanish(range: NumberRange): void {
    const size = range.to - range.from + 1;
    let at = Math.max(0, this.#chunkForUid(range.from));
    for (; at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at];
      if (chunk === undefined || (chunk.uids[0] ?? 0) > range.to) break;
      const from = lowerBound(chunk.uids, chunk.length, range.from);
      const to = lowerBound(chunk.uids, chunk.length, range.to + 1);
      this.#known -= to - from;
      removeRange(chunk, from, to);
      for (let i = from; i < chunk.length; i++) chunk.locals[i] = (chunk.locals[i] ?? 0) - size;
    }
    this.#shifts.add(at, -size);
    this.#dropEmptyChunks();
  }

  #offset(at: number, chunk: Chunk): number {
    return chunk.base + this.#shifts.sumTo(at);
  }

  /** Index of the last chunk whose first entry is ≤ `seq`; −1 when all lie above. */
  #chunkForSeq(seq: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.#chunks[middle];
      if (chunk !== undefined && (chunk.locals[0] ?? 0) + this.#offset(middle, chunk) <= seq) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #chunkForUid(uid: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle]?.uids[0] ?? 0) <= uid) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #insertChunk(at: number, chunk: Chunk): void {
    this.#settleShifts();
    this.#chunks.splice(at, 0, chunk);
    this.#shifts = new Fenwick(this.#chunks.length);
  }

  #dropEmptyChunks(): void {
    if (!this.#chunks.some((chunk) => chunk.length === 0)) return;
    this.#settleShifts();
    this.#chunks = this.#chunks.filter((chunk) => chunk.length > 0);
    this.#shifts = new Fenwick(this.#chunks.length);
  }

  /** Moves the upper half of a full chunk into a new one behind it, which is returned. */
  #split(at: number): Chunk {
    this.#settleShifts();
    const chunk = this.#chunks[at] ?? chunkOf(1, 1);
    const half = chunk.length >>> 1;
    const upper: Chunk = {
      locals: new Float64Array(chunkSize),
      uids: new Uint32Array(chunkSize),
      length: chunk.length - half,
      base: chunk.base,
    };
    upper.locals.set(chunk.locals.subarray(half, chunk.length));
    upper.uids.set(chunk.uids.subarray(half, chunk.length));
    chunk.length = half;
    this.#chunks.splice(at + 1, 0, upper);
    this.#shifts = new Fenwick(this.#chunks.length);
    return upper;
  }

  /** Moves the running sums into the chunks, so that chunks may be added or removed. */
  #settleShifts(): void {
    this.#chunks.forEach((chunk, at) => (chunk.base += this.#shifts.sumTo(at)));
    this.#shifts = new Fenwick(this.#chunks.length);
  }
}

function chunkOf(seq: number, uid: number): Chunk {
  const chunk: Chunk = { locals: new Float64Array(chunkSize), uids: new Uint32Array(chunkSize), length: 1, base: 0 };
  chunk.locals[0] = seq;
  chunk.uids[0] = uid;
  return chunk;
}

function insert(chunk: Chunk, index: number, local: number, uid: number): void {
  chunk.locals.copyWithin(index + 1, index, chunk.length);
  chunk.uids.copyWithin(index + 1, index, chunk.length);
  chunk.locals[index] = local;
  chunk.uids[index] = uid;
  chunk.length++;
}

function removeRange(chunk: Chunk, from: number, to: number): void {
  if (to <= from) return;
  chunk.locals.copyWithin(from, to, chunk.length);
  chunk.uids.copyWithin(from, to, chunk.length);
  chunk.length -= to - from;
}

/** Index of the first element ≥ `value`. */
function lowerBound(list: Float64Array | Uint32Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
