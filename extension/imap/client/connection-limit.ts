import { ImapError } from '../errors.ts';
import { limitsConnections } from '../session/limit-words.ts';

/** Codes that may say "no more connections of you" as well (RFC 5530 §3). */
const codes: ReadonlySet<string> = new Set(['INUSE', 'UNAVAILABLE']);

/** What the server said when it took no further connection, or null when the failure is another one. */
export function connectionLimitText(error: unknown): string | null {
  if (!(error instanceof ImapError)) return null;
  const { detail } = error;
  if (detail.kind === 'refused') {
    const { status } = detail;
    return codes.has(status.code?.name ?? '') || limitsConnections(error.command, status) ? status.text : null;
  }
  return detail.kind === 'greeting' && detail.problem === 'bye' ? detail.text : null;
}
