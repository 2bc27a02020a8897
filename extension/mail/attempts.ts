import type { StatusEvent } from '../imap/client/api.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountId } from './model.ts';

/** Something that a person started, kept so that it can be done again, in another way, or taken back. */
export interface Attempt {
  readonly account: AccountId;
  /** Commands whose answers are this attempt's, as `UID COPY`. */
  readonly commands: readonly string[];
  /** The mailbox that it puts messages into, if any: the one to create after TRYCREATE. */
  readonly target: MailboxName | null;
  /** Does it, from the start. Tells the person by itself what came of it. */
  readonly run: () => Promise<void>;
  /** Does it to what was left alone because somebody else had changed it (MODIFIED). */
  readonly overwrite?: () => Promise<void>;
  /** Does it with texts that US-ASCII can say (BADCHARSET). */
  readonly inUsAscii?: () => Promise<void>;
  /** Whether the core repeats it by itself in one of these charsets; asked once for each refusal. */
  readonly repeatsIn?: (charsets: readonly string[]) => boolean;
  /** Takes back what it did. */
  readonly undo?: () => Promise<void>;
}

export type Answer = StatusEvent & { readonly account: AccountId };

const mostKept = 200;

/** What persons are having done, and which response belongs to what: a notification may ask for it again much later. */
export class Attempts {
  readonly #running = new Set<Attempt>();
  readonly #known = new Map<string, Attempt>();

  /** Does it, for the first time or again. Rejects as `run` does. */
  start(attempt: Attempt): Promise<void> {
    return this.#during(attempt, attempt.run);
  }

  /** Does the attempt in another way, as `overwrite`. */
  async startAs(attempt: Attempt, way: 'overwrite' | 'inUsAscii'): Promise<void> {
    const run = attempt[way];
    if (run !== undefined) await this.#during(attempt, run);
  }

  /** The attempt that this response belongs to; null for what was no attempt, as a sign-in. Only known if asked while it runs, or before. */
  of(event: Answer): Attempt | null {
    const { command } = event;
    if (command?.origin !== 'user') return null;
    const key = `${event.account} ${event.connection} ${command.tag}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const attempt = [...this.#running]
      .reverse()
      .find((one) => one.account === event.account && one.commands.includes(command.name));
    if (attempt === undefined) return null;
    this.#known.set(key, attempt);
    if (this.#known.size > mostKept) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return attempt;
  }

  /** The attempt that this response ended without success. */
  refused(event: Answer): Attempt | null {
    const { status } = event;
    return status.type === 'status' && status.tag !== null && status.kind !== 'OK' ? this.of(event) : null;
  }

  async #during(attempt: Attempt, run: () => Promise<void>): Promise<void> {
    // A fresh object, so that the same attempt, started twice at a time, ends twice.
    const running = { ...attempt };
    this.#running.add(running);
    try {
      await run();
    } finally {
      this.#running.delete(running);
    }
  }
}
