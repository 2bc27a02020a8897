import type { UsedQuirk } from '../grammar/quirk-counter.ts';
import type { SaslMechanism } from '../auth/mechanism.ts';
import type { CloseReason } from '../errors.ts';
import type { FetchResponse, ListResponse, MailboxStatus, SearchResponse, StatusResponse } from '../grammar/types.ts';
import type { SpillOptions } from '../session/spill.ts';
import type { Clock } from '../session/clock.ts';
import type { TraceSink } from '../trace/record.ts';
import type { Transport, TransportSecurity } from '../transport/transport.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { NumberRange } from '../wire/sequence-set.ts';

import type { KnownMailbox, Resumption } from './known-mailbox.ts';

export interface Disposable {
  dispose(): void;
}

/** Given with every command. */
export interface CommandOptions {
  /**
   * Aborting rejects at once with `aborted`; the connection and its other commands stay usable. What the server still sends for it is read
   * and dropped: up to 64 MiB, for up to ten seconds; what lasts longer ends the connection.
   */
  readonly signal?: AbortSignal;
  /** Time without progress after which the command fails; default 60,000 ms. */
  readonly timeoutMs?: number;
  /** Whether a person waits for it: decides how loudly a refusal surfaces. Default `background`. */
  readonly origin?: 'user' | 'background';
}

export interface CommandInfo {
  /** As `UID FETCH`. */
  readonly name: string;
  readonly tag: string;
  readonly origin: 'user' | 'background';
  /** Mailbox it names as argument, if any. */
  readonly mailbox: MailboxName | null;
  /** Messages that it names; absent where it names none, or by number. */
  readonly uids?: readonly NumberRange[];
}

/** A status response with all that the surfacing policy needs to know. */
export interface StatusEvent {
  readonly connection: number;
  readonly status:
    StatusResponse | { readonly type: 'continuation'; readonly code: StatusResponse['code']; readonly text: string };
  /** The command that a tagged response completes; for an untagged one the command in progress if it is the only one. */
  readonly command: CommandInfo | null;
  /** Mailbox concerned: the command's own, else the selected one. */
  readonly mailbox: MailboxName | null;
  /** False before TLS on a connection that is to be protected: such text may be forged. */
  readonly trusted: boolean;
  readonly greeting: boolean;
  /** True for what follows our LOGOUT. */
  readonly afterLogout: boolean;
  /** Index of the trace record that holds the line, for "Show in log". */
  readonly traceIndex: number;
}

export interface Capabilities {
  /** Case is ignored; what IMAP4rev2 and others imply is included (RFC 9051 appendix E). */
  has(name: string): boolean;
  /** Values of `NAME=value` capabilities: `values('AUTH')` → `['PLAIN', …]`. */
  values(name: string): readonly string[];
  readonly all: readonly string[];
}

export interface ConnectOptions {
  /** Opens the transport: TCP, TLS, in-memory, …. */
  readonly open: (signal: AbortSignal) => Promise<Transport>;
  /**
   * What protection the caller demands. `tls`: the transport brings it. `starttls`: upgraded before anything else, else failure.
   * `none`: only accepted on loopback or a local transport unless the caller allows plaintext.
   */
  readonly protect: 'tls' | 'starttls' | 'none' | 'local';
  readonly trace?: TraceSink;
  readonly onStatus?: (event: StatusEvent) => void;
  readonly signal?: AbortSignal;
  /** Default 15,000 ms each. */
  readonly connectTimeoutMs?: number;
  readonly greetingTimeoutMs?: number;
  /** Whose address is shown in the log while the transport is being opened. */
  readonly endpoint?: string;
  /** With `none`: unprotected also beyond this machine. A password may then be read by others; never set it without having asked. */
  readonly allowPlaintext?: boolean;
  /**
   * What a stream does with data that its reader has not taken while other commands wait behind it. Default 32 MiB in memory, then a
   * temporary file that only this process can read.
   */
  readonly spill?: Partial<SpillOptions>;
  /** For tests. */
  readonly clock?: Clock;
}

export type Credentials =
  | {
      readonly kind: 'password';
      readonly user: string;
      readonly password: string;
      /** Act as somebody else (RFC 4422 §3.4.1). */
      readonly authorizationId?: string;
      /** This mechanism and no other, as `PLAIN`; `LOGIN` is the SASL mechanism, the command has a method of its own. */
      readonly mechanism?: string;
    }
  | {
      readonly kind: 'token';
      readonly user: string;
      readonly accessToken: string;
      /** `OAUTHBEARER`, `XOAUTH2` or its older name `OAUTH2`; default the first of them on offer. */
      readonly mechanism?: string;
      /** What Yahoo's XOAUTH2 wants to be told beside. */
      readonly vendor?: string;
    }
  /** A mechanism of the caller's own. */
  | { readonly kind: 'sasl'; readonly mechanism: SaslMechanism }
  | { readonly kind: 'external'; readonly authorizationId?: string }
  | { readonly kind: 'anonymous'; readonly trace: string };

