import type { Command } from '../command/command.ts';
import type { NumberRange } from '../wire/sequence-set.ts';

/** A command that was sent. */
export interface UnderWay {
  readonly command: Command<unknown>;
}

/** Should the sign-in be refused, this one is too: nothing happened. */
export function isBehindSignIn(next: Command<unknown>, underWay: readonly UnderWay[]): boolean {
  if (next.eager !== true || underWay.length !== 1) return false;
  const only = underWay[0]?.command;
  return only?.effect === 'authenticates' && only.saidAll?.() === true;
}

/** Whether what answers one of the two could be taken for an answer to the other (RFC 9051 §5.5). */
export function isMixable(a: Command<unknown>, b: Command<unknown>): boolean {
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
