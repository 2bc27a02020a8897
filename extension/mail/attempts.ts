import type { StatusEvent } from '../imap/client/api.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountId } from './model.ts';

/** Something that a person started, kept so that it can be done again when a server refused it. */
export interface Attempt {
  readonly account: AccountId;
  /** Commands of which a refusal is this attempt's, as `UID COPY`. */
  readonly commands: readonly string[];
  /** The mailbox that it puts messages into, if any: the one to create after TRYCREATE. */
  readonly target: MailboxName | null;
  /** Does it, from the start. Tells the person by itself what came of it. */
  readonly run: () => Promise<void>;
}

type Refusal = StatusEvent & { readonly account: AccountId };

const mostKept = 200;

/** What persons are having done, and which refusal belongs to what: a notification may ask for it again much later. */
export class Attempts {
  readonly #running = new Set<Attempt>();
  readonly #refused = new Map<string, Attempt>();

  /** Does it, for the first time or again. Rejects as `run` does. */
  async start(attempt: Attempt): Promise<void> {
    // A fresh object, so that the same attempt, started twice at a time, ends twice.
    const running = { ...attempt };
    this.#running.add(running);
    try {
      await attempt.run();
    } finally {
      this.#running.delete(running);
    }
  }

  /** The attempt that this response refused; null for what was no attempt, as a sign-in. */
  refused(event: Refusal): Attempt | null {
    const { status, command } = event;
    if (status.type !== 'status' || status.tag === null || command?.origin !== 'user') return null;
    const key = `${event.account} ${event.connection} ${status.tag}`;
    const known = this.#refused.get(key);
    if (known !== undefined) return known;
    const attempt = [...this.#running]
      .reverse()
      .find((one) => one.account === event.account && one.commands.includes(command.name));
    if (attempt === undefined) return null;
    this.#refused.set(key, attempt);
    if (this.#refused.size > mostKept) {
      const [oldest] = this.#refused.keys();
      if (oldest !== undefined) this.#refused.delete(oldest);
    }
    return attempt;
  }
}
