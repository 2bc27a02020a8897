import type { ModSeq, SeqNo, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { ResponseCode } from './code.ts';

export type StatusKind = 'OK' | 'NO' | 'BAD' | 'PREAUTH' | 'BYE';

/** A status response (RFC 9051 §7.1). `tag` is null when untagged. `text` is decoded as UTF-8, else latin1; it may be empty. */
export interface StatusResponse {
  readonly type: 'status';
  readonly tag: string | null;
  readonly kind: StatusKind;
  readonly code: ResponseCode | null;
  readonly text: string;
}

/** One mailbox of a LIST or LSUB response (RFC 9051 §7.3.1). Attributes keep the server's spelling. */
export interface ListResponse {
  readonly type: 'list';
  readonly via: 'LIST' | 'LSUB' | 'XLIST';
  readonly name: MailboxName;
  readonly delimiter: string | null;
  readonly attributes: readonly string[];
  /** Extended data items (RFC 5258 §3): name in upper case → raw text of the value. */
  readonly extended: ReadonlyMap<string, string>;
  /** CHILDINFO (RFC 9051 §7.3.1): selection options, upper case, that mailboxes below this one fulfil. */
  readonly childInfo?: readonly string[];
  /** OLDNAME (RFC 9051 §6.3.9.7): what it was called before. */
  readonly oldName?: MailboxName;
}

/** Counts of a STATUS response (RFC 9051 §7.3.4); an item the server left out is absent. */
export interface MailboxStatus {
  readonly messages?: number;
  readonly recent?: number;
  readonly unseen?: number;
  readonly deleted?: number;
  readonly uidNext?: number;
  readonly uidValidity?: number;
  /** Octets in all messages together (RFC 8438). */
  readonly size?: bigint;
  /** Octets in the messages that are marked \Deleted (RFC 9208 §4.1.5). */
  readonly deletedStorage?: bigint;
  /** Null where the mailbox keeps none. */
  readonly highestModSeq?: ModSeq | null;
  readonly mailboxId?: string;
  readonly appendLimit?: number | null;
}

/** Mailbox address of an ENVELOPE (RFC 9051 §7.5.2), undecoded: encoded words stay as they came. */
export type EnvelopeAddress =
  | {
      readonly type: 'mailbox';
      readonly name: string | null;
      readonly route: string | null;
      readonly mailbox: string;
      readonly host: string;
    }
  | { readonly type: 'group-start'; readonly name: string }
  | { readonly type: 'group-end' };

/** The ten fields of ENVELOPE; strings undecoded (RFC 2047 words as sent), octets as UTF-8 else latin1. */
export interface Envelope {
  readonly date: string | null;
  readonly subject: string | null;
  readonly from: readonly EnvelopeAddress[];
  readonly sender: readonly EnvelopeAddress[];
  readonly replyTo: readonly EnvelopeAddress[];
  readonly to: readonly EnvelopeAddress[];
  readonly cc: readonly EnvelopeAddress[];
  readonly bcc: readonly EnvelopeAddress[];
  readonly inReplyTo: string | null;
  readonly messageId: string | null;
}

export interface BodyDisposition {
  /** Lower case: `attachment`, `inline`, … */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

interface BodyCommon {
  /** Section specifier to fetch it: `''` for the root multipart, else `1`, `2.1`, … (RFC 9051 §6.4.5.1). */
  readonly section: string;
  /** Lower case. */
  readonly type: string;
  readonly subtype: string;
  /** Keys lower case, values undecoded. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly disposition: BodyDisposition | null;
  readonly language: readonly string[];
  readonly location: string | null;
}

export interface BodyPart extends BodyCommon {
  readonly kind: 'part';
  readonly id: string | null;
  readonly description: string | null;
  /** Content-Transfer-Encoding, lower case; `7bit` when the server gave none. */
  readonly encoding: string;
  /** Octets as transferred. */
  readonly size: number;
  readonly lines: number | null;
  readonly md5: string | null;
  /** Present for message/rfc822 and message/global. */
  readonly message: { readonly envelope: Envelope; readonly body: BodyStructure } | null;
}

export interface BodyMultipart extends BodyCommon {
  readonly kind: 'multipart';
  readonly parts: readonly BodyStructure[];
}

/** BODYSTRUCTURE (RFC 9051 §7.5.2) as a tree. */
export type BodyStructure = BodyPart | BodyMultipart;

/** One message's FETCH data; an item that the server did not send is absent. */
export interface FetchResponse {
  readonly type: 'fetch';
  /** 0 where the server keeps none (UIDONLY, RFC 9586). */
  readonly seq: SeqNo;
  readonly uid?: Uid;
  readonly flags?: readonly string[];
  readonly internalDate?: Date;
  /** The zone that the server wrote `internalDate` in, in minutes east of UTC: `formatInternalDate(internalDate, internalDateZone)`. */
  readonly internalDateZone?: number;
  /** Octets of the whole message. */
  readonly size?: number;
  readonly modSeq?: ModSeq;
  readonly emailId?: string;
  readonly threadId?: string | null;
  readonly preview?: string | null;
  readonly saveDate?: Date | null;
  readonly gmailMessageId?: bigint;
  readonly gmailThreadId?: bigint;
  readonly gmailLabels?: readonly string[];
  /** Section → octets once decoded (BINARY.SIZE, RFC 3516 §4.3). */
  readonly binarySizes?: ReadonlyMap<string, number>;
  /** Parsed on first access: 100,000 rows of a list must not pay for trees nobody opens. */
  readonly envelope?: Envelope;
  readonly bodyStructure?: BodyStructure;
  /** BODY[…] and BINARY[…] by item name as `BODY[1.2]`, `BODY[HEADER]`, with `<origin>` where partial; null for NIL. */
  readonly sections: ReadonlyMap<string, FetchedSection>;
  /** Attributes outside the grammar: name in upper case → raw text. */
  readonly unknown: ReadonlyMap<string, string>;
}

export type FetchedSection =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'nil' }
  /** The octets went to the stream that asked for them. */
  | { readonly kind: 'streamed'; readonly size: number };

export type SearchResponse =
  | { readonly type: 'search'; readonly numbers: readonly number[]; readonly modSeq: ModSeq | null }
  | { readonly type: 'sort'; readonly numbers: readonly number[]; readonly modSeq: ModSeq | null }
  | {
      readonly type: 'esearch';
      readonly tag: string | null;
      readonly uid: boolean;
      readonly min?: number;
      readonly max?: number;
      readonly count?: number;
      /** Sorted, without overlaps. */
      readonly all?: readonly NumberRange[];
      /** As the server sent them, which of a sorted search is the order (RFC 5267 §3). */
      readonly inOrder?: readonly NumberRange[];
      readonly modSeq?: ModSeq;
      /** One window of the result (RFC 9394 §3.2); `numbers` is null when there is none in it. */
      readonly partial?: { readonly window: string; readonly numbers: readonly NumberRange[] | null };
      /** What joined or left a result that is kept up to date (RFC 5267 §4.3): position in it, or 0, and numbers. */
      readonly added?: readonly ContextChange[];
      readonly removed?: readonly ContextChange[];
      /** Mailbox of a search in several (RFC 7377 §2.1). */
      readonly mailbox?: MailboxName;
      readonly uidValidity?: number;
      /** Return data outside the grammar: name → raw text. */
      readonly other: ReadonlyMap<string, string>;
    };

export interface ContextChange {
  readonly position: number;
  readonly numbers: readonly NumberRange[];
}

/** Untagged data and status, tagged status, continuation: all that a server may say (RFC 9051 §7). */
export type Response =
  | StatusResponse
  | ListResponse
  | FetchResponse
  | SearchResponse
  | { readonly type: 'continuation'; readonly code: ResponseCode | null; readonly text: string }
  | { readonly type: 'capability'; readonly capabilities: readonly string[] }
  | { readonly type: 'mailbox-status'; readonly name: MailboxName; readonly status: MailboxStatus }
  | { readonly type: 'flags'; readonly flags: readonly string[] }
  | { readonly type: 'exists'; readonly count: number }
  | { readonly type: 'recent'; readonly count: number }
  | { readonly type: 'expunge'; readonly seq: SeqNo }
  | { readonly type: 'vanished'; readonly earlier: boolean; readonly uids: readonly NumberRange[] }
  | { readonly type: 'enabled'; readonly capabilities: readonly string[] }
  | { readonly type: 'id'; readonly parameters: ReadonlyMap<string, string | null> | null }
  | {
      readonly type: 'namespace';
      readonly personal: readonly Namespace[];
      readonly other: readonly Namespace[];
      readonly shared: readonly Namespace[];
    }
  | { readonly type: 'quota'; readonly root: string; readonly resources: readonly QuotaResource[] }
  | { readonly type: 'quotaroot'; readonly name: MailboxName; readonly roots: readonly string[] }
  | { readonly type: 'myrights'; readonly name: MailboxName; readonly rights: string }
  | { readonly type: 'acl'; readonly name: MailboxName; readonly entries: readonly AclEntry[] }
  | {
      readonly type: 'listrights';
      readonly name: MailboxName;
      readonly identifier: string;
      /** Granted in any case. */
      readonly required: string;
      /** Each group is granted or withheld as a whole. */
      readonly optional: readonly string[];
    }
  | { readonly type: 'thread'; readonly threads: readonly Thread[] }
  /** `changed` names entries whose values the server did not send (RFC 5464 §4.4.2). An empty mailbox name stands for the server. */
  | {
      readonly type: 'metadata';
      readonly name: MailboxName;
      readonly entries: ReadonlyMap<string, string | null>;
      readonly changed: readonly string[];
    }
  | {
      readonly type: 'annotation';
      readonly name: MailboxName;
      readonly entries: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
    }
  | { readonly type: 'language'; readonly tags: readonly string[] }
  | { readonly type: 'comparator'; readonly active: string; readonly matching: readonly string[] }
  /** A response outside the grammar known here: kept, logged, harmless. */
  | { readonly type: 'unknown'; readonly keyword: string; readonly text: string };

/** Who may do what in a mailbox (RFC 4314 §2). An identifier that begins with `-` takes rights away. */
export interface AclEntry {
  readonly identifier: string;
  /** One letter per right, as `lrswipkxtea`. */
  readonly rights: string;
}

/**
 * A conversation (RFC 5256 §4): messages of which each answers the one before, then branches that all answer the last of them.
 * Without numbers, the branches answer a message that is not in the mailbox.
 */
export interface Thread {
  readonly numbers: readonly number[];
  readonly branches: readonly Thread[];
}

export interface Namespace {
  readonly prefix: MailboxName;
  readonly delimiter: string | null;
}

/** `usage` and `limit` in the resource's own unit: STORAGE in units of 1024 octets, MESSAGE in messages (RFC 9208 §5). */
export interface QuotaResource {
  readonly name: string;
  readonly usage: bigint;
  readonly limit: bigint;
}

/** What a response that does not parse leaves behind: it costs itself, never the connection. */
export interface MalformedResponse {
  readonly type: 'malformed';
  /** Recovered from the raw octets; its command fails instead of waiting for ever. */
  readonly tag: string | null;
  readonly reason: string;
  /** At most the first 1000 octets, as latin1. */
  readonly excerpt: string;
}
