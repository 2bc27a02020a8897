import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '../../setup/paths.mjs';
import { hitsKey, instrument, withBase } from './instrument.ts';

/** Room for the counters of all modules that one target loads. */
const maxBlocks = 32_768;

/** How often each block of the extension's modules was entered since `clear`, and what has been seen in all. */
export class Coverage {
  readonly hits: Uint8Array | Float64Array;
  /** Per block a bit for each magnitude of hits seen so far: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, more. */
  readonly #seen = new Uint8Array(maxBlocks);
  readonly #words = new Set<string>();
  #blocks = 0;

  /** @param options.exact counts beyond 255, for whoever asks how much work was done. */
  constructor(options: { readonly exact?: boolean } = {}) {
    this.hits = options.exact === true ? new Float64Array(maxBlocks) : new Uint8Array(maxBlocks);
  }

  /** Modules of the extension that are loaded from now on count. */
  install(): void {
    Object.assign(globalThis, { [Symbol.for(hitsKey)]: this.hits });
    const folder = pathToFileURL(join(root, 'extension')).href;
    registerHooks({
      load: (url, context, next) => {
        if (!url.startsWith(folder) || !url.endsWith('.ts')) return next(url, context);
        // Another hook may have changed the source.
        const { source: given } = next(url, context);
        const text = typeof given === 'string' ? given : Buffer.from(given as Uint8Array).toString();
        const made = instrument(text, fileURLToPath(url));
        const source = withBase(made, this.#blocks);
        this.#blocks += made.blocks;
        if (this.#blocks > maxBlocks) throw new Error(`More than ${maxBlocks} blocks`);
        for (const word of made.words) this.#words.add(word);
        return { format: 'module', source, shortCircuit: true };
      },
    });
  }

  get blocks(): number {
    return this.#blocks;
  }

  get words(): ReadonlySet<string> {
    return this.#words;
  }

  /** All hits since `clear`. */
  get total(): number {
    let sum = 0;
    for (let i = 0; i < this.#blocks; i++) sum += this.hits[i] ?? 0;
    return sum;
  }

  /** Blocks that were ever entered. */
  get covered(): number {
    let n = 0;
    for (let i = 0; i < this.#blocks; i++) if (this.#seen[i] !== 0) n++;
    return n;
  }

  clear(): void {
    this.hits.fill(0, 0, this.#blocks);
  }

  /** Adds what was hit since `clear` to what has been seen; true when any of it was new. */
  absorb(): boolean {
    const { hits } = this;
    const seen = this.#seen;
    let fresh = false;
    for (let i = 0; i < this.#blocks; i++) {
      const n = hits[i] ?? 0;
      if (n === 0) continue;
      const bit = magnitude[n] ?? 0;
      const before = seen[i] ?? 0;
      if ((before & bit) === 0) {
        seen[i] = before | bit;
        fresh = true;
      }
    }
    return fresh;
  }

  forget(): void {
    this.#seen.fill(0);
  }
}

const magnitude = Uint8Array.from({ length: 256 }, (_, n) => {
  if (n < 4) return n === 0 ? 0 : 1 << (n - 1);
  if (n < 8) return 8;
  if (n < 16) return 16;
  if (n < 32) return 32;
  return n < 128 ? 64 : 128;
});
