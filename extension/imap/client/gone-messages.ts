import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';

/**
 * Whether a FETCH was refused only because some of its messages are gone (RFC 5530 §3 EXPUNGEISSUED); the rows of the others have come.
 * Counts it.
 */
export function onlyGone({ engine }: Connection, error: unknown): boolean {
  if (!(error instanceof ImapError) || error.detail.kind !== 'refused' || error.detail.status.kind !== 'NO')
    return false;
  const { code, text } = error.detail.status;
  if (code?.name !== 'EXPUNGEISSUED' && !/\bno longer exist\b/i.test(text)) return false;
  engine.quirks.report('gone-messages');
  return true;
}

/** The fetching of whatever of the messages is still there. */
export async function forgivingGone(connection: Connection, fetching: Promise<void>): Promise<void> {
  try {
    await fetching;
  } catch (error) {
    if (!onlyGone(connection, error)) throw error;
  }
}
