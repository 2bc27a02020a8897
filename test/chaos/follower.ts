import type { Client } from '../../extension/imap/client/client.ts';
import type { KnownMailbox } from '../../extension/imap/client/known-mailbox.ts';
import type { Uid } from '../../extension/imap/wire/ids.ts';
import { contains, normalise } from '../../extension/imap/wire/sequence-set.ts';
import { plainFlags, type TrueRow } from './truth.ts';

export interface Heard {
  readonly rows: ReadonlyMap<Uid, readonly string[]>;
  readonly known: KnownMailbox | null;
}

/** What somebody knows of a mailbox who only ever asks what changed since. */
export class Follower {
  readonly #place: string;
  #rows: Heard['rows'] = new Map<Uid, readonly string[]>();
  #known: KnownMailbox | null = null;

  constructor(place: string) {
    this.#place = place;
  }

  /** What is there now, by what changed since; known once it is taken. */
  async hear(client: Client): Promise<Heard> {
    const { mailbox, resumption } = await client.resume(this.#place, this.#known);
    const rows = resumption.kind === 'changes' ? new Map(this.#rows) : new Map<Uid, readonly string[]>();
    let come = { from: 1, to: 0xffffffff };
    if (resumption.kind === 'changes') {
      const { changes } = resumption;
      const vanished = normalise(changes.vanished);
      for (const uid of this.#rows.keys()) if (contains(vanished, uid)) rows.delete(uid);
      for (const [uid, flags] of changes.flags) if (rows.has(uid)) rows.set(uid, plainFlags(flags));
      come = changes.arrived ?? { from: 0, to: 0 };
    }
    if (come.from > 0)
      for await (const { uid, flags } of mailbox.fetch([come], ['UID', 'FLAGS'])) rows.set(uid, plainFlags(flags));
    return { rows, known: mailbox.known([...rows.keys()].map((uid) => ({ from: uid, to: uid }))) };
  }

  take({ rows, known }: Heard): void {
    this.#rows = rows;
    this.#known = known;
  }

  /** How it differs from what is there; null when it does not. */
  differs(truth: readonly TrueRow[]): string | null {
    const ours = JSON.stringify([...this.#rows].sort(([a], [b]) => a - b));
    const theirs = JSON.stringify(truth.map(({ uid, flags }) => [uid, flags]));
    return ours === theirs ? null : `${this.#place} is taken for ${ours} and is ${theirs}`;
  }
}
