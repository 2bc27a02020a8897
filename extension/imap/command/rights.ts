import type { AclEntry, Response } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';

/** What somebody could be granted (RFC 4314 §3.7). */
export interface GrantableRights {
  readonly required: string;
  readonly optional: readonly string[];
}

/** GETACL (RFC 4314 §3.3). */
export function getAcl(mailbox: MailboxName): Command<readonly AclEntry[]> {
  let entries: readonly AclEntry[] = [];
  return {
    ...onAcl('GETACL', mailbox, []),
    take(response: Response): boolean {
      if (response.type !== 'acl') return false;
      entries = response.entries;
      return true;
    },
    finish: () => entries,
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
  let found: GrantableRights = { required: '', optional: [] };
  return {
    ...onAcl('LISTRIGHTS', mailbox, [identifier]),
    take(response: Response): boolean {
      if (response.type !== 'listrights') return false;
      found = { required: response.required, optional: response.optional };
      return true;
    },
    finish: () => found,
  };
}

/** MYRIGHTS (RFC 4314 §3.5). */
export function myRights(mailbox: MailboxName): Command<string> {
  let rights = '';
  return {
    ...onAcl('MYRIGHTS', mailbox, []),
    take(response: Response): boolean {
      if (response.type !== 'myrights') return false;
      rights = response.rights;
      return true;
    },
    finish: () => rights,
  };
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
