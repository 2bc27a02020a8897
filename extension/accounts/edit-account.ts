import type { AccountPorts } from './account-ports.ts';
import { accountSteps, type StepName } from './account-steps.ts';
import { placeSentence } from './add-account.ts';
import { accountOf, changeSecurity, draftOf, type Draft } from './draft.ts';
import type { Account } from './model.ts';
import { formatProxy } from './proxy-address.ts';
import { keepProxyPassword } from './proxy-secret.ts';
import { runSteps } from './quick-ui.ts';
import { tryAccount } from './try-account.ts';

/** Everything but the label decides whether signing in still works. */
function sameSignIn(a: Account, b: Account): boolean {
  return (
    a.host === b.host &&
    a.port === b.port &&
    a.security === b.security &&
    a.user === b.user &&
    a.pinnedFingerprint === b.pinnedFingerprint &&
    sameProxy(a, b)
  );
}

function sameProxy(a: Account, b: Account): boolean {
  const [before, after] = [a.proxy, b.proxy].map((proxy) => (proxy === undefined ? '' : formatProxy(proxy)));
  return before === after;
}

/** Changes an account. Null when the person gave up; then nothing is changed. */
export async function editAccount(account: Account, ports: AccountPorts): Promise<Account | null> {
  const title = ports.t('Edit Account');
  const stored = await ports.registry.secrets.get(account.id);
  const draft = draftOf(account);
  if (
    !(await askAgain(['label', 'server', 'security', 'port', 'proxy', 'user', 'password'], draft, title, stored, ports))
  ) {
    return null;
  }
  const changed = accountOf(draft);
  if (!sameSignIn(account, changed) || draft.password !== '' || draft.proxyPassword !== '' || stored === null) {
    const result = await tryAccount(draft, { title, stored, saveAnyway: true }, ports);
    if (result.kind === 'cancel') {
      return null;
    }
  }
  return saveChanges(account, draft, ports);
}

/**
 * Asks for the password of an account that has none or whose password was refused, tries it and keeps it. Null when the person
 * gave up; then the old one stays.
 */
export async function enterPassword(account: Account, ports: AccountPorts): Promise<Account | null> {
  const title = ports.t('Password for {0}', account.label);
  const draft = draftOf(account);
  if (!(await askAgain(['password'], draft, title, null, ports))) {
    return null;
  }
  const result = await tryAccount(draft, { title, stored: null, saveAnyway: true }, ports);
  return result.kind === 'cancel' ? null : saveChanges(account, draft, ports);
}

/** Moves an account to TLS, after PRIVACYREQUIRED: asks which kind and port, tries it and saves it. Null when nothing came of it. */
export async function turnOnTls(account: Account, ports: AccountPorts): Promise<Account | null> {
  const { t } = ports;
  if (account.security !== 'none') {
    ports.tell('information', t('The account “{0}” uses TLS already.', account.label));
    return null;
  }
  const title = t('Turn On TLS');
  const stored = await ports.registry.secrets.get(account.id);
  const draft = draftOf(account);
  changeSecurity(draft, 'starttls');
  if (!(await askAgain(['security', 'port'], draft, title, stored, ports))) {
    return null;
  }
  const result = await tryAccount(draft, { title, stored, saveAnyway: false }, ports);
  return result.kind === 'works' ? saveChanges(account, draft, ports) : null;
}

/** Signs in with what is stored and tells how it went; what is mended on the way is saved. Null when nothing came of it. */
export async function testAccount(account: Account, ports: AccountPorts): Promise<Account | null> {
  const { t } = ports;
  const stored = await ports.registry.secrets.get(account.id);
  if (stored === null) {
    return enterPassword(account, ports);
  }
  const draft = draftOf(account);
  const result = await tryAccount(draft, { title: t('Test Connection'), stored, saveAnyway: false }, ports);
  if (result.kind !== 'works') {
    return null;
  }
  const { security, milliseconds } = result.outcome;
  const protection = security.kind === 'tls' ? security.protocol : t('no encryption');
  const { host, user } = accountOf(draft);
  ports.tell('information', t('{0} let {1} in after {2} ms ({3}).', host, user, Math.round(milliseconds), protection));
  return saveChanges(account, draft, ports, { quiet: true });
}

function askAgain(
  names: readonly StepName[],
  draft: Draft,
  title: string,
  stored: string | null,
  ports: AccountPorts,
): Promise<boolean> {
  const { ui, t, discover } = ports;
  return runSteps(accountSteps(names, { ui, t, discover, title, mayKeepPassword: stored !== null }), draft, ui);
}

async function saveChanges(
  before: Account,
  draft: Draft,
  ports: AccountPorts,
  options: { readonly quiet?: boolean } = {},
): Promise<Account | null> {
  const { registry, t } = ports;
  const account = accountOf(draft);
  try {
    const place = draft.password === '' ? null : await registry.secrets.set(account.id, draft.password);
    await keepProxyPassword(before, draft, registry.secrets);
    if (!sameSignIn(before, account) || before.label !== account.label) {
      await registry.update(account);
    }
    if (options.quiet !== true) {
      const saved = t('The account “{0}” was saved.', account.label);
      ports.tell('information', place === null ? saved : `${saved} ${placeSentence(place, ports)}`);
    }
    return account;
  } catch (error) {
    ports.tell(
      'error',
      t('The account could not be saved: {0}', error instanceof Error ? error.message : t('no reason was given')),
    );
    return null;
  }
}
