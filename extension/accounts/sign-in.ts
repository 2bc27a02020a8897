import type { ImapClient } from '../imap/client/api.ts';
import { connectImap } from '../imap/client/connect.ts';
import { enter, isLostEarly } from '../imap/client/enter.ts';
import { introduce } from '../imap/client/introduce.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import { MissingSecretError } from '../mail/account-session.ts';
import type { ConnectHooks } from './connect-options.ts';
import { connectOptionsFor, credentialsFor } from './connect-options.ts';
import type { Account, SecretStore } from './model.ts';
import { proxySecret } from './proxy-secret.ts';

/** Servers, by host and port, that lost what came with a sign-in. */
const losesWhatIsEarly = new Set<string>();

/**
 * A connection of the account, signed in with the stored secret; `mailbox` is selected with it where that costs no round trip. Rejects with
 * `ImapError`, or `MissingSecretError` when none is stored.
 */
export async function connectSignedIn(
  account: Account,
  secrets: SecretStore,
  hooks: ConnectHooks,
  mailbox?: MailboxName,
): Promise<ImapClient> {
  const secret = await secrets.get(account.id);
  if (secret === null) throw new MissingSecretError('No password is stored for this account.');
  const client = await connectImap(connectOptionsFor(account, { ...hooks, ...(await proxySecret(account, secrets)) }));
  const server = `${account.host}:${account.port}`;
  try {
    // A PREAUTH greeting over a protected connection leaves nothing to sign in to (RFC 9051 §7.1.4).
    if (client.authenticated) introduce(client);
    else
      await enter(client, credentialsFor(account, secret), {
        ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
        ...(mailbox === undefined || losesWhatIsEarly.has(server) ? {} : { mailbox }),
      });
    return client;
  } catch (error) {
    client.destroy();
    if (!isLostEarly(error)) throw error;
    losesWhatIsEarly.add(server);
    return await connectSignedIn(account, secrets, hooks);
  }
}
