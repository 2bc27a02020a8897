import type { StatusResponse } from '../grammar/types.ts';

/**
 * Servers that say "no more connections of you" in words. Gmail: `[ALERT] Too many simultaneous connections`. Dovecot: `Maximum number of
 * connections from user+IP exceeded`. Yahoo and AOL: `Too many connections`, `session limit`. Exchange: `connection limit`. Cyrus: `Too
 * many open connections`. Too many failed ones are another matter.
 */
const words =
  /too many (?!(?:failed|invalid|bad|wrong|incorrect|unsuccessful) )(?:\w+ )?(?:connections|sessions|logins)|maximum number of connections|(?:connection|session)s? limit/i;
/** By these a server says that the credentials are the reason, whatever the words (RFC 5530 §3). */
const judged: ReadonlySet<string> = new Set([
  'AUTHENTICATIONFAILED',
  'AUTHORIZATIONFAILED',
  'EXPIRED',
  'PRIVACYREQUIRED',
]);

/** Whether a refusal says by its words that the account has too many connections: that passes, and tells nothing about a password. */
export function saysLimit({ code, text }: StatusResponse): boolean {
  return !judged.has(code?.name ?? '') && words.test(text);
}

/** The same, or LIMIT in answer to a sign-in: to any other command it speaks of what that command does, as of flags (RFC 9051 §7.1). */
export function limitsConnections(command: string | null, status: StatusResponse): boolean {
  return saysLimit(status) || (status.code?.name === 'LIMIT' && isSignIn(command));
}

/** Whether a refusal of it may be about the credentials. */
export function isSignIn(command: string | null): boolean {
  return command === 'LOGIN' || (command?.startsWith('AUTHENTICATE') ?? false);
}
