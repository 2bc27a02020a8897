/** One thing that takes octets from others. */
export interface Target {
  readonly name: string;
  /** What stands behind the coverage figure: folders and files under extension/, for the report. */
  readonly about: string;
  /** Share of the time, in parts of a hundred. */
  readonly share: number;
  readonly maxLength?: number;
  /** Inputs to begin with, as latin1. */
  readonly seeds: readonly string[];
  /** Words beside those that the sources themselves compare with, as latin1. */
  readonly words?: readonly string[];
  /** Throws when something that must hold does not. */
  run(data: Buffer): void | Promise<void>;
  /** What costs several runs more, as to cut the input in other pieces: for inputs that reach something new, and some of the others. */
  check?(data: Buffer): void;
}

export const targetNames = ['responses', 'mime', 'session', 'deflate', 'sasl', 'names', 'sets'] as const;
export type TargetName = (typeof targetNames)[number];
