import { Capability } from '../command/capability.ts';
import { enable } from '../command/enable.ts';
import { comparator, language, type Comparator } from '../command/language.ts';
import type { MailboxFilter, MailboxResult } from '../command/multi-search.ts';
import { notify, type NotifyGroup } from '../command/notify.ts';
import { readable, type SearchCriteria } from '../command/search-query.ts';
import { compress, proxyAuth, unauthenticate } from '../command/session-commands.ts';
import type { Connection } from '../session/connection.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions } from './api.ts';
import { findIn } from './finding.ts';
import { resolve } from './mailbox-ref.ts';

/** What concerns the connection as such. Reached as `client.session`. */
export class SessionCommands {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** CAPABILITY (RFC 9051 §6.1.1), asked again; the answer is in `client.capabilities`. */
  async capability(options: CommandOptions = {}): Promise<readonly string[]> {
    await this.#connection.run(new Capability(), options);
    return this.#connection.engine.view.abilities.all;
  }

  /**
   * ENABLE (RFC 9051 §6.3.1). Gives what is enabled now. UTF8=ACCEPT and IMAP4rev2 change how mailbox names go on the wire, at once; names
   * that the server gave before stay usable here. Nobody enables them unasked: what other connections, or files, keep of a name's octets
   * would be another mailbox.
   */
  async enable(extensions: readonly string[], options: CommandOptions = {}): Promise<readonly string[]> {
    const enabled = await this.#connection.run(enable(extensions), options);
    await this.#refresh(options);
    return enabled;
  }

  /** COMPRESS=DEFLATE (RFC 4978): all that follows is compressed, in both directions. */
  async compress(options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(compress(), options);
    this.#connection.compress();
  }

  /** UNAUTHENTICATE (RFC 8437): another user may sign in on the same connection. */
  async unauthenticate(options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(unauthenticate(), options);
    await this.#refresh(options);
  }

  /** PROXYAUTH: an administrator goes on as another user. */
  async proxyAuth(user: string, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(proxyAuth(user), options);
    await this.capability(options);
  }

  /** LANGUAGE (RFC 5255 §3.2): the language of the server's texts, best first; without any, the languages on offer. */
  async language(ranges: readonly string[] = [], options: CommandOptions = {}): Promise<readonly string[]> {
    return await this.#connection.run(language(ranges), options);
  }

  /** COMPARATOR (RFC 5255 §4.7): how texts are compared in searches; without any, the one in use. */
  async comparator(wanted: readonly string[] = [], options: CommandOptions = {}): Promise<Comparator | null> {
    return await this.#connection.run(comparator(wanted), options);
  }

  /** NOTIFY (RFC 5465): what the server tells by itself, as untagged data (`client.onData`). Null: nothing. `status`: counts at once. */
  async notify(
    groups: readonly NotifyGroup[] | null,
    options: CommandOptions & { readonly status?: boolean } = {},
  ): Promise<void> {
    const named = groups?.map(({ where, events }) => ({
      where: where === 'selected-delayed' ? where : this.#resolved(where),
      events,
    }));
    await this.#connection.run(notify(named ?? null, { status: options.status ?? false }), options);
  }

  /** ESEARCH in several mailboxes (MULTISEARCH, RFC 7377). */
  async search(
    where: MailboxFilter,
    criteria: SearchCriteria,
    options: CommandOptions = {},
  ): Promise<readonly MailboxResult[]> {
    return await findIn(this.#connection, this.#resolved(where), readable(criteria), options);
  }

  #resolved(where: MailboxFilter): MailboxFilter {
    if (typeof where === 'string') return where;
    const all = (names: readonly MailboxName[]): readonly MailboxName[] =>
      names.map((name) => resolve(this.#connection, name));
    if ('mailboxes' in where) return { mailboxes: all(where.mailboxes) };
    return 'subtree' in where ? { subtree: all(where.subtree) } : { subtreeOne: all(where.subtreeOne) };
  }

  async #refresh(options: CommandOptions): Promise<void> {
    if (this.#connection.engine.view.capabilities === null) await this.#connection.run(new Capability(), options);
  }
}
