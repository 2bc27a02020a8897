import type { Gauged } from './gauge.ts';

export interface SoakResult {
  /** Of the clock that the followers see. */
  readonly hours: number;
  readonly cuts: number;
  readonly reconnects: number;
  readonly changes: number;
  readonly events: number;
  /** How often every view was compared with the server. */
  readonly checkpoints: number;
  readonly wrong: readonly string[];
  readonly gauged: Gauged;
}
