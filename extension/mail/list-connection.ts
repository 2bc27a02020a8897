import type { Disposable, ImapClient } from '../imap/client/api.ts';
import { backoffMs } from '../imap/client/backoff.ts';
import { connectionLimitText } from '../imap/client/connection-limit.ts';
import type { ConnectionPool } from '../imap/client/connection-pool.ts';
import type { CloseReason } from '../imap/errors.ts';
import { sameMailbox, type MailboxName } from '../imap/wire/mailbox-name.ts';
import type { Clock } from './clock.ts';
import { isBusy, isOvertaken, isRefused, offline } from './failure-rules.ts';
import { MessageList } from './message-list.ts';
import { MailboxGoneError } from './model.ts';
import type { AccountId } from './model.ts';

export interface ListPorts {
  /** Opens a connection and signs in; selects the mailbox with it where that costs nothing. */
  readonly connect: (signal: AbortSignal, mailbox?: MailboxName) => Promise<ImapClient>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pollMs: () => number;
  /** The account's other connections; null while it is offline. */
  readonly pool: () => ConnectionPool | null;
  readonly isOnline: () => boolean;
  readonly goOnline: () => Promise<void>;
  /** Rows of the list changed. */
  readonly changed: () => void;
  /** The connection ended by itself. */
  readonly lost: (reason: CloseReason) => void;
  /** Reads the names of all mailboxes again: whether this one is among them. */
  readonly isListed: (mailbox: MailboxName) => Promise<boolean>;
}

/** The opened mailbox of an account, and the connection that stays in it and idles there. */
export class ListConnection {
  readonly #account: AccountId;
  readonly #ports: ListPorts;
  #list: MessageList | null = null;
  #changes: Disposable | null = null;
  #client: ImapClient | null = null;
  /** The server took no connection beside the others: one of them is shared. */
  #shares = false;
  #reopen: Disposable | null = null;
  /** The last attaching, while it is under way. */
  #attaching: symbol | null = null;

  constructor(account: AccountId, ports: ListPorts) {
    this.#account = account;
    this.#ports = ports;
  }

  get list(): MessageList | null {
    return this.#list;
  }

  /** Makes `mailbox` the opened one: its rows are loaded and then follow the server. */
  open(mailbox: MailboxName): MessageList {
    if (this.#list !== null && sameMailbox(this.#list.mailbox, mailbox) && this.#list.state.kind !== 'failed')
      return this.#list;
    this.close();
    const list: MessageList = new MessageList(this.#account, mailbox, this.#ports.pollMs, {
      selectAgain: () => this.#selectAgain(list),
      lookFor: () => void this.#lookForMailbox(list),
    });
    this.#list = list;
    this.#changes = list.onDidChange(() => this.#ports.changed());
    if (this.#ports.isOnline()) void this.#attach(list, 'user');
    else this.#ports.goOnline().catch((error: unknown) => list.fail(error));
    return list;
  }

  close(): void {
    this.#changes?.dispose();
    this.#changes = null;
    this.#list?.dispose();
    this.#list = null;
  }

  /** The account is online: the list follows the server again. */
  online(): void {
    if (this.#list !== null) void this.#attach(this.#list, this.#list.state.kind === 'loading' ? 'user' : 'background');
  }

  /** The account is offline: the rows stay, the connection ends. */
  offline(): void {
    this.#reopen?.dispose();
    this.#client?.destroy();
    this.#client = null;
  }

  checkAlive(timeoutMs: number): void {
    this.#client?.noop({ origin: 'background', timeoutMs }).catch(() => undefined);
  }

  async #attach(list: MessageList, origin: 'user' | 'background', tries = 1): Promise<void> {
    const { clock, random, pool } = this.#ports;
    const attaching = Symbol('attaching');
    this.#attaching = attaching;
    const current = (): boolean => this.#attaching === attaching && this.#follows(list);
    try {
      const client = this.#client ?? (await this.#connect(list));
      if (!current()) return;
      if (this.#shares && pool()?.guestTurn() !== true) list.awaitTurn();
      else await list.attach(client, AbortSignal.timeout(120_000), origin);
    } catch (error) {
      if (this.#attaching !== attaching || this.#list !== list) return;
      // On a shared connection another mailbox went before.
      if (this.#shares && current() && isOvertaken(error)) return;
      list.fail(error);
      if (isBusy(error)) {
        this.#reopen?.dispose();
        this.#reopen = clock.after(backoffMs(tries, random()), () => {
          if (this.#follows(list) && list.state.kind === 'failed') void this.#attach(list, 'background', tries + 1);
        });
      } else if (isRefused(error)) await this.#lookForMailbox(list);
    } finally {
      if (this.#attaching === attaching) {
        this.#attaching = null;
        // Its turn may have come while it was under way.
        if (this.#shares) this.#takeTurn();
      }
    }
  }

  #follows(list: MessageList): boolean {
    return this.#list === list && this.#ports.isOnline();
  }

  #selectAgain(list: MessageList): void {
    if (!this.#follows(list)) return;
    if (this.#shares) this.#takeTurn();
    else void this.#attach(list, 'background');
  }

  /** On a shared connection: selects what has to be, if nobody else uses it now. The pool tells when they are done. */
  #takeTurn(): void {
    const list = this.#list;
    if (list === null || this.#attaching !== null || !this.#follows(list)) return;
    if (list.state.kind === 'failed' || !list.needsSelect || this.#ports.pool()?.guestTurn() !== true) return;
    void this.#attach(list, 'background');
  }

  /** Not every server says by a code why it refuses: a mailbox that is not listed any more has gone. */
  async #lookForMailbox(list: MessageList): Promise<void> {
    const listed = await this.#ports.isListed(list.mailbox).catch(() => true);
    if (!listed && this.#list === list) list.fail(new MailboxGoneError(list.mailbox));
  }

  async #connect({ mailbox, rows }: MessageList): Promise<ImapClient> {
    const { connect, pool } = this.#ports;
    // Where rows are known, what changed since is asked for with SELECT (QRESYNC), and for that much must be said before.
    const early = rows.length === 0 ? mailbox : undefined;
    this.#shares = false;
    const client = await connect(AbortSignal.timeout(60_000), early).catch((error: unknown) => {
      const text = connectionLimitText(error);
      const others = pool();
      if (text === null || others === null) throw error;
      others.shrink(text);
      this.#shares = true;
      return others.share(() => this.#takeTurn());
    });
    if (pool() === null) throw (client.destroy(), offline());
    this.#client = client;
    void client.closed.then((reason) => {
      if (this.#client !== client) return;
      this.#client = null;
      if (pool() !== null) this.#ports.lost(reason);
    });
    return client;
  }
}
