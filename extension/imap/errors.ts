import type { ResponseCode } from './grammar/code.ts';
import type { StatusResponse } from './grammar/types.ts';
import type { FramingViolation } from './wire/frame.ts';

/** Why a connection is over. */
export type CloseReason =
  | { readonly kind: 'logout' }
  | { readonly kind: 'bye'; readonly status: StatusResponse }
  | { readonly kind: 'eof' }
  | { readonly kind: 'transport'; readonly message: string; readonly code: string | null }
  | { readonly kind: 'timeout'; readonly what: 'connect' | 'greeting' | 'command' | 'literal' | 'idle' }
  | { readonly kind: 'violation'; readonly violation: FramingViolation }
  | { readonly kind: 'protocol'; readonly message: string }
  /** Ended from here, by whoever it belongs to. */
  | { readonly kind: 'aborted' }
  /** Somebody gave up a command that could not be left in another way; all others may go on with another connection. */
  | { readonly kind: 'given-up' };

/**
 * What the caller may do about a failure: `never` send the same again; `after-user`, once a person has changed something; `later`, by
 * itself after a wait; `now`; `reconnect`, on a new connection.
 */
export type RetryAdvice = 'never' | 'after-user' | 'later' | 'now' | 'reconnect';

export type ImapErrorDetail =
  /** The server answered NO or BAD. */
  | {
      readonly kind: 'refused';
      readonly status: StatusResponse;
      /** What an OAuth mechanism says beside (RFC 7628 §3.2.2). */
      readonly oauth?: OAuthRefusal;
    }
  /** The command is not legal in the connection's state; nothing was sent. */
  | { readonly kind: 'illegal-state'; readonly state: string }
  | { readonly kind: 'capability'; readonly capability: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'closed'; readonly reason: CloseReason }
  /** The reply to this command did not parse. */
  | { readonly kind: 'malformed-reply'; readonly excerpt: string }
  | {
      readonly kind: 'tls';
      readonly problem: TlsProblem;
      readonly message: string;
      readonly fingerprint256: string | null;
    }
  | { readonly kind: 'connect'; readonly code: string | null; readonly message: string }
  /** No way through the proxy; `proxy` is its `host:port`. */
  | { readonly kind: 'proxy'; readonly problem: ProxyProblem; readonly proxy: string; readonly message: string }
  | {
      readonly kind: 'greeting';
      readonly problem: 'none' | 'garbage' | 'bye' | 'preauth-before-tls';
      readonly text: string;
      /** Of a BYE. */
      readonly status?: StatusResponse;
    }
  | {
      readonly kind: 'starttls';
      readonly problem: 'not-offered' | 'refused' | 'injected-data';
      readonly text: string;
      /** Of a refusal. */
      readonly status?: StatusResponse;
    }
  /** The server's part of the SASL exchange is wrong (RFC 5802 §5); the password may be right, the server may be another one. */
  | { readonly kind: 'authentication'; readonly problem: AuthenticationProblem }
  | { readonly kind: 'no-mechanism'; readonly offered: readonly string[] }
  /** Sending the password would show it to the network; nothing was sent. */
  | { readonly kind: 'plaintext-forbidden' }
  | { readonly kind: 'invalid-argument'; readonly message: string }
  /** What a reader left unread could not be put aside; `code` is the file system's, as `ENOSPC`. */
  | { readonly kind: 'storage'; readonly code: string | null };

/** The server's reason to refuse a token (RFC 7628 §3.2.2; Google and Microsoft send the like). Untrusted text. */
export interface OAuthRefusal {
  /** As `invalid_token`, or an HTTP status. */
  readonly status: string | null;
  readonly scope: string | null;
  readonly openidConfiguration: string | null;
}

/** `answer`: this end could not make its answer; the error's `cause` says why. All others are the server's. */
export type AuthenticationProblem = 'answer' | 'challenge' | 'nonce' | 'iterations' | 'server-signature' | 'rounds';

export type TlsProblem =
  'wrong-host' | 'unknown-ca' | 'self-signed' | 'expired' | 'not-yet-valid' | 'not-tls' | 'other';

/** `tls` concerns the connection to the proxy, `sign-in` its own user name and password. */
export type ProxyProblem = 'unreachable' | 'tls' | 'sign-in' | 'forbidden' | 'target-unreachable' | 'not-a-proxy';

export interface ErrorContext {
  readonly command?: string | null;
  readonly mailbox?: string | null;
  readonly retry?: RetryAdvice;
  readonly sent?: string | null;
}

/** The one error class of the core. `message` is plain English and safe to show; it holds no secret. */
export class ImapError extends Error {
  override readonly name = 'ImapError';
  readonly detail: ImapErrorDetail;
  /** Command that failed, as `UID FETCH`; null when no command was concerned. */
  readonly command: string | null;
  /** Display name of the mailbox concerned. */
  readonly mailbox: string | null;
  readonly retry: RetryAdvice;
  #sent: string | null;

  constructor(message: string, detail: ImapErrorDetail, context: ErrorContext = {}) {
    super(message);
    this.detail = detail;
    this.command = context.command ?? null;
    this.mailbox = context.mailbox ?? null;
    this.retry = context.retry ?? 'never';
    this.#sent = context.sent ?? null;
  }

  /** The command as it went out, with its tag, cut after a line; sizes stand for secrets and literals. Null when nothing was sent. */
  get sent(): string | null {
    return this.#sent;
  }

  /** The server's answer that this error is about: a tagged NO or BAD, or a BYE. */
  get status(): StatusResponse | null {
    const { detail } = this;
    if (detail.kind === 'refused') return detail.status;
    if (detail.kind === 'closed' && detail.reason.kind === 'bye') return detail.reason.status;
    if (detail.kind === 'greeting' || detail.kind === 'starttls') return detail.status ?? null;
    return null;
  }

  /** The response code of `status`. */
  get code(): ResponseCode | null {
    return this.status?.code ?? null;
  }

  /** The words of `status`, as the server sent them: untrusted. */
  get text(): string | null {
    return this.status?.text ?? null;
  }

  /** Adds what went out and what it was about, where that is not known yet: whoever refuses an argument need not know whose it is. */
  concerning(sent: string | null, about: Pick<ErrorContext, 'command' | 'mailbox'> = {}): void {
    this.#sent ??= sent;
    const { command = null, mailbox = null } = about;
    Object.assign(this, { command: this.command ?? command, mailbox: this.mailbox ?? mailbox });
  }
}

/** What the caller gave cannot be said in IMAP; nothing was sent. */
export function invalidArgument(message: string, context: ErrorContext = {}): ImapError {
  return new ImapError(message, { kind: 'invalid-argument', message }, context);
}
