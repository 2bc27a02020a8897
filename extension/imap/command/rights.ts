import type { AclEntry, Response } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command } from './command.ts';

/** What somebody could be granted (RFC 4314 §3.7). */
export interface GrantableRights {
  readonly required: string;
  readonly optional: readonly string[];
}

/** GETACL (RFC 4314 §3.3). */
export function getAcl(mailbox: MailboxName): Command<readonly AclEntry[]> {
  let entries: readonly AclEntry[] | null = null;
  return {
    ...onAcl('GETACL', mailbox, []),
    take(response: Response): boolean {
      if (response.type !== 'acl') return false;
      entries = response.entries;
      return true;
    },
    answer: owed('ACL', () => entries !== null),
    finish: () => entries ?? [],
  };
}

/** SETACL (RFC 4314 §3.1). `rights` may begin with + or - to add to or take from those there are. */
export function setAcl(mailbox: MailboxName, identifier: string, rights: string): Command<void> {
  return { ...onAcl('SETACL', mailbox, [identifier, rights]), finish: () => undefined };
}

/** DELETEACL (RFC 4314 §3.2). */
export function deleteAcl(mailbox: MailboxName, identifier: string): Command<void> {
  return { ...onAcl('DELETEACL', mailbox, [identifier]), finish: () => undefined };
}

/** LISTRIGHTS (RFC 4314 §3.4). */
export function listRights(mailbox: MailboxName, identifier: string): Command<GrantableRights> {
  let found: GrantableRights | null = null;
  return {
    ...onAcl('LISTRIGHTS', mailbox, [identifier]),
    take(response: Response): boolean {
      if (response.type !== 'listrights') return false;
      found = { required: response.required, optional: response.optional };
      return true;
    },
    answer: owed('LISTRIGHTS', () => found !== null),
    finish: () => found ?? { required: '', optional: [] },
  };
}

/** MYRIGHTS (RFC 4314 §3.5). */
export function myRights(mailbox: MailboxName): Command<string> {
  let rights: string | null = null;
  return {
    ...onAcl('MYRIGHTS', mailbox, []),
    take(response: Response): boolean {
      if (response.type !== 'myrights') return false;
      rights = response.rights;
      return true;
    },
    answer: owed('MYRIGHTS', () => rights !== null),
    finish: () => rights ?? '',
  };
}

/** RFC 4314 leaves it to no server to say nothing. */
function owed(word: string, came: () => boolean): Answer {
  return { words: [word], came, absent: 'owed' };
}

function onAcl(name: string, mailbox: MailboxName, args: readonly string[]): Omit<Command<never>, 'finish'> {
  return {
    name,
    states: signedIn,
    kinds: ['rights'],
    capability: 'ACL',
    mailbox,
    write(out: CommandWriter): void {
      out.sp().mailbox(mailbox);
      for (const argument of args) out.sp().astring(argument);
    },
  };
}
