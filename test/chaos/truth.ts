import type { DemoServer } from '../../extension/demo/demo-server.ts';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import type { Uid } from '../../extension/imap/wire/ids.ts';
import { ManualClock } from '../unit/imap/manual-clock.ts';

export interface TrueRow {
  readonly uid: Uid;
  readonly id: string;
  /** Sorted. */
  readonly flags: readonly string[];
}

/** The server as somebody sees it whose connection is never cut. */
export class Truth {
  readonly #client: Client;
  readonly #server: DemoServer;

  private constructor(server: DemoServer, client: Client) {
    this.#server = server;
    this.#client = client;
  }

  static async open(server: DemoServer): Promise<Truth> {
    // A clock of its own: the time that passes for a cut connection is not its time.
    const options = { protect: 'local', clock: new ManualClock() } as const;
    const client = await connectImap({ ...options, open: () => Promise.resolve(server.connect()) });
    await client.signIn({ kind: 'password', ...server.credentials });
    return new Truth(server, client);
  }

  /** Empty for a mailbox that is not there. */
  async rows(place: string): Promise<readonly TrueRow[]> {
    const there = await this.#client.list();
    if (!there.some(({ name }) => name.display === place)) return [];
    const mailbox = await this.#client.select(place, { readOnly: true });
    const rows: TrueRow[] = [];
    for await (const row of mailbox.fetch([{ from: 1, to: 0xffffffff }], ['UID', 'FLAGS', 'ENVELOPE']))
      rows.push({ uid: row.uid, id: row.envelope?.subject ?? '?', flags: plainFlags(row.flags) });
    return rows;
  }

  async uidValidity(place: string): Promise<number> {
    return (await this.#client.status(place, ['UIDVALIDITY'])).uidValidity ?? 0;
  }

  /** Changes a mailbox as somebody else does: one message comes, one gets a flag, one goes. */
  async meddle(place: string, arriving: Uint8Array): Promise<void> {
    const [first, second] = await this.rows(place);
    this.#server.deliver(place, { raw: arriving });
    const mailbox = await this.#client.select(place);
    if (second !== undefined) await mailbox.addFlags([{ from: second.uid, to: second.uid }], ['\\Answered']);
    if (first !== undefined) await mailbox.remove([{ from: first.uid, to: first.uid }]);
  }

  close(): void {
    this.#client.destroy();
  }
}

/** \Recent is for whoever asks first. */
export function plainFlags(flags: readonly string[] = []): string[] {
  return flags.filter((flag) => flag !== '\\Recent').sort();
}
