import { createHash } from 'node:crypto';
import type { AppendResult, NewMessage } from '../command/append.ts';
import { ImapError } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions } from './api.ts';
import { checkVersion, madeAnew, maybeDone, noValidity, undisturbed, type MailboxAccess } from './mailbox-access.ts';
import type { Mailbox } from './mailbox.ts';
import { since } from './message-key.ts';
import { headerOf, SentMessage } from './sent-message.ts';

/** A message whose octets are at hand, so that they can be sent again. */
export type KeptMessage = NewMessage & { readonly content: Uint8Array };

export interface AppendJobOptions extends CommandOptions {
  /** Octets given to the connection so far, and of how many. */
  readonly onProgress?: (sent: number, total: number) => void;
  /** As that of a `TransferJob`; the message's octets are for the caller to keep. */
  readonly keep?: (state: AppendState) => void | Promise<void>;
}

/** All that a job knows but the octets of its message; what JSON makes of it and back is the same. */
export interface AppendState {
  readonly version: 1;
  readonly mailbox: MailboxName;
  readonly flags?: readonly string[];
  /** INTERNALDATE, as `Date.toISOString` writes it. */
  readonly date?: string;
  readonly binary?: boolean;
  readonly utf8?: boolean;
  /** By which the octets are known again: how many, and the SHA-256 of the header. */
  readonly size: number;
  readonly header: string;
  readonly mark: Mark | null;
  readonly unsure: boolean;
  readonly done: boolean;
  /** Where the message is, as far as the server tells. */
  readonly result: AppendResult | null;
}

/** Where the mailbox ended before the message was sent. */
interface Mark {
  readonly uidValidity: number | null;
  readonly uidNext: number | null;
}

/** Octets told at once; between two of them the connection takes what it can. */
const chunkSize = 64 * 1024;

/**
 * An APPEND that survives its connection: when its answer was lost, `run` on the next connection looks whether the message is there among
 * what came since, before it is sent again: with the same header and size, or with what a server leaves as it is where it changes them.
 * With `keep` it survives its process too.
 */
export class AppendJob {
  readonly #mailbox: MailboxName;
  readonly #message: KeptMessage;
  #mark: Mark | null = null;
  #unsure = false;
  #done = false;
  #result: AppendResult | null = null;

  constructor(mailbox: MailboxName, message: KeptMessage) {
    this.#mailbox = mailbox;
    this.#message = message;
  }

  /**
   * The job that gave this state, with the octets it was given.
   * @throws ImapError `invalid-argument` for other octets, or a state of another version.
   */
  static resume(state: AppendState, content: Uint8Array): AppendJob {
    const { mailbox, flags, date, binary, utf8, size, header } = state;
    checkVersion(state, 'APPEND', mailbox);
    if (content.length !== size || digestOf(content) !== header) {
      const message = 'This is not the message that was to be appended.';
      throw new ImapError(
        message,
        { kind: 'invalid-argument', message },
        { command: 'APPEND', mailbox: mailbox.display },
      );
    }
    const job = new AppendJob(mailbox, {
      content,
      ...(flags === undefined ? {} : { flags }),
      ...(date === undefined ? {} : { date: new Date(date) }),
      ...(binary === undefined ? {} : { binary }),
      ...(utf8 === undefined ? {} : { utf8 }),
    });
    job.#mark = state.mark;
    job.#unsure = state.unsure;
    job.#done = state.done;
    job.#result = state.result;
    return job;
  }

  get state(): AppendState {
    const { content, flags, date, binary, utf8 } = this.#message;
    return {
      version: 1,
      mailbox: this.#mailbox,
      ...(flags === undefined ? {} : { flags }),
      ...(date === undefined ? {} : { date: date.toISOString() }),
      ...(binary === undefined ? {} : { binary }),
      ...(utf8 === undefined ? {} : { utf8 }),
      size: content.length,
      header: digestOf(content),
      mark: this.#mark,
      unsure: this.#unsure,
      done: this.#done,
      result: this.#result,
    };
  }

  /** Null when the server does not tell where the message is (no UIDPLUS). Sends nothing where it has been done. */
  async run(access: MailboxAccess, options: AppendJobOptions = {}): Promise<AppendResult | null> {
    if (!this.#done) {
      this.#result = await this.#bring(access, options);
      this.#done = true;
      await options.keep?.(this.state);
    }
    return this.#result;
  }

  async #bring(access: MailboxAccess, options: AppendJobOptions): Promise<AppendResult | null> {
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
      await options.keep?.(this.state);
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
    const sent = new SentMessage(this.#message.content);
    const look = async (mailbox: Mailbox): Promise<AppendResult | null> => {
      if (mailbox.uidValidity === null) throw noValidity(this.#mailbox);
      if (mailbox.uidValidity !== uidValidity) throw madeAnew('APPEND', this.#mailbox);
      const come = since(mailbox, uidNext);
      if (come.length === 0) return null;
      // Of several that it may be the unchanged one is ours.
      let same: AppendResult | null = null;
      let alike: AppendResult | null = null;
      for await (const row of mailbox.fetch(come, ['UID', 'RFC822.SIZE', { section: 'HEADER' }], options)) {
        const there = row.sections.get('BODY[HEADER]');
        if (there?.kind !== 'bytes') continue;
        const likeness = sent.compare(there.bytes, row.size ?? null);
        const place = { uidValidity, uids: [{ from: row.uid, to: row.uid }] };
        if (likeness === 'same') same ??= place;
        else if (likeness === 'alike') alike ??= place;
      }
      return same ?? alike;
    };
    return await access.inMailbox(this.#mailbox, (mailbox, client) => undisturbed(client, () => look(mailbox)));
  }
}

/** A mailbox that cannot be looked at: what APPEND says of it is what counts, as TRYCREATE. */
function unlessRefused(error: unknown): Mark {
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

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(headerOf(content), 'latin1').digest('hex');
}
