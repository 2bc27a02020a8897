import { ImapError } from '../imap/errors.ts';
import { MessageGoneError } from '../mail/model.ts';
import type { ErrorKind } from '../../webview/protocol.ts';

export interface Failure {
  readonly kind: ErrorKind;
  /** Plain English detail, safe to show. */
  readonly detail: string;
  /** What it was made from. */
  readonly error: unknown;
}

/** Sorts what a source rejects with into what a person can do about it. Null when the work was merely cancelled. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof MessageGoneError) return { kind: 'message-gone', detail: error.message, error };
  if (error instanceof ImapError)
    return error.detail.kind === 'aborted' ? null : { kind: imapFailure(error), detail: error.message, error };
  if (error instanceof Error) {
    if (error.name === 'AbortError') return null;
    return { kind: error.name === 'MissingSecretError' ? 'authentication' : 'other', detail: error.message, error };
  }
  return { kind: 'other', detail: String(error), error };
}

function imapFailure(error: ImapError): ErrorKind {
  const { detail } = error;
  switch (detail.kind) {
    case 'refused': {
      const code = detail.status.code?.name;
      if (
        code === 'AUTHENTICATIONFAILED' ||
        code === 'AUTHORIZATIONFAILED' ||
        code === 'EXPIRED' ||
        error.command === 'LOGIN'
      )
        return 'authentication';
      if (code === 'NONEXISTENT' || error.command === 'SELECT' || error.command === 'EXAMINE') return 'mailbox-gone';
      return 'refused';
    }
    case 'closed':
    case 'timeout':
    case 'connect':
    case 'proxy':
    case 'tls':
    case 'greeting':
    case 'starttls':
      return 'connection';
    case 'authentication':
    case 'no-mechanism':
    case 'plaintext-forbidden':
      return 'authentication';
    default:
      return 'other';
  }
}
