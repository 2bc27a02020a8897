import type { AccountPorts } from './account-ports.ts';
import type { Account } from './model.ts';
import { proxySecretId } from './proxy-address.ts';

/** Takes an account and its secret away, after a yes to a question that names it. True when it is gone. */
export async function removeAccount(account: Account, ports: AccountPorts): Promise<boolean> {
  const { registry, t } = ports;
  const yes = await ports.ask({
    severity: 'warning',
    title: t('Remove the account “{0}”?', account.label),
    detail: t(
      'Its settings and its password are removed from this machine. The mail of {0} stays on {1}.',
      account.address,
      account.host,
    ),
    choices: [{ label: t('Remove'), value: true }],
  });
  if (yes !== true) {
    return false;
  }
  try {
    await registry.remove(account.id);
  } catch (error) {
    ports.tell(
      'error',
      t('The account could not be removed: {0}', error instanceof Error ? error.message : t('no reason was given')),
    );
    return false;
  }
  try {
    await registry.secrets.delete(account.id);
    if (account.proxy?.user !== undefined) {
      await registry.secrets.delete(proxySecretId(account.id));
    }
  } catch {
    // The account is gone, but the person must know that a secret of theirs is not.
    ports.tell(
      'warning',
      t(
        'The account “{0}” was removed, but its password could not be taken out of where it is kept. Look for “Mail Explorer” in the keychain.',
        account.label,
      ),
    );
  }
  return true;
}
