import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { AttachmentView } from '../../webview/protocol.ts';
import type { BodyPart } from '../imap/grammar/types.ts';
import type { AccountId } from '../mail/model.ts';
import { uniqueFileName } from '../mime/file-name.ts';
import { withExtensionOf } from '../mime/media-types.ts';
import { decodeTransfer } from '../mime/transfer.ts';
import { findPart } from './attachments-list.ts';
import { failureOf } from './error-kind.ts';
import { gather, type MessageAccess } from './message-access.ts';
import type { LoadedMessage } from './message-loader.ts';
import { saveToFile, saveToNewFile } from './save-file.ts';
import { failureText } from './texts.ts';
import { partUri } from './uri.ts';

/** The editor of what has an address of ours. */
export const messageViewType = 'mailExplorer.message';
/** The same for `.eml` files, where text stays the default. */
export const mailFileViewType = 'mailExplorer.file';

const folderKey = 'mailExplorer.saveFolder';
/** Places that are not on this machine's disk take a file as a whole. */
const maxGathered = 256 * 1024 * 1024;

interface Work {
  readonly signal: AbortSignal;
  /** Octets as transferred since the last call. */
  readonly onOctets: (count: number) => void;
}

/** Opening and saving of attachments. Nothing is fetched, written or opened but by a person's choice. */
export class AttachmentActions {
  readonly #access: MessageAccess;
  readonly #memory: vscode.Memento;

  constructor(access: MessageAccess, memory: vscode.Memento) {
    this.#access = access;
    this.#memory = memory;
  }

  /** Mails in the message editor, texts as text whatever their name, images in the image preview; the rest can be saved. */
  async open(message: LoadedMessage, section: string): Promise<void> {
    const attachment = find(message, section);
    if (attachment === null) return;
    const { ref } = message.summary;
    const uri = vscode.Uri.parse(partUri(ref, section, attachment.name));
    switch (attachment.opens) {
      case 'message':
        await vscode.commands.executeCommand('vscode.openWith', uri, messageViewType);
        break;
      case 'text':
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
        break;
      case 'image': {
        // VS Code picks the editor by the name, and the name is the sender's: it must not pick a notebook for an image.
        const named = partUri(ref, section, withExtensionOf(attachment.name, attachment.type));
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(named));
        break;
      }
      case 'save':
        await this.save(message, section);
        break;
    }
  }

  async save(message: LoadedMessage, section: string): Promise<void> {
    const attachment = find(message, section);
    const part = findPart(message.summary.bodyStructure, section);
    if (attachment === null || part === null) return;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save Attachment'),
      defaultUri: vscode.Uri.joinPath(this.#folder(), attachment.name),
    });
    if (target === undefined) return;
    await this.#remember(vscode.Uri.joinPath(target, '..'));
    const title = vscode.l10n.t('Saving {0}', attachment.name);
    const done = await this.#withProgress(message.summary.ref.account, title, part.size, (work) =>
      this.#write(target, message, part, work),
    );
    if (done) vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', attachment.name), 5000);
  }

  /** Every listed attachment into one folder, under names that are free there. */
  async saveAll(message: LoadedMessage): Promise<void> {
    const { attachments } = message.view;
    if (attachments.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This message has no attachments.'));
      return;
    }
    const picked = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Save All Attachments'),
      openLabel: vscode.l10n.t('Save Here'),
      defaultUri: this.#folder(),
      canSelectFiles: false,
      canSelectFolders: true,
    });
    const folder = picked?.[0];
    if (folder === undefined) return;
    await this.#remember(folder);
    const total = attachments.reduce((sum, attachment) => sum + attachment.size, 0);
    let saved = 0;
    const title = vscode.l10n.t('Saving attachments');
    const done = await this.#withProgress(message.summary.ref.account, title, total, async (work) => {
      for (const attachment of attachments) {
        const part = findPart(message.summary.bodyStructure, attachment.section);
        if (part === null) continue;
        await this.#writeNew(folder, attachment.name, message, part, work);
        saved++;
      }
    });
    if (done) vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0} attachments', saved), 5000);
    else if (saved > 0)
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} of {1} attachments were saved.', saved, attachments.length),
      );
  }

  #content(message: LoadedMessage, part: BodyPart, work: Work): AsyncIterable<Uint8Array> {
    let before = 0;
    const octets = this.#access.section(message.summary.ref, part.section, {
      signal: work.signal,
      origin: 'user',
      onProgress: (received) => {
        work.onOctets(received - before);
        before = received;
      },
    });
    return decodeTransfer(octets, part.encoding);
  }

  async #write(target: vscode.Uri, message: LoadedMessage, part: BodyPart, work: Work): Promise<void> {
    const content = this.#content(message, part, work);
    if (target.scheme === 'file') await saveToFile(target.fsPath, content, work.signal);
    else await vscode.workspace.fs.writeFile(target, await whole(content));
  }

  async #writeNew(folder: vscode.Uri, name: string, message: LoadedMessage, part: BodyPart, work: Work): Promise<void> {
    const content = this.#content(message, part, work);
    if (folder.scheme === 'file') {
      await saveToNewFile(folder.fsPath, (attempt) => nameAt(name, attempt), content, work.signal);
      return;
    }
    const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([entry]) => entry.toLowerCase()));
    const free = uniqueFileName(name, (candidate) => taken.has(candidate.toLowerCase()));
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, free), await whole(content));
  }

  /** True when the work ended well; a failure is told, a cancellation is not. */
  async #withProgress(
    account: AccountId,
    title: string,
    total: number,
    work: (work: Work) => Promise<void>,
  ): Promise<boolean> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      try {
        const onOctets = (count: number): void =>
          progress.report({ increment: total === 0 ? 0 : (count * 100) / total });
        await work({ signal: abort.signal, onOctets });
        return true;
      } catch (error) {
        if (!abort.signal.aborted) tell(error, this.#access.serverName(account));
        return false;
      } finally {
        listening.dispose();
      }
    });
  }

  #folder(): vscode.Uri {
    const kept = this.#memory.get<string>(folderKey);
    if (kept !== undefined) return vscode.Uri.parse(kept);
    return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  }

  async #remember(folder: vscode.Uri): Promise<void> {
    await this.#memory.update(folderKey, folder.toString());
  }
}

function find(message: LoadedMessage, section: string): AttachmentView | null {
  return message.view.attachments.find((attachment) => attachment.section === section) ?? null;
}

function nameAt(name: string, attempt: number): string {
  let left = attempt;
  return uniqueFileName(name, () => left-- > 0);
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const { bytes, cut } = await gather(content, maxGathered);
  if (cut) throw new Error(vscode.l10n.t('The attachment is too large for this place; choose a folder on disk.'));
  return bytes;
}

function tell(error: unknown, host: string): void {
  const failure = failureOf(error);
  if (failure === null) return;
  const text = failure.kind === 'other' ? failure.detail : failureText(failure, host);
  void vscode.window.showErrorMessage(vscode.l10n.t('The attachment was not saved. {0}', text));
}
