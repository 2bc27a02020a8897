import { ImapError, type CloseReason, type RetryAdvice } from '../errors.ts';
import { codeName } from '../grammar/code.ts';
import type { StatusResponse } from '../grammar/types.ts';
import { adviceOf } from '../retry-advice.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { limitsConnections } from './limit-words.ts';

/** The server answered NO or BAD. */
export function refusedError(command: string, mailbox: MailboxName | null, status: StatusResponse): ImapError {
  const text = plainText(status.text);
  const message = text === '' ? `The server refused ${command}.` : `The server refused ${command}: ${text}`;
  return new ImapError(
    message,
    { kind: 'refused', status },
    { command, mailbox: mailbox?.display ?? null, retry: adviceFor(command, status) },
  );
}

/** The code decides, else the status; but a limit of connections passes, whatever the code. */
function adviceFor(command: string, status: StatusResponse): RetryAdvice {
  if (limitsConnections(command, status)) return 'later';
  const own = status.code === null ? 'none' : adviceOf(codeName(status.code));
  const advice = own === 'none' ? adviceOf(status.kind) : own;
  return advice === 'none' ? 'never' : advice;
}

export function closedError(reason: CloseReason, command: string | null, mailbox: MailboxName | null): ImapError {
  return new ImapError(
    `The connection is over: ${closeText(reason)}.`,
    { kind: 'closed', reason },
    {
      command,
      mailbox: mailbox?.display ?? null,
      retry: reason.kind === 'logout' || reason.kind === 'aborted' ? 'never' : 'reconnect',
    },
  );
}

/** For people and for the protocol log. */
export function closeText(reason: CloseReason): string {
  switch (reason.kind) {
    case 'logout':
      return 'signed out';
    case 'bye':
      return reason.status.text === ''
        ? 'the server said goodbye'
        : `the server said goodbye: ${plainText(reason.status.text)}`;
    case 'eof':
      return 'the server hung up';
    case 'transport':
      return reason.message;
    case 'timeout':
      return `no answer in time (${reason.what})`;
    case 'violation':
      return `the server broke the framing of the protocol (${reason.violation.kind})`;
    case 'protocol':
      return reason.message;
    case 'aborted':
      return 'it was given up here';
    case 'given-up':
      return 'a command was cancelled halfway';
  }
}

/** Server text for the inside of a sentence: one line, no control characters, not endless. */
export function plainText(text: string): string {
  const line = text.replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
