import type { Disposable, MailboxEvent } from '../client/api.ts';
import type { ResponseCode } from '../grammar/code.ts';
import type { ModSeq, SeqNo, Uid } from '../wire/ids.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import { SeqMap } from './seq-map.ts';

/** One selecting of one mailbox and what the server has told of it since (RFC 9051 §7.4). A new SELECT makes a new one. */
export class Selection {
  readonly name: MailboxName;
  readonly #map = new SeqMap();
  readonly #listeners = new Set<(event: MailboxEvent) => void>();
  #exists = 0;
  #recent: number | null = null;
  #uidValidity: number | null = null;
  #uidNext: number | null = null;
  #flags: readonly string[] = [];
  #permanentFlags: readonly string[] | null = null;
  #readOnly = false;
  #gone = false;
  #firstUnseen: number | null = null;
  #highestModSeq: ModSeq | null = null;
  /** Highest of FETCH data since the last tagged response: until then earlier changes may still be on their way. */
  #modSeqSeen: ModSeq | null = null;
  /** As the last HIGHESTMODSEQ said, which never goes back. */
  #modSeqTold: ModSeq | null = null;
  #modSeqsWrong = false;
  #mailboxId: string | null = null;
  #state: 'opening' | 'open' | 'closed' = 'opening';

  constructor(name: MailboxName) {
    this.name = name;
  }

  get exists(): number {
    return this.#exists;
  }
  /** RECENT (RFC 3501 §7.3.2); null when the server did not say. */
  get recent(): number | null {
    return this.#recent;
  }
  get uidValidity(): number | null {
    return this.#uidValidity;
  }
  get uidNext(): number | null {
    return this.#uidNext;
  }
  get flags(): readonly string[] {
    return this.#flags;
  }
  get permanentFlags(): readonly string[] | null {
    return this.#permanentFlags;
  }
  get readOnly(): boolean {
    return this.#readOnly;
  }
  get firstUnseen(): number | null {
    return this.#firstUnseen;
  }
  /**
   * Up to here every change has been told (RFC 7162 §6). Null when the mailbox keeps no mod-sequences, the server did not say, or what it
   * said cannot be (0, negative, going back): then nothing is to be concluded from them in this mailbox.
   */
  get highestModSeq(): ModSeq | null {
    return this.#modSeqsWrong ? null : this.#highestModSeq;
  }
  /** Entries and nodes of the sequence map looked at so far: what an event costs. */
  get steps(): number {
    return this.#map.steps;
  }
  /** Null when the server has no object ids (RFC 8474 §4.1). */
  get mailboxId(): string | null {
    return this.#mailboxId;
  }
  /** The server said that there is no such mailbox any more. */
  get gone(): boolean {
    return this.#gone;
  }
  get closed(): boolean {
    return this.#state === 'closed';
  }

