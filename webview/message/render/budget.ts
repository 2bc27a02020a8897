/** What a mail's HTML may cost before rendering stops with what was reached. */
export interface Budget {
  /** Characters of HTML that are read. */
  readonly characters: number;
  readonly elements: number;
  /** Elements within elements. Twice as many bring some layouts down, so nobody can ask for more. */
  readonly depth: number;
  /** Characters of all style sheets. */
  readonly styles: number;
  /** Compound selectors × elements. */
  readonly matches: number;
  /** Milliseconds of work in all. */
  readonly work: number;
  /** Milliseconds of the last layout: the next one, with more in it, would take longer still. */
  readonly layout: number;
}

/** Before somebody has asked for more. */
export const byItself: Budget = {
  characters: 2 * 1024 * 1024,
  elements: 50_000,
  depth: 200,
  styles: 512 * 1024,
  matches: 30_000_000,
  work: 5000,
  layout: 1000,
};

/** After *Show anyway*. */
export const onRequest: Budget = {
  characters: 8 * 1024 * 1024,
  elements: 200_000,
  depth: 200,
  styles: 8 * 1024 * 1024,
  matches: 1_000_000_000,
  work: 30_000,
  layout: 4000,
};

/** What was left out, in a plain sentence. */
export interface Limitation {
  readonly text: string;
  /** *Show anyway* would show it. */
  readonly liftable: boolean;
}

/** Turns of work, so that the page answers in between. */
export class Pace {
  /** Milliseconds worked, rests not counted. */
  worked = 0;
  #since = performance.now();
  readonly #slice: number;

  /** @param slice milliseconds of work in one turn */
  constructor(slice = 12) {
    this.#slice = slice;
  }

  get isOver(): boolean {
    return performance.now() - this.#since > this.#slice;
  }

  /** Lets the page do what waits. */
  async rest(): Promise<void> {
    this.#pause();
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(), { once: true });
      port1.start();
      port2.postMessage(null);
    });
    this.#since = performance.now();
  }

  /** Lets the page draw what it has; a hidden one draws nothing and is not waited for. */
  async drawn(): Promise<void> {
    this.#pause();
    await new Promise<void>((resolve) => {
      requestAnimationFrame(() => resolve());
      setTimeout(resolve, 100);
    });
    this.#since = performance.now();
    await this.rest();
  }

  #pause(): void {
    this.worked += performance.now() - this.#since;
  }
}
