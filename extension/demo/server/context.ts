import type { ArgumentReader } from './arguments.ts';
import type { Completion } from './refusal.ts';
import type { SelectedView } from './selected-view.ts';
import type { MailStore } from './store.ts';
import type { StoredMailbox } from './stored-mailbox.ts';
import type { WirePiece } from './wire-text.ts';

export type SessionState = 'not-authenticated' | 'authenticated' | 'logout';

/** A command that waits for one line from the client behind a continuation (AUTHENTICATE, IDLE). */
export interface Pending {
  /** Text behind `+ `. */
  readonly continuation: string;
  /** Changes of the selected mailbox are told at once while it waits. */
  readonly idle: boolean;
  /** @throws Refusal */
  line(text: string): Completion;
}

/** What a command sees of its connection. */
export interface CommandContext {
  readonly store: MailStore;
  now(): Date;
  state: SessionState;
  readonly selected: SelectedView | null;
  /** Extensions turned on, upper case (RFC 5161). */
  readonly enabled: Set<string>;
  readonly capabilities: readonly string[];
  /** Upper case; with UID in front where it applies. */
  readonly command: string;
  readonly tag: string;
  /** One untagged response; `* ` and the line break are added. */
  untagged(...pieces: readonly WirePiece[]): void;
  /** Selects; the view it replaces must be closed before. */
  openMailbox(mailbox: StoredMailbox, examined: boolean): SelectedView;
  closeMailbox(): void;
  /** Turns CONDSTORE on by use (RFC 7162 §3.1) and tells the mod-sequence where that is due. */
  useCondstore(): void;
}

export interface CommandSpec {
  readonly states: 'any' | 'not-authenticated' | 'authenticated' | 'selected';
  /** False where the answer may hold no EXPUNGE (RFC 9051 §7.5.1). */
  readonly tellsExpunges: boolean;
  readonly run: (context: CommandContext, args: ArgumentReader) => Completion | Pending;
}

export type CommandTable = ReadonlyMap<string, CommandSpec>;
