import * as vscode from 'vscode';
import type { AccountId } from '../mail/model.ts';
import type { SecretStore } from './model.ts';

/** Where an account's secret is, in words for its tooltip. */
export async function secretPlaceText(secrets: SecretStore, id: AccountId): Promise<string> {
  switch (await secrets.place(id)) {
    case 'keychain':
      return vscode.l10n.t('Password in the operating system’s keychain');
    case 'secret-storage':
      return vscode.l10n.t('Password in the editor’s secret storage (no keychain was found)');
    case null:
      return vscode.l10n.t('No password stored');
  }
}