export interface ListOptions extends CommandOptions {
  readonly reference?: string;
  /** Default `*`. */
  readonly pattern?: string;
  readonly subscribedOnly?: boolean;
  /** Counts asked for with RETURN (STATUS …) where LIST-STATUS is offered, else by pipelined STATUS commands. */
  readonly status?: readonly StatusItem[];
  /** Only those with a special use (RFC 6154 §2). */
  readonly specialUseOnly?: boolean;
  /** With `subscribedOnly`: also those above a subscribed one (RECURSIVEMATCH, RFC 9051 §6.3.9.1). */
  readonly recursive?: boolean;
  /** What the user may do in each (LIST-MYRIGHTS, RFC 8440). */
  readonly rights?: boolean;
  /** Entries to tell of each (LIST-METADATA, RFC 9590). */
  readonly metadata?: readonly string[];
}

export type StatusItem =
  | 'MESSAGES'
  | 'RECENT'
  | 'UNSEEN'
  | 'DELETED'
  | 'DELETED-STORAGE'
  | 'UIDNEXT'
  | 'UIDVALIDITY'
  | 'SIZE'
  | 'HIGHESTMODSEQ'
  | 'MAILBOXID'
  | 'APPENDLIMIT';

export interface ListedMailbox extends ListResponse {
  /** Lower-case tests are done here once: \Noselect or \NonExistent. */
  readonly selectable: boolean;
  /** `\Sent`, `\Trash`, … with canonical case (RFC 6154), or null. INBOX gives `\Inbox`. */
  readonly specialUse: string | null;
  readonly status: MailboxStatus | null;
  /** Present where asked for and told. */
  readonly rights?: string;
  readonly metadata?: ReadonlyMap<string, string | null>;
}

/** Short for several items (RFC 9051 §6.4.5); FULL gives BODYSTRUCTURE, which tells all that BODY does. */
export type FetchMacro = 'ALL' | 'FAST' | 'FULL';

/** FETCH items (RFC 9051 §6.4.5); a section never sets \Seen unless `peek` is false. */
export type FetchItem =
  | 'UID'
  | 'FLAGS'
  | 'INTERNALDATE'
  | 'RFC822.SIZE'
  | 'ENVELOPE'
  | 'BODYSTRUCTURE'
  | 'MODSEQ'
  | 'PREVIEW'
  | 'PREVIEW (LAZY)'
  | 'EMAILID'
  | 'THREADID'
  | 'SAVEDATE'
  | 'X-GM-MSGID'
  | 'X-GM-THRID'
  | 'X-GM-LABELS'
  | {
      readonly section: string;
      readonly binary?: boolean;
      readonly peek?: boolean;
      readonly partial?: { readonly offset: number; readonly length: number };
    }
  /** Octets of a part once it is decoded (RFC 3516 §4.3). */
  | { readonly binarySize: string };

/** FETCH data that surely names its message. */
export type FetchedMessage = FetchResponse & { readonly uid: Uid };

export type UidSet = readonly NumberRange[] | readonly Uid[];

export interface SectionOptions extends CommandOptions {
  readonly offset?: number;
  readonly length?: number;
  /** Told as octets arrive; `total` as the server announced. */
  readonly onProgress?: (received: number, total: number) => void;
}

/** What happens to the selected mailbox, as the server told it. */
export type MailboxEvent =
  | { readonly kind: 'exists'; readonly count: number; readonly previous: number }
  /** `uid` null when it was never learnt. */
  | { readonly kind: 'expunge'; readonly uid: Uid | null; readonly count: number }
  | { readonly kind: 'vanished'; readonly uids: readonly NumberRange[]; readonly count: number }
  /** `modSeq` where the server tells it (RFC 7162 §3.2.4). */
  | { readonly kind: 'flags'; readonly uid: Uid; readonly flags: readonly string[]; readonly modSeq?: ModSeq }
  | { readonly kind: 'read-only' }
  /** The server says that the mailbox is no longer there (NONEXISTENT, RFC 5530 §3); it stays selected, but nothing can be changed in it. */
  | { readonly kind: 'nonexistent' }
  | { readonly kind: 'resync-needed'; readonly reason: string }
  /** Another mailbox was selected, it was closed, or the connection ended. */
  | { readonly kind: 'closed' };

/** The selected mailbox of a connection; dead after `closed` (every call then rejects with `illegal-state`). */
export interface SelectedMailbox {
  readonly name: MailboxName;
  readonly exists: number;
  readonly uidValidity: number | null;
  readonly uidNext: number | null;
  readonly flags: readonly string[];
  /** What may be changed for good; `\*` means new keywords too. Null: the server did not say. */
  readonly permanentFlags: readonly string[] | null;
  readonly readOnly: boolean;
  readonly firstUnseen: number | null;
  readonly highestModSeq: ModSeq | null;
  onEvent(listener: (event: MailboxEvent) => void): Disposable;

