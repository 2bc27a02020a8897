import { uid } from '../imap/wire/ids.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountSession } from './account-session.ts';
import type { MessageRef } from './model.ts';

/** The oldest unread message of a mailbox; null when all were read. Rejects with `ImapError`. */
export async function firstUnread(session: AccountSession, name: MailboxName): Promise<MessageRef | null> {
  return session.use(async (client, mailbox) => {
    if (mailbox === null) return null;
    // What came meanwhile is only told, and only then found, after a command.
    await client.noop({ origin: 'user' });
    let first: number | null = null;
    const found = await mailbox.search([{ key: 'UNSEEN' }], { origin: 'user' });
    if (found.type === 'esearch') first = found.min ?? found.all?.[0]?.from ?? null;
    else for (const number of found.numbers) first = Math.min(first ?? number, number);
    if (first === null) return null;
    return { account: session.id, mailbox: name, uidValidity: mailbox.uidValidity ?? 0, uid: uid(first) };
  }, name);
}
