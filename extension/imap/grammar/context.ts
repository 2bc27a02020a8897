import type { Arena } from '../wire/arena.ts';
import { Cursor } from '../wire/cursor.ts';
import { noLiterals, type LiteralSpan } from '../wire/frame.ts';
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
  /** A cursor at `start`…`end`, until it is given back; a list of messages makes do with one. */
  borrow(bytes: Buffer, literals: readonly LiteralSpan[], start: number, end: number): Cursor;
  giveBack(cursor: Cursor): void;
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
  #idle: Cursor | null = null;

  constructor(utf8: boolean, quirk: QuirkReport, arena: Arena | null, ahead: Ahead | null) {
    this.utf8 = utf8;
    this.quirk = quirk;
    this.arena = arena;
    this.ahead = ahead;
    this.row = { grammar: this, rare: null };
  }

  borrow(bytes: Buffer, literals: readonly LiteralSpan[], start: number, end: number): Cursor {
    // Whoever hears of a quirk may look at a row, in the middle of a response.
    const cursor = this.#idle ?? new Cursor({ bytes, literals: noLiterals }, this.quirk);
    this.#idle = null;
    cursor.restart(bytes, literals, start, end);
    return cursor;
  }

  giveBack(cursor: Cursor): void {
    cursor.release();
    this.#idle = cursor;
  }
}
