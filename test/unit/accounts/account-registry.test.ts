import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AccountRegistry } from '../../../extension/accounts/account-registry.ts';
import type { Account } from '../../../extension/accounts/model.ts';
import { PreferredSecretStore } from '../../../extension/accounts/secrets/secret-store.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { MemoryMemento, MemoryPlace, MemorySetting } from './scripted.ts';

const account = (id: string): Account => ({
  id: accountId(id),
  label: id,
  address: `${id}@example.org`,
  host: 'imap.example.org',
  port: 993,
  security: 'tls',
  user: id,
});

function make(value?: unknown): {
  readonly setting: MemorySetting;
  readonly registry: AccountRegistry;
  readonly changes: () => number;
} {
  const setting = new MemorySetting(value);
  const secrets = new PreferredSecretStore({
    keychain: new MemoryPlace(),
    storage: new MemoryPlace(),
    memory: new MemoryMemento(),
  });
  const registry = new AccountRegistry(setting, secrets);
  let changes = 0;
  registry.onDidChange(() => changes++);
  return { setting, registry, changes: () => changes };
}

describe('account registry', () => {
  it('reads, adds, updates and removes, telling each once', async () => {
    const { setting, registry, changes } = make();
    await registry.add(account('a'));
    await registry.add(account('b'));
    assert.deepEqual(registry.accounts, [account('a'), account('b')]);
    await registry.update({ ...account('a'), label: 'A' });
    assert.equal(registry.get(accountId('a'))?.label, 'A');
    await registry.remove(accountId('b'));
    assert.equal(registry.get(accountId('b')), null);
    assert.deepEqual(setting.value, [{ ...account('a'), label: 'A' }]);
    assert.equal(changes(), 4);
  });

  it('loses nothing when several writes are asked for at once', async () => {
    const { registry } = make();
    await Promise.all(['a', 'b', 'c'].map((id) => registry.add(account(id))));
    assert.deepEqual(
      registry.accounts.map((entry) => entry.id),
      ['a', 'b', 'c'],
    );
  });

  it('follows the setting as it is edited by hand', () => {
    const { setting, registry, changes } = make([account('a')]);
    setting.value = [account('a'), { id: 'x' }];
    setting.changed();
    assert.equal(registry.accounts.length, 1);
    assert.equal(registry.problems.length, 1);
    assert.equal(changes(), 1);
    setting.changed();
    assert.equal(changes(), 1, 'nothing new, nothing told');
  });

  it('keeps entries that do not parse when it writes', async () => {
    const { setting, registry } = make([{ id: 'x', mine: 1 }]);
    await registry.add(account('a'));
    assert.deepEqual(setting.value, [{ id: 'x', mine: 1 }, account('a')]);
  });

  it('refuses to overwrite what is no list, and goes on afterwards', async () => {
    const { setting, registry } = make({ accounts: [] });
    await assert.rejects(registry.add(account('a')), /is not a list/);
    assert.deepEqual(setting.value, { accounts: [] });
    setting.value = [];
    await registry.add(account('a'));
    assert.equal(registry.accounts.length, 1);
  });

  it('tells nobody after it is disposed', () => {
    const { setting, registry, changes } = make();
    registry.dispose();
    setting.value = [account('a')];
    setting.changed();
    assert.equal(changes(), 0);
  });
});
