import type { Response, StatusResponse } from '../grammar/types.ts';
import type { Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { appendResult, writeMessage, type AppendResult, type NewMessage } from './append.ts';
import type { Command, SelectionFacts, WriteContext } from './command.ts';

/** UID REPLACE (RFC 8508 §3.4): the new message comes and the old one goes in one step, or neither. */
export class Replace implements Command<AppendResult | null> {
  readonly name = 'UID REPLACE';
  readonly states = ['selected'] as const;
  readonly kinds = ['fetch', 'search'] as const;
  readonly capability = 'REPLACE';
  readonly selection: SelectionFacts;
  readonly mailbox: MailboxName;
  readonly uids: readonly NumberRange[];
  readonly #message: NewMessage;
  #result: AppendResult | null = null;

  constructor(selection: SelectionFacts, uid: Uid, mailbox: MailboxName, message: NewMessage) {
    this.selection = selection;
    this.uids = [{ from: uid, to: uid }];
    this.mailbox = mailbox;
    this.#message = message;
  }

  write(out: CommandWriter, context: WriteContext): void {
    out.sp().set(this.uids).sp().mailbox(this.mailbox);
    writeMessage(out, this.#message, context);
  }

  /** APPENDUID comes before the EXPUNGE of the old message (RFC 8508 §4.2). */
  take(response: Response): boolean {
    if (response.type === 'status') this.#result ??= appendResult(response, 1);
    return false;
  }

  finish(status: StatusResponse): AppendResult | null {
    return this.#result ?? appendResult(status, 1);
  }
}
