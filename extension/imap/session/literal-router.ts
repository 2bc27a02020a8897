import { parseFetchHead } from '../grammar/fetch-head.ts';
import type { LiteralTarget } from '../command/command.ts';
import type { ResponseFrame } from '../wire/frame.ts';
import type { SeqNo, Uid } from '../wire/ids.ts';
import { drainOctets } from './drain.ts';
import type { Submission } from './submission.ts';

/** Octets of a literal that count as progress: a peer that trickles single ones is stalling. */
const progressStep = 4096;

/** Hands the octets of long FETCH literals to the command that asked for them, or drops them. */
export class LiteralRouter {
  readonly #uidAt: (seq: SeqNo) => Uid | null;
  #owner: Submission | null = null;
  #target: LiteralTarget | null = null;
  #remaining = 0;
  #sinceProgress = 0;

  constructor(uidAt: (seq: SeqNo) => Uid | null) {
    this.#uidAt = uidAt;
  }

  /** Octets of the current literal still on the wire. */
  get remaining(): number {
    return this.#remaining;
  }

  /** Octets still to come that nobody wants. */
  get unwanted(): number {
    return this.#owner?.orphan === true ? this.#remaining : 0;
  }

  /** False when nobody wants the literal and it is too long to be drained. */
  start(head: ResponseFrame, size: number, underWay: readonly Submission[]): boolean {
    this.#remaining = size;
    this.#sinceProgress = 0;
    const fetch = parseFetchHead(head, { utf8: false });
    if (fetch === null) return true;
    const { seq, section } = fetch;
    const uid = fetch.uid ?? this.#uidAt(seq);
    for (const submission of underWay) {
      const target = submission.command.literal?.({ seq, uid, item: section, size }) ?? null;
      if (target === null) continue;
      this.#owner = submission;
      this.#target = submission.orphan ? null : target;
      submission.progress();
      return !submission.orphan || size <= drainOctets;
    }
    return true;
  }

  chunk(octets: Buffer): void {
    this.#remaining -= octets.length;
    this.#sinceProgress += octets.length;
    if (this.#sinceProgress >= progressStep || this.#remaining === 0) {
      this.#sinceProgress = 0;
      this.#owner?.progress();
    }
    this.#target?.chunk(octets);
  }

  end(): void {
    const target = this.#target;
    this.stop();
    target?.end();
  }

  /** The command's caller has gone. False when the rest of its literal is too long to be drained. */
  dropped(submission: Submission): boolean {
    if (this.#owner !== submission) return true;
    this.#target = null;
    return this.#remaining <= drainOctets;
  }

  stop(): void {
    this.#owner = null;
    this.#target = null;
    this.#remaining = 0;
  }
}
