import { ImapError } from '../errors.ts';
import { saysLimit } from '../session/limit-words.ts';

/** Codes by which servers say "no more connections of you" (RFC 5530 §3; LIMIT also RFC 9051 §7.1). */
const codes: ReadonlySet<string> = new Set(['LIMIT', 'INUSE', 'UNAVAILABLE']);

/** What the server said when it took no further connection, or null when the failure is another one. */
export function connectionLimitText(error: unknown): string | null {
  if (!(error instanceof ImapError)) return null;
  const { detail } = error;
  if (detail.kind === 'refused') {
    const { status } = detail;
    return codes.has(status.code?.name ?? '') || saysLimit(status) ? status.text : null;
  }
  return detail.kind === 'greeting' && detail.problem === 'bye' ? detail.text : null;
}
