import type { CommandInfo } from '../client/api.ts';
import { mailboxOf, type Command, type Parsed, type SessionState } from '../command/command.ts';
import { ImapError, type CloseReason } from '../errors.ts';
import type { QuirkReport } from '../grammar/quirk-counter.ts';
import type { StatusResponse } from '../grammar/types.ts';
import { unanswered } from './answered.ts';
import { closedError, plainText, refusedError } from './refusal.ts';
import type { Outcome, Submission } from './submission.ts';
import type { SessionView } from './view.ts';

/** What a tagged response makes of a command. */
export function outcomeOf(submission: Submission, status: StatusResponse, tolerate: QuirkReport): Outcome<unknown> {
  const { command } = submission;
  if (status.kind !== 'OK')
    return { ok: false, error: command.refused?.(status) ?? refusedError(command.name, mailboxOf(command), status) };
  const error = unanswered(submission, tolerate);
  if (error !== null) return { ok: false, error };
  try {
    return { ok: true, value: command.finish(status) };
  } catch (error) {
    return { ok: false, error: failedHere(command, error) };
  }
}

/** What a command threw, as the error of that command: arguments that are not what their types say make it throw anything. */
export function failedHere(command: Command<unknown>, error: unknown): ImapError {
  if (error instanceof ImapError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ImapError(
    `${command.name} failed here: ${message}`,
    { kind: 'invalid-argument', message },
    { command: command.name, mailbox: mailboxOf(command)?.display ?? null },
  );
}

/** The connection ended, or is about to, before the command did. */
export function endedError(command: Command<unknown>, over: CloseReason | null, bye: StatusResponse | null): ImapError {
  const reason = over ?? (bye === null ? ({ kind: 'aborted' } as const) : ({ kind: 'bye', status: bye } as const));
  return closedError(reason, command.name, mailboxOf(command));
}

/** Why a command cannot be sent now, or null. */
export function obstacle(
  command: Command<unknown>,
  state: SessionState | 'greeting',
  view: SessionView,
): ImapError | null {
  const context = { command: command.name, mailbox: mailboxOf(command)?.display ?? null };
  if (state === 'greeting' || !command.states.includes(state)) {
    return new ImapError(`${command.name} cannot be used now (${state}).`, { kind: 'illegal-state', state }, context);
  }
  if (command.selection !== undefined && command.selection !== view.selection) {
    return new ImapError(
      'The mailbox is no longer the selected one.',
      { kind: 'illegal-state', state: 'not-selected' },
      context,
    );
  }
  const capability = lackedBy(command, view);
  if (capability === null || capability instanceof ImapError) return capability;
  return new ImapError(`The server does not offer ${capability}.`, { kind: 'capability', capability }, context);
}

function lackedBy(command: Command<unknown>, { abilities }: SessionView): string | ImapError | null {
  const needed = command.capability;
  if (needed !== undefined && !abilities.has(needed)) return needed;
  try {
    return command.missing?.(abilities) ?? null;
  } catch (error) {
    return failedHere(command, error);
  }
}

export function infoOf(submission: Submission): CommandInfo {
  const { command, tag, origin } = submission;
  const { name, uids } = command;
  const mailbox = command.mailbox ?? command.selection?.name ?? null;
  return { name, tag, origin, mailbox, ...(uids === undefined ? {} : { uids }) };
}

/** A first response that is none of the three greetings, for people. */
export function excerptOf(response: Parsed): string {
  if (response.type === 'malformed') return plainText(response.excerpt);
  return plainText(response.type === 'unknown' ? `${response.keyword}${response.text}` : response.type);
}
