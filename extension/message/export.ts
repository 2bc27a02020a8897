import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ExportFormat } from '../../webview/protocol.ts';
import { cleanFileName } from '../mime/file-name.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { saveToFile } from './save-file.ts';

/** What the view made of a message goes to where the person wants it: a file, a browser that prints, the clipboard. */
export class MessageExport {
  readonly #storage: vscode.Uri;

  /** @param storage folder of the extension's own, where a page waits for the browser that prints it */
  constructor(storage: vscode.Uri) {
    this.#storage = storage;
  }

  async finish(format: ExportFormat, text: string, subject: string): Promise<void> {
    const title = subject.trim() || vscode.l10n.t('Message');
    const name = cleanFileName(`${title}.html`, { section: '1', type: 'text/html' });
    switch (format) {
      case 'markdown':
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as Markdown'), 5000);
        break;
      case 'html':
        await this.#save(name, text);
        break;
      case 'print':
        await this.#print(name, text);
        break;
    }
  }

  async #save(name: string, text: string): Promise<vscode.Uri | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Message'),
      defaultUri: vscode.Uri.joinPath(folder, name),
      filters: { HTML: ['html', 'htm'] },
    });
    if (target === undefined) return undefined;
    const octets = Buffer.from(text);
    if (target.scheme === 'file') await saveToFile(target.fsPath, [octets], new AbortController().signal);
    else await vscode.workspace.fs.writeFile(target, octets);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Exported {0}', inertLine(name)), 5000);
    return target;
  }

  /** VS Code cannot print; a browser on this machine can. In a browser window there is none, so the page is kept instead. */
  async #print(name: string, text: string): Promise<void> {
    if (vscode.env.uiKind === vscode.UIKind.Web || vscode.env.remoteName !== undefined) {
      const saved = await this.#save(name, text);
      if (saved !== undefined)
        void vscode.window.showInformationMessage(
          vscode.l10n.t('The page was saved. Open it in a browser and print it from there.'),
        );
      return;
    }
    const folder = vscode.Uri.joinPath(this.#storage, 'print');
    // Pages of earlier prints hold mail: they do not stay.
    await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
    const page = vscode.Uri.joinPath(folder, randomBytes(6).toString('hex'), name);
    await vscode.workspace.fs.writeFile(page, Buffer.from(text));
    if (await vscode.env.openExternal(page))
      vscode.window.setStatusBarMessage(vscode.l10n.t('Opened in the browser: print it there'), 8000);
    else
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The page to print could not be opened: {0}', inertLine(page.fsPath)),
      );
  }
}
