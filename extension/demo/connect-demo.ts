import type { ImapClient, StatusEvent } from '../imap/client/api.ts';
import { connectImap } from '../imap/client/connect.ts';
import { introduce } from '../imap/client/introduce.ts';
import type { TraceSink } from '../imap/trace/record.ts';
import type { DemoServer } from './demo-server.ts';

/** Our real client on the demo server, over an in-memory transport: no port is opened. */
export async function connectDemo(
  server: DemoServer,
  hooks: { readonly trace: TraceSink; readonly onStatus: (event: StatusEvent) => void; readonly signal: AbortSignal },
): Promise<ImapClient> {
  const client = await connectImap({ open: () => Promise.resolve(server.connect()), protect: 'local', ...hooks });
  try {
    await client.signIn({ kind: 'password', ...server.credentials }, { signal: hooks.signal });
    introduce(client);
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}
