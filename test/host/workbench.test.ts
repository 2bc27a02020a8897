import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { dovecot, suiteConfig } from './harness/config.ts';

describe('the workbench of this suite', () => {
  it('has the extension under development', () => {
    const extension = vscode.extensions.getExtension('mail-explorer.mail-explorer');
    assert.ok(extension, 'the extension is not there');
  });

  it('has the workspace folder open', () => {
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map((folder) => folder.uri.fsPath),
      [suiteConfig().workspace],
    );
  });

  it('reaches the Dovecot of the run', async () => {
    const server = await dovecot();
    const { user } = server.user('host');
    assert.equal(await server.deliver(user, 'INBOX', 'Subject: hello\r\n\r\nhello\r\n'), 1);
  });
});
