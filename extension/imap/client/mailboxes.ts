import { Append, neededFor, type AppendResult, type NewMessage } from '../command/append.ts';
import { List } from '../command/list.ts';
import { create, remove, rename, subscribe, unsubscribe } from '../command/manage.ts';
import { namespace, type Namespaces } from '../command/namespace.ts';
import type { Connection } from '../session/connection.ts';
import { diesOfNamespace } from '../session/peculiarity.ts';
import { mailboxFromDisplay, type MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions, ListedMailbox, ListOptions } from './api.ts';
import { usualNames, type SpecialUse } from './constants.ts';
import { listedMailbox, type MailboxLister } from './list-mailboxes.ts';
import { resolve, type MailboxRef } from './mailbox-ref.ts';

export interface CreateOptions extends CommandOptions {
  readonly specialUse?: readonly SpecialUse[];
}

/** What concerns mailboxes as a whole. Reached as `client.mailboxes`. */
export class MailboxCommands {
  readonly #connection: Connection;
  readonly #lister: MailboxLister;

  constructor(connection: Connection, lister: MailboxLister) {
    this.#connection = connection;
    this.#lister = lister;
  }

  /** LIST (RFC 9051 §6.3.9). */
  async list(options: ListOptions = {}): Promise<readonly ListedMailbox[]> {
    return await this.#lister.list(options);
  }

  /** The subscribed ones (LIST (SUBSCRIBED), or LSUB: RFC 3501 §6.3.9). */
  async listSubscribed(options: Omit<ListOptions, 'subscribedOnly'> = {}): Promise<readonly ListedMailbox[]> {
    return await this.#lister.list({ ...options, subscribedOnly: true });
  }

  /** XLIST, Gmail's forerunner of SPECIAL-USE. Rejects with `capability` where it is not offered. */
  async xlist(
    options: CommandOptions & { readonly reference?: string; readonly pattern?: string } = {},
  ): Promise<readonly ListedMailbox[]> {
    const { utf8 } = this.#connection.engine.view;
    const command = new List({
      reference: mailboxFromDisplay(options.reference ?? '', utf8).wire,
      pattern: mailboxFromDisplay(options.pattern ?? '*', utf8).wire,
      subscribedOnly: false,
      returns: null,
      xlist: true,
    });
    const { listed } = await this.#connection.run(command, options);
    return listed.map((mailbox) => listedMailbox(mailbox, null));
  }

  async exists(mailbox: MailboxRef, options: CommandOptions = {}): Promise<boolean> {
    const name = resolve(this.#connection, mailbox);
    // As a pattern the name may match others; the octets go out as they came, be they modified UTF-7 or not.
    const found = await this.#lister.list(options, name.wire);
    return found.some((one) => one.name.wire === name.wire && !isNonExistent(one));
  }

  /** The mailbox for a use (RFC 6154): the one the server marks, else one that bears a usual name; null when there is none. */
  async findSpecialUse(use: SpecialUse, options: CommandOptions = {}): Promise<ListedMailbox | null> {
    const all = (await this.#lister.list(options)).filter((one) => one.selectable);
    const marked = all.find((one) => one.specialUse === use);
    if (marked !== undefined) return marked;
    for (const usual of usualNames[use]) {
      const found = all.find((one) => lastLevel(one).toLowerCase() === usual.toLowerCase());
      if (found !== undefined) return found;
    }
    return null;
  }

  /** CREATE (RFC 9051 §6.3.4), for a special use by RFC 6154 §3. Gives the mailbox's object id where the server tells it (RFC 8474). */
  async create(mailbox: MailboxRef, options: CreateOptions = {}): Promise<string | null> {
    return await this.#connection.run(create(resolve(this.#connection, mailbox), options.specialUse ?? []), options);
  }

  /** DELETE (RFC 9051 §6.3.5): the mailbox and all mail in it. */
  async delete(mailbox: MailboxRef, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(remove(resolve(this.#connection, mailbox)), options);
  }

  /** RENAME (RFC 9051 §6.3.6). Of INBOX, it moves the mail into a new mailbox. */
  async rename(from: MailboxRef, to: MailboxRef, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(rename(resolve(this.#connection, from), resolve(this.#connection, to)), options);
  }

  /** SUBSCRIBE (RFC 9051 §6.3.7). */
  async subscribe(mailbox: MailboxRef, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(subscribe(resolve(this.#connection, mailbox)), options);
  }

  /** UNSUBSCRIBE (RFC 9051 §6.3.8). */
  async unsubscribe(mailbox: MailboxRef, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(unsubscribe(resolve(this.#connection, mailbox)), options);
  }

  /** NAMESPACE (RFC 9051 §6.3.10). */
  async namespace(options: CommandOptions = {}): Promise<Namespaces> {
    const { engine } = this.#connection;
    if (!diesOfNamespace(engine.view)) return await this.#connection.run(namespace(), options);
    engine.quirks.report('namespace-hangs-up');
    const root = new List({ reference: '', pattern: '', subscribedOnly: false, returns: null });
    const [own] = (await this.#connection.run(root, options)).listed;
    return { personal: [{ prefix: this.name(''), delimiter: own?.delimiter ?? null }], other: [], shared: [] };
  }

  /**
   * APPEND (RFC 9051 §6.3.12) of one message. A stream is sent as it is produced, at the pace of the connection.
   * Null when the server does not tell where it is (no UIDPLUS).
   */
  async append(mailbox: MailboxRef, message: NewMessage, options: CommandOptions = {}): Promise<AppendResult | null> {
    return await this.#connection.run(new Append(resolve(this.#connection, mailbox), [message]), options);
  }

  /** Several messages in one command, all or none, where MULTIAPPEND is offered (RFC 3502); else one after the other. One result per command. */
  async appendAll(
    mailbox: MailboxRef,
    messages: readonly NewMessage[],
    options: CommandOptions = {},
  ): Promise<readonly (AppendResult | null)[]> {
    if (messages.length === 0) return [];
    const name = resolve(this.#connection, mailbox);
    const together = messages.length === 1 || this.#connection.engine.view.abilities.has('MULTIAPPEND');
    if (together && messages.every((one) => neededFor(one) === null))
      return [await this.#connection.run(new Append(name, messages), options)];
    const results: (AppendResult | null)[] = [];
    for (const message of messages) results.push(await this.#connection.run(new Append(name, [message]), options));
    return results;
  }

  /** The name as it goes on the wire. */
  name(display: string): MailboxName {
    return resolve(this.#connection, display);
  }
}

function isNonExistent({ attributes }: ListedMailbox): boolean {
  return attributes.some((attribute) => attribute.toLowerCase() === '\\nonexistent');
}

function lastLevel({ name, delimiter }: ListedMailbox): string {
  return delimiter === null ? name.display : (name.display.split(delimiter).at(-1) ?? name.display);
}
