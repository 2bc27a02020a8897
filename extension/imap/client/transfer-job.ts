import type { CopyResult } from '../command/copy.ts';
import { sortedRanges } from '../command/sorted-ranges.ts';
import { ImapError } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { difference, merge, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions, UidSet } from './api.ts';
import { madeAnew, maybeDone, noValidity, undisturbed, type MailboxAccess } from './mailbox-access.ts';
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

/**
 * A COPY or MOVE that survives its connection: `run` it again on the next one and it does what is left. A copy whose answer was lost is
 * looked for in the target, by Message-ID and size among what came since, before anything is copied again; the source goes only after
 * its copy is certain.
 */
export class TransferJob {
  readonly #request: TransferRequest;
  /** Not known to be in the target. */
  #pending: readonly NumberRange[];
  /** In the target for certain; to be removed from the source. */
  #copied: readonly NumberRange[] = [];
  readonly #copies: CopyResult[] = [];
  #mark: Mark | null = null;
  #unsure = false;
  #started = false;
  #source: MoveResult['source'] = 'removed';

  constructor(request: TransferRequest) {
    this.#request = request;
    this.#pending = sortedRanges(request.uids);
  }

  get copies(): readonly CopyResult[] {
    return this.#copies;
  }

  /**
   * Does what is left to do.
   * @throws ImapError `invalid-argument` when a mailbox was made anew; `refused`: no source was removed that has no copy.
   */
  async run(access: MailboxAccess, options: CommandOptions = {}): Promise<MoveResult> {
    const { kind, source, target } = this.#request;
    if (this.#unsure) await this.#lookForCopies(access, options);
    await access.inMailbox(source, async (mailbox, client) => {
      await undisturbed(client, () => this.#prepare(mailbox, options));
      if (this.#pending.length === 0) return;
      if (kind === 'move' && client.capabilities.has('MOVE')) {
        const moved = await mailbox.move(this.#pending, target, options);
        this.#copies.push(...moved.copies);
        this.#pending = [];
        return;
      }
      this.#mark ??= await markOf(client, target, options);
      for (const piece of mailbox.pieces(this.#pending)) await this.#copy(mailbox, piece, options);
    });
    if (kind === 'move' && this.#copied.length > 0) {
      await access.inMailbox(source, async (mailbox) => {
        this.#check(mailbox);
        this.#source = await mailbox.remove(this.#copied, options);
        this.#copied = [];
      });
    }
    return { copies: this.#copies, source: this.#source };
  }

  async #prepare(mailbox: Mailbox, options: CommandOptions): Promise<void> {
    this.#check(mailbox);
    if (this.#started && this.#pending.length > 0) {
      // Whoever removed them, they need no copy any more; and a MOVE that was carried out took its messages with it.
      this.#pending = (await mailbox.find({ uids: this.#pending }, options)).uids;
    }
    this.#started = true;
  }

  async #copy(mailbox: Mailbox, piece: readonly NumberRange[], options: CommandOptions): Promise<void> {
    this.#unsure = true;
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
    if (uidNext === null) {
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
        this.#copies.push({ uidValidity: uidValidity ?? 0, source: from, destination: [{ from: copy, to: copy }] });
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
