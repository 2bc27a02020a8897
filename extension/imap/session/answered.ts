import { mailboxOf, type Command } from '../command/command.ts';
import { ImapError } from '../errors.ts';
import type { QuirkReport } from '../grammar/quirk-counter.ts';
import type { MalformedResponse } from '../grammar/types.ts';
import { plainText } from './refusal.ts';
import type { Submission } from './submission.ts';

/** EXISTS behind what is no number. */
const garbledCount = /^\* *(?:\S+ +)?\d*EXISTS\b/i;

/** Tells the commands under way that a line was left out. Whose it was only its first word says. */
export function noteUnreadable(underWay: readonly Submission[], { excerpt }: Pick<MalformedResponse, 'excerpt'>): void {
  const word = /^\* *(?:\d+ +)?([\w.-]+)/.exec(excerpt)?.[1]?.toUpperCase();
  for (const submission of underWay) {
    const { answer } = submission.command;
    if (answer === undefined) continue;
    const own =
      word === undefined ||
      answer.words.includes(word) ||
      (garbledCount.test(excerpt) && answer.words.includes('EXISTS'));
    if (own || submission.unreadable === null) submission.unreadable = { own, excerpt };
  }
}

/** Why the OK to a command is no result: what it asked for did not come, or could not be read. Null when all is well. */
export function unanswered({ command, unreadable }: Submission, tolerate: QuirkReport): ImapError | null {
  const { answer } = command;
  if (answer === undefined) return null;
  const came = answer.came();
  if (unreadable?.own === true && (!came || answer.inParts === true))
    return malformedReply(command, unreadable.excerpt);
  if (came || answer.absent === 'nothing') return null;
  // That there was nothing to tell is only believed of a server whose lines could all be read.
  if (answer.absent === 'owed' || unreadable !== null) return malformedReply(command, unreadable?.excerpt ?? null);
  tolerate(answer.absent);
  return null;
}

/** @param excerpt what does not parse of the answer to a command; null when it lacks what was asked for. */
export function malformedReply(command: Command<unknown>, excerpt: string | null): ImapError {
  const { name } = command;
  return new ImapError(
    excerpt === null ? `The server left ${name} without an answer.` : `The server's answer to ${name} makes no sense.`,
    { kind: 'malformed-reply', excerpt: plainText(excerpt ?? '') },
    { command: name, mailbox: mailboxOf(command)?.display ?? null },
  );
}
