import { knownStatusItems, Status } from '../command/status.ts';
import { List, type ListRequest, type ListResult } from '../command/list.ts';
import { ImapError } from '../errors.ts';
import type { ListResponse, MailboxStatus } from '../grammar/types.ts';
import type { Connection } from '../session/connection.ts';
import { suggestedWaitMs } from '../session/suggested-wait.ts';
import { mailboxFromDisplay } from '../wire/mailbox-name.ts';
import type { CommandOptions, ListedMailbox, ListOptions, StatusItem } from './api.ts';

const specialUses = ['All', 'Archive', 'Drafts', 'Flagged', 'Junk', 'Sent', 'Trash', 'Important'];
/** As Gmail's XLIST called them. */
const oldNames: ReadonlyMap<string, string> = new Map([
  ['\\allmail', '\\All'],
  ['\\spam', '\\Junk'],
  ['\\starred', '\\Flagged'],
]);
const canonical: ReadonlyMap<string, string> = new Map([
  ...specialUses.map((name): [string, string] => [`\\${name.toLowerCase()}`, `\\${name}`]),
  ...oldNames,
]);

/** Lists mailboxes in as few round trips as the server allows, and remembers when it does not keep what it offers. */
export class MailboxLister {
  readonly #connection: Connection;
  #returnRefused = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param name in place of `options.pattern`: octets of a mailbox name. */
  async list(options: ListOptions, name?: string): Promise<readonly ListedMailbox[]> {
    const { view } = this.#connection.engine;
    const { abilities, utf8 } = view;
    const items = knownStatusItems(options.status ?? [], view);
    const request: ListRequest = {
      reference: mailboxFromDisplay(options.reference ?? '', utf8).wire,
      pattern: name ?? mailboxFromDisplay(options.pattern ?? '*', utf8).wire,
      subscribedOnly: options.subscribedOnly ?? false,
      returns: null,
      select: [
        ...(options.recursive === true ? ['RECURSIVEMATCH'] : []),
        ...(options.specialUseOnly === true ? ['SPECIAL-USE'] : []),
      ],
    };
    for (const needed of neededFor(options)) {
      if (abilities.has(needed)) continue;
      const context = { command: 'LIST' };
      throw new ImapError(`The server does not offer ${needed}.`, { kind: 'capability', capability: needed }, context);
    }
    const result = await this.#ask(request, items, options);
    const counted = await this.#count(result, items, options);
    return result.listed.map((mailbox) => {
      const { wire } = mailbox.name;
      const rights = result.rights.get(wire);
      const metadata = result.metadata.get(wire);
      return {
        ...listedMailbox(mailbox, counted.get(wire) ?? null),
        ...(rights === undefined ? {} : { rights }),
        ...(metadata === undefined ? {} : { metadata }),
      };
    });
  }

