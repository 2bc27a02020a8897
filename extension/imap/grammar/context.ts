import type { Arena } from '../wire/arena.ts';
import type { Cursor } from '../wire/cursor.ts';
import type { RareItems } from './fetch-data.ts';
import type { QuirkReport } from './quirk-counter.ts';
import type { QuirkId } from './quirks.ts';

/** What the connection's state means for the grammar. */
export interface ParseContext {
  /** UTF8=ACCEPT or IMAP4rev2 is enabled: mailbox names are UTF-8, not modified UTF-7. */
  readonly utf8: boolean;
  /** Told each time a tolerance was used. */
  readonly onQuirk?: (id: QuirkId) => void;
  /** Where FETCH data keeps the trees that are read on access; without it they stay views of the frame. */
  readonly arena?: Arena;
  readonly ahead?: Ahead;
}

/** What was read of a response while it still came. */
export interface Ahead {
  /** The numbers read of this response; the cursor, behind its first word, is moved behind them. Null when there are none. */
  take(c: Cursor): number[] | null;
}

/** The same, with nothing optional: one for as long as the context holds. */
export interface Grammar {
  readonly utf8: boolean;
  readonly quirk: QuirkReport;
  readonly arena: Arena | null;
  readonly ahead: Ahead | null;
  /** What rows without anything rare have in common. */
  readonly row: RowContext;
}

/** What rows of a list have in common, so that a row holds one reference to it. */
export interface RowContext {
  readonly grammar: Grammar;
  readonly rare: RareItems | null;
}

const silent: QuirkReport = () => undefined;

export function grammarOf({ utf8, onQuirk, arena, ahead }: ParseContext): Grammar {
  return new ParseGrammar(utf8, onQuirk ?? silent, arena ?? null, ahead ?? null);
}

class ParseGrammar implements Grammar {
  readonly utf8: boolean;
  readonly quirk: QuirkReport;
  readonly arena: Arena | null;
  readonly ahead: Ahead | null;
  readonly row: RowContext;

  constructor(utf8: boolean, quirk: QuirkReport, arena: Arena | null, ahead: Ahead | null) {
    this.utf8 = utf8;
    this.quirk = quirk;
    this.arena = arena;
    this.ahead = ahead;
    this.row = { grammar: this, rare: null };
  }
}
