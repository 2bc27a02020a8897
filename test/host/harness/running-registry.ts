import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AccountRegistry } from '../../../extension/accounts/account-registry.ts';

/** The registry of the running extension, which hands it out under test only: it leads to the person's secrets. */
export async function runningRegistry(): Promise<AccountRegistry> {
  const extension = vscode.extensions.getExtension<{ readonly accounts: AccountRegistry } | undefined>(
    'mail-explorer.mail-explorer',
  );
  const api = await extension?.activate();
  assert.ok(api !== undefined, 'the extension gives its tests nothing to work with');
  return api.accounts;
}
