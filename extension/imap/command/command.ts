import type { Capabilities } from '../client/api.ts';
import type { ImapError } from '../errors.ts';
import type { QuirkId } from '../grammar/quirks.ts';
import type { MalformedResponse, Response, StatusResponse } from '../grammar/types.ts';
import type { Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { CommandPart, CommandWriter } from '../wire/writer.ts';

/** State of the session (RFC 9051 §3). */
export type SessionState = 'not-authenticated' | 'authenticated' | 'selected' | 'logout';

export const signedIn: readonly SessionState[] = ['authenticated', 'selected'];
export const anyState: readonly SessionState[] = ['not-authenticated', 'authenticated', 'selected'];

/** Kinds of untagged data, as far as two commands in flight could mix them up (RFC 9051 §5.5). */
export type DataKind =
  | 'fetch'
  | 'search'
  | 'sort'
  | 'thread'
  | 'list'
  | 'status'
  | 'capability'
  | 'id'
  | 'enabled'
  | 'namespace'
  | 'quota'
  | 'rights'
  | 'metadata'
  | 'language'
  | 'everything';

/** What an OK changes beside giving a result. The engine does it, at the very moment of the OK. */
export type CommandEffect =
  'authenticates' | 'selects' | 'closes-mailbox' | 'logs-out' | 'starts-tls' | 'compresses' | 'signs-out';

/** The selected mailbox as far as a command needs it; two of them are the same selection only if they are the same object. */
export interface SelectionFacts {
  readonly name: MailboxName;
  readonly exists: number;
}

/** What a command may know when it is written. */
export interface WriteContext {
  readonly capabilities: Capabilities;
  /** Mailbox names go out as UTF-8 instead of modified UTF-7. */
  readonly utf8: boolean;
  readonly selection: SelectionFacts | null;
}

/** Untagged data and what is known beside it. */
export interface TakeContext {
  /** Tag of the command that is asked. */
  readonly tag: string;
  /** UID of the message that a FETCH response concerns, given by it or learnt before. */
  readonly uid: Uid | null;
}

/** The front of a FETCH response whose next value is a literal too long to gather. */
export interface LiteralHead {
  readonly seq: number;
  readonly uid: Uid | null;
  /** As `BODY[1.2]<0>`, in upper case. */
  readonly item: string;
  readonly size: number;
}

/** Takes a literal chunk by chunk. */
export interface LiteralTarget {
  chunk(octets: Buffer): void;
  end(): void;
}

/** Answers continuation requests of a command that asks for them (RFC 9051 §7.6). */
export interface ContinuationReply {
  send(parts: readonly CommandPart[]): void;
  /** The server does what the command cannot go on with: the connection is given up. */
  abort(message: string): void;
}

/** The untagged data without which a command's OK says nothing. */
export interface Answer {
  /** First words of its lines, in upper case and without a number in front: `SEARCH`, `EXISTS`. */
  readonly words: readonly string[];
  /** Some of it came and could be read. */
  readonly came: () => boolean;
  /** What an OK without any of it means: the server owes it; it has nothing to tell; or that, against the RFC, by this tolerance. */
  readonly absent: 'owed' | 'nothing' | QuirkId;
  /** Each line tells a part of it, so that one which cannot be read costs all. Otherwise one that came is enough. */
  readonly inParts?: boolean;
}

/** One command: what it needs, how it is written, which data is its own, what comes out. Used once. */
export interface Command<T> {
  /** As `UID FETCH`. */
  readonly name: string;
  readonly states: readonly SessionState[];
  /** Capability without which it must not be sent. */
  readonly capability?: string;
  /** A capability that its arguments need and the server lacks, or null. */
  missing?(capabilities: Capabilities): string | null;
  /** Mailbox it names as an argument. */
  readonly mailbox?: MailboxName;
  /** The selection it is meant for; when another one is current it fails instead of running there. */
  readonly selection?: SelectionFacts;
  /** What was selected when it was made, where nobody knows whether it is meant for that; errors name it. */
  readonly perhaps?: MailboxName | null;
  /** Nothing else may be under way while it is. */
  readonly barrier?: boolean;
  readonly effect?: CommandEffect;
  /** It holds sequence numbers, which an EXPUNGE during another command would shift. */
  readonly numbersMessages?: boolean;
  /** Data that it takes or whose meaning it changes. */
  readonly kinds: readonly DataKind[];
  /** Messages it concerns; two commands with disjoint sets cannot be mixed up. */
  readonly uids?: readonly NumberRange[];
  /** Octets up to which body literals are gathered while it is under way, in place of streaming them. */
  readonly inlineLimit?: number;
  /** Its data carries its tag (ESEARCH). */
  readonly tagged?: boolean;

  /** Data that must have come, and been readable, before its OK counts. The engine looks. */
  readonly answer?: Answer;

  write(out: CommandWriter, context: WriteContext): void;
  /** True when the data was this command's own. */
  take?(response: Response, context: TakeContext): boolean;
  literal?(head: LiteralHead): LiteralTarget | null;
  continuation?(text: string, reply: ContinuationReply): void;
  /** All it has to say is sent: what goes out behind it cannot be taken for an answer to the server. */
  saidAll?(): boolean;
  /** May be sent behind a sign-in that has said all, before its answer is known. */
  readonly eager?: boolean;
  /** Another command waits for this one, which only ends when asked (IDLE). */
  interrupt?(reply: ContinuationReply): void;
  /** Its caller has gone: it may tell the server to stop. */
  cancelled?(reply: ContinuationReply): void;
  /** True while it is in order that nothing comes (IDLE). */
  patient?(): boolean;
  /** The tagged OK. May throw an ImapError, which then is the outcome. */
  finish(status: StatusResponse): T;
  /** Replaces the error of a tagged NO or BAD. */
  refused?(status: StatusResponse): ImapError | null;
}

export type Parsed = Response | MalformedResponse;

/** The mailbox that an error of the command names. */
export function mailboxOf({ mailbox, selection, perhaps }: Command<unknown>): MailboxName | null {
  return mailbox ?? selection?.name ?? perhaps ?? null;
}
