import * as vscode from 'vscode';
import { commands, type CommandId } from '../commands.ts';
import { accountId, type AccountId } from '../mail/model.ts';
import type { AccountPorts } from './account-ports.ts';
import { AccountRegistry } from './account-registry.ts';
import { UserAccountsSetting } from './account-settings.ts';
import { addAccount } from './add-account.ts';
import { editAccount, enterPassword, testAccount, turnOnTls } from './edit-account.ts';
import type { Account, SecretPlace } from './model.ts';
import { removeAccount } from './remove-account.ts';
import { Keychain } from './secrets/keychain.ts';
import type { PlaceUnavailableError } from './secrets/port.ts';
import { PreferredSecretStore } from './secrets/secret-store.ts';
import { EditorSecretStorage } from './secrets/secret-storage.ts';
import { WindowPorts, type HooksFor } from './window-ports.ts';

export interface AccountCommandDeps {
  readonly registry: AccountRegistry;
  /** Who listens to the connections that are only made to test. */
  readonly hooks?: HooksFor;
  /** A new account is in settings and its secret is kept. */
  readonly onDidAdd?: (account: Account) => void;
  /** Account and secret are gone. */
  readonly onDidRemove?: (account: Account) => void;
  /** The secret or the way to sign in may be another one: a session that was refused can try again. */
  readonly onDidChangeSignIn?: (account: Account) => void;
}

/** Reads the user's accounts and knows where their secrets are. */
export function createAccountRegistry(
  context: vscode.ExtensionContext,
  onUnavailable?: (place: SecretPlace, error: PlaceUnavailableError) => void,
): AccountRegistry {
  const secrets = new PreferredSecretStore({
    keychain: new Keychain(),
    storage: new EditorSecretStorage(context.secrets),
    memory: context.globalState,
    ...(onUnavailable === undefined ? {} : { onUnavailable }),
  });
  const registry = new AccountRegistry(new UserAccountsSetting(), secrets, (sentence, ...values) =>
    vscode.l10n.t(sentence, ...values),
  );
  context.subscriptions.push(registry);
  return registry;
}

/** Registers the five commands that make, change, test and remove accounts. Each takes an account's id, or something with one, or asks. */
export function registerAccountCommands(context: vscode.ExtensionContext, deps: AccountCommandDeps): void {
  const { registry } = deps;
  const ports = new WindowPorts(registry, deps.hooks ?? (() => ({})));
  const register = (id: CommandId, run: (target: unknown) => Promise<unknown>): void => {
    context.subscriptions.push(vscode.commands.registerCommand(id, run));
  };
  const withAccount = async (
    target: unknown,
    run: (account: Account) => Promise<Account | null>,
  ): Promise<AccountId | null> => {
    const account = await accountFor(target, ports);
    const changed = account === null ? null : await run(account);
    if (changed !== null) {
      deps.onDidChangeSignIn?.(changed);
    }
    return changed?.id ?? null;
  };

  register(commands.addAccount, async () => {
    const account = await addAccount(ports);
    if (account !== null) {
      deps.onDidAdd?.(account);
    }
    return account?.id ?? null;
  });
  register(commands.editAccount, (target) => withAccount(target, (account) => editAccount(account, ports)));
  register(commands.enterPassword, (target) => withAccount(target, (account) => enterPassword(account, ports)));
  register(commands.turnOnTls, (target) => withAccount(target, (account) => turnOnTls(account, ports)));
  register(commands.testConnection, (target) => withAccount(target, (account) => testAccount(account, ports)));
  register(commands.removeAccount, async (target) => {
    const account = await accountFor(target, ports);
    if (account === null || !(await removeAccount(account, ports))) {
      return false;
    }
    deps.onDidRemove?.(account);
    return true;
  });
  tellProblems(context, registry);
}

/** The id in what a tree, a link or another command hands over: the id itself, or something that has one or belongs to one. */
function idIn(target: unknown, depth = 0): string | null {
  if (typeof target === 'string') {
    return target;
  }
  if (typeof target !== 'object' || target === null || depth > 2) {
    return null;
  }
  const found = ['id', 'account', 'entry'].map((key) => idIn(Reflect.get(target, key), depth + 1));
  return found.find((id) => id !== null) ?? null;
}

/** The account meant, or picked from a list where nothing was handed over. Null when there is none. */
async function accountFor(target: unknown, ports: AccountPorts): Promise<Account | null> {
  const { registry, ui, t } = ports;
  const id = idIn(target);
  if (id !== null) {
    return registry.get(accountId(id));
  }
  const items = registry.accounts.map((account) => ({
    label: account.label,
    description: `${account.user} · ${account.host}`,
    value: account,
  }));
  if (items.length === 0) {
    ports.tell('information', t('There is no account yet.'));
    return null;
  }
  const answer = await ui.pick({
    title: t('Accounts'),
    position: { step: 1, total: 1, canGoBack: false },
    placeholder: t('Which account?'),
    items,
    active: null,
  });
  ui.close();
  return answer.kind === 'value' ? answer.value : null;
}

/** Bad entries are told once each, with a way to the setting. */
function tellProblems(context: vscode.ExtensionContext, registry: AccountRegistry): void {
  const told = new Set<string>();
  const tell = (): void => {
    const fresh = registry.problems.map((problem) => problem.message).filter((message) => !told.has(message));
    for (const message of fresh) {
      told.add(message);
    }
    // Corrected and made again, a mistake is worth telling again.
    const current = new Set(registry.problems.map((problem) => problem.message));
    for (const message of [...told].filter((old) => !current.has(old))) {
      told.delete(message);
    }
    if (fresh.length === 0) {
      return;
    }
    const open = vscode.l10n.t('Open Settings');
    void vscode.window.showWarningMessage(fresh.join(' '), open).then((choice) => {
      if (choice === open) {
        void vscode.commands.executeCommand('workbench.action.openSettingsJson', {
          revealSetting: { key: 'mailExplorer.accounts' },
        });
      }
    });
  };
  context.subscriptions.push(registry.onDidChange(tell));
  tell();
}
