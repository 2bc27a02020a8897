import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';

/** SELECT or EXAMINE (RFC 9051 §6.3.2, §6.3.3). What it tells goes into the session view. */
export class Select implements Command<void> {
  readonly name: 'SELECT' | 'EXAMINE';
  readonly states = signedIn;
  readonly barrier = true;
  readonly effect = 'selects';
  readonly kinds = [];
  readonly mailbox: MailboxName;

  constructor(mailbox: MailboxName, readOnly: boolean) {
    this.name = readOnly ? 'EXAMINE' : 'SELECT';
    this.mailbox = mailbox;
  }

  write(out: CommandWriter): void {
    out.sp().mailbox(this.mailbox);
  }

  finish(): void {
    // The selection is the engine's.
  }
}
