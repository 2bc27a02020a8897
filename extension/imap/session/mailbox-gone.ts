import type { StatusResponse } from '../grammar/types.ts';
import type { Submission } from './submission.ts';

/**
 * Whether NONEXISTENT (RFC 5530 §3) is said of the selected mailbox: a command that names a mailbox of its own, as COPY and STATUS do, is
 * told it of that one.
 * @param commands the command that is answered; of an untagged response all that are under way.
 */
export function saysMailboxGone({ code, tag }: StatusResponse, commands: readonly Submission[]): boolean {
  if (code?.name !== 'NONEXISTENT') return false;
  return commands.every(
    ({ command }) => command.mailbox === undefined && (tag === null || command.selection !== undefined),
  );
}
