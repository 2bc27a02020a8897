import * as vscode from 'vscode';
import type { Disposable } from '../imap/client/api.ts';
import type { RawEntries } from './account-entries.ts';
import type { AccountsSetting } from './account-registry.ts';

const section = 'mailExplorer';
const key = 'accounts';

/** The user setting `mailExplorer.accounts`. Values of a workspace or a folder are never looked at. */
export class UserAccountsSetting implements AccountsSetting {
  read(): unknown {
    return vscode.workspace.getConfiguration(section).inspect<unknown>(key)?.globalValue;
  }

  async write(entries: RawEntries): Promise<void> {
    // An empty list is taken out altogether, so that settings.json is as it was before the first account.
    const value = entries.length === 0 ? undefined : entries;
    await vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
  }

  onDidChange(listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${key}`)) {
        listener();
      }
    });
  }
}
