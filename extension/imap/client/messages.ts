import { Copy, type CopyResult } from '../command/copy.ts';
import { Fetch } from '../command/fetch.ts';
import { Expunge } from '../command/expunge.ts';
import { Search } from '../command/search.ts';
import { sortedRanges } from '../command/sorted-ranges.ts';
import { Store, type StoreRequest, type StoreResult } from '../command/store.ts';
import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import type { Selection } from '../session/selection.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { difference, intersection, isOpen, merge, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, FetchedMessage, UidSet } from './api.ts';
import { foundIn } from './finding.ts';
import { forgivingGone } from './gone-messages.ts';
import { pieces } from './set-pieces.ts';
import { readThere, stillThere } from './still-there.ts';

/** One selecting of one mailbox on one connection. */
export interface Selected {
  readonly connection: Connection;
  readonly selection: Selection;
}

export interface MoveResult {
  /** One for each command that told where the copies are. */
  readonly copies: readonly CopyResult[];
  /**
   * `removed`: the messages are gone from here. `flagged`: they are only marked \Deleted, because the server can remove nothing
   * but all marked messages at once, and others have marked some too.
   */
  readonly source: 'removed' | 'flagged';
}

/** UID COPY (RFC 9051 §6.4.7); a long set by several commands, each of which copies all of its part or nothing. */
export async function copyMessages(
  { connection, selection }: Selected,
  uids: UidSet,
  target: MailboxName,
  options: CommandOptions,
): Promise<readonly CopyResult[]> {
  const copies: CopyResult[] = [];
  for (const piece of pieces(connection, uids)) {
    const copied = await connection.run(new Copy(selection, piece, target, false), options);
    if (copied !== null) copies.push(copied);
  }
  return copies;
}

/**
 * UID MOVE (RFC 6851), else COPY, then the source is removed, in this order: a copy that is not confirmed leaves the source as it is.
 * @throws ImapError `refused` by COPY or MOVE: nothing has changed. By a later step: the messages are in both mailboxes.
 */
export async function moveMessages(
  selected: Selected,
  uids: UidSet,
  target: MailboxName,
  options: CommandOptions,
): Promise<MoveResult> {
  const { connection, selection } = selected;
  refuseIfReadOnly(selection, 'UID MOVE');
  const copies: CopyResult[] = [];
  let source: MoveResult['source'] = 'removed';
  const canMove = connection.engine.view.abilities.has('MOVE');
  const set = canMove ? uids : await settled(selected, uids, options);
  for (const piece of pieces(connection, set)) {
    const copied = await connection.run(new Copy(selection, piece, target, canMove), options);
    if (copied !== null) copies.push(copied);
    // What was copied, where the server tells it: a message that came to light later must not go.
    if (!canMove && (await removeMessages(selected, copied?.source ?? piece, options)) === 'flagged')
      source = 'flagged';
  }
  return { copies, source };
}

/**
 * Marks messages \Deleted and removes them, and no others: by UID EXPUNGE (RFC 4315 §2.1), or by EXPUNGE if it is certain that no
 * other message is marked. Else they stay marked, and `flagged` says so.
 */
export async function removeMessages(
  selected: Selected,
  uids: UidSet,
  options: CommandOptions,
): Promise<'removed' | 'flagged'> {
  const { connection, selection } = selected;
  const set = await settled(selected, uids, options);
  if (set.length === 0) return 'removed';
  await storeValues(selected, set, { operation: 'add', values: ['\\Deleted'], silent: true }, options);
  if (connection.engine.view.abilities.has('UIDPLUS')) {
    await expungeMessages(selected, set, options);
    return 'removed';
  }
  const marked = await markedOf(selected, options);
  if (marked === null) return 'flagged';
  const ours = intersection(marked, set);
  const others = difference(marked, set).length > 0;
  if (others && ours.length > 0) return 'flagged';
  // An answer that lacks what was just marked may lack what others marked; unless those have gone.
  const lacking = difference(set, marked);
  if (lacking.length > 0 && (await readThere(selected, lacking, options)).length > 0) return 'flagged';
  if (ours.length > 0) await connection.run(new Expunge(selection, null), options);
  return 'removed';
}

