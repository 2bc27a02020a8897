import type { CopyResult } from '../command/copy.ts';
import { sortedRanges } from '../command/sorted-ranges.ts';
import { ImapError } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { difference, isOpen, merge, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, UidSet } from './api.ts';
import { checkVersion, madeAnew, maybeDone, noValidity, undisturbed, type MailboxAccess } from './mailbox-access.ts';
import type { Client } from './client.ts';
import type { Mailbox } from './mailbox.ts';
import { messageKeys, since } from './message-key.ts';
import type { MoveResult } from './messages.ts';

export interface TransferRequest {
  readonly kind: 'copy' | 'move';
  readonly source: MailboxName;
  /** The messages are those of this UIDVALIDITY and no other. */
  readonly uidValidity: number;
  readonly uids: UidSet;
  readonly target: MailboxName;
}

/** Where the target ended before the first copy. */
interface Mark {
  readonly uidValidity: number | null;
  readonly uidNext: number | null;
}

/** All that a job knows; what JSON makes of it and back is the same. */
export interface TransferState extends Omit<TransferRequest, 'uids'> {
  readonly version: 1;
  readonly pending: readonly NumberRange[];
  readonly copied: readonly NumberRange[];
  readonly copies: readonly CopyResult[];
  readonly mark: Mark | null;
  readonly unsure: boolean;
  readonly started: boolean;
  /** How it ended; null while there is something left to do. */
  readonly done: MoveResult['source'] | null;
}

export interface TransferJobOptions extends CommandOptions {
  /**
   * Called before each step after which the server is not what it was, and at the end. The step waits until what it gives is fulfilled: from
   * the state that was kept last, `TransferJob.resume` goes on in another process, whenever this one ended.
   */
  readonly keep?: (state: TransferState) => void | Promise<void>;
}

/**
 * A COPY or MOVE that survives its connection: `run` it again on the next one and it does what is left. A copy whose answer was lost is
 * looked for in the target, by Message-ID and size among what came since, before anything is copied again; the source goes only after
 * its copy is certain. With `keep` it survives its process too.
 */
export class TransferJob {
  readonly #request: Omit<TransferRequest, 'uids'>;
  /** Not known to be in the target. */
  #pending: readonly NumberRange[];
  /** In the target for certain; to be removed from the source. */
  #copied: readonly NumberRange[] = [];
  #copies: CopyResult[] = [];
  #mark: Mark | null = null;
  #unsure = false;
  #started = false;
  #done: MoveResult['source'] | null = null;

  constructor({ uids, ...request }: TransferRequest) {
    this.#request = request;
    this.#pending = sortedRanges(uids);
  }

  /** The job that gave this state. @throws ImapError `invalid-argument` for a state of another version. */
  static resume(state: TransferState): TransferJob {
    const { kind, source, target, uidValidity, pending } = state;
    checkVersion(state, kind === 'move' ? 'UID MOVE' : 'UID COPY', source);
    const job = new TransferJob({ kind, source, target, uidValidity, uids: pending });
    job.#copied = sortedRanges(state.copied);
    job.#copies = [...state.copies];
    job.#mark = state.mark;
    job.#unsure = state.unsure;
    job.#started = state.started;
    job.#done = state.done;
    return job;
  }

