import { Capability } from '../command/capability.ts';
import { GenericCommand } from '../command/generic.ts';
import { Id, isChanged } from '../command/id.ts';
import { Select, type SelectParameters } from '../command/select.ts';
import { logout, noop } from '../command/simple.ts';
import { knownStatusItems, Status } from '../command/status.ts';
import { ImapError, type CloseReason } from '../errors.ts';
import type { ResponseCode } from '../grammar/code.ts';
import type { UsedQuirk } from '../grammar/quirk-counter.ts';
import type { FetchResponse, MailboxStatus, Response, StatusResponse } from '../grammar/types.ts';
import type { Connection, Running } from '../session/connection.ts';
import type { Oddities } from '../session/tolerance.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { TransportSecurity } from '../transport/transport.ts';
import type {
  Capabilities,
  CommandArgument,
  CommandOptions,
  CommandOutcome,
  Credentials,
  ImapClient,
  ListedMailbox,
  ListOptions,
  Disposable,
  StatusItem,
} from './api.ts';
import { Administration } from './administration.ts';
import { MailboxLister } from './list-mailboxes.ts';
import { Mailbox } from './mailbox.ts';
import { resolve, type MailboxRef } from './mailbox-ref.ts';
import { MailboxCommands } from './mailboxes.ts';
import type { KnownMailbox, Resumption } from './known-mailbox.ts';
import { closedAtOnce, resume, type ResumeOptions } from './resynchronise.ts';
import { selectNamed } from './select-named.ts';
import { SessionCommands } from './session-commands.ts';
import { login, signIn } from './sign-in.ts';
import { timed } from './timed.ts';

/** Longest wait for the answer to LOGOUT when a client is disposed of. */
const disposeMs = 5_000;
const allCounts: readonly StatusItem[] = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN'];

export interface ClientOptions {
  readonly connection: Connection;
  readonly greeting: StatusResponse;
  /** May octets that reveal a password be sent? */
  readonly mayReveal: boolean;
}

/** The public face of one connection. */
export class Client implements ImapClient {
  readonly greeting: StatusResponse;
  readonly #connection: Connection;
  readonly #mayReveal: boolean;
  readonly #lister: MailboxLister;
  /** Mailboxes as a whole: create, rename, subscribe, append, … */
  readonly mailboxes: MailboxCommands;
  /** Quotas, rights, annotations. */
  readonly administration: Administration;
  /** The connection as such: enable, compress, languages, notifications, … */
  readonly session: SessionCommands;

