import type { WirePiece } from './wire-text.ts';
import { no } from './refusal.ts';
import type { MailboxObserver, StoredMailbox, StoredMessage } from './stored-mailbox.ts';
import { checkSequenceNumbers, setMatcher, type SequenceSet } from './sequence.ts';

export const systemFlags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'] as const;

export interface ViewedMessage {
  readonly seq: number;
  readonly message: StoredMessage;
}

/** What one connection was told of its selected mailbox: sequence numbers count in this view, not in the mailbox. */
export class SelectedView implements MailboxObserver {
  readonly mailbox: StoredMailbox;
  /** Opened by EXAMINE, or no right to write. */
  readonly readOnly: boolean;
  readonly examined: boolean;
  readonly recent = new Set<StoredMessage>();
  readonly #messages: StoredMessage[];
  readonly #changed = new Set<StoredMessage>();
  readonly #onSettled: () => void;
  #lastUid: number;
  #keywordsTold: number;

  constructor(mailbox: StoredMailbox, examined: boolean, onSettled: () => void) {
    this.mailbox = mailbox;
    this.examined = examined;
    this.readOnly = examined || mailbox.readOnly;
    this.#messages = [...mailbox.messages];
    this.#lastUid = mailbox.uidNext - 1;
    this.#keywordsTold = mailbox.keywords.size;
    this.#onSettled = onSettled;
    this.#claimRecent();
    mailbox.observers.add(this);
  }

  get exists(): number {
    return this.#messages.length;
  }

  get all(): readonly ViewedMessage[] {
    return this.#messages.map((message, i) => ({ seq: i + 1, message }));
  }

  /** True while messages that are gone still have their numbers here. */
  get hasUntoldExpunges(): boolean {
    return this.#messages.some((message) => message.expunged);
  }

  close(): void {
    this.mailbox.observers.delete(this);
  }

  flagsChanged(message: StoredMessage): void {
    this.#changed.add(message);
  }

  settled(): void {
    this.#onSettled();
  }

  flagsOf(message: StoredMessage): string {
    return `(${[...message.flags, ...(this.recent.has(message) ? ['\\Recent'] : [])].join(' ')})`;
  }

  get flags(): string {
    return `(${[...systemFlags, ...this.mailbox.keywords].join(' ')})`;
  }

  get permanentFlags(): string {
    return this.readOnly ? '()' : `(${[...systemFlags, ...this.mailbox.keywords, '\\*'].join(' ')})`;
  }

  /** @throws Refusal when this view may not be written to. */
  requireWrite(): void {
    if (this.mailbox.deleted) throw no('NONEXISTENT', 'This mailbox was deleted meanwhile');
    if (this.mailbox.readOnly) throw no('NOPERM', 'You may read this mailbox but not change it');
    if (this.examined) throw no('CLIENTBUG', 'This mailbox was opened with EXAMINE: nothing in it can be changed');
  }

  /** Messages of a set, in mailbox order. UIDs that are gone are passed over in silence (RFC 9051 §6.4.9). */
  find(set: SequenceSet, byUid: boolean): ViewedMessage[] {
    if (byUid) {
      const matches = setMatcher(set, this.#messages.at(-1)?.uid ?? 0);
      return this.all.filter(({ message }) => !message.expunged && matches(message.uid));
    }
    checkSequenceNumbers(set, this.exists);
    const matches = setMatcher(set, this.exists);
    return this.all.filter(({ seq }) => matches(seq));
  }

  /** Tells what changed since the last time (RFC 9051 §5.2, §7.4.1). */
  report(tellExpunges: boolean, withModSeq: boolean, untagged: (...pieces: readonly WirePiece[]) => void): void {
    if (tellExpunges) this.#reportExpunges(untagged);
    if (this.#addNew()) {
      untagged(`${this.exists} EXISTS`);
      untagged(`${this.recent.size} RECENT`);
    }
    if (this.mailbox.keywords.size !== this.#keywordsTold) {
      this.#keywordsTold = this.mailbox.keywords.size;
      untagged(`FLAGS ${this.flags}`);
      untagged(`OK [PERMANENTFLAGS ${this.permanentFlags}] Flags that stay`);
    }
    if (this.#changed.size === 0) return;
    for (const { seq, message } of this.all) {
      if (!this.#changed.has(message) || message.expunged) continue;
      const modSeq = withModSeq ? ` MODSEQ (${message.modSeq})` : '';
      untagged(`${seq} FETCH (UID ${message.uid} FLAGS ${this.flagsOf(message)}${modSeq})`);
    }
    this.#changed.clear();
  }

  #reportExpunges(untagged: (text: string) => void): void {
    for (let i = 0; i < this.#messages.length;) {
      const message = this.#messages[i];
      if (message?.expunged !== true) {
        i++;
        continue;
      }
      this.#messages.splice(i, 1);
      this.#changed.delete(message);
      this.recent.delete(message);
      untagged(`${i + 1} EXPUNGE`);
    }
  }

  #addNew(): boolean {
    const fresh = this.mailbox.messages.filter((message) => message.uid > this.#lastUid);
    this.#lastUid = this.mailbox.uidNext - 1;
    this.#messages.push(...fresh);
    this.#claimRecent();
    return fresh.length > 0;
  }

  /** \Recent belongs to the first session that is told; EXAMINE looks without taking it (RFC 3501 §2.3.2, §6.3.2). */
  #claimRecent(): void {
    for (const message of this.mailbox.recent) this.recent.add(message);
    if (!this.examined) this.mailbox.recent.clear();
  }
}
