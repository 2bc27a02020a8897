import type { ImapClient, SelectedMailbox } from '../imap/client/api.ts';
import type { Client } from '../imap/client/client.ts';
import type { Mailbox } from '../imap/client/mailbox.ts';
import { ImapError } from '../imap/errors.ts';

/** The client with all its commands: what the account's entry opens is one. */
export function wholeClient(client: ImapClient): Client {
  if (isWhole(client)) return client;
  throw new ImapError('This connection only reads.', { kind: 'invalid-argument', message: 'not a whole client' });
}

/** As `wholeClient`, for the mailbox that it has selected. */
export function wholeMailbox(mailbox: SelectedMailbox | null): Mailbox {
  if (mailbox !== null && isWholeMailbox(mailbox)) return mailbox;
  throw new ImapError('This connection only reads.', { kind: 'invalid-argument', message: 'not a whole mailbox' });
}

// Told by what they can do: naming the classes would load the whole core with the window.
function isWhole(client: ImapClient): client is Client {
  return 'mailboxes' in client && 'administration' in client;
}

/** False for a mailbox that only reads. */
export function isWholeMailbox(mailbox: SelectedMailbox): mailbox is Mailbox {
  return 'copy' in mailbox && 'move' in mailbox;
}
