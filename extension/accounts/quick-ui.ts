import type { Checked } from './validate.ts';

/** What came of a question. */
export type Answer<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancel' };

/** Place of a question in a row of them, counted from 1. */
export interface Position {
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

export interface TextQuestion {
  readonly title: string;
  readonly position: Position;
  readonly prompt: string;
  readonly placeholder?: string;
  /** Filled in at the start. */
  readonly value: string;
  readonly password?: boolean;
  /** Judges the text and cleans it; a refusal is shown under the field. */
  readonly check: (text: string) => Checked;
  /** A better value that may still arrive; it takes the place of `value` unless the person has typed by then. Never rejects. */
  readonly later?: Promise<{ readonly value: string; readonly prompt: string } | null>;
}

export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}

export interface PickQuestion<T> {
  readonly title: string;
  readonly position: Position;
  readonly placeholder: string;
  readonly items: readonly PickItem<T>[];
  /** The item highlighted at the start. */
  readonly active: T | null;
}

/** Asks one thing at a time. */
export interface QuickUi {
  text(question: TextQuestion): Promise<Answer<string>>;
  pick<T>(question: PickQuestion<T>): Promise<Answer<T>>;
  /** Takes the last question away. */
  close(): void;
}

/** One question of a row: it reads and changes what is being made. */
export type Step<S> = (state: S, position: Position) => Promise<'next' | 'back' | 'cancel'>;

/** Asks in order, back and forth. True at the end, false when the person gave up. */
export async function runSteps<S>(steps: readonly Step<S>[], state: S, ui: Pick<QuickUi, 'close'>): Promise<boolean> {
  try {
    let index = 0;
    for (let step = steps[0]; step !== undefined; step = steps[index]) {
      const result = await step(state, { step: index + 1, total: steps.length, canGoBack: index > 0 });
      if (result === 'cancel') {
        return false;
      }
      index = Math.max(0, index + (result === 'next' ? 1 : -1));
    }
    return true;
  } finally {
    ui.close();
  }
}