  get state(): TransferState {
    return {
      version: 1,
      ...this.#request,
      pending: this.#pending,
      copied: this.#copied,
      copies: [...this.#copies],
      mark: this.#mark,
      unsure: this.#unsure,
      started: this.#started,
      done: this.#done,
    };
  }

  get copies(): readonly CopyResult[] {
    return this.#copies;
  }

  /**
   * Does what is left to do; nothing where it has been done.
   * @throws ImapError `invalid-argument` when a mailbox was made anew; `refused`: no source was removed that has no copy.
   */
  async run(access: MailboxAccess, options: TransferJobOptions = {}): Promise<MoveResult> {
    const { kind, source } = this.#request;
    if (this.#done === null) {
      if (this.#unsure) await this.#lookForCopies(access, options);
      await access.inMailbox(source, (mailbox, client) => this.#bring(mailbox, client, options));
      const removed = kind === 'move' && this.#copied.length > 0 ? await this.#remove(access, options) : 'removed';
      this.#done = removed;
      await options.keep?.(this.state);
    }
    return { copies: this.#copies, source: this.#done };
  }

  /** Moves what is left, or copies it where the server cannot move. */
  async #bring(mailbox: Mailbox, client: Client, options: TransferJobOptions): Promise<void> {
    const { kind, target } = this.#request;
    await undisturbed(client, () => this.#prepare(mailbox, options));
    if (this.#pending.length === 0) return;
    if (kind === 'move' && client.capabilities.has('MOVE')) {
      for (const piece of mailbox.pieces(this.#pending)) {
        await options.keep?.(this.state);
        this.#copies.push(...(await mailbox.move(piece, target, options)).copies);
        this.#pending = difference(this.#pending, piece);
      }
      return;
    }
    this.#mark ??= await markOf(client, target, options);
    for (const piece of mailbox.pieces(this.#pending)) await this.#copy(mailbox, piece, options);
  }

  async #remove(access: MailboxAccess, options: TransferJobOptions): Promise<MoveResult['source']> {
    await options.keep?.(this.state);
    return await access.inMailbox(this.#request.source, async (mailbox) => {
      this.#check(mailbox);
      const removed = await mailbox.remove(this.#copied, options);
      this.#copied = [];
      return removed;
    });
  }

  async #prepare(mailbox: Mailbox, options: CommandOptions): Promise<void> {
    this.#check(mailbox);
    // What `*` and `$` name may be another message once the copy is made.
    if ((this.#started || isOpen(this.#pending)) && this.#pending.length > 0) {
      // Whoever removed them, they need no copy any more; and a MOVE that was carried out took its messages with it.
      this.#pending = await mailbox.stillThere(this.#pending, options);
    }
    this.#started = true;
  }

  async #copy(mailbox: Mailbox, piece: readonly NumberRange[], options: TransferJobOptions): Promise<void> {
    this.#unsure = true;
    await options.keep?.(this.state);
    try {
      const copies = await mailbox.copy(piece, this.#request.target, options);
      this.#copies.push(...copies);
      // What the server says it copied, where it does: a message that came to light later must not go.
      const [told] = copies;
      this.#copied = merge(this.#copied, told?.source ?? piece);
      this.#pending = difference(this.#pending, piece);
      this.#unsure = false;
    } catch (error) {
      if (!maybeDone(error)) this.#unsure = false;
      throw error;
    }
  }

  async #lookForCopies(access: MailboxAccess, options: CommandOptions): Promise<void> {
    const { source, target } = this.#request;
    const mark = this.#mark;
    const { uidNext = null, uidValidity = null } = mark ?? {};
    if (uidNext === null || uidValidity === null) {
      this.#unsure = false;
      return;
    }
    const wanted = await access.inMailbox(source, (mailbox, client) =>
      undisturbed(client, () => {
        this.#check(mailbox);
        return messageKeys(mailbox, this.#pending, options);
      }),
    );
    const there = await access.inMailbox(target, (mailbox, client) =>
      undisturbed(client, async () => {
        if (mailbox.uidValidity !== uidValidity) throw madeAnew('UID COPY', target);
        return await messageKeys(mailbox, since(mailbox, uidNext), options);
      }),
    );
    for (const [key, uids] of wanted) {
      const copies = (there.get(key) ?? []).filter((copy) => !this.#isCopy(copy));
      for (const one of uids) {
        const copy = copies.shift();
        if (copy === undefined) continue;
        const from = [{ from: one, to: one }];
        this.#copied = merge(this.#copied, from);
        this.#pending = difference(this.#pending, from);
        this.#copies.push({ uidValidity, source: from, destination: [{ from: copy, to: copy }] });
      }
    }
    this.#unsure = false;
  }

  /** One that another part of the same job made. */
  #isCopy(number: number): boolean {
    return this.#copies.some(({ destination }) => destination.some(({ from, to }) => from <= number && number <= to));
  }

  #check(mailbox: Mailbox): void {
    const { uidValidity, source, kind } = this.#request;
    if (mailbox.uidValidity === null) throw noValidity(source);
    if (mailbox.uidValidity !== uidValidity) throw madeAnew(kind === 'move' ? 'UID MOVE' : 'UID COPY', source);
  }
}

/** A target that is refused here is COPY's to refuse: its answer says whether a mailbox is to be created (RFC 9051 §6.4.7). */
async function markOf(client: Pick<Client, 'status'>, target: MailboxName, options: CommandOptions): Promise<Mark> {
  try {
    const asked = { ...options, origin: 'background' as const };
    const { uidNext = null, uidValidity = null } = await client.status(target, ['UIDNEXT', 'UIDVALIDITY'], asked);
    return { uidNext, uidValidity };
  } catch (error) {
    if (error instanceof ImapError && error.detail.kind === 'refused') return { uidNext: null, uidValidity: null };
    throw error;
  }
}
