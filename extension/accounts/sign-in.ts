import type { ImapClient } from '../imap/client/api.ts';
import { connectImap } from '../imap/client/connect.ts';
import { introduce } from '../imap/client/introduce.ts';
import { MissingSecretError } from '../mail/account-session.ts';
import type { ConnectHooks } from './connect-options.ts';
import { connectOptionsFor, credentialsFor } from './connect-options.ts';
import type { Account, SecretStore } from './model.ts';
import { proxySecret } from './proxy-secret.ts';

/** A connection of the account, signed in with the stored secret. Rejects with `ImapError`, or `MissingSecretError` when none is stored. */
export async function connectSignedIn(
  account: Account,
  secrets: SecretStore,
  hooks: ConnectHooks,
): Promise<ImapClient> {
  const secret = await secrets.get(account.id);
  if (secret === null) throw new MissingSecretError('No password is stored for this account.');
  const client = await connectImap(connectOptionsFor(account, { ...hooks, ...(await proxySecret(account, secrets)) }));
  try {
    // A PREAUTH greeting over a protected connection leaves nothing to sign in to (RFC 9051 §7.1.4).
    if (!client.authenticated)
      await client.signIn(credentialsFor(account, secret), hooks.signal === undefined ? {} : { signal: hooks.signal });
    introduce(client);
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}
