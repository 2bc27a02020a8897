import type { ModSeq } from '../wire/ids.ts';
import { RangeSet } from '../wire/range-set.ts';
import { difference, intersection, maxNumber, merge, normalise, type NumberRange } from '../wire/sequence-set.ts';
import type { MailboxEvent } from './api.ts';
import type { Client } from './client.ts';
import { everyUid } from './every-uid.ts';
import type { KnownMailbox } from './known-mailbox.ts';
import type { Mailbox } from './mailbox.ts';

/** What whoever follows a mailbox has been told of it since it came into view: where the next resynchronising begins. */
export class KeptState {
  readonly #client: Client;
  readonly #mailbox: Mailbox;
  /** Messages found when it came into view. */
  readonly #there: RangeSet;
  /** UIDs of messages that came since, as far as they did not go again. */
  readonly #newer: RangeSet;
  readonly #uidNext: number;
  /** Up to here every change was told when the mailbox came into view. */
  readonly #began: ModSeq | null;
  readonly #malformed: number;
  /** Something happened that could not be told: mod-sequences that came since prove nothing. */
  #missed = false;

  /** @param began mod-sequence up to which every change is told by what brought the mailbox into view. */
  constructor(client: Client, mailbox: Mailbox, uids: readonly NumberRange[], began: ModSeq | null) {
    this.#client = client;
    this.#mailbox = mailbox;
    this.#uidNext = mailbox.uidNext ?? (normalise(uids).at(-1)?.to ?? 0) + 1;
    this.#there = new RangeSet(uids);
    this.#newer = new RangeSet([{ from: this.#uidNext, to: maxNumber }]);
    this.#began = began;
    this.#malformed = client.oddities.malformed;
  }

  /** An event that is about to be told. */
  take(event: MailboxEvent): void {
    if (event.kind === 'vanished') this.#remove(event.uids);
    else if (event.kind === 'expunge' && event.uid !== null) this.#remove([{ from: event.uid, to: event.uid }]);
    else if (event.kind === 'resync-needed') this.#missed = true;
  }

  /** Messages that are no longer there although nobody said which went; they count as told. Rejects as `everyUid` does. */
  async lookForGone(signal: AbortSignal): Promise<readonly NumberRange[]> {
    const missed = this.#missed;
    this.#missed = true;
    const uids = await everyUid(this.#mailbox, { signal });
    const gone = difference(this.#told(), uids);
    this.#remove(gone);
    this.#missed = missed;
    return gone;
  }

  /** Where to begin after what was told. What came while it was in view is told again as arrived: it may not have been read. */
  known(): KnownMailbox | null {
    const { uidValidity, highestModSeq } = this.#mailbox;
    // A line that could not be read may have been a change that its mod-sequence now says was told.
    const sure = !this.#missed && this.#client.oddities.malformed === this.#malformed;
    const modSeq = sure || highestModSeq === null ? highestModSeq : this.#began;
    return uidValidity === null ? null : { uidValidity, uidNext: this.#uidNext, modSeq, uids: this.#told() };
  }

  #remove(uids: readonly NumberRange[]): void {
    for (const range of uids) {
      this.#there.remove(range);
      this.#newer.remove(range);
    }
  }

  #told(): readonly NumberRange[] {
    const newest = (this.#mailbox.uidNext ?? 0) - 1;
    if (newest < this.#uidNext) return this.#there.ranges;
    return merge(this.#there.ranges, intersection(this.#newer.ranges, [{ from: this.#uidNext, to: newest }]));
  }
}
