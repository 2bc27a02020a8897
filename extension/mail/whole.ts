import type { SelectedMailbox } from '../imap/client/api.ts';
import { Client } from '../imap/client/client.ts';
import { Mailbox } from '../imap/client/mailbox.ts';
import { ImapError } from '../imap/errors.ts';

/** The client with all its commands: what the account's entry opens is one. */
export function wholeClient(client: unknown): Client {
  if (client instanceof Client) return client;
  throw new ImapError('This connection only reads.', { kind: 'invalid-argument', message: 'not a whole client' });
}

/** As `wholeClient`, for the mailbox that it has selected. */
export function wholeMailbox(mailbox: SelectedMailbox | null): Mailbox {
  if (mailbox instanceof Mailbox) return mailbox;
  throw new ImapError('This connection only reads.', { kind: 'invalid-argument', message: 'not a whole mailbox' });
}
