import type { ConnectOptions, ImapClient, StatusEvent } from '../imap/client/api.ts';
import { connectImap } from '../imap/client/connect.ts';
import { ImapError } from '../imap/errors.ts';
import type { TraceSink } from '../imap/trace/record.ts';
import type { TransportSecurity } from '../imap/transport/transport.ts';
import { connectOptionsFor, credentialsFor, type Endpoint } from './connect-options.ts';
import type { Account } from './model.ts';

/** How a trial sign-in went. */
export type TestOutcome =
  | {
      readonly kind: 'ok';
      readonly security: TransportSecurity;
      readonly capabilities: readonly string[];
      readonly milliseconds: number;
    }
  | { readonly kind: 'cancelled' }
  /** An `ImapError`, or in the case of a fault of ours anything else; for `describeError`. */
  | { readonly kind: 'failed'; readonly error: unknown };

export interface TestHooks {
  readonly trace?: TraceSink;
  readonly onStatus?: (event: StatusEvent) => void;
  readonly signal?: AbortSignal;
  readonly proxyPassword?: string;
}

/** Connects, signs in and signs out. Never rejects; nothing of it is kept. */
export async function testConnection(
  account: Endpoint & Pick<Account, 'user'>,
  password: string,
  hooks: TestHooks = {},
  connect: (options: ConnectOptions) => Promise<ImapClient> = connectImap,
): Promise<TestOutcome> {
  const started = performance.now();
  let client: ImapClient | null = null;
  try {
    client = await connect(connectOptionsFor(account, hooks));
    const options = { origin: 'user' as const, ...(hooks.signal === undefined ? {} : { signal: hooks.signal }) };
    if (!client.authenticated) await client.signIn(credentialsFor(account, password), options);
    const { security } = client;
    const capabilities = client.capabilities.all;
    await signOut(client, hooks.signal);
    return { kind: 'ok', security, capabilities, milliseconds: performance.now() - started };
  } catch (error) {
    const cancelled = hooks.signal?.aborted === true || (error instanceof ImapError && error.detail.kind === 'aborted');
    return cancelled ? { kind: 'cancelled' } : { kind: 'failed', error };
  } finally {
    client?.destroy();
  }
}

/** A server that is slow to say goodbye has still let us in. */
async function signOut(client: ImapClient, signal: AbortSignal | undefined): Promise<void> {
  try {
    await client.logout({ timeoutMs: 3000, ...(signal === undefined ? {} : { signal }) });
  } catch {
    client.destroy();
  }
}