  /**
   * One page counted from the newest message: `skip` messages are passed over, then `count` are fetched, in mailbox order.
   * Uses sequence numbers inside, so it costs the page whatever the size of the mailbox.
   */
  fetchPage(
    page: { readonly skip: number; readonly count: number },
    items: readonly (FetchItem | FetchMacro)[],
    options?: CommandOptions,
  ): AsyncIterable<FetchedMessage>;
  fetch(
    uids: UidSet,
    items: readonly (FetchItem | FetchMacro)[],
    options?: CommandOptions,
  ): AsyncIterable<FetchedMessage>;
  /** BODY.PEEK[section] as it arrives, with back-pressure to the socket. Ends early by `return()`. Rejects with `refused`, or `invalid-argument` when the message has vanished. */
  section(uid: Uid, section: string, options?: SectionOptions): AsyncIterable<Buffer>;
  /** UID STORE (RFC 9051 §6.4.6). */
  store(
    uids: UidSet,
    operation: 'add' | 'remove' | 'replace',
    flags: readonly string[],
    options?: CommandOptions,
  ): Promise<void>;
  /** UID SEARCH; criteria already in IMAP syntax per element, strings quoted by the core. */
  search(criteria: readonly SearchTerm[], options?: CommandOptions): Promise<SearchResponse>;
  /** Waits in IDLE until the signal aborts; renewed by itself. Falls back to NOOP polling where IDLE is not offered. Ends by itself when another command is issued, then resumes. */
  idle(options: { readonly signal: AbortSignal; readonly pollMs?: number }): Promise<void>;
  close(options?: CommandOptions): Promise<void>;
}

/** A search key as text that goes out verbatim, or a string argument that the writer quotes or sends as literal. */
export type SearchTerm = { readonly key: string } | { readonly text: string } | { readonly uids: UidSet };

/** One authenticated or not yet authenticated connection. Made by `connectImap(options)`. */
export interface ImapClient {
  readonly connection: number;
  readonly greeting: StatusResponse;
  readonly security: TransportSecurity;
  readonly capabilities: Capabilities;
  readonly authenticated: boolean;
  /** Deviations from the protocol that this server was forgiven so far. */
  readonly quirks?: readonly UsedQuirk[];
  /** What is selected, by whomever; null where nothing is. */
  readonly selected?: SelectedMailbox | null;
  /** Octets still to come of a literal that its reader gave up; what is asked next waits behind them. */
  readonly unwanted?: number;
  /** Never rejects (design rule 5). */
  readonly closed: Promise<CloseReason>;
  /** SASL with the strongest mechanism both sides know, else LOGIN; never in the clear unless the transport is local or loopback was allowed. */
  signIn(credentials: Credentials, options?: CommandOptions): Promise<void>;
  id(
    parameters: Readonly<Record<string, string>> | null,
    options?: CommandOptions,
  ): Promise<ReadonlyMap<string, string | null> | null>;
  /** NOOP (RFC 9051 §6.1.2); `data` is what the server told meanwhile. */
  noop(options?: CommandOptions): Promise<CommandOutcome>;
  list(options?: ListOptions): Promise<readonly ListedMailbox[]>;
  status(mailbox: MailboxName, items: readonly StatusItem[], options?: CommandOptions): Promise<MailboxStatus>;
  select(mailbox: MailboxName, options?: CommandOptions & { readonly readOnly?: boolean }): Promise<SelectedMailbox>;
  /**
   * Selects a mailbox that was in view before and tells what changed since, by the cheapest way on offer (RFC 7162 §3.2.5; else
   * CHANGEDSINCE and a search; else all flags of the known messages).
   */
  resume(
    mailbox: MailboxName,
    known: KnownMailbox | null,
    options?: CommandOptions & { readonly readOnly?: boolean },
  ): Promise<{ readonly mailbox: SelectedMailbox; readonly resumption: Resumption }>;
  /** Any command, its data returned as parsed responses; the last word for what has no method yet. Arguments are written as given, strings that need it as literals. */
  command(name: string, args?: readonly CommandArgument[], options?: CommandOptions): Promise<CommandOutcome>;
  logout(options?: CommandOptions): Promise<void>;
  /** Ends at once without LOGOUT. */
  destroy(): void;
}

export type CommandArgument =
  | { readonly raw: string }
  | { readonly string: string }
  | { readonly mailbox: MailboxName }
  | { readonly literal: Uint8Array }
  | { readonly secret: string };

export interface CommandOutcome {
  readonly status: StatusResponse;
  readonly data: readonly import('../grammar/types.ts').Response[];
}
