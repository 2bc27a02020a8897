import type { QuirkId } from './quirks.ts';

/** A tolerance that a connection needed, and how often; `explainQuirk` tells what it is about. */
export interface UsedQuirk {
  readonly id: QuirkId;
  readonly count: number;
}

/** Told each time a tolerance was used. */
export type QuirkReport = (id: QuirkId) => void;

/** Counts the tolerances one connection needed. */
export class QuirkCounter {
  readonly #counts = new Map<QuirkId, number>();

  /** Told when a tolerance is needed for the first time. */
  onFirst: (id: QuirkId) => void = () => undefined;

  readonly report: QuirkReport = (id) => {
    const before = this.#counts.get(id) ?? 0;
    this.#counts.set(id, before + 1);
    if (before === 0) this.onFirst(id);
  };

  count(id: QuirkId): number {
    return this.#counts.get(id) ?? 0;
  }

  /** In the order of first use. */
  entries(): readonly (readonly [QuirkId, number])[] {
    return [...this.#counts];
  }

  /** As {@link entries}, named. */
  used(): readonly UsedQuirk[] {
    return this.entries().map(([id, count]) => ({ id, count }));
  }
}