  /** In the extended form where it is offered and kept to. */
  async #ask(request: ListRequest, items: readonly StatusItem[], options: ListOptions): Promise<ListResult> {
    const extended = await this.#extended(request, items, options);
    if (extended !== null && isComplete(extended, request, options)) return extended;
    if (extended !== null) this.#connection.engine.quirks.report('list-without-inbox');
    const plain = await this.#plain(request, options);
    const all =
      options.specialUseOnly === true ? plain.listed.filter((one) => specialUseOf(one) !== null) : plain.listed;
    return extended === null ? { ...plain, listed: all } : { ...extended, listed: all };
  }

  /** Null where LIST-EXTENDED is not offered, or is offered and refused. @throws ImapError where the plain form would be another question. */
  async #extended(
    request: ListRequest,
    items: readonly StatusItem[],
    options: ListOptions,
  ): Promise<ListResult | null> {
    const { abilities } = this.#connection.engine.view;
    if ((this.#returnRefused && !needsExtended(options)) || !abilities.has('LIST-EXTENDED')) return null;
    const returns = {
      options: [
        'SUBSCRIBED',
        'CHILDREN',
        ...(abilities.has('SPECIAL-USE') ? ['SPECIAL-USE'] : []),
        ...(options.rights === true ? ['MYRIGHTS'] : []),
      ],
      metadata: options.metadata ?? [],
      status: abilities.has('LIST-STATUS') ? items : [],
    };
    try {
      return await this.#connection.run(new List({ ...request, returns }), options);
    } catch (error) {
      if (!isNotUnderstood(error) || needsExtended(options)) throw error;
      this.#returnRefused = true;
      this.#connection.engine.quirks.report('list-return-refused');
      return null;
    }
  }

  async #plain(request: ListRequest, options: CommandOptions): Promise<ListResult> {
    const lsub = request.subscribedOnly;
    try {
      return await this.#connection.run(new List({ ...request, lsub }), options);
    } catch (error) {
      // Exchange offers IMAP4rev2, which has no LSUB, without the extended LIST.
      if (!lsub || !isNotUnderstood(error)) throw error;
      this.#connection.engine.quirks.report('lsub-refused');
      return await this.#connection.run(new List(request), options);
    }
  }

  /** Counts that LIST did not bring, by STATUS commands sent together. A mailbox that cannot be counted has none. */
  async #count(
    result: ListResult,
    items: readonly StatusItem[],
    options: CommandOptions,
  ): Promise<ReadonlyMap<string, MailboxStatus>> {
    if (items.length === 0) return result.status;
    const missing = result.listed.filter((mailbox) => isSelectable(mailbox) && !result.status.has(mailbox.name.wire));
    const counted = new Map(result.status);
    await Promise.all(
      missing.map(async ({ name }) => {
        try {
          counted.set(name.wire, await this.#connection.run(new Status(name, items), options));
        } catch (error) {
          if (
            !(error instanceof ImapError) ||
            (error.detail.kind !== 'refused' && error.detail.kind !== 'malformed-reply')
          )
            throw error;
        }
      }),
    );
    return counted;
  }
}

/** @param status counts, where they were asked for. */
export function listedMailbox(mailbox: ListResponse, status: MailboxStatus | null): ListedMailbox {
  return {
    ...mailbox,
    selectable: isSelectable(mailbox),
    specialUse: mailbox.name.wire === 'INBOX' ? '\\Inbox' : specialUseOf(mailbox),
    status,
  };
}

function specialUseOf({ attributes }: ListResponse): string | null {
  return attributes.map((one) => canonical.get(one.toLowerCase())).find((name) => name !== undefined) ?? null;
}

/** A refusal of the command's form: BAD, or NO without a code and without a word about time. */
function isNotUnderstood(error: unknown): boolean {
  if (!(error instanceof ImapError) || error.detail.kind !== 'refused') return false;
  const { kind, code, text } = error.detail.status;
  return (kind === 'BAD' || code === null) && suggestedWaitMs(text) === null;
}

/** What only the extended form tells; a special use the plain one may tell too (RFC 6154 §2). */
function needsExtended({ recursive, rights, metadata }: ListOptions): boolean {
  return recursive === true || rights === true || (metadata !== undefined && metadata.length > 0);
}

/** Strato and others lose INBOX in the extended form. */
function isComplete({ listed }: ListResult, request: ListRequest, { specialUseOnly }: ListOptions): boolean {
  const everything = request.reference === '' && request.pattern === '*';
  const whole = everything && !request.subscribedOnly && specialUseOnly !== true;
  return !whole || listed.some((one) => one.name.wire === 'INBOX');
}

function isSelectable(mailbox: ListResponse): boolean {
  return !mailbox.attributes.some((attribute) => /^\\(noselect|nonexistent)$/i.test(attribute));
}

/** Capabilities without which the question would be another one. */
function neededFor({ specialUseOnly, recursive, rights, metadata }: ListOptions): readonly string[] {
  return [
    ...(specialUseOnly === true ? ['SPECIAL-USE'] : []),
    ...(recursive === true || specialUseOnly === true ? ['LIST-EXTENDED'] : []),
    ...(rights === true ? ['LIST-MYRIGHTS'] : []),
    ...(metadata !== undefined && metadata.length > 0 ? ['LIST-METADATA'] : []),
  ];
}
