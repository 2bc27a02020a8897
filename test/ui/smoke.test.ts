import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

describe('the packaged extension in a real window', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ name: 'smoke' });
  });
  after(() => workbench.close());

  it('is installed', async () => {
    await workbench.runCommand('Extensions: Show Installed Extensions');
    const row = workbench.page.locator('.extension-list-item', { hasText: 'Mail Explorer' });
    await row.waitFor();
    assert.equal(await row.count(), 1);
  });

  it('brings a keychain library that its bundle finds and this platform loads', () => {
    const require = createRequire(join(workbench.extensionFolder, 'dist', 'host', 'extension.mjs'));
    assert.ok(require.resolve('keytar').startsWith(workbench.extensionFolder));
    const keytar = require('keytar') as Record<string, unknown>;
    assert.equal(typeof keytar['getPassword'], 'function');
  });

  it('looks right in every theme that VS Code brings', async () => {
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
    }
    assert.deepEqual(workbench.errors(), []);
  });
});
