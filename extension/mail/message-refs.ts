import type { ImapClient, SelectedMailbox } from '../imap/client/api.ts';
import type { MessageRef } from './model.ts';

/** A message that came after this connection selected the mailbox is unknown there until the server could tell of it. */
export async function catchUp(client: ImapClient, mailbox: SelectedMailbox, ref: MessageRef): Promise<void> {
  if (mailbox.uidNext === null || ref.uid >= mailbox.uidNext) await client.noop({ origin: 'background' });
}

/** The one of them that a connection which selected earlier is least likely to know. */
export function newestOf(refs: readonly MessageRef[]): MessageRef | undefined {
  return [...refs].sort((a, b) => b.uid - a.uid)[0];
}

/** UIDs mean nothing under another UIDVALIDITY (RFC 9051 §2.3.1.1). */
export function isOf(mailbox: SelectedMailbox, ref: MessageRef): boolean {
  return mailbox.uidValidity === ref.uidValidity;
}
