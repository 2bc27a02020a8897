import type { BodyStructure, Envelope, MailboxStatus } from '../imap/grammar/types.ts';
import type { ModSeq, Uid } from '../imap/wire/ids.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';

declare const accountBrand: unique symbol;
/** Stable random id of an account; `demo` for the built-in one. */
export type AccountId = string & { readonly [accountBrand]: true };

export function accountId(text: string): AccountId {
  return text as AccountId;
}

/** A message for as long as UIDVALIDITY holds (RFC 9051 §2.3.1.1). */
export interface MessageRef {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uidValidity: number;
  readonly uid: Uid;
}

/** A mailbox as the tree shows it. */
export interface MailboxInfo {
  readonly account: AccountId;
  readonly name: MailboxName;
  readonly delimiter: string | null;
  readonly selectable: boolean;
  /** `\Inbox`, `\Sent`, … or null. */
  readonly specialUse: string | null;
  readonly status: MailboxStatus | null;
}

/** A row of the message list: envelope data only, never a body. */
export interface MessageSummary {
  readonly ref: MessageRef;
  readonly flags: readonly string[];
  readonly internalDate: Date | null;
  readonly size: number | null;
  readonly envelope: Envelope;
  readonly bodyStructure: BodyStructure | null;
  /** As of which change the flags are; null where the server does not keep count, or has not told (RFC 7162 §3.1). */
  readonly modSeq?: ModSeq | null;
}

/** What the message editor needs of an account; implemented by the account session. Errors are `ImapError`. */
export interface MessageSource {
  /** Envelope, structure, flags, size and date. Rejects with `MessageGoneError` when the message has vanished. */
  summary(ref: MessageRef, signal?: AbortSignal): Promise<MessageSummary>;
  /** Octets of a section (`''` = whole message, `HEADER`, `1.2`, `1.2.MIME`), exactly as the server stores them, streamed. */
  section(
    ref: MessageRef,
    section: string,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (received: number, total: number) => void;
      readonly origin?: 'user' | 'background';
      /** First octet wanted; default 0. */
      readonly offset?: number;
      /** Octets wanted at most; default all. */
      readonly length?: number;
    },
  ): AsyncIterable<Buffer>;
  /** As a by-effect of reading (`\\Seen`): a refusal is logged, not told. */
  setFlags(ref: MessageRef, operation: 'add' | 'remove', flags: readonly string[]): Promise<void>;
}

/** The message or its mailbox is no longer on the server. */
export class MessageGoneError extends Error {
  override readonly name = 'MessageGoneError';
  readonly ref: MessageRef;
  constructor(ref: MessageRef, message: string) {
    super(message);
    this.ref = ref;
  }
}

/** The mailbox itself is no longer on the server. */
export class MailboxGoneError extends Error {
  override readonly name = 'MailboxGoneError';
  readonly mailbox: MailboxName;
  constructor(mailbox: MailboxName) {
    super(`The mailbox “${mailbox.display}” is no longer on the server.`);
    this.mailbox = mailbox;
  }
}
