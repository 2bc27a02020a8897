import type { Command, DataKind } from '../command/command.ts';
import { isBehindSignIn, isMixable } from './pipelining.ts';
import type { Submission } from './submission.ts';

/**
 * Commands that were sent, or are being sent, and have no tagged answer yet (RFC 9051 §5.5). What they have in common is counted as they
 * come and go, so that the next of thousands costs no look at each of them.
 */
export class InFlight {
  readonly #all: Submission[] = [];
  /** Those that take untagged data. */
  readonly #takers: Submission[] = [];
  readonly #kinds = new Map<DataKind, number>();
  /** How many take `status` data of one mailbox, by its name on the wire. */
  readonly #statuses = new Map<string, number>();
  /** Their sum. */
  #named = 0;
  #barriers = 0;
  #numbering = 0;
  #logouts = 0;
  #orphans = 0;

  /** In the order of sending. */
  get all(): readonly Submission[] {
    return this.#all;
  }

  get takers(): readonly Submission[] {
    return this.#takers;
  }

  get first(): Submission | null {
    return this.#all[0] ?? null;
  }

  get length(): number {
    return this.#all.length;
  }

  /** Those that somebody waits for. */
  get awaited(): number {
    return this.#all.length - this.#orphans;
  }

  get logsOut(): boolean {
    return this.#logouts > 0;
  }

  tagged(tag: string | null): Submission | null {
    return this.#all.find((one) => one.tag === tag) ?? null;
  }

  add(submission: Submission): void {
    this.#all.push(submission);
    if (submission.command.take !== undefined) this.#takers.push(submission);
    this.#count(submission, 1);
  }

  remove(submission: Submission): void {
    if (!takeOut(this.#all, submission)) return;
    takeOut(this.#takers, submission);
    this.#count(submission, -1);
  }

  /** Nobody waits for it any more. */
  abandon(submission: Submission): void {
    if (submission.orphan) return;
    submission.orphan = true;
    if (this.#all.includes(submission)) this.#orphans++;
  }

  takeAll(): Submission[] {
    const all = [...this.#all];
    for (const one of all) this.remove(one);
    return all;
  }

  /** Whether `next` may be sent now (RFC 9051 §5.5). */
  admits(next: Command<unknown>): boolean {
    if (this.#all.length === 0 || isBehindSignIn(next, this.#all)) return true;
    if (next.barrier === true || this.#barriers > 0) return false;
    // Any other command lets the server tell of an EXPUNGE, which would shift the numbers on their way.
    if (next.numbersMessages === true && this.#numbering < this.#all.length) return false;
    return !this.#shares(next) || !this.#all.some(({ command }) => isMixable(next, command));
  }

  /** False when it is certain, without a look at each, that none takes data that `next` takes. */
  #shares(next: Command<unknown>): boolean {
    if (this.#kinds.has('everything')) return true;
    for (const kind of next.kinds) {
      if (kind === 'everything') return true;
      if (!this.#kinds.has(kind)) continue;
      if (kind !== 'status' || next.mailbox === undefined) return true;
      // Status data names its mailbox; those that ask for others are no danger.
      if (this.#named < (this.#kinds.get('status') ?? 0) || this.#statuses.has(next.mailbox.wire)) return true;
    }
    return false;
  }

  #count({ command, orphan }: Submission, by: 1 | -1): void {
    for (const kind of new Set(command.kinds)) change(this.#kinds, kind, by);
    if (command.mailbox !== undefined && command.kinds.includes('status')) {
      change(this.#statuses, command.mailbox.wire, by);
      this.#named += by;
    }
    if (command.barrier === true) this.#barriers += by;
    if (command.numbersMessages === true) this.#numbering += by;
    if (command.effect === 'logs-out') this.#logouts += by;
    if (orphan) this.#orphans += by;
  }
}

function change<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** A server answers in order, so it is nearly always the first. */
function takeOut(list: Submission[], submission: Submission): boolean {
  if (list[0] === submission) {
    list.shift();
    return true;
  }
  const at = list.indexOf(submission);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
