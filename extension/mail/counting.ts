import type { ListedMailbox } from '../imap/client/api.ts';
import type { Lease } from '../imap/client/connection-pool.ts';
import type { MailboxStatus } from '../imap/grammar/types.ts';
import type { AccountId, MailboxInfo } from './model.ts';

/** Between two countings, in ms, where the server tells counts by itself. */
export const livePollMs = 5 * 60_000;

/** What LIST told, with the counts of before where it told none. */
export function infosOf(
  account: AccountId,
  listed: readonly ListedMailbox[],
  previous: readonly MailboxInfo[],
): readonly MailboxInfo[] {
  const before = new Map(previous.map((info) => [info.name.wire, info]));
  return listed.map((mailbox) => ({
    account,
    name: mailbox.name,
    delimiter: mailbox.delimiter,
    selectable: mailbox.selectable,
    specialUse: mailbox.specialUse,
    status: mailbox.status ?? before.get(mailbox.name.wire)?.status ?? null,
  }));
}

/** Counts of the mailbox that a connection has selected. */
export async function countSelected({ client, mailbox }: Lease): Promise<MailboxStatus> {
  if (mailbox === null) return {};
  // What other connections changed is only told, and only then found, after a command of this one.
  await client.noop({ origin: 'background' });
  const found = await mailbox.search([{ key: 'UNSEEN' }], { origin: 'background' });
  const unseen = found.type === 'esearch' ? (found.count ?? 0) : found.numbers.length;
  return { messages: mailbox.exists, unseen };
}

/** Flags of a message after a change; case does not make another flag (RFC 9051 §2.3.2). */
export function flagsAfter(
  before: readonly string[],
  operation: 'add' | 'remove',
  flags: readonly string[],
): readonly string[] {
  const without = before.filter((flag) => !flags.some((other) => other.toLowerCase() === flag.toLowerCase()));
  return operation === 'add' ? [...without, ...flags] : without;
}
