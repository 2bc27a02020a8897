import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../extension/commands.ts';
import { FileMessages } from '../../extension/message/file-messages.ts';
import { loadMessage } from '../../extension/message/message-loader.ts';
import { viewPart } from '../../extension/message/source.ts';
import { fileRef, partUri } from '../../extension/message/uri.ts';
import { watchFile, workspaceFiles } from '../../extension/message/workspace-files.ts';
import { until } from './harness/until.ts';

const mail = (text: string): Uint8Array =>
  Buffer.from(
    [
      'From: Ada <ada@example.org>',
      'Subject: A file',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      text,
      '--b',
      'Content-Type: text/csv; name="t.csv"',
      'Content-Transfer-Encoding: base64',
      '',
      'YSxi',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: Inner',
      '',
      'inside',
      '--b--',
      '',
    ].join('\r\n'),
  );

function activeEditor(viewType: string): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === viewType ? input.uri : undefined;
}

describe('a mail that is a file', () => {
  let file: vscode.Uri;

  beforeEach(async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder, 'a [b] ü 100%.eml');
    await vscode.workspace.fs.writeFile(file, mail('Hello'));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file);
  });

  it('opens as text, and as a mail when asked; the way back is View Source', async () => {
    await vscode.commands.executeCommand('vscode.open', file);
    await until(() => vscode.window.activeTextEditor);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());
    await vscode.commands.executeCommand(commands.openMailView);
    assert.equal((await until(() => activeEditor('mailExplorer.file'))).toString(), file.toString());
    await vscode.commands.executeCommand(commands.viewSource);
    const text = await until(() => vscode.window.activeTextEditor?.document);
    assert.equal(text.uri.toString(), file.toString());
    assert.match(text.getText(), /^From: Ada/);
  });

  it('has its parts as files, as they are now, and an attached mail opens in the editor of mails', async () => {
    const ref = fileRef(file.toString());
    const part = vscode.Uri.parse(partUri(ref, '1', 'text.txt'));
    const read = async (uri: vscode.Uri): Promise<string> =>
      Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
    assert.equal(await read(part), 'Hello');
    assert.equal(await read(vscode.Uri.parse(partUri(ref, '2', 't.csv'))), 'a,b');
    await vscode.workspace.fs.writeFile(file, mail('Hello again'));
    assert.equal(await read(part), 'Hello again');
    const inner = vscode.Uri.parse(partUri(ref, '3', 'Inner.eml'));
    assert.equal(await read(inner), 'Subject: Inner\r\n\r\ninside');
    await vscode.commands.executeCommand('vscode.open', inner);
    assert.equal((await until(() => activeEditor('mailExplorer.message'))).toString(), inner.toString());
    assert.equal(vscode.workspace.fs.isWritableFileSystem('mail-file'), false);
  });

  it('shows the source of a part as the selection of its octets', async () => {
    const files = new FileMessages(workspaceFiles());
    const target = { ref: fileRef(file.toString()), section: null };
    const options = { signal: new AbortController().signal, whole: false, onStep: () => undefined };
    const loaded = await loadMessage(files, target, options);
    const csv = loaded.view.structure.find((part) => part.type === 'text/csv');
    assert.ok(csv);
    await viewPart(file, loaded, csv);
    const editor = await until(() => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.toString(), file.toString());
    const lines = editor.document.getText(editor.selection).split(/\r?\n/);
    assert.deepEqual(lines, ['Content-Type: text/csv; name="t.csv"', 'Content-Transfer-Encoding: base64', '', 'YSxi']);
  });

  it('is watched, whatever its name means to patterns', async () => {
    let changes = 0;
    const watching = watchFile(file, () => changes++);
    try {
      // The watcher starts some time after it was asked for, so the file is written until it is heard.
      for (let version = 0; changes === 0; version++) {
        await vscode.workspace.fs.writeFile(file, mail(`version ${version}`));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    } finally {
      watching.dispose();
    }
    assert.ok(changes > 0);
  });
});
