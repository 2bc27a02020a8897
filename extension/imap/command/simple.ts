import type { CommandOutcome } from '../client/api.ts';
import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { anyState, type Command, type CommandEffect, type SelectionFacts, type SessionState } from './command.ts';

/** NOOP (RFC 9051 §6.1.2): lets the server tell what is new, which is also the result. */
export function noop(selection?: SelectionFacts): Command<CommandOutcome> {
  const data: Response[] = [];
  return {
    ...bare('NOOP', anyState, selection === undefined ? {} : { selection }),
    take(response: Response): boolean {
      // It stays news for all others.
      data.push(response);
      return false;
    },
    finish: (status) => ({ status, data }),
  };
}

/** CHECK (RFC 3501 §6.4.1): lets the server tidy up the mailbox. */
export function check(selection: SelectionFacts): Command<void> {
  return bare('CHECK', ['selected'], { selection });
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
