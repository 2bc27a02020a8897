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
