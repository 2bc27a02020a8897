import type { Response } from '../grammar/types.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { RangeSet } from '../wire/range-set.ts';
import { contains, formatSequenceSet, normalise, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command, type TakeContext } from './command.ts';

/** What is known of a mailbox from before: the server tells only what changed since (QRESYNC, RFC 7162 §3.2.5). */
export interface KnownState {
  readonly uidValidity: number;
  readonly modSeq: ModSeq;
  readonly uids?: readonly NumberRange[];
  /** Messages to collect changes of, where `uids` names more than these. */
  readonly ofInterest?: readonly NumberRange[];
}

export interface SelectParameters {
  /** Tell mod-sequences from now on (RFC 7162 §3.1.8). */
  readonly condstore?: boolean;
  readonly qresync?: KnownState;
  /** May go out together with the sign-in. */
  readonly eager?: boolean;
  /** Called at the very moment of the OK: what comes from now on is about the mailbox as it was told. */
  readonly opened?: () => void;
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
  /** A mailbox whose size cannot be read would look empty. */
  readonly answer: Answer = { words: ['EXISTS'], came: () => this.#counted, absent: 'nothing' };
  /** Flags of messages of interest that changed since the known state, as the server told them before its OK. */
  readonly changed = new Map<Uid, readonly string[]>();
  readonly #parameters: SelectParameters;
  readonly #ofInterest: readonly NumberRange[];
  /** Messages of interest that did not vanish; made when the first did. */
  #left: RangeSet | null = null;
  #vanished: NumberRange[] = [];
  #nameless = false;
  #counted = false;

  constructor(mailbox: MailboxName, readOnly: boolean, parameters: SelectParameters = {}) {
    this.name = readOnly ? 'EXAMINE' : 'SELECT';
    this.mailbox = mailbox;
    this.#parameters = parameters;
    this.eager = parameters.eager ?? false;
    const { ofInterest, uids = [] } = parameters.qresync ?? {};
    this.#ofInterest = normalise(ofInterest ?? uids);
    if (parameters.qresync !== undefined) this.capability = 'QRESYNC';
    else if (parameters.condstore === true) this.capability = 'CONDSTORE';
  }

  /** It asks what changed since a known state. */
  get resynchronises(): boolean {
    return this.#parameters.qresync !== undefined;
  }

  /** Messages of interest that vanished before the mailbox was selected (RFC 7162 §3.2.5). */
  get vanished(): readonly NumberRange[] {
    return normalise(this.#vanished);
  }

  /** A change was told of a message without saying of which. */
  get nameless(): boolean {
    return this.#nameless;
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
    switch (response.type) {
      case 'exists':
        this.#counted = true;
        return false;
      case 'vanished':
        if (response.earlier) this.#takeVanished(response.uids);
        return response.earlier;
      case 'status':
        // What came so far was about the mailbox selected before (RFC 9051 §7.1, CLOSED).
        if (response.code?.name === 'CLOSED') this.#startOver();
        return false;
      case 'fetch':
        if (response.flags === undefined) return false;
        if (uid === null) this.#nameless = true;
        else if (contains(this.#ofInterest, uid)) this.changed.set(uid, response.flags);
        return true;
      default:
        return false;
    }
  }

  finish(): void {
    this.#parameters.opened?.();
  }

  #takeVanished(uids: readonly NumberRange[]): void {
    this.#left ??= new RangeSet(this.#ofInterest);
    for (const range of uids) this.#vanished.push(...this.#left.remove(range));
  }

  #startOver(): void {
    this.#counted = false;
    this.changed.clear();
    this.#left = null;
    this.#vanished = [];
    this.#nameless = false;
  }
}
