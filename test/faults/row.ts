/** A test by its file and its own name, as the runner of tests reports it (without the names of the groups around it). */
export interface NamedTest {
  /** From the root of the project. */
  readonly file: string;
  readonly name: string;
}

/** A bug that takes the guard away. */
export interface Seed {
  /** A module of the extension, from the root of the project. */
  readonly file: string;
  /** Source text that occurs in it exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** One test that shows one guard against one fault. A row may have several of them. */
export interface FaultRow {
  /** 1 … 67 or 71 … 77, a row of `faults.ts`. */
  readonly row: number;
  /** What this test does to us, in words. */
  readonly fault: string;
  readonly test: NamedTest;
  /**
   * Turns the test red. Several seeds are put in together: where two guards stand behind each other. Only a test that needs a window or
   * another program may be without: the runner then looks that it exists.
   */
  readonly seed?: Seed | readonly Seed[];
  /** The bug that the seed puts in, in words. */
  readonly bug?: string;
}

export function seedsOf({ seed }: FaultRow): readonly Seed[] {
  if (seed === undefined) return [];
  return 'file' in seed ? [seed] : seed;
}
