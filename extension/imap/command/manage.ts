import type { StatusResponse } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';

/** CREATE (RFC 9051 §6.3.4), with special uses by RFC 6154 §3. Gives the new mailbox's object id where the server tells it (RFC 8474 §4.1). */
export function create(mailbox: MailboxName, specialUse: readonly string[]): Command<string | null> {
  return {
    name: 'CREATE',
    states: signedIn,
    kinds: [],
    mailbox,
    ...(specialUse.length > 0 ? { capability: 'CREATE-SPECIAL-USE' } : {}),
    write(out: CommandWriter): void {
      out.sp().mailbox(mailbox);
      if (specialUse.length > 0) out.text(' (USE ').flags(specialUse).text(')');
    },
    finish: ({ code }: StatusResponse) => (code?.name === 'MAILBOXID' ? code.id : null),
  };
}

/** DELETE (RFC 9051 §6.3.5). */
export function remove(mailbox: MailboxName): Command<void> {
  return onMailbox('DELETE', mailbox);
}

/** RENAME (RFC 9051 §6.3.6). */
export function rename(from: MailboxName, to: MailboxName): Command<void> {
  return { ...onMailbox('RENAME', from), write: (out) => void out.sp().mailbox(from).sp().mailbox(to) };
}

/** SUBSCRIBE (RFC 9051 §6.3.7). */
export function subscribe(mailbox: MailboxName): Command<void> {
  return onMailbox('SUBSCRIBE', mailbox);
}

/** UNSUBSCRIBE (RFC 9051 §6.3.8). */
export function unsubscribe(mailbox: MailboxName): Command<void> {
  return onMailbox('UNSUBSCRIBE', mailbox);
}

function onMailbox(name: string, mailbox: MailboxName): Command<void> {
  return {
    name,
    states: signedIn,
    // A listing at the same time could show the mailbox before or after.
    kinds: ['list'],
    mailbox,
    write: (out) => void out.sp().mailbox(mailbox),
    finish: () => undefined,
  };
}
