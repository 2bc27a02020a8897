import type { ImapClient, StatusEvent } from '../imap/client/api.ts';
import { connectImap } from '../imap/client/connect.ts';
import { enter } from '../imap/client/enter.ts';
import { introduce } from '../imap/client/introduce.ts';
import type { TraceSink } from '../imap/trace/record.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { DemoServer } from './demo-server.ts';

/** Our real client on the demo server, over an in-memory transport: no port is opened. */
export async function connectDemo(
  server: DemoServer,
  hooks: {
    readonly trace: TraceSink;
    readonly onStatus: (event: StatusEvent) => void;
    readonly signal: AbortSignal;
    readonly mailbox?: MailboxName;
  },
): Promise<ImapClient> {
  const client = await connectImap({ open: () => Promise.resolve(server.connect()), protect: 'local', ...hooks });
  try {
    // The gallery can make the server greet with PREAUTH.
    if (client.authenticated) introduce(client);
    else await enter(client, { kind: 'password', ...server.credentials }, hooks);
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}
