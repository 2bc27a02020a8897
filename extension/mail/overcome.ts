import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import { sameMailbox } from '../imap/wire/mailbox-name.ts';
import type { Clock } from './clock.ts';
import type { MailService } from './mail-service.ts';
import type { AccountId } from './model.ts';

/** Time in which an account comes back by itself, if it does at once. */
const patienceMs = 6_000;

/**
 * After a server hung up a connection that was in `mailbox`: true when the account came back by itself and the mailbox is no longer
 * listed. Dovecot ends every connection in a mailbox that is deleted; the list of messages says what happened. Never rejects.
 */
export function mailboxWentAlone(
  mail: MailService,
  clock: Clock,
  id: AccountId,
  mailbox: MailboxName,
): Promise<boolean> {
  const before = mail.session(id)?.mailboxes;
  return new Promise((resolve) => {
    const settle = (gone: boolean): void => {
      timer.dispose();
      listening.dispose();
      resolve(gone);
    };
    const timer = clock.after(patienceMs, () => settle(false));
    const listening = mail.onDidChangeSession((changed) => {
      if (changed !== id) return;
      const session = mail.session(id);
      const state = session?.state.kind;
      if (session === undefined || state === 'failed' || state === 'needs-password' || state === 'offline')
        settle(false);
      // Read anew since: what was known before lists it still.
      else if (state === 'online' && session.mailboxes !== before)
        settle(!session.mailboxes.some((info) => sameMailbox(info.name, mailbox)));
    });
  });
}
