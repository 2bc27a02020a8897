/** Shorter pieces are put together: each of its own would cost more than it holds. */
const shortest = 8 * 1024;
const gathered = 64 * 1024;

/** A long literal as it comes: the chunks themselves, so that it is copied once, when its length is known to have come. */
export class Pieces {
  #list: Buffer[] = [];
  #length = 0;
  /** Short pieces, of which `#used` octets are taken and those from `#from` on are not in the list yet. */
  #short: Buffer | null = null;
  #from = 0;
  #used = 0;

  get length(): number {
    return this.#length;
  }

  /** The octets must stay as they are. */
  add(octets: Buffer): void {
    this.#length += octets.length;
    if (octets.length >= shortest) {
      this.#finishShort();
      this.#list.push(octets);
      return;
    }
    if (this.#short !== null && this.#used + octets.length > gathered) {
      this.#finishShort();
      this.#short = null;
    }
    if (this.#short === null) {
      this.#short = Buffer.allocUnsafeSlow(gathered);
      this.#from = 0;
      this.#used = 0;
    }
    octets.copy(this.#short, this.#used);
    this.#used += octets.length;
  }

  /** Copies all of it to `at` of `target`, and begins anew. */
  moveTo(target: Buffer, at: number): void {
    this.#finishShort();
    let to = at;
    for (const octets of this.#list) to += octets.copy(target, to);
    this.clear();
  }

  clear(): void {
    if (this.#length === 0) return;
    this.#list = [];
    this.#length = 0;
    this.#short = null;
  }

  #finishShort(): void {
    if (this.#short === null || this.#used === this.#from) return;
    this.#list.push(this.#short.subarray(this.#from, this.#used));
    this.#from = this.#used;
  }
}
