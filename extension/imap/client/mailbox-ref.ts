import type { Connection } from '../session/connection.ts';
import { isFromUtf7, mailboxFromDisplay, type MailboxName } from '../wire/mailbox-name.ts';

/** A mailbox as the server named it, or as a person writes its name. */
export type MailboxRef = MailboxName | string;

/**
 * Names of people go out in modified UTF-7, or in UTF-8 once that is enabled (RFC 9051 §5.1); so does a name that the server gave before
 * it was, or on a connection where it is not: the mailbox is the same, its octets are others.
 */
export function resolve(connection: Connection, mailbox: MailboxRef): MailboxName {
  const { utf8 } = connection.engine.view;
  if (typeof mailbox === 'string') return mailboxFromDisplay(mailbox, utf8);
  return utf8 && isFromUtf7(mailbox) ? mailboxFromDisplay(mailbox.display, true) : mailbox;
}