/** `*` and `$` may name other messages with each command: what they name now. Other sets as they are. */
async function settled(selected: Selected, uids: UidSet, options: CommandOptions): Promise<readonly NumberRange[]> {
  return isOpen(uids) ? await stillThere(selected, uids, options) : sortedRanges(uids);
}

/** All that are marked \Deleted, by whomever; null when not all of the answer could be read. */
async function markedOf(
  { connection, selection }: Selected,
  options: CommandOptions,
): Promise<readonly NumberRange[] | null> {
  const { malformed } = connection.engine.oddities;
  try {
    const found = await connection.run(new Search(selection, { criteria: ['DELETED'], returns: null }), options);
    if (found.type === 'esearch' || connection.engine.oddities.malformed !== malformed) return null;
    return foundIn(found).uids;
  } catch (error) {
    if (error instanceof ImapError && error.detail.kind === 'malformed-reply') return null;
    throw error;
  }
}

/** UID EXPUNGE of `uids`; null for all that are marked \Deleted, whoever marked them. Gives how many went. */
export async function expungeMessages(
  { connection, selection }: Selected,
  uids: UidSet | null,
  options: CommandOptions,
): Promise<number> {
  refuseIfReadOnly(selection, uids === null ? 'EXPUNGE' : 'UID EXPUNGE');
  if (uids === null) return await connection.run(new Expunge(selection, null), options);
  let gone = 0;
  for (const piece of pieces(connection, uids)) gone += await connection.run(new Expunge(selection, piece), options);
  return gone;
}

/** UID STORE (RFC 9051 §6.4.6). */
export async function storeValues(
  { connection, selection }: Selected,
  uids: UidSet,
  request: StoreRequest,
  options: CommandOptions,
): Promise<StoreResult> {
  refuseIfReadOnly(selection, 'UID STORE');
  const values = new Map<Uid, readonly string[]>();
  const modSeqs = new Map<Uid, ModSeq>();
  let modified: readonly NumberRange[] = [];
  for (const piece of pieces(connection, uids)) {
    const result = await connection.run(new Store(selection, piece, request), options);
    for (const [uid, now] of result.values) values.set(uid, now);
    for (const [uid, now] of result.modSeqs) modSeqs.set(uid, now);
    modified = merge(modified, result.modified);
  }
  if (modified.length > 0 && request.item !== 'X-GM-LABELS')
    await readAgain({ connection, selection }, modified, values, options);
  return { modified, values, modSeqs };
}

/** Somebody else changed these: what they have now is what a caller decides on, not what it had in mind (RFC 7162 §3.1.3). */
async function readAgain(
  { connection, selection }: Selected,
  uids: readonly NumberRange[],
  values: Map<Uid, readonly string[]>,
  options: CommandOptions,
): Promise<void> {
  const row = ({ uid, flags = [] }: FetchedMessage): void => {
    values.set(uid, flags);
    selection.takeFlags(uid, flags);
  };
  for (const piece of pieces(connection, uids))
    await forgivingGone(
      connection,
      connection.run(new Fetch(selection, { uids: piece }, ['UID', 'FLAGS'], row), options),
    );
}

export function refuseIfReadOnly(selection: Selection, command: string): void {
  const context = { command, mailbox: selection.name.display };
  if (selection.gone)
    throw new ImapError(
      'The mailbox is no longer on the server.',
      { kind: 'illegal-state', state: 'nonexistent' },
      context,
    );
  if (!selection.readOnly) return;
  throw new ImapError('The mailbox is open read-only.', { kind: 'illegal-state', state: 'read-only' }, context);
}
