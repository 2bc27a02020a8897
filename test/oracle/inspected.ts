import { Client } from '../../extension/imap/client/client.ts';
import { openSpillFile } from '../../extension/imap/client/spill-file.ts';
import { Capability } from '../../extension/imap/command/capability.ts';
import { systemClock } from '../../extension/imap/session/clock.ts';
import { Connection, nextConnection } from '../../extension/imap/session/connection.ts';
import type { Selection } from '../../extension/imap/session/selection.ts';
import type { Transport } from '../../extension/imap/transport/transport.ts';

export interface Inspected {
  readonly client: Client;
  /** What the client itself keeps of the selected mailbox. */
  readonly selection: () => Selection | null;
}

/** As `connectImap` does, but with the connection at hand, so that its sequence numbers can be looked at. */
export async function connectInspected(transport: Transport): Promise<Inspected> {
  const { connection: id, trace } = nextConnection(undefined);
  const connection = new Connection({
    connection: id,
    transport,
    clock: systemClock,
    trace,
    trusted: true,
    spill: { memory: 1 << 20, open: () => openSpillFile() },
  });
  const greeting = await connection.greeting;
  if (greeting.kind === 'garbage') throw new Error(greeting.text);
  if (connection.engine.view.capabilities === null) await connection.run(new Capability());
  const client = new Client({ connection, greeting: greeting.status, mayReveal: true });
  return { client, selection: () => connection.engine.view.selection };
}
