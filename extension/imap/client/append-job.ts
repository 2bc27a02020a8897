import type { AppendResult, NewMessage } from '../command/append.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions } from './api.ts';
import { madeAnew, maybeDone, noValidity, undisturbed, type MailboxAccess } from './mailbox-access.ts';
import type { Mailbox } from './mailbox.ts';
import { since } from './message-key.ts';

/** A message whose octets are at hand, so that they can be sent again. */
export type KeptMessage = NewMessage & { readonly content: Uint8Array };

/**
 * An APPEND that survives its connection: when its answer was lost, `run` on the next connection looks whether the message is there, by
 * its header among what came since, before it is sent again.
 */
export class AppendJob {
  readonly #mailbox: MailboxName;
  readonly #message: KeptMessage;
  #mark: { readonly uidValidity: number | null; readonly uidNext: number | null } | null = null;
  #unsure = false;

  constructor(mailbox: MailboxName, message: KeptMessage) {
    this.#mailbox = mailbox;
    this.#message = message;
  }

  /** Null when the server does not tell where the message is (no UIDPLUS). */
  async run(access: MailboxAccess, options: CommandOptions = {}): Promise<AppendResult | null> {
    if (this.#unsure) {
      const found = await this.#find(access, options);
      this.#unsure = false;
      if (found !== null) return found;
    }
    return await access.connected(async (client) => {
      this.#mark ??= await client
        .status(this.#mailbox, ['UIDNEXT', 'UIDVALIDITY'], options)
        .then(({ uidNext = null, uidValidity = null }) => ({ uidNext, uidValidity }));
      this.#unsure = true;
      try {
        const result = await client.mailboxes.append(this.#mailbox, this.#message, options);
        this.#unsure = false;
        return result;
      } catch (error) {
        if (!maybeDone(error)) this.#unsure = false;
        throw error;
      }
    });
  }

  async #find(access: MailboxAccess, options: CommandOptions): Promise<AppendResult | null> {
    const uidNext = this.#mark?.uidNext ?? null;
    const uidValidity = this.#mark?.uidValidity ?? null;
    if (uidNext === null || uidValidity === null) return null;
    const header = headerOf(this.#message.content);
    const look = async (mailbox: Mailbox): Promise<AppendResult | null> => {
      if (mailbox.uidValidity === null) throw noValidity(this.#mailbox);
      if (mailbox.uidValidity !== uidValidity) throw madeAnew('APPEND', this.#mailbox);
      const come = since(mailbox, uidNext);
      if (come.length === 0) return null;
      let found: AppendResult | null = null;
      for await (const row of mailbox.fetch(come, ['UID', { section: 'HEADER' }], options)) {
        const there = row.sections.get('BODY[HEADER]');
        if (there?.kind === 'bytes' && headerOf(there.bytes) === header)
          found ??= { uidValidity, uids: [{ from: row.uid, to: row.uid }] };
      }
      return found;
    };
    return await access.inMailbox(this.#mailbox, (mailbox, client) => undisturbed(client, () => look(mailbox)));
  }
}

/** The header as text, whatever line ends a server makes of it. */
function headerOf(octets: Uint8Array): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
    .toString('latin1')
    .replace(/\r\n/g, '\n');
  const end = text.indexOf('\n\n');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
}
