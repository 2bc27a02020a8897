import type { StatusResponse } from '../grammar/types.ts';
import type { Submission } from './submission.ts';

/**
 * Whether NONEXISTENT is certainly said of the selected mailbox. RFC 5530 §3 has it for anything that does not exist, so it is only where
 * all that it can be about is that mailbox: not a mailbox that a command names (COPY, STATUS) or finds (LIST), not messages or their
 * parts (FETCH, STORE, EXPUNGE).
 * @param commands the command that is answered; of an untagged response all that are under way.
 */
export function saysMailboxGone({ code }: StatusResponse, commands: readonly Submission[]): boolean {
  if (code?.name !== 'NONEXISTENT' || commands.length === 0) return false;
  return commands.every(
    ({ command: { mailbox, selection, kinds } }) =>
      selection !== undefined && mailbox === undefined && !kinds.includes('fetch'),
  );
}
