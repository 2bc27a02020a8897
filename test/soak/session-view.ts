import type { ImapClient } from '../../extension/imap/client/api.ts';
import { inbox, type MailboxName } from '../../extension/imap/wire/mailbox-name.ts';
import { AccountSession } from '../../extension/mail/account-session.ts';
import type { Clock } from '../../extension/mail/clock.ts';
import type { MessageList } from '../../extension/mail/message-list.ts';
import { accountId } from '../../extension/mail/model.ts';
import { plainFlags, type Rows, type View } from './view.ts';

export interface SessionViewOptions {
  readonly name: string;
  readonly connect: (signal: AbortSignal, mailbox?: MailboxName) => Promise<ImapClient>;
  readonly clock: Clock;
  readonly random?: () => number;
}

/** INBOX as the extension's list of messages shows it. */
export class SessionView implements View {
  readonly name: string;
  readonly #session: AccountSession;
  readonly #list: MessageList;
  #times = 0;
  #events = 0;

  constructor({ name, connect, clock, random = Math.random }: SessionViewOptions) {
    this.name = name;
    this.#session = new AccountSession(accountId(name), { connect, clock, random, pollMs: () => 300_000 });
    this.#session.onDidChangeState(({ kind }) => {
      if (kind === 'online') this.#times++;
    });
    this.#session.connect().catch(() => undefined);
    this.#list = this.#session.openList(inbox);
    this.#list.onDidChange(() => this.#events++);
  }

  get inView(): boolean {
    return this.#session.state.kind === 'online' && this.#list.state.kind === 'ready';
  }

  get reconnects(): number {
    return Math.max(0, this.#times - 1);
  }

  get events(): number {
    return this.#events;
  }

  /** The machine slept. */
  woke(): void {
    this.#session.checkAlive();
  }

  rows(): Rows {
    return new Map(this.#list.rows.map((row) => [row.ref.uid, plainFlags(row.flags)]));
  }

  stop(): Promise<void> {
    this.#session.dispose();
    return Promise.resolve();
  }
}
