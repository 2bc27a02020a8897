import type { QuirkId, QuirkReport } from './quirks.ts';

/** What the connection's state means for the grammar. */
export interface ParseContext {
  /** UTF8=ACCEPT or IMAP4rev2 is enabled: mailbox names are UTF-8, not modified UTF-7. */
  readonly utf8: boolean;
  /** Told each time a tolerance was used. */
  readonly onQuirk?: (id: QuirkId) => void;
}

/** The same, with nothing optional. */
export interface Grammar {
  readonly utf8: boolean;
  readonly quirk: QuirkReport;
}

const silent: QuirkReport = () => undefined;

export function grammarOf(context: ParseContext): Grammar {
  return { utf8: context.utf8, quirk: context.onQuirk ?? silent };
}
