import type { AppendResult, NewMessage } from '../command/append.ts';
import { ImapError } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions } from './api.ts';
import { madeAnew, maybeDone, noValidity, undisturbed, type MailboxAccess } from './mailbox-access.ts';
import type { Mailbox } from './mailbox.ts';
import { since } from './message-key.ts';

/** A message whose octets are at hand, so that they can be sent again. */
export type KeptMessage = NewMessage & { readonly content: Uint8Array };

export interface AppendJobOptions extends CommandOptions {
  /** Octets given to the connection so far, and of how many. */
  readonly onProgress?: (sent: number, total: number) => void;
}

/** Octets told at once; between two of them the connection takes what it can. */
const chunkSize = 64 * 1024;

/**
 * An APPEND that survives its connection: when its answer was lost, `run` on the next connection looks whether the message is there, by
 * its Message-ID (its whole header where it has none) among what came since, before it is sent again.
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
  async run(access: MailboxAccess, options: AppendJobOptions = {}): Promise<AppendResult | null> {
    // What a refusal means to whoever waits is APPEND's to say, once.
    const quietly: CommandOptions = { ...options, origin: 'background' };
    if (this.#unsure) {
      const found = await this.#find(access, quietly);
      this.#unsure = false;
      if (found !== null) return found;
    }
    return await access.connected(async (client) => {
      this.#mark ??= await client
        .status(this.#mailbox, ['UIDNEXT', 'UIDVALIDITY'], quietly)
        .then(({ uidNext = null, uidValidity = null }) => ({ uidNext, uidValidity }))
        .catch(unlessRefused);
      this.#unsure = true;
      try {
        const message = { ...this.#message, content: contentOf(this.#message.content, options.onProgress) };
        const result = await client.mailboxes.append(this.#mailbox, message, options);
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
    const id = messageIdOf(header);
    const look = async (mailbox: Mailbox): Promise<AppendResult | null> => {
      if (mailbox.uidValidity === null) throw noValidity(this.#mailbox);
      if (mailbox.uidValidity !== uidValidity) throw madeAnew('APPEND', this.#mailbox);
      const come = since(mailbox, uidNext);
      if (come.length === 0) return null;
      // A server may change what it keeps, so that the id has to do; of several with that id the unchanged one is ours.
      let same: AppendResult | null = null;
      let alike: AppendResult | null = null;
      for await (const row of mailbox.fetch(come, ['UID', { section: 'HEADER' }], options)) {
        const there = row.sections.get('BODY[HEADER]');
        if (there?.kind !== 'bytes') continue;
        const text = headerOf(there.bytes);
        const place = { uidValidity, uids: [{ from: row.uid, to: row.uid }] };
        if (text === header) same ??= place;
        else if (id !== null && messageIdOf(text) === id) alike ??= place;
      }
      return same ?? alike;
    };
    return await access.inMailbox(this.#mailbox, (mailbox, client) => undisturbed(client, () => look(mailbox)));
  }
}

/** A mailbox that cannot be looked at: what APPEND says of it is what counts, as TRYCREATE. */
function unlessRefused(error: unknown): { readonly uidNext: null; readonly uidValidity: null } {
  if (error instanceof ImapError && error.detail.kind === 'refused') return { uidNext: null, uidValidity: null };
  throw error;
}

function contentOf(message: Uint8Array, onProgress: AppendJobOptions['onProgress']): NewMessage['content'] {
  if (onProgress === undefined) return message;
  const size = message.length;
  async function* source(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < size; at += chunkSize) {
      yield await Promise.resolve(message.subarray(at, at + chunkSize));
      onProgress?.(Math.min(size, at + chunkSize), size);
    }
  }
  return { size, source: source() };
}

/** The header as text, whatever line ends a server makes of it. */
function headerOf(octets: Uint8Array): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
    .toString('latin1')
    .replace(/\r\n/g, '\n');
  const end = text.indexOf('\n\n');
  return (end < 0 ? text : text.slice(0, end)).trimEnd();
}

/** What stands between `<` and `>` in the Message-ID of a header (RFC 5322 §3.6.4), which may be folded; null where there is none. */
function messageIdOf(header: string): string | null {
  return /^message-id[ \t]*:[^<\n]*(?:\n[ \t][^<\n]*)*<([^<>\s]+)>/im.exec(header)?.[1] ?? null;
}
