/** Running sums over a list of numbers: change and sum in O(log n) (binary indexed tree). */
export class Fenwick {
  readonly #tree: Float64Array;

  constructor(length: number) {
    this.#tree = new Float64Array(length + 1);
  }

  /** Adds `amount` to the element at `index` (from 0). Beyond the end nothing happens. */
  add(index: number, amount: number): void {
    for (let at = index + 1; at < this.#tree.length; at += at & -at) {
      this.#tree[at] = (this.#tree[at] ?? 0) + amount;
    }
  }

  /** Sum of the elements 0 … `index`. */
  sumTo(index: number): number {
    let sum = 0;
    for (let at = index + 1; at > 0; at -= at & -at) sum += this.#tree[at] ?? 0;
    return sum;
  }
}
