import type { NotifiedEvent } from './notified-event.ts';
import type { Decision } from './policy.ts';
import type { StateId } from './policy-types.ts';

/** Lasting conditions that a response shows to be over. */
export interface EndedStates {
  /** Of the account and of every mailbox of it. */
  readonly everywhere: readonly StateId[];
  /** Of the mailbox that the response is about. */
  readonly there: readonly StateId[];
}

/** Commands that need room: where one of them succeeds there is some again. */
const storing = new Set(['APPEND', 'COPY', 'UID COPY']);

/** What is over by this response. Pure. Untrusted words end nothing; a new connection ends all, which is not decided here. */
export function endedStates(event: NotifiedEvent, decision: Decision): EndedStates {
  const { status, command } = event;
  if (!event.trusted || status.type !== 'status') return { everywhere: [], there: [] };
  const succeeded = status.tag !== null && status.kind === 'OK';
  const everywhere: StateId[] = [];
  if (succeeded && !decision.states.includes('throttled')) everywhere.push('throttled');
  if (succeeded && command !== null && storing.has(command.name) && !decision.states.includes('over-quota'))
    everywhere.push('over-quota');
  const there: StateId[] = [];
  if (decision.states.includes('read-write')) there.push('read-only');
  if (decision.states.includes('read-only')) there.push('read-write');
  return { everywhere, there };
}
