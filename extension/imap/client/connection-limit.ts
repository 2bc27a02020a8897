import { ImapError } from '../errors.ts';

/** Codes by which servers say "no more connections of you" (RFC 5530 §3; LIMIT also RFC 9051 §7.1). */
const codes: ReadonlySet<string> = new Set(['LIMIT', 'INUSE', 'UNAVAILABLE']);

/**
 * Servers that say it in words only. Gmail: `[ALERT] Too many simultaneous connections`. Dovecot: `Maximum number of connections from
 * user+IP exceeded`. Yahoo and AOL: `Too many connections`, `session limit`. Exchange: `connection limit`. Cyrus: `Too many open connections`.
 */
const texts =
  /too many (?:\w+ )?(?:connections|sessions|logins)|maximum number of connections|(?:connection|session)s? limit/i;

/** What the server said when it took no further connection, or null when the failure is another one. */
export function connectionLimitText(error: unknown): string | null {
  if (!(error instanceof ImapError)) return null;
  const { detail } = error;
  if (detail.kind === 'refused') {
    const { code, text } = detail.status;
    return codes.has(code?.name ?? '') || texts.test(text) ? text : null;
  }
  return detail.kind === 'greeting' && detail.problem === 'bye' ? detail.text : null;
}
