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
  #uidValidity: number | null = null;
  #uidNext: number | null = null;
  #flags: readonly string[] = [];
  #permanentFlags: readonly string[] | null = null;
  #readOnly = false;
  #firstUnseen: number | null = null;
  #highestModSeq: ModSeq | null = null;
  #mailboxId: string | null = null;
  #state: 'opening' | 'open' | 'closed' = 'opening';

  constructor(name: MailboxName) {
    this.name = name;
  }

  get exists(): number {
    return this.#exists;
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
  /** Null when the mailbox keeps no mod-sequences, or the server did not say (RFC 7162 §3.1.2). */
  get highestModSeq(): ModSeq | null {
    return this.#highestModSeq;
  }
  /** Null when the server has no object ids (RFC 8474 §4.1). */
  get mailboxId(): string | null {
    return this.#mailboxId;
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
    this.#uidValidity = null;
    this.#uidNext = null;
    this.#flags = [];
    this.#permanentFlags = null;
    this.#firstUnseen = null;
    this.#highestModSeq = null;
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

  takeExists(count: number): void {
    const previous = this.#exists;
    this.#exists = count;
    if (count < previous) {
      this.#map.clear();
      this.#resync('The server says there are fewer messages without having said which went.');
    } else if (count !== previous || this.#state === 'opening') {
      this.#tell({ kind: 'exists', count, previous });
    }
  }

  takeExpunge(seq: SeqNo): void {
    if (seq > this.#exists) {
      this.#resync(`The server expunged message ${seq} of ${this.#exists}.`);
      return;
    }
    const uid = this.#map.expunge(seq);
    this.#exists--;
    this.#tell({ kind: 'expunge', uid, count: this.#exists });
  }

  takeVanished(uids: readonly NumberRange[]): void {
    const gone = uids.reduce((sum, range) => sum + range.to - range.from + 1, 0);
    if (gone > this.#exists) {
      this.#map.clear();
      this.#resync(`The server says that ${gone} of ${this.#exists} messages vanished.`);
      return;
    }
    for (const range of uids) this.#map.vanish(range);
    this.#exists -= gone;
    this.#tell({ kind: 'vanished', uids, count: this.#exists });
  }

  takeFlagNames(flags: readonly string[]): void {
    this.#flags = flags;
  }

  /** A FETCH told both numbers of a message. */
  learn(seq: SeqNo, uid: Uid): void {
    if (this.#uidNext !== null && uid >= this.#uidNext) this.#uidNext = uid + 1;
    if (seq <= this.#exists && this.#map.learn(seq, uid)) return;
    this.#map.clear();
    this.#resync(`The server gives message ${seq} a UID that contradicts what it said before.`);
  }

  /** Flags that came unasked, or as the answer to a change. */
  takeFlags(uid: Uid, flags: readonly string[]): void {
    this.#tell({ kind: 'flags', uid, flags });
  }

  /** What a response code says about the mailbox (RFC 9051 §7.1). */
  takeCode(code: ResponseCode): void {
    switch (code.name) {
      case 'UIDVALIDITY':
        if (this.#state === 'open' && this.#uidValidity !== null && this.#uidValidity !== code.value) {
          this.#map.clear();
          this.#uidValidity = code.value;
          this.#resync('UIDVALIDITY changed while the mailbox was selected.');
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
        this.#highestModSeq = code.value;
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

  #resync(reason: string): void {
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
