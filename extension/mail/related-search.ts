import type { SelectedMailbox } from '../imap/client/api.ts';
import { uid, type Uid } from '../imap/wire/ids.ts';
import { eachNumber } from '../imap/wire/sequence-set.ts';
import { summarise, summaryItems } from './message-list.ts';
import type { MessageRef, MessageSummary } from './model.ts';

/** More than any conversation has. */
const maxFound = 500;

/** Messages of a mailbox that bear a Message-ID or answer to it; the id comes from a mail, so it goes out as a string. */
export async function searchRelated(
  mailbox: SelectedMailbox,
  ref: MessageRef,
  messageId: string,
): Promise<readonly MessageSummary[]> {
  const id = { text: messageId };
  const criteria = [{ key: 'OR' }, { key: 'HEADER Message-ID' }, id, { key: 'HEADER References' }, id];
  const uids: Uid[] = [];
  for (const terms of [criteria, [{ key: 'HEADER In-Reply-To' }, id]]) {
    const found = await mailbox.search(terms, { origin: 'user' });
    const numbers = found.type === 'esearch' ? eachNumber(found.all ?? []) : found.numbers;
    for (const number of numbers) {
      if (uids.length >= maxFound) break;
      if (!uids.includes(uid(number))) uids.push(uid(number));
    }
  }
  const summaries: MessageSummary[] = [];
  if (uids.length === 0) return summaries;
  for await (const message of mailbox.fetch(uids, summaryItems, { origin: 'user' }))
    summaries.push(summarise(ref.account, ref.mailbox, ref.uidValidity, message));
  return summaries;
}
