import type { SelectedMailbox } from '../imap/client/api.ts';
import type { StoreResult } from '../imap/command/store.ts';
import type { ModSeq } from '../imap/wire/ids.ts';
import type { MessageList } from './message-list.ts';
import type { MessageRef } from './model.ts';
import { isWholeMailbox } from './whole.ts';

/** What the list knows of these messages: the latest change of any of them. Null where it does not know of one. */
export function knownModSeq(list: MessageList | null, refs: readonly MessageRef[]): ModSeq | null {
  let latest: ModSeq | null = null;
  for (const ref of refs) {
    const modSeq = list?.row(ref.uid)?.modSeq ?? null;
    if (modSeq === null) return null;
    if (latest === null || modSeq > latest) latest = modSeq;
  }
  return latest;
}

/** UID STORE; conditional where `unchangedSince` is given and the mailbox keeps mod-sequences. */
export async function storeFlags(
  mailbox: SelectedMailbox,
  refs: readonly MessageRef[],
  change: {
    readonly operation: 'add' | 'remove';
    readonly flags: readonly string[];
    readonly origin: 'user' | 'background';
    readonly unchangedSince: ModSeq | null;
  },
): Promise<Pick<StoreResult, 'modified' | 'modSeqs'>> {
  const uids = refs.map((ref) => ref.uid);
  const { operation, flags, origin, unchangedSince } = change;
  if (!isWholeMailbox(mailbox) || !mailbox.keepsModSeq || unchangedSince === null) {
    await mailbox.store(uids, operation, flags, { origin });
    return { modified: [], modSeqs: new Map() };
  }
  return await mailbox.storeValues(uids, { operation, values: flags, collect: true, unchangedSince }, { origin });
}
