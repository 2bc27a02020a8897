import { invalidArgument } from '../errors.ts';
import type { StatusResponse } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { countNumbers, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command, type WriteContext } from './command.ts';

/** Octets of a message: at hand, or produced while they are sent. `size` must be exact. */
export type MessageContent =
  Uint8Array | { readonly size: number; readonly source: AsyncIterable<Uint8Array> } | readonly CatenatePart[];

/** A piece of a message that the server puts together (RFC 4469 §3). URLs as in RFC 5092, of messages in the same account. */
export type CatenatePart = { readonly text: Uint8Array } | { readonly url: string };

export interface NewMessage {
  readonly content: MessageContent;
  readonly flags?: readonly string[];
  /** INTERNALDATE; the server's clock where absent. */
  readonly date?: Date;
  /** It holds NUL octets, or headers in UTF-8: sent as literal8 (RFC 3516 §4.4, RFC 6855 §4). */
  readonly binary?: boolean;
  readonly utf8?: boolean;
}

/** Where the new messages are; null when the server does not tell (UIDPLUS, RFC 4315 §3). */
export interface AppendResult {
  readonly uidValidity: number;
  /** In the order of the messages. */
  readonly uids: readonly NumberRange[];
}

/** APPEND (RFC 9051 §6.3.12), of several messages by MULTIAPPEND (RFC 3502 §6.3.11), from pieces by CATENATE (RFC 4469 §3). */
export class Append implements Command<AppendResult | null> {
  readonly name = 'APPEND';
  readonly states = signedIn;
  readonly kinds = [];
  readonly mailbox: MailboxName;
  readonly capability?: string;
  readonly #messages: readonly NewMessage[];

  constructor(mailbox: MailboxName, messages: readonly NewMessage[]) {
    this.mailbox = mailbox;
    this.#messages = messages;
    const needed = messages.length > 1 ? 'MULTIAPPEND' : neededFor(messages[0]);
    if (needed !== null) this.capability = needed;
  }

  write(out: CommandWriter, context: WriteContext): void {
    if (this.#messages.length === 0) invalid('There is no message to append');
    out.sp().mailbox(this.mailbox);
    for (const message of this.#messages) writeMessage(out, message, context);
  }

  finish(status: StatusResponse): AppendResult | null {
    return appendResult(status, this.#messages.length);
  }
}

/** The capability that a single message needs beyond plain APPEND. */
export function neededFor(message: NewMessage | undefined): string | null {
  if (message === undefined) return null;
  if (isCatenated(message.content)) return 'CATENATE';
  if (message.utf8 === true) return 'UTF8=ACCEPT';
  return message.binary === true ? 'BINARY' : null;
}

/** ` (flags) "date" literal`, each part where it is given. */
export function writeMessage(out: CommandWriter, message: NewMessage, { capabilities, utf8 }: WriteContext): void {
  const { content, flags, date, binary } = message;
  for (const needed of [neededFor(message)])
    if (needed !== null && !capabilities.has(needed)) invalid(`The server does not offer ${needed}`);
  if (message.utf8 === true && !utf8) invalid('UTF8=ACCEPT has to be enabled before headers in UTF-8 are appended');
  if (flags !== undefined && flags.length > 0) out.sp().flags(flags);
  if (date !== undefined) out.sp().dateTime(date);
  out.sp();
  if (isCatenated(content)) writeCatenated(out, content);
  else {
    if (message.utf8 === true) out.text('UTF8 (');
    const literal8 = binary === true || message.utf8 === true;
    if (!(content instanceof Uint8Array)) out.stream(content.size, content.source, literal8);
    else if (literal8) out.literal8(content);
    else out.literal(content);
    if (message.utf8 === true) out.text(')');
  }
}

function writeCatenated(out: CommandWriter, parts: readonly CatenatePart[]): void {
  if (parts.length === 0) invalid('A message is made of one piece at least');
  out.text('CATENATE (');
  parts.forEach((part, index) => {
    if (index > 0) out.sp();
    if ('url' in part) out.text('URL ').astring(part.url);
    else out.text('TEXT ').literal(part.text);
  });
  out.text(')');
}

function isCatenated(content: MessageContent): content is readonly CatenatePart[] {
  return Array.isArray(content);
}

/** A code that does not fit what was sent says nothing (a hostile server may send any). */
export function appendResult({ code }: StatusResponse, count: number): AppendResult | null {
  if (code?.name !== 'APPENDUID' || countNumbers(code.uids) !== count) return null;
  return { uidValidity: code.uidValidity, uids: code.uids };
}

function invalid(message: string): never {
  throw invalidArgument(message, { command: 'APPEND' });
}