  onEvent(listener: (event: MailboxEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  uidAt(seq: SeqNo): Uid | null {
    return this.#map.uidAt(seq);
  }

  seqOf(uid: Uid): SeqNo | null {
    return this.#map.seqOf(uid);
  }

  /** What came so far was still about the mailbox selected before (RFC 9051 §7.1, CLOSED). */
  startOver(): void {
    this.#map.clear();
    this.#exists = 0;
    this.#recent = null;
    this.#uidValidity = null;
    this.#uidNext = null;
    this.#flags = [];
    this.#permanentFlags = null;
    this.#firstUnseen = null;
    this.#highestModSeq = null;
    this.#modSeqSeen = null;
    this.#modSeqTold = null;
    this.#modSeqsWrong = false;
    this.#mailboxId = null;
  }

  /** SELECT or EXAMINE was answered OK. */
  open(readOnly: boolean): void {
    this.#state = 'open';
    this.#readOnly = readOnly;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#tell({ kind: 'closed' });
    this.#listeners.clear();
  }

  takeRecent(count: number): void {
    this.#recent = count;
  }

  takeGone(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#tell({ kind: 'nonexistent' });
  }

  takeExists(count: number): void {
    const previous = this.#exists;
    this.#exists = count;
    if (count < previous) {
      this.doubt('The server says there are fewer messages without having said which went.');
    } else if (count !== previous || this.#state === 'opening') {
      this.#tell({ kind: 'exists', count, previous });
    }
  }

  takeExpunge(seq: SeqNo): void {
    if (seq > this.#exists) {
      this.doubt(`The server expunged message ${seq} of ${this.#exists}.`);
      return;
    }
    const uid = this.#map.expunge(seq);
    this.#exists--;
    this.#tell({ kind: 'expunge', uid, count: this.#exists });
  }

  takeVanished(uids: readonly NumberRange[]): void {
    if (uids.length === 0) {
      this.doubt('The server says that messages vanished, but not which.');
      return;
    }
    const gone = uids.reduce((sum, range) => sum + range.to - range.from + 1, 0);
    if (gone > this.#exists) {
      this.doubt(`The server says that ${gone} of ${this.#exists} messages vanished.`);
      return;
    }
    const agrees = uids.map((range) => this.#map.vanish(range)).every(Boolean);
    this.#exists -= gone;
    this.#tell({ kind: 'vanished', uids, count: this.#exists });
    if (agrees) return;
    this.doubt('More messages vanished than there can have been.');
  }

  /** A FETCH told the mod-sequence of a message; null when it cannot be one (RFC 7162 §3.1). */
  takeModSeq(modSeq: ModSeq | null): void {
    if (modSeq === null) this.#modSeqsWrong = true;
    else if (this.#modSeqSeen === null || modSeq > this.#modSeqSeen) this.#modSeqSeen = modSeq;
  }

  /** A tagged response came: what FETCH data told before it is complete (RFC 7162 §6). `told`: by HIGHESTMODSEQ, which counts more. */
  settleModSeqs(told: boolean): void {
    const seen = this.#modSeqSeen;
    this.#modSeqSeen = null;
    if (told || seen === null || this.#highestModSeq === null) return;
    if (seen > this.#highestModSeq) this.#highestModSeq = seen;
  }

  takeFlagNames(flags: readonly string[]): void {
    this.#flags = flags;
  }

  /** A FETCH told both numbers of a message. */
  learn(seq: SeqNo, uid: Uid): void {
    if (this.#uidNext !== null && uid >= this.#uidNext) this.#uidNext = uid + 1;
    if (seq <= this.#exists && this.#map.learn(seq, uid)) return;
    this.doubt(`The server gives message ${seq} a UID that contradicts what it said before.`);
  }

  /** Flags that came unasked, or as the answer to a change. */
  takeFlags(uid: Uid, flags: readonly string[], modSeq?: ModSeq): void {
    this.#tell({ kind: 'flags', uid, flags, ...(modSeq === undefined ? {} : { modSeq }) });
  }

  /** What a response code says about the mailbox (RFC 9051 §7.1). */
  takeCode(code: ResponseCode): void {
    switch (code.name) {
      case 'UIDVALIDITY':
        if (this.#state === 'open' && this.#uidValidity !== null && this.#uidValidity !== code.value) {
          this.#uidValidity = code.value;
          this.doubt('UIDVALIDITY changed while the mailbox was selected.');
        }
        this.#uidValidity = code.value;
        break;
      case 'UIDNEXT':
        this.#uidNext = code.value;
        break;
      case 'UNSEEN':
        this.#firstUnseen = code.value;
        break;
      case 'HIGHESTMODSEQ':
        if (code.value === null) this.#modSeqsWrong = true;
        else {
          if (this.#modSeqTold !== null && code.value < this.#modSeqTold) this.#modSeqsWrong = true;
          this.#modSeqTold = code.value;
          this.#highestModSeq = code.value;
        }
        break;
      case 'NOMODSEQ':
        this.#highestModSeq = null;
        break;
      case 'MAILBOXID':
        this.#mailboxId = code.id;
        break;
      case 'PERMANENTFLAGS':
        this.#permanentFlags = code.flags;
        break;
      case 'READ-ONLY':
        if (this.#state === 'open' && !this.#readOnly) {
          this.#readOnly = true;
          this.#tell({ kind: 'read-only' });
        }
        break;
      case 'READ-WRITE':
        if (this.#state === 'open') this.#readOnly = false;
        break;
      default:
        break;
    }
  }

  /** What the server says cannot be: which message stands where is not known any more. */
  doubt(reason: string): void {
    this.#map.clear();
    this.#tell({ kind: 'resync-needed', reason });
  }

  #tell(event: MailboxEvent): void {
    if (this.#state === 'opening') return;
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch {
        // A listener's fault must not cost the connection a response.
      }
    }
  }
}
