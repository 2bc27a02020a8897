import type { Command } from '../command/command.ts';
import type { NumberRange } from '../wire/sequence-set.ts';

/** A command that was sent. */
export interface UnderWay {
  readonly command: Command<unknown>;
}

/** Whether `next` may be sent while `underWay` have no tagged answer yet (RFC 9051 §5.5). */
export function mayJoin(next: Command<unknown>, underWay: readonly UnderWay[]): boolean {
  if (underWay.length === 0 || isBehindSignIn(next, underWay)) return true;
  if (next.barrier === true) return false;
  // Hundreds may be under way, and be asked for each command that follows: nothing is made here.
  for (const { command: other } of underWay) {
    if (other.barrier === true) return false;
    // Any other command lets the server tell of an EXPUNGE, which would shift the numbers on their way.
    if (next.numbersMessages === true && other.numbersMessages !== true) return false;
    if (mixable(next, other)) return false;
  }
  return true;
}

/** Should the sign-in be refused, this one is too: nothing happened. */
export function isBehindSignIn(next: Command<unknown>, underWay: readonly UnderWay[]): boolean {
  if (next.eager !== true || underWay.length !== 1) return false;
  const only = underWay[0]?.command;
  return only?.effect === 'authenticates' && only.saidAll?.() === true;
}

function mixable(a: Command<unknown>, b: Command<unknown>): boolean {
  if (a.kinds.includes('everything') || b.kinds.includes('everything')) return true;
  if (a.kinds.length === 0 || b.kinds.length === 0) return false;
  if (a.uids !== undefined && b.uids !== undefined && disjoint(a.uids, b.uids)) return false;
  const shared = a.kinds.filter((kind) => b.kinds.includes(kind));
  if (shared.length === 0) return false;
  if (shared.every((kind) => kind === 'search') && a.tagged === true && b.tagged === true) return false;
  const statusOnly = shared.every((kind) => kind === 'status');
  return !(statusOnly && a.mailbox !== undefined && b.mailbox !== undefined && a.mailbox.wire !== b.mailbox.wire);
}

/** Both sorted and without overlaps of their own. */
function disjoint(a: readonly NumberRange[], b: readonly NumberRange[]): boolean {
  let i = 0;
  let j = 0;
  for (;;) {
    const x = a[i];
    const y = b[j];
    if (x === undefined || y === undefined) return true;
    if (x.to < y.from) i++;
    else if (y.to < x.from) j++;
    else return false;
  }
}