  constructor(options: ClientOptions) {
    this.#connection = options.connection;
    this.greeting = options.greeting;
    this.#mayReveal = options.mayReveal;
    this.#lister = new MailboxLister(options.connection);
    this.mailboxes = new MailboxCommands(options.connection, this.#lister);
    this.administration = new Administration(options.connection);
    this.session = new SessionCommands(options.connection);
  }

  get connection(): number {
    return this.#connection.id;
  }
  get security(): TransportSecurity {
    return this.#connection.transport.security;
  }
  get capabilities(): Capabilities {
    return this.#connection.engine.view.abilities;
  }
  get authenticated(): boolean {
    const { state } = this.#connection.engine;
    return state === 'authenticated' || state === 'selected';
  }
  /** State of the session (RFC 9051 §3). */
  get state(): string {
    return this.#connection.engine.state;
  }
  /** UTF8=ACCEPT or IMAP4rev2 is enabled: names and strings go as UTF-8. */
  get utf8Enabled(): boolean {
    return this.#connection.engine.view.utf8;
  }
  /** Deviations from the protocol that this server was forgiven so far, in the order in which they came up. */
  get quirks(): readonly UsedQuirk[] {
    return this.#connection.engine.quirks.used();
  }
  /** What only a faulty peer does, counted. */
  get oddities(): Oddities {
    return this.#connection.engine.oddities;
  }
  /** Octets still to come of a literal that its reader gave up; what is asked next waits behind them. */
  get unwanted(): number {
    return this.#connection.engine.literal.unwanted;
  }
  /** Time as the connection sees it. */
  get clock(): Connection['clock'] {
    return this.#connection.clock;
  }
  get closed(): Promise<CloseReason> {
    return this.#connection.closed;
  }

  /** What is selected, by whomever; null where nothing is. */
  get selected(): Mailbox | null {
    const { selection } = this.#connection.engine.view;
    return selection === null ? null : new Mailbox(this.#connection, selection);
  }

  async signIn(credentials: Credentials, options: CommandOptions = {}): Promise<void> {
    await signIn(this.#connection, credentials, this.#mayReveal, this.greeting.text, options);
  }

  /**
   * Signs in and selects. Where the sign-in is one message (PLAIN with SASL-IR, LOGIN), SELECT goes out behind it and both take one round
   * trip; else one after the other. Old mail proxies lose what comes early: with one of them `signIn`, then `select`.
   * Rejects as `signIn` does, then as `select` does.
   */
  async signInAndSelect(
    credentials: Credentials,
    mailbox: MailboxRef,
    options: CommandOptions & {
      readonly readOnly?: boolean;
      /** Time after the sign-in within which SELECT must be answered; else it fails with `timeout`. */
      readonly selectTimeoutMs?: number;
    } = {},
  ): Promise<Mailbox> {
    const name = resolve(this.#connection, mailbox);
    const selecting: Running<void>[] = [];
    const condstore = (): boolean => this.capabilities.has('CONDSTORE');
    const make = (): Select => new Select(name, options.readOnly ?? false, { eager: true, condstore: condstore() });
    const begun = (): void => {
      const running = this.#connection.start(make(), options);
      // Without a sign-in its refusal is no news.
      running.result.catch(() => undefined);
      selecting.push(running);
    };
    try {
      await signIn(this.#connection, credentials, this.#mayReveal, this.greeting.text, options, begun);
    } catch (error) {
      for (const running of selecting) running.cancel();
      throw error;
    }
    const [running] = selecting;
    if (running === undefined) return await this.select(name, { ...options, condstore: condstore() });
    const { selectTimeoutMs: timeoutMs } = options;
    const answered = timeoutMs === undefined ? running.result : this.#within(timeoutMs, running, name);
    await selectNamed(this.#connection, make, options, answered);
    return this.#opened(name);
  }

  /** LOGIN (RFC 9051 §6.2.3): the command, for servers that know no SASL mechanism; `signIn` chooses by itself. */
  async login(user: string, password: string, options: CommandOptions = {}): Promise<void> {
    await login(this.#connection, user, password, this.#mayReveal, options);
  }

  async id(
    parameters: Readonly<Record<string, string>> | null,
    options: CommandOptions = {},
  ): Promise<ReadonlyMap<string, string | null> | null> {
    if (isChanged(parameters)) this.#connection.engine.quirks.report('plain-id');
    return await this.#connection.run(new Id(parameters), options);
  }

  async noop(options: CommandOptions = {}): Promise<CommandOutcome> {
    return await this.#connection.run(noop(), options);
  }

  async list(options: ListOptions = {}): Promise<readonly ListedMailbox[]> {
    return await this.#lister.list(options);
  }

  async status(
    mailbox: MailboxRef,
    items: readonly StatusItem[] = allCounts,
    options: CommandOptions = {},
  ): Promise<MailboxStatus> {
    const known = knownStatusItems(items, this.#connection.engine.view);
    if (known.length === 0) return {};
    return await this.#connection.run(new Status(resolve(this.#connection, mailbox), known), options);
  }

  async select(
    mailbox: MailboxRef,
    options: CommandOptions & SelectParameters & { readonly readOnly?: boolean } = {},
  ): Promise<Mailbox> {
    const name = resolve(this.#connection, mailbox);
    await selectNamed(this.#connection, () => new Select(name, options.readOnly ?? false, options), options);
    return this.#opened(name);
  }

  async resume(
    mailbox: MailboxRef,
    known: KnownMailbox | null,
    options: ResumeOptions = {},
  ): Promise<{ readonly mailbox: Mailbox; readonly resumption: Resumption }> {
    const { selection, resumption } = await resume(
      this.#connection,
      resolve(this.#connection, mailbox),
      known,
      options,
    );
    return { mailbox: new Mailbox(this.#connection, selection), resumption };
  }

  async command(
    name: string,
    args: readonly CommandArgument[] = [],
    options: CommandOptions = {},
  ): Promise<CommandOutcome> {
    const outcome = await this.#connection.run(
      new GenericCommand(name, args, this.#connection.engine.view.mailbox?.name),
      options,
    );
    // ENABLE may bring abilities along that are only told when asked again (RFC 9051 §6.3.1).
    if (this.#connection.engine.view.capabilities === null) await this.#connection.run(new Capability(), options);
    return outcome;
  }

  async logout(options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(logout(), options);
  }

  /** The latest untagged data of a type, as `exists` or `recent`; null before any came. Messages are not kept. */
  lastData<T extends Response['type']>(type: T): (Response & { readonly type: T }) | null {
    return this.#connection.last.data(type);
  }

  /** The latest response code of a name, as `UIDVALIDITY`; null before any came. */
  lastCode(name: string): ResponseCode | null {
    return this.#connection.last.code(name);
  }

  /** Tells untagged data other than messages as it comes, whatever command it belongs to. */
  onData(listener: (data: Response) => void): Disposable {
    return this.#connection.onData(listener);
  }

  /**
   * Tells data of messages that no command had asked for, as it comes: changes of flags, and new messages with the items that NOTIFY named
   * (RFC 5465 §5.2).
   */
  onMessage(listener: (message: FetchResponse) => void): Disposable {
    return this.#connection.onMessage(listener);
  }

  async #within(timeoutMs: number, running: Running<void>, name: MailboxName): Promise<void> {
    const late = (): Error => {
      running.cancel();
      const message = `SELECT had no answer for ${Math.round(timeoutMs / 1000)} seconds.`;
      const context = { command: 'SELECT', mailbox: name.display, retry: 'reconnect' } as const;
      return new ImapError(message, { kind: 'timeout', afterMs: timeoutMs }, context);
    };
    await timed({ clock: this.#connection.clock, timeoutMs, signal: undefined, late }, () => running.result);
  }

  #opened(name: MailboxName): Mailbox {
    const { selection } = this.#connection.engine.view;
    if (selection === null) throw closedAtOnce(name);
    return new Mailbox(this.#connection, selection);
  }

  /** Tells response codes as they come, with whatever response. */
  onCode(listener: (code: ResponseCode) => void): Disposable {
    return this.#connection.onCode(listener);
  }

  destroy(): void {
    this.#connection.close({ kind: 'aborted' });
  }

  /** LOGOUT, and the end of the connection in any case: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.logout({ timeoutMs: disposeMs }).catch(() => undefined);
    this.destroy();
    await this.closed;
  }
}
