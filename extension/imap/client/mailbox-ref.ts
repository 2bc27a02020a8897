import type { Connection } from '../session/connection.ts';
import { mailboxFromDisplay, type MailboxName } from '../wire/mailbox-name.ts';

/** A mailbox as the server named it, or as a person writes its name. */
export type MailboxRef = MailboxName | string;

/** Names of people go out in modified UTF-7, or in UTF-8 once that is enabled (RFC 9051 §5.1). */
export function resolve(connection: Connection, mailbox: MailboxRef): MailboxName {
  return typeof mailbox === 'string' ? mailboxFromDisplay(mailbox, connection.engine.view.utf8) : mailbox;
}
