import type { Capabilities, StatusItem } from '../client/api.ts';
import type { MailboxStatus, Response } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command } from './command.ts';

/** STATUS (RFC 9051 §6.3.11). */
export class Status implements Command<MailboxStatus> {
  readonly name = 'STATUS';
  readonly states = signedIn;
  readonly kinds = ['status'] as const;
  readonly mailbox: MailboxName;
  readonly answer: Answer = { words: ['STATUS'], came: () => this.#status !== null, absent: 'owed' };
  readonly #items: readonly StatusItem[];
  #status: MailboxStatus | null = null;

  constructor(mailbox: MailboxName, items: readonly StatusItem[]) {
    this.mailbox = mailbox;
    this.#items = items;
  }

  write(out: CommandWriter): void {
    out
      .sp()
      .mailbox(this.mailbox)
      .text(` (${this.#items.join(' ')})`);
  }

  take(response: Response): boolean {
    if (response.type !== 'mailbox-status') return false;
    const { name, status } = response;
    // Some servers answer with another spelling of the same name.
    if (name.wire !== this.mailbox.wire && name.display !== this.mailbox.display) return false;
    this.#status = { ...this.#status, ...status };
    return true;
  }

  finish(): MailboxStatus {
    return this.#status ?? {};
  }
}

const needed: ReadonlyMap<StatusItem, readonly string[]> = new Map([
  ['DELETED', ['IMAP4REV2', 'QUOTA=RES-MESSAGE']],
  ['DELETED-STORAGE', ['QUOTA=RES-STORAGE']],
  ['SIZE', ['STATUS=SIZE']],
  ['HIGHESTMODSEQ', ['CONDSTORE']],
  ['MAILBOXID', ['OBJECTID']],
  ['APPENDLIMIT', ['APPENDLIMIT']],
]);

/** The items that the server knows: one it does not know would cost all of them. `rev2`: the session is IMAP4rev2, which has no RECENT. */
export function knownStatusItems(
  items: readonly StatusItem[],
  { abilities, rev2 }: { readonly abilities: Capabilities; readonly rev2: boolean },
): StatusItem[] {
  return items.filter((item) => {
    if (item === 'RECENT') return !rev2;
    return needed.get(item)?.some((name) => abilities.has(name)) ?? true;
  });
}
