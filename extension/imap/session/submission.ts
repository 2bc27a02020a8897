import { mailboxOf, type Command } from '../command/command.ts';
import type { ImapError } from '../errors.ts';
import { readableCommand, type CommandPart } from '../wire/command-part.ts';

export type SubmissionStage = 'queued' | 'sending' | 'sent' | 'done';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ImapError };

/** One command on its way through the engine. */
export class Submission {
  readonly command: Command<unknown>;
  readonly origin: 'user' | 'background';
  /** Given when it is sent. */
  tag = '';
  stage: SubmissionStage = 'queued';
  /** Nobody waits any more: what still comes for it is dropped. */
  orphan = false;
  /** What was sent; let go of with the command. */
  parts: readonly CommandPart[] = [];
  interrupted = false;
  /** A line that did not parse came meanwhile: the last that was or may have been its own, else any. */
  unreadable: { readonly own: boolean; readonly excerpt: string } | null = null;
  readonly #settle: (outcome: Outcome<unknown>) => void;
  readonly #progress: () => void;

  constructor(
    command: Command<unknown>,
    options: {
      readonly origin: 'user' | 'background';
      /** Its end; of an orphan too, of which nobody hears any more. */
      readonly settle: (outcome: Outcome<unknown>) => void;
      /** It was sent, or something came for it. */
      readonly progress?: () => void;
    },
  ) {
    this.command = command;
    this.origin = options.origin;
    this.#settle = options.settle;
    this.#progress = options.progress ?? (() => undefined);
  }

  progress(): void {
    this.#progress();
  }

  /** The command as it went out, for people; null before that. */
  get sent(): string | null {
    return this.parts.length === 0 ? null : readableCommand(this.parts);
  }

  settle(outcome: Outcome<unknown>): void {
    if (this.stage === 'done') return;
    this.stage = 'done';
    if (!outcome.ok) {
      const { command } = this;
      outcome.error.concerning(this.sent, { command: command.name, mailbox: mailboxOf(command)?.display ?? null });
    }
    this.parts = [];
    this.#settle(outcome);
  }
}
