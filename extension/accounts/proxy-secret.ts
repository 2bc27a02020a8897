import type { Draft } from './draft.ts';
import type { Account, SecretStore } from './model.ts';
import { proxySecretId } from './proxy-address.ts';

/** The password for the account's proxy, where it has a user and one is stored. */
export async function proxySecret(
  account: Pick<Account, 'id' | 'proxy'>,
  secrets: SecretStore,
): Promise<{ readonly proxyPassword?: string }> {
  if (account.proxy?.user === undefined) {
    return {};
  }
  const proxyPassword = await secrets.get(proxySecretId(account.id));
  return proxyPassword === null ? {} : { proxyPassword };
}

/** The proxy's password goes where the account's is, and goes away with the proxy's user. @param before null for a new account */
export async function keepProxyPassword(before: Account | null, draft: Draft, secrets: SecretStore): Promise<void> {
  const key = proxySecretId(draft.id);
  if (draft.proxy?.user !== undefined) {
    if (draft.proxyPassword !== '') {
      await secrets.set(key, draft.proxyPassword);
    }
  } else if (before?.proxy?.user !== undefined) {
    await secrets.delete(key);
  }
}
