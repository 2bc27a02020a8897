import type { CommandWriter } from '../wire/writer.ts';
import { anyState, type Command, type CommandEffect, type SelectionFacts, type SessionState } from './command.ts';

/** NOOP (RFC 9051 §6.1.2): lets the server tell what is new. */
export function noop(selection?: SelectionFacts): Command<void> {
  return bare('NOOP', anyState, selection === undefined ? {} : { selection });
}

/** LOGOUT (RFC 9051 §6.1.3). */
export function logout(): Command<void> {
  return bare('LOGOUT', anyState, { barrier: true, effect: 'logs-out' });
}

/** CLOSE (RFC 9051 §6.4.1): leaves the mailbox, and removes what is marked \Deleted unless it is read-only. */
export function close(selection: SelectionFacts): Command<void> {
  return bare('CLOSE', ['selected'], { barrier: true, effect: 'closes-mailbox', selection });
}

/** UNSELECT (RFC 9051 §6.4.2): leaves the mailbox and removes nothing. */
export function unselect(selection: SelectionFacts): Command<void> {
  return bare('UNSELECT', ['selected'], { barrier: true, effect: 'closes-mailbox', selection, capability: 'UNSELECT' });
}

interface Extras {
  readonly barrier?: boolean;
  readonly effect?: CommandEffect;
  readonly selection?: SelectionFacts;
  readonly capability?: string;
}

/** A command without arguments, data or result. */
function bare(name: string, states: readonly SessionState[], extras: Extras): Command<void> {
  return {
    name,
    states,
    kinds: [],
    ...extras,
    write(_out: CommandWriter): void {
      // The name is all there is.
    },
    finish: () => undefined,
  };
}
