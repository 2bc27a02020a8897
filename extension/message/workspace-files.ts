import * as vscode from 'vscode';
import type { Disposable } from '../imap/client/api.ts';
import type { FilePort } from './file-messages.ts';

/** Files as VS Code reads them: of the disk, a remote, or any other file system of the window. */
export function workspaceFiles(): FilePort {
  return {
    label: vscode.l10n.t('File'),
    stamp: async (uri) => {
      const { mtime, size } = await vscode.workspace.fs.stat(vscode.Uri.parse(uri));
      return `${mtime}.${size}`;
    },
    read: async (uri) => vscode.workspace.fs.readFile(vscode.Uri.parse(uri)),
  };
}

/** Tells when the file is written or put in place anew. A file that goes away leaves shown what it held. */
export function watchFile(uri: vscode.Uri, changed: () => void): Disposable {
  // A name may hold what patterns give a meaning, so the folder is watched and the name compared.
  const folder = vscode.Uri.joinPath(uri, '..');
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'), false, false, true);
  const look = (touched: vscode.Uri): void => {
    if (touched.toString() === uri.toString()) changed();
  };
  watcher.onDidChange(look);
  watcher.onDidCreate(look);
  return watcher;
}
