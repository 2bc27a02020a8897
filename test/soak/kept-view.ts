import type { MailboxEvent } from '../../extension/imap/client/api.ts';
import type { Client } from '../../extension/imap/client/client.ts';
import { keepMailbox, type KeptEvent } from '../../extension/imap/client/keep-mailbox.ts';
import type { Mailbox } from '../../extension/imap/client/mailbox.ts';
import { ImapError } from '../../extension/imap/errors.ts';
import type { Clock } from '../../extension/imap/session/clock.ts';
import type { ModSeq, Uid } from '../../extension/imap/wire/ids.ts';
import { inbox } from '../../extension/imap/wire/mailbox-name.ts';
import { contains, normalise } from '../../extension/imap/wire/sequence-set.ts';
import { plainFlags, type Rows, type View } from './view.ts';

export interface KeptViewOptions {
  readonly name: string;
  readonly connect: (signal: AbortSignal) => Promise<Client>;
  readonly clock?: Clock;
  readonly random?: () => number;
}

interface Row {
  readonly flags: readonly string[];
  readonly modSeq: ModSeq | null;
}

/** INBOX as a program sees it that does nothing but listen to `keepMailbox`, in the way that its documentation shows. */
export class KeptView implements View {
  readonly name: string;
  readonly #rows = new Map<Uid, Row>();
  readonly #controller = new AbortController();
  readonly #over: Promise<void>;
  #mailbox: Mailbox | null = null;
  /** Messages up to this UID are among the rows, as far as they are there. */
  #readTo = 0;
  #connections = 0;
  #events = 0;

  constructor(options: KeptViewOptions) {
    this.name = options.name;
    this.#over = this.#follow(options);
    // Told by `stop`; until then it is no unhandled rejection.
    this.#over.catch(() => undefined);
  }

  get inView(): boolean {
    return this.#mailbox !== null;
  }

  get reconnects(): number {
    return Math.max(0, this.#connections - 1);
  }

  get events(): number {
    return this.#events;
  }

  rows(): Rows {
    return new Map([...this.#rows].map(([uid, { flags }]) => [uid, flags]));
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#over;
  }

  async #follow({ connect, clock, random }: KeptViewOptions): Promise<void> {
    const { signal } = this.#controller;
    const chosen = { ...(clock === undefined ? {} : { clock }), ...(random === undefined ? {} : { random }) };
    for await (const told of keepMailbox({ mailbox: inbox, connect, signal, ...chosen })) {
      try {
        await this.#take(told);
      } catch (error) {
        // The connection went while something was read; what is lacking is read when the mailbox is in view again.
        if (!(error instanceof ImapError)) throw error;
      }
    }
  }

  async #take(told: KeptEvent): Promise<void> {
    switch (told.kind) {
      case 'in-view': {
        this.#connections++;
        this.#mailbox = told.mailbox;
        const { resumption } = told;
        if (resumption.kind !== 'changes') this.#readTo = 0;
        else {
          const gone = normalise(resumption.changes.vanished);
          for (const uid of [...this.#rows.keys()]) if (contains(gone, uid)) this.#rows.delete(uid);
          for (const [uid, flags] of resumption.changes.flags) this.#set(uid, flags, null);
          const { arrived } = resumption.changes;
          if (arrived !== null) this.#readTo = Math.min(this.#readTo, arrived.from - 1);
        }
        await this.#readNew(told.mailbox);
        break;
      }
      case 'event':
        this.#events++;
        await this.#hear(told.event);
        break;
      case 'lost':
        this.#mailbox = null;
        break;
    }
  }

  async #hear(event: MailboxEvent): Promise<void> {
    switch (event.kind) {
      case 'exists':
        if (this.#mailbox !== null) await this.#readNew(this.#mailbox);
        break;
      case 'flags':
        this.#set(event.uid, event.flags, event.modSeq ?? null);
        break;
      case 'expunge':
        if (event.uid !== null) this.#rows.delete(event.uid);
        break;
      case 'vanished':
        for (const uid of [...this.#rows.keys()]) if (contains(event.uids, uid)) this.#rows.delete(uid);
        break;
      default:
        break;
    }
  }

  /** What is not read whole is read again the next time. */
  async #readNew(mailbox: Mailbox): Promise<void> {
    const from = this.#readTo + 1;
    for (const uid of [...this.#rows.keys()]) if (uid >= from) this.#rows.delete(uid);
    const rows = mailbox.fetch([{ from, to: 0xffff_ffff }], ['UID', 'FLAGS', 'MODSEQ']);
    for await (const { uid, flags, modSeq } of rows)
      if (uid >= from) this.#rows.set(uid, { flags: plainFlags(flags), modSeq: modSeq ?? null });
    this.#readTo = Math.max(0, ...this.#rows.keys());
  }

  /** An event may wait behind rows that were read after it. */
  #set(uid: Uid, flags: readonly string[], modSeq: ModSeq | null): void {
    const row = this.#rows.get(uid);
    if (row === undefined || (modSeq !== null && row.modSeq !== null && modSeq < row.modSeq)) return;
    this.#rows.set(uid, { flags: plainFlags(flags), modSeq: modSeq ?? row.modSeq });
  }
}
