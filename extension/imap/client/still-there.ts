import { Fetch } from '../command/fetch.ts';
import { malformedReply } from '../session/answered.ts';
import type { Uid } from '../wire/ids.ts';
import { intersection, isOpen, merge, normalise, rangesOf, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, UidSet } from './api.ts';
import { find } from './finding.ts';
import { forgivingGone } from './gone-messages.ts';
import type { Selected } from './messages.ts';
import { pieces } from './set-pieces.ts';

/**
 * Which messages of a set are in the mailbox, by UID SEARCH (RFC 9051 §6.4.4). Some servers answer a search by its OK alone, and what is
 * not there may be forgotten or done with: none are believed to be left only if UID FETCH gives none of them either.
 * @throws ImapError `malformed-reply` when part of a set that only the server knows (`*`, `$`) could not be read.
 */
export async function stillThere(
  selected: Selected,
  uids: UidSet,
  options: CommandOptions,
): Promise<readonly NumberRange[]> {
  const there: (readonly NumberRange[])[] = [];
  for (const piece of pieces(selected.connection, uids)) {
    const found = intersection((await find(selected, { uids: piece }, options)).uids, piece);
    const sure = found.length > 0 || selected.selection.exists === 0;
    there.push(sure ? found : await readPiece(selected, piece, options));
  }
  return merge(...there);
}

/** The same by UID FETCH alone. Where a row could not be read, all of its command count as there. */
export async function readThere(
  selected: Selected,
  uids: readonly NumberRange[],
  options: CommandOptions,
): Promise<readonly NumberRange[]> {
  const there: (readonly NumberRange[])[] = [];
  for (const piece of pieces(selected.connection, uids)) there.push(await readPiece(selected, piece, options));
  return merge(...there);
}

async function readPiece(
  { connection, selection }: Selected,
  piece: readonly NumberRange[],
  options: CommandOptions,
): Promise<readonly NumberRange[]> {
  const { oddities } = connection.engine;
  const { malformed } = oddities;
  const there = new Set<Uid>();
  const fetch = new Fetch(selection, { uids: piece }, ['UID'], ({ uid }) => void there.add(uid));
  await forgivingGone(connection, connection.run(fetch, options));
  if (oddities.malformed === malformed) return normalise(rangesOf([...there].sort((a, b) => a - b)));
  if (isOpen(piece)) throw malformedReply(fetch, '');
  return piece;
}
