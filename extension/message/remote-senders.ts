import * as vscode from 'vscode';
import { inertLine } from '../notifications/sanitise-text.ts';

const key = 'mailExplorer.imageSenders';

/** Senders whose images are loaded without being asked for, by a person's choice; kept on this machine, never in a setting. */
export class RemoteSenders {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get all(): readonly string[] {
    return this.#memory.get<readonly string[]>(key, []);
  }

  has(address: string): boolean {
    return this.all.includes(address);
  }

  async add(address: string): Promise<void> {
    if (!this.has(address)) await this.#memory.update(key, [...this.all, address].sort());
  }

  /** Lets the person take senders off the list. */
  async manage(): Promise<void> {
    if (this.all.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No sender’s images are loaded by themselves. A message of a verified sender offers it.'),
      );
      return;
    }
    const items = this.all.map((address) => ({ label: inertLine(address), address, picked: true }));
    const kept = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      title: vscode.l10n.t('Remote Images by Sender'),
      placeHolder: vscode.l10n.t('Images of the senders picked are loaded whenever their message is verified'),
    });
    if (kept !== undefined)
      await this.#memory.update(
        key,
        kept.map(({ address }) => address),
      );
  }
}
