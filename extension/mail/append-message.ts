import type { AppendResult } from '../imap/command/append.ts';
import { uid } from '../imap/wire/ids.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountSession } from './account-session.ts';
import type { MessageRef } from './model.ts';
import { wholeClient, wholeMailbox } from './whole.ts';

/**
 * APPEND (RFC 9051 §6.3.12) on a connection of its own, so that nothing waits for a large message and giving up costs no other work.
 * When the answer is lost, it is looked for on the next connection before it is sent again.
 * Gives where the message is now, or null where the server does not tell (no UIDPLUS). Rejects with `ImapError`.
 */
export async function appendMessage(
  session: AccountSession,
  mailbox: MailboxName,
  octets: Uint8Array,
  options: { readonly signal: AbortSignal; readonly onProgress: (sent: number, total: number) => void },
): Promise<MessageRef | null> {
  const message = withCrlf(octets);
  const { oneConnection } = await import('../imap/client/mailbox-access.ts');
  const { AppendJob } = await import('../imap/client/append-job.ts');
  const job = new AppendJob(mailbox, { content: message });
  const told = await session.persist(() =>
    session.useAlone(
      (client) => job.run(oneConnection(wholeClient(client)), { origin: 'user', ...options }),
      options.signal,
    ),
  );
  session.refreshMailboxes('background').catch(() => undefined);
  return refOf(session, mailbox, told);
}

/** Removes the message again, and no other. Rejects with `ImapError`. */
export async function removeAppended(session: AccountSession, ref: MessageRef): Promise<void> {
  await session.withMessages([ref], (mailbox) => wholeMailbox(mailbox).remove([ref.uid], { origin: 'user' }));
  session.refreshMailboxes('background').catch(() => undefined);
}

/** Lines of a message end in CRLF (RFC 5322 §2.1); a file of this machine may have it otherwise. */
export function withCrlf(octets: Uint8Array): Uint8Array {
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (!/(?<!\r)\n|\r(?!\n)/.test(bytes.toString('latin1'))) return bytes;
  return Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1');
}

function refOf(session: AccountSession, mailbox: MailboxName, told: AppendResult | null): MessageRef | null {
  const first = told?.uids[0];
  if (told === null || first === undefined) return null;
  return { account: session.id, mailbox, uidValidity: told.uidValidity, uid: uid(first.from) };
}
