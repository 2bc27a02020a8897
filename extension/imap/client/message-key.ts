import type { Uid } from '../wire/ids.ts';
import { maxNumber, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, FetchedMessage, SelectedMailbox } from './api.ts';

/** What stays of a message when it is copied: enough to know it again among the few that came at the same time. */
function keyOf({ envelope, size, internalDate }: FetchedMessage): string {
  const id = envelope?.messageId ?? null;
  return JSON.stringify(id === null ? [size, internalDate?.getTime() ?? null, envelope?.subject ?? null] : [size, id]);
}

/** The messages of a set by what identifies them; several may be alike. */
export async function messageKeys(
  mailbox: SelectedMailbox,
  uids: readonly NumberRange[],
  options: CommandOptions,
): Promise<ReadonlyMap<string, Uid[]>> {
  const keys = new Map<string, Uid[]>();
  if (uids.length === 0) return keys;
  for await (const row of mailbox.fetch(uids, ['UID', 'RFC822.SIZE', 'INTERNALDATE', 'ENVELOPE'], options)) {
    const key = keyOf(row);
    const alike = keys.get(key);
    if (alike === undefined) keys.set(key, [row.uid]);
    else alike.push(row.uid);
  }
  return keys;
}

/** All messages that came since UIDNEXT was that; `*` alone would name the newest one in any case (RFC 9051 §9 seq-range). */
export function since(mailbox: SelectedMailbox, uidNext: number): readonly NumberRange[] {
  const to = mailbox.uidNext === null ? maxNumber : mailbox.uidNext - 1;
  return to < uidNext ? [] : [{ from: uidNext, to }];
}
