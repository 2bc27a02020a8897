import { ImapError, type CloseReason } from '../imap/errors.ts';
import { suggestedWaitMs } from '../imap/session/suggested-wait.ts';

/** How long the server asks in words to be left alone, in ms, in a refusal or in its BYE; 0 where it does not. */
export function waitAskedFor(cause: unknown): number {
  const text = cause instanceof ImapError ? cause.text : isBye(cause) ? cause.status.text : null;
  return text === null ? 0 : (suggestedWaitMs(text) ?? 0);
}

function isBye(cause: unknown): cause is Extract<CloseReason, { kind: 'bye' }> {
  return typeof cause === 'object' && cause !== null && 'kind' in cause && cause.kind === 'bye';
}
