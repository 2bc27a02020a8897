import { isProxyDown } from '../imap/client/mailbox-access.ts';
import { ImapError } from '../imap/errors.ts';
import { isSignIn, limitsConnections } from '../imap/session/limit-words.ts';
import { waitAskedFor } from './wait-asked-for.ts';

/** The server answered NO or BAD. */
export function isRefused(error: unknown): boolean {
  return error instanceof ImapError && error.detail.kind === 'refused';
}

/** It may work in a while, without anybody doing anything (INUSE, UNAVAILABLE: RFC 5530 §3; or too many connections). */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof ImapError) || error.detail.kind !== 'refused') return false;
  const { status } = error.detail;
  const code = status.code?.name;
  return (
    code === 'INUSE' || code === 'UNAVAILABLE' || limitsConnections(error.command, status) || waitAskedFor(error) > 0
  );
}

/** Another mailbox was selected before the command had its turn. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof ImapError && error.detail.kind === 'illegal-state';
}

/** The credentials are wrong, as far as the answer tells: a busy or failing server says so by its code (RFC 5530), or in words. */
export function isRefusedCredentials(error: unknown): error is ImapError {
  if (!(error instanceof ImapError) || error.detail.kind !== 'refused') return false;
  const { status } = error.detail;
  const code = status.code?.name;
  if (code === 'UNAVAILABLE' || code === 'INUSE' || code === 'CONTACTADMIN') return false;
  if (limitsConnections(error.command, status) || waitAskedFor(error) > 0) return false;
  return isSignIn(error.command);
}

/** Whether trying again by itself can help: the network and busy servers heal, a wrong certificate does not. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ImapError)) return false;
  switch (error.detail.kind) {
    case 'connect':
    case 'timeout':
    case 'closed':
      return true;
    case 'proxy':
      return isProxyDown(error.detail.problem);
    case 'greeting':
      return error.detail.problem === 'bye' || error.detail.problem === 'none';
    case 'refused':
      return true;
    default:
      return false;
  }
}

/** What asks for a connection of an account that has none, and shall have none. */
export function offline(): ImapError {
  return new ImapError(
    'The account is offline.',
    { kind: 'closed', reason: { kind: 'aborted' } },
    { retry: 'reconnect' },
  );
}
