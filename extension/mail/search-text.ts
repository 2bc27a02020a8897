import type { SearchQuery } from '../imap/command/search-query.ts';
import type { Uid } from '../imap/wire/ids.ts';
import { uid } from '../imap/wire/ids.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { NumberRange } from '../imap/wire/sequence-set.ts';
import { countNumbers } from '../imap/wire/sequence-set.ts';
import type { AccountSession } from './account-session.ts';
import { summarise, summaryItems } from './message-list.ts';
import type { MessageSummary } from './model.ts';
import { wholeMailbox } from './whole.ts';

/** Newest messages found that are shown. */
export const mostFound = 200;

export interface FoundMessages {
  /** Newest first, at most `mostFound`. */
  readonly messages: readonly MessageSummary[];
  readonly count: number;
}

/** Messages in which every one of `texts` stands, in header or body (UID SEARCH TEXT, RFC 9051 §6.4.4). Rejects with `ImapError`. */
export async function searchText(
  session: AccountSession,
  name: MailboxName,
  texts: readonly string[],
): Promise<FoundMessages> {
  return session.use(async (client, selected) => {
    const mailbox = wholeMailbox(selected);
    // What came meanwhile is only told, and only then found, after a command.
    await client.noop({ origin: 'background' });
    const found = await mailbox.find(textQuery(texts), { origin: 'user' });
    const uids = newest(found.uids);
    const messages: MessageSummary[] = [];
    if (uids.length > 0)
      for await (const message of mailbox.fetch(uids, summaryItems, { origin: 'user' }))
        messages.push(summarise(session.id, name, mailbox.uidValidity ?? 0, message));
    messages.sort((a, b) => b.ref.uid - a.ref.uid);
    return { messages, count: countNumbers(found.uids) };
  }, name);
}

/** From the end, one by one: a server may claim to have found four thousand million. */
function newest(ranges: readonly NumberRange[]): Uid[] {
  const uids: Uid[] = [];
  for (const { from, to } of [...ranges].reverse())
    for (let number = to; number >= from && uids.length < mostFound; number -= 1) uids.push(uid(number));
  return uids;
}

export function textQuery(texts: readonly string[]): SearchQuery {
  return { text: texts };
}

/** What US-ASCII can say of a text: its runs of letters that are ASCII, each to be looked for. Finds no less than the text would. */
export function asciiTexts(text: string): readonly string[] {
  return text
    .split(/[^\x20-\x7e]+/)
    .map((run) => run.trim())
    .filter((run) => run !== '');
}
