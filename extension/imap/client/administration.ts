import { getAnnotation, setAnnotation, type Annotations } from '../command/annotation.ts';
import {
  GetMetadata,
  metadataCapability,
  server,
  setMetadata,
  type MetadataOptions,
  type MetadataResult,
} from '../command/metadata.ts';
import { QuotaOf, QuotaRoots, type Quota } from '../command/quota.ts';
import { deleteAcl, getAcl, listRights, myRights, setAcl, type GrantableRights } from '../command/rights.ts';
import type { AclEntry } from '../grammar/types.ts';
import type { Connection } from '../session/connection.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions } from './api.ts';
import { resolve, type MailboxRef } from './mailbox-ref.ts';

/** Quotas, rights and annotations. Reached as `client.administration`. */
export class Administration {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** GETQUOTA (RFC 9208 §4.1.1); null when the server says nothing of that root. */
  async getQuota(root: string, options: CommandOptions = {}): Promise<Quota | null> {
    return await this.#connection.run(new QuotaOf(root, null), options);
  }

  /** GETQUOTAROOT (RFC 9208 §4.1.2): the roots that limit a mailbox, and the quota of each. */
  async getQuotaRoot(
    mailbox: MailboxRef,
    options: CommandOptions = {},
  ): Promise<{ readonly roots: readonly string[]; readonly quotas: readonly Quota[] }> {
    return await this.#connection.run(new QuotaRoots(resolve(this.#connection, mailbox)), options);
  }

  /** SETQUOTA (RFC 9208 §4.1.3): resource → limit, in the resource's unit. Gives the quota as the server now has it, if it says. */
  async setQuota(
    root: string,
    limits: Readonly<Record<string, number | bigint>>,
    options: CommandOptions = {},
  ): Promise<Quota | null> {
    return await this.#connection.run(new QuotaOf(root, new Map(Object.entries(limits))), options);
  }

  /** GETACL (RFC 4314 §3.3). */
  async getAcl(mailbox: MailboxRef, options: CommandOptions = {}): Promise<readonly AclEntry[]> {
    return await this.#connection.run(getAcl(resolve(this.#connection, mailbox)), options);
  }

  /** SETACL (RFC 4314 §3.1); `rights` as `lrs`, or `+w`, `-d` to change those there are. */
  async setAcl(mailbox: MailboxRef, identifier: string, rights: string, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(setAcl(resolve(this.#connection, mailbox), identifier, rights), options);
  }

  /** DELETEACL (RFC 4314 §3.2). */
  async deleteAcl(mailbox: MailboxRef, identifier: string, options: CommandOptions = {}): Promise<void> {
    await this.#connection.run(deleteAcl(resolve(this.#connection, mailbox), identifier), options);
  }

  /** LISTRIGHTS (RFC 4314 §3.4). */
  async listRights(mailbox: MailboxRef, identifier: string, options: CommandOptions = {}): Promise<GrantableRights> {
    return await this.#connection.run(listRights(resolve(this.#connection, mailbox), identifier), options);
  }

  /** MYRIGHTS (RFC 4314 §3.5). */
  async myRights(mailbox: MailboxRef, options: CommandOptions = {}): Promise<string> {
    return await this.#connection.run(myRights(resolve(this.#connection, mailbox)), options);
  }

  /** GETMETADATA (RFC 5464 §4.2); `mailbox` null for the server's own. */
  async getMetadata(
    mailbox: MailboxRef | null,
    entries: readonly string[],
    options: CommandOptions & MetadataOptions = {},
  ): Promise<MetadataResult> {
    const name = this.#target(mailbox);
    const { maxSize, depth } = options;
    const limits = { ...(maxSize === undefined ? {} : { maxSize }), ...(depth === undefined ? {} : { depth }) };
    return await this.#connection.run(new GetMetadata(name, entries, limits, this.#metadata(name)), options);
  }

  /** SETMETADATA (RFC 5464 §4.3); null removes an entry. */
  async setMetadata(
    mailbox: MailboxRef | null,
    entries: Readonly<Record<string, string | null>>,
    options: CommandOptions = {},
  ): Promise<void> {
    const name = this.#target(mailbox);
    await this.#connection.run(setMetadata(name, new Map(Object.entries(entries)), this.#metadata(name)), options);
  }

  /** GETANNOTATION (ANNOTATEMORE). Mailbox, entry and attribute may hold wildcards. */
  async getAnnotation(
    mailbox: MailboxRef,
    entry: string,
    attribute: string,
    options: CommandOptions = {},
  ): Promise<Annotations> {
    return await this.#connection.run(getAnnotation(resolve(this.#connection, mailbox), entry, attribute), options);
  }

  /** SETANNOTATION (ANNOTATEMORE): attribute → value, null removes. */
  async setAnnotation(
    mailbox: MailboxRef,
    entry: string,
    values: Readonly<Record<string, string | null>>,
    options: CommandOptions = {},
  ): Promise<void> {
    const name = resolve(this.#connection, mailbox);
    await this.#connection.run(setAnnotation(name, entry, new Map(Object.entries(values))), options);
  }

  #target(mailbox: MailboxRef | null): MailboxName {
    return mailbox === null ? server : resolve(this.#connection, mailbox);
  }

  #metadata(mailbox: MailboxName): string {
    return metadataCapability(mailbox, this.#connection.engine.view.abilities);
  }
}
