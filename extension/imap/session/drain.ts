import type { Disposable } from '../client/api.ts';
import type { Clock } from './clock.ts';

/** Octets that are read and dropped for callers who have gone; more cost less as a new connection. */
export const drainOctets = 64 * 1024 * 1024;
/** Longest time that others wait behind what nobody wants. */
const drainMs = 10_000;
/** What a server says meanwhile beside the data itself is less. */
const muchOctets = 1024 * 1024;

export interface DrainOptions {
  readonly clock: Clock;
  /** Octets received so far. */
  readonly received: () => number;
  /** A literal is under way. */
  readonly midLiteral: () => boolean;
  readonly tooMuch: () => void;
}

/**
 * What still comes for a command whose caller has gone is read on and dropped, so that the connection stays usable for the others, within
 * bounds of octets and of time. A command that the server only thinks about for long is no matter of these.
 */
export class Drain {
  readonly #options: DrainOptions;
  /** For each command: when it was given up, in octets received. */
  readonly #from = new Map<object, number>();
  #timer: Disposable | null = null;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  begin(command: object): void {
    this.#from.set(command, this.#options.received());
    this.#timer ??= this.#options.clock.after(drainMs, () => this.#late());
  }

  end(command: object): void {
    this.#from.delete(command);
    if (this.#from.size === 0) this.stop();
  }

  /** Octets came. */
  check(): void {
    for (const from of this.#from.values())
      if (this.#options.received() - from > drainOctets) return this.#options.tooMuch();
  }

  stop(): void {
    this.#from.clear();
    this.#timer?.dispose();
    this.#timer = null;
  }

  #late(): void {
    this.#timer = null;
    const { received, midLiteral, tooMuch, clock } = this.#options;
    const muchCame = [...this.#from.values()].some((from) => received() - from > muchOctets);
    if (midLiteral() || muchCame) return tooMuch();
    if (this.#from.size > 0) this.#timer = clock.after(drainMs, () => this.#late());
  }
}
