import type { Arena } from '../wire/arena.ts';
import type { QuirkId, QuirkReport } from './quirks.ts';

/** What the connection's state means for the grammar. */
export interface ParseContext {
  /** UTF8=ACCEPT or IMAP4rev2 is enabled: mailbox names are UTF-8, not modified UTF-7. */
  readonly utf8: boolean;
  /** Told each time a tolerance was used. */
  readonly onQuirk?: (id: QuirkId) => void;
  /** Where FETCH data keeps the trees that are read on access; without it they stay views of the frame. */
  readonly arena?: Arena;
}

/** The same, with nothing optional: one for as long as the context holds. */
export interface Grammar {
  readonly utf8: boolean;
  readonly quirk: QuirkReport;
  readonly arena: Arena | null;
}

const silent: QuirkReport = () => undefined;

export function grammarOf({ utf8, onQuirk, arena }: ParseContext): Grammar {
  return { utf8, quirk: onQuirk ?? silent, arena: arena ?? null };
}
