import { Capability } from '../command/capability.ts';
import { GenericCommand } from '../command/generic.ts';
import { Id } from '../command/id.ts';
import { Select } from '../command/select.ts';
import { logout, noop } from '../command/simple.ts';
import { knownStatusItems, Status } from '../command/status.ts';
import { ImapError, type CloseReason } from '../errors.ts';
import type { MailboxStatus, StatusResponse } from '../grammar/types.ts';
import type { Connection } from '../session/connection.ts';
import type { TransportSecurity } from '../transport/transport.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type {
  Capabilities,
  CommandArgument,
  CommandOptions,
  CommandOutcome,
  Credentials,
  ImapClient,
  ListedMailbox,
  ListOptions,
  SelectedMailbox,
  StatusItem,
} from './api.ts';
import { MailboxLister } from './list-mailboxes.ts';
import { MailboxHandle } from './selected-mailbox.ts';
import { signIn } from './sign-in.ts';

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

  constructor(options: ClientOptions) {
    this.#connection = options.connection;
    this.greeting = options.greeting;
    this.#mayReveal = options.mayReveal;
    this.#lister = new MailboxLister(options.connection);
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
  get closed(): Promise<CloseReason> {
    return this.#connection.closed;
  }

  async signIn(credentials: Credentials, options: CommandOptions = {}): Promise<void> {
    await signIn(this.#connection, credentials, this.#mayReveal, options);
  }

  async id(
    parameters: Readonly<Record<string, string>> | null,
    options: CommandOptions = {},
  ): Promise<ReadonlyMap<string, string | null> | null> {
    return await this.#connection.run(new Id(parameters), options);
  }

  async noop(options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(noop(), options);
  }

  async list(options: ListOptions = {}): Promise<readonly ListedMailbox[]> {
    return await this.#lister.list(options);
  }

  async status(
    mailbox: MailboxName,
    items: readonly StatusItem[],
    options: CommandOptions = {},
  ): Promise<MailboxStatus> {
    const known = knownStatusItems(items, this.capabilities);
    if (known.length === 0) return {};
    return await this.#connection.run(new Status(mailbox, known), options);
  }

  async select(
    mailbox: MailboxName,
    options: CommandOptions & { readonly readOnly?: boolean } = {},
  ): Promise<SelectedMailbox> {
    await this.#connection.run(new Select(mailbox, options.readOnly ?? false), options);
    const { selection } = this.#connection.engine.view;
    if (selection === null) {
      throw new ImapError(
        'The mailbox was closed at once.',
        { kind: 'illegal-state', state: 'not-selected' },
        { command: 'SELECT', mailbox: mailbox.display },
      );
    }
    return new MailboxHandle(this.#connection, selection);
  }

  async command(name: string, args: readonly CommandArgument[], options: CommandOptions = {}): Promise<CommandOutcome> {
    const outcome = await this.#connection.run(new GenericCommand(name, args), options);
    // ENABLE may bring abilities along that are only told when asked again (RFC 9051 §6.3.1).
    if (this.#connection.engine.view.capabilities === null) await this.#connection.run(new Capability(), options);
    return outcome;
  }

  async logout(options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(logout(), options);
  }

  destroy(): void {
    this.#connection.close({ kind: 'aborted' });
  }
}
