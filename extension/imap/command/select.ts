import type { Response } from '../grammar/types.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { formatSequenceSet, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command, type TakeContext } from './command.ts';

/** What is known of a mailbox from before: the server tells only what changed since (QRESYNC, RFC 7162 §3.2.5). */
export interface KnownState {
  readonly uidValidity: number;
  readonly modSeq: ModSeq;
  readonly uids?: readonly NumberRange[];
}

export interface SelectParameters {
  /** Tell mod-sequences from now on (RFC 7162 §3.1.8). */
  readonly condstore?: boolean;
  readonly qresync?: KnownState;
  /** May go out together with the sign-in. */
  readonly eager?: boolean;
}

/** SELECT or EXAMINE (RFC 9051 §6.3.2, §6.3.3). What it tells goes into the session view. */
export class Select implements Command<void> {
  readonly name: 'SELECT' | 'EXAMINE';
  readonly states = signedIn;
  readonly barrier = true;
  readonly effect = 'selects';
  readonly kinds = [];
  readonly capability?: string;
  readonly eager: boolean;
  readonly mailbox: MailboxName;
  /** Flags that changed since the known state, as the server told them before its OK. */
  readonly changed = new Map<Uid, readonly string[]>();
  readonly #parameters: SelectParameters;

  constructor(mailbox: MailboxName, readOnly: boolean, parameters: SelectParameters = {}) {
    this.name = readOnly ? 'EXAMINE' : 'SELECT';
    this.mailbox = mailbox;
    this.#parameters = parameters;
    this.eager = parameters.eager ?? false;
    if (parameters.qresync !== undefined) this.capability = 'QRESYNC';
    else if (parameters.condstore === true) this.capability = 'CONDSTORE';
  }

  write(out: CommandWriter): void {
    out.sp().mailbox(this.mailbox);
    const { condstore, qresync } = this.#parameters;
    if (qresync !== undefined) {
      const { uidValidity, modSeq, uids } = qresync;
      const known = uids === undefined || uids.length === 0 ? '' : ` ${formatSequenceSet(uids)}`;
      out.text(` (QRESYNC (${uidValidity} ${modSeq}${known}))`);
    } else if (condstore === true) out.text(' (CONDSTORE)');
  }

  take(response: Response, { uid }: TakeContext): boolean {
    if (response.type !== 'fetch' || response.flags === undefined || uid === null) return false;
    this.changed.set(uid, response.flags);
    return true;
  }

  finish(): void {
    // The selection is the engine's.
  }
}
