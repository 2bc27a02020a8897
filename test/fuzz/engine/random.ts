/** A small fast generator (xorshift32): runs are repeatable from their seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 0x9e3779b9;
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % limit;
  }

  pick<T>(list: readonly T[], otherwise: T): T {
    return list[this.below(Math.max(list.length, 1))] ?? otherwise;
  }
}

/** The same octets always give the same number: a target's own choices are part of the input. */
export function hashOf(data: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const octet of data) hash = Math.imul(hash ^ octet, 0x01000193);
  return hash >>> 0;
}
