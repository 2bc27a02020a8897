import { randomUUID } from 'node:crypto';
import { accountId, type AccountId } from '../mail/model.ts';
import type { AccountPorts } from './account-ports.ts';
import { accountSteps } from './account-steps.ts';
import { accountOf, emptyDraft } from './draft.ts';
import type { Account, SecretPlace } from './model.ts';
import { keepProxyPassword } from './proxy-secret.ts';
import { runSteps } from './quick-ui.ts';
import { tryAccount } from './try-account.ts';

/** Asks for a new account, tries it, saves it. Null when the person gave up or it could not be saved; then nothing is kept. */
export async function addAccount(
  ports: AccountPorts,
  id: AccountId = accountId(randomUUID()),
): Promise<Account | null> {
  const { ui, t, discover } = ports;
  const draft = emptyDraft(id);
  const title = t('Add Account');
  const steps = accountSteps(['address', 'server', 'security', 'port', 'user', 'password'], {
    ui,
    t,
    discover,
    title,
    mayKeepPassword: false,
  });
  if (!(await runSteps(steps, draft, ui))) {
    return null;
  }
  const result = await tryAccount(draft, { title, stored: null, saveAnyway: true }, ports);
  if (result.kind === 'cancel') {
    return null;
  }
  const account = accountOf(draft);
  try {
    await keepProxyPassword(null, draft, ports.registry.secrets);
    const place = await save(account, draft.password, ports);
    ports.tell('information', `${t('The account “{0}” was added.', account.label)} ${placeSentence(place, ports)}`);
    return account;
  } catch (error) {
    ports.tell(
      'error',
      t('The account could not be saved: {0}', error instanceof Error ? error.message : t('no reason was given')),
    );
    return null;
  }
}

/** The secret first: an account without its password is only half of one. */
async function save(account: Account, password: string, { registry }: AccountPorts): Promise<SecretPlace> {
  const place = await registry.secrets.set(account.id, password);
  try {
    await registry.add(account);
  } catch (error) {
    await registry.secrets.delete(account.id).catch(() => undefined);
    throw error;
  }
  return place;
}

export function placeSentence(place: SecretPlace, { t }: Pick<AccountPorts, 't'>): string {
  return place === 'keychain'
    ? t('Its password is in the keychain of the operating system.')
    : t('Its password is in the secret storage of VS Code.');
}
