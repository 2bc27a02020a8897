import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { AccountRegistry } from '../../extension/accounts/account-registry.ts';
import { UserAccountsSetting } from '../../extension/accounts/account-settings.ts';
import type { Account } from '../../extension/accounts/model.ts';
import { WindowQuickUi } from '../../extension/accounts/multi-step.ts';
import type { Answer, Position } from '../../extension/accounts/quick-ui.ts';
import { Keychain } from '../../extension/accounts/secrets/keychain.ts';
import { PlaceUnavailableError } from '../../extension/accounts/secrets/port.ts';
import { PreferredSecretStore } from '../../extension/accounts/secrets/secret-store.ts';
import { checkAddress } from '../../extension/accounts/validate.ts';
import { accountId } from '../../extension/mail/model.ts';
import { MemoryMemento, MemoryPlace } from '../unit/accounts/scripted.ts';
import { suiteConfig } from './harness/config.ts';
import { runningRegistry } from './harness/running-registry.ts';

const account: Account = {
  id: accountId('host-suite'),
  label: 'Host suite',
  address: 'ada@example.org',
  host: 'imap.example.org',
  port: 993,
  security: 'tls',
  user: 'ada',
};
const secret = 'C4n4ry of the host suite';

const stored = (): unknown => vscode.workspace.getConfiguration('mailExplorer').inspect('accounts')?.globalValue;

function makeRegistry(): AccountRegistry {
  const store = new PreferredSecretStore({
    keychain: new Keychain(),
    storage: new MemoryPlace(),
    memory: new MemoryMemento(),
  });
  return new AccountRegistry(new UserAccountsSetting(), store);
}

describe('accounts in the user settings', () => {
  afterEach(() => new UserAccountsSetting().write([]));

  it('are written there, followed and taken out again', async () => {
    const registry = makeRegistry();
    const other = makeRegistry();
    const followed = new Promise<void>((resolve) => other.onDidChange(resolve));
    await registry.add(account);
    assert.deepEqual(stored(), [account]);
    await followed;
    assert.deepEqual(other.accounts, [account]);
    await registry.update({ ...account, label: 'Renamed' });
    assert.deepEqual(stored(), [{ ...account, label: 'Renamed' }]);
    await registry.remove(account.id);
    assert.equal(stored(), undefined);
    registry.dispose();
    other.dispose();
  });

  it('hold no secret', async () => {
    const registry = makeRegistry();
    assert.equal(await registry.secrets.set(account.id, secret), 'secret-storage');
    await registry.add(account);
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration().inspect('mailExplorer.accounts')).includes(secret));
    registry.dispose();
  });

  it('cannot be redirected by a workspace', async () => {
    const registry = makeRegistry();
    await registry.add(account);
    const folder = join(suiteConfig().workspace, '.vscode');
    const read = Promise.withResolvers<void>();
    const listening = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('editor.rulers')) {
        read.resolve();
      }
    });
    await mkdir(folder, { recursive: true });
    // The ruler shows when the file has been read.
    await writeFile(
      join(folder, 'settings.json'),
      JSON.stringify({ 'editor.rulers': [42], 'mailExplorer.accounts': [{ ...account, host: 'evil.example' }] }),
    );
    await read.promise;
    assert.deepEqual(registry.accounts, [account]);
    const fresh = makeRegistry();
    assert.deepEqual(fresh.accounts, [account]);
    listening.dispose();
    await rm(folder, { recursive: true });
    registry.dispose();
    fresh.dispose();
  });
});

describe('secrets without a keychain', () => {
  it('find it unavailable instead of failing', async () => {
    await assert.rejects(new Keychain().get(account.id), PlaceUnavailableError);
    await assert.rejects(new Keychain().set(account.id, secret), PlaceUnavailableError);
  });

  it('go to the SecretStorage of the running extension and are forgotten on request', async () => {
    const { secrets } = await runningRegistry();
    try {
      assert.equal(await secrets.set(account.id, secret), 'secret-storage');
      assert.equal(await secrets.place(account.id), 'secret-storage');
      assert.equal(await secrets.get(account.id), secret);
    } finally {
      await secrets.delete(account.id);
    }
    assert.equal(await secrets.get(account.id), null);
    assert.equal(await secrets.place(account.id), null);
  });
});

describe('questions at the top of the window', () => {
  const position: Position = { step: 2, total: 3, canGoBack: true };

  async function answerTo(command: string, value = 'ada@example.org'): Promise<Answer<string>> {
    const ui = new WindowQuickUi();
    const answer = ui.text({
      title: 'Test',
      position,
      prompt: 'E-mail address',
      value,
      check: (text) => checkAddress(text),
    });
    await vscode.commands.executeCommand(command);
    const result = await answer;
    ui.close();
    return result;
  }

  it('give the value, go back and give up', async () => {
    assert.deepEqual(await answerTo('workbench.action.acceptSelectedQuickOpenItem', ' Ada <ada@example.org>'), {
      kind: 'value',
      value: 'ada@example.org',
    });
    assert.deepEqual(await answerTo('workbench.action.quickInputBack'), { kind: 'back' });
    assert.deepEqual(await answerTo('workbench.action.closeQuickOpen'), { kind: 'cancel' });
  });

  it('pick the item that is highlighted at the start', async () => {
    const ui = new WindowQuickUi();
    const items = ['one', 'two', 'three'].map((label) => ({ label, value: label }));
    const answer = ui.pick({ title: 'Test', position, placeholder: 'Which?', items, active: 'two' });
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.deepEqual(await answer, { kind: 'value', value: 'two' });
    ui.close();
  });
});
