import { Fifo } from '../transport/fifo.ts';
import type { Clock } from './clock.ts';

/** Longest work in one go, in ms: the extension host is shared. */
const sliceMs = 4;
/** Octets given to the engine at once, so that the clock is looked at often enough. */
const pieceBytes = 64 * 1024;

export interface IntakeOptions {
  readonly clock: Clock;
  readonly receive: (piece: Buffer) => void;
  /** True while nothing may be parsed. */
  readonly blocked: () => boolean;
  /** The source is to stop, or to go on, sending. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** What arrived and is not parsed yet: worked off in short slices, between which others have their turn. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #chunks = new Fifo<Buffer>();
  #sliceStart: number | null = null;
  #scheduled = false;
  #paused = false;
  #working = false;
  #onEmpty: (() => void)[] = [];

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.work();
  }

  /** Calls back once all that has arrived is parsed. */
  whenEmpty(run: () => void): void {
    if (this.#chunks.length === 0) run();
    else this.#onEmpty.push(run);
  }

  /** Takes what is not parsed yet; it is not to be parsed any more. */
  takeAll(): Buffer {
    return Buffer.concat(this.#chunks.takeAll());
  }

  /** Goes on after `blocked` may have changed. */
  work(): void {
    if (this.#working) return;
    this.#working = true;
    const { clock, receive, blocked } = this.#options;
    if (this.#sliceStart === null) {
      this.#sliceStart = clock.now();
      setImmediate(() => {
        this.#sliceStart = null;
        if (this.#scheduled) {
          this.#scheduled = false;
          this.work();
        }
      });
    }
    while (this.#chunks.length > 0 && !blocked()) {
      if (clock.now() - this.#sliceStart >= sliceMs) {
        this.#scheduled = true;
        break;
      }
      const chunk = this.#chunks.first ?? Buffer.alloc(0);
      if (chunk.length > pieceBytes) {
        this.#chunks.replaceFirst(chunk.subarray(pieceBytes));
        receive(chunk.subarray(0, pieceBytes));
      } else {
        this.#chunks.shift();
        receive(chunk);
      }
    }
    this.#working = false;
    this.#regulate();
    if (this.#chunks.length === 0) for (const run of this.#onEmpty.splice(0)) run();
  }

  #regulate(): void {
    const stop = this.#scheduled || this.#chunks.length > 0 || this.#options.blocked();
    if (stop === this.#paused) return;
    this.#paused = stop;
    if (stop) this.#options.pause();
    else this.#options.resume();
  }
}
