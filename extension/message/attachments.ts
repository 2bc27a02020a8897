import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { AttachmentView } from '../../webview/protocol.ts';
import { cleanFileName, uniqueFileName } from '../mime/file-name.ts';
import { withExtensionOf } from '../mime/media-types.ts';
import { sniffLength } from '../mime/sniff.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { partOf } from './attachments-list.ts';
import { failureOf } from './error-kind.ts';
import { gather, type MessageAccess } from './message-access.ts';
import type { LoadedMessage } from './message-loader.ts';
import type { MessageModel } from './message-model.ts';
import type { Opening } from './reading.ts';
import { EmptyPartError, partContent } from './part-content.ts';
import { saveToFile, saveToNewFile, sweep } from './save-file.ts';
import { failureText } from './texts.ts';
import { emlName, partUri } from './uri.ts';

/** The editor of what has an address of ours. */
export const messageViewType = 'mailExplorer.message';
/** The same for `.eml` files, where text stays the default. */
export const mailFileViewType = 'mailExplorer.file';

const folderKey = 'mailExplorer.saveFolder';
/** Places that are not on this machine's disk take a file as a whole. */
const maxGathered = 256 * 1024 * 1024;
/** More than any invitation or contact list has. */
const maxCard = 4 * 1024 * 1024;
/** An attachment does not take the place of a message that is only previewed. */
const beside: vscode.TextDocumentShowOptions = { preview: false };
/** Work on more octets than this can be seen and cancelled. */
const told = 256 * 1024;
/** Octets as transferred whose content is enough to tell what it is. */
const lookAt = 4096;

interface Work {
  readonly signal: AbortSignal;
  /** Octets as transferred since the last call. */
  readonly onOctets: (count: number) => void;
}

/** Something that becomes a file. */
interface Item {
  readonly name: string;
  /** Octets as transferred. */
  readonly size: number;
  content(work: Work): AsyncIterable<Uint8Array>;
}

/** Opening and saving of attachments. Nothing is fetched, written or opened but by a person's choice. */
export class AttachmentActions {
  readonly #access: MessageAccess;
  readonly #memory: vscode.Memento;

  constructor(access: MessageAccess, memory: vscode.Memento) {
    this.#access = access;
    this.#memory = memory;
    // Where this window was killed while it saved, the half of a file may still stand.
    const last = memory.get<string>(folderKey);
    const folder = last === undefined ? null : vscode.Uri.parse(last);
    if (folder?.scheme === 'file') void sweep(folder.fsPath);
  }

  /**
   * Mails in the message editor, texts as text whatever their name, images in the image preview, cards in the view. What it
   * is, its first octets say before its label does; what cannot be shown can be saved.
   */
  async open(model: MessageModel, section: string): Promise<void> {
    const message = model.loaded;
    const attachment = find(message, section);
    if (message === null || attachment === null) return;
    const { ref } = message.summary;
    const uri = vscode.Uri.parse(partUri(ref, section, attachment.name));
    const opening = await this.#look(model, attachment);
    switch (opening?.opens) {
      case undefined:
        break;
      case 'message':
        await vscode.commands.executeCommand('vscode.openWith', uri, messageViewType, beside);
        break;
      case 'text':
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default', beside);
        break;
      case 'image': {
        // VS Code picks the editor by the name, and the name is the sender's: it must not pick a notebook for an image.
        const named = partUri(ref, section, withExtensionOf(attachment.name, opening.type));
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(named), beside);
        break;
      }
      case 'card':
        await this.#showCards(model, attachment);
        break;
      case 'save':
        await this.#offerSaving(model, attachment, opening);
        break;
    }
  }

  async save(model: MessageModel, section: string): Promise<void> {
    const item = this.#item(model, section);
    if (item !== null) await this.#saveOne(model, item, vscode.l10n.t('Save Attachment'));
  }

  /** The whole message, exactly as it is stored. */
  async saveMessage(model: MessageModel): Promise<void> {
    const message = model.loaded;
    if (message === null) return;
    const { ref, size } = message.summary;
    const { section } = model.target;
    const named = emlName(message.subject);
    const item: Item = {
      name: cleanFileName(named, { section: section ?? '1', type: 'message/rfc822' }),
      size: message.view.size ?? size ?? 0,
      content: (work) => this.#access.section(ref, section ?? '', sectionOptions(work)),
    };
    await this.#saveOne(model, item, vscode.l10n.t('Save Message'));
  }

  /** One attachment, or all, into a folder of the workspace under names that are free there. */
  async saveToWorkspace(model: MessageModel, sections: readonly string[]): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open a folder first: there is no workspace to save to.'),
      );
      return;
    }
    const folder = folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick();
    if (folder !== undefined) await this.#saveInto(model, folder.uri, sections);
  }

  /** Every listed attachment into one folder, under names that are free there. */
  async saveAll(model: MessageModel): Promise<void> {
    const attachments = model.loaded?.view.attachments ?? [];
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
    await this.#saveInto(
      model,
      folder,
      attachments.map(({ section }) => section),
    );
  }

  async #saveInto(model: MessageModel, folder: vscode.Uri, sections: readonly string[]): Promise<void> {
    const items = sections.map((section) => this.#item(model, section)).filter((item) => item !== null);
    const total = items.reduce((sum, item) => sum + item.size, 0);
    let saved = 0;
    const title = vscode.l10n.t('Saving attachments');
    const done = await this.#withProgress(model, title, total, async (work) => {
      for (const item of items) {
        await this.#writeNew(folder, item, work);
        saved++;
      }
    });
    if (done) vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0} attachments', saved), 5000);
    else if (saved > 0)
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} of {1} attachments were saved.', saved, items.length),
      );
  }

  async #saveOne(model: MessageModel, item: Item, title: string): Promise<void> {
    const target = await vscode.window.showSaveDialog({
      title,
      defaultUri: vscode.Uri.joinPath(this.#folder(), item.name),
    });
    if (target === undefined) return;
    await this.#remember(vscode.Uri.joinPath(target, '..'));
    const done = await this.#withProgress(model, vscode.l10n.t('Saving {0}', inertLine(item.name)), item.size, (work) =>
      this.#write(target, item, work),
    );
    if (done) vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', inertLine(item.name)), 5000);
  }

  /** What its first octets say it is; null where they could not be read, which is told. */
  async #look(model: MessageModel, attachment: AttachmentView): Promise<Opening | null> {
    const found = partOf(model.loaded?.summary.bodyStructure ?? null, attachment.section);
    if (found === null) return null;
    try {
      const { openingOf } = await import('./reading.ts');
      if (attachment.opens === 'message') return openingOf(new Uint8Array(), attachment);
      // A file within a text is known only when the text is.
      const range = found.file === null ? { length: lookAt } : {};
      const content = partContent(this.#access, model.target.ref, found.part, found.file, range);
      const opening = openingOf((await gather(content, sniffLength)).bytes, attachment);
      if (opening.warning !== null) model.warn(attachment.section, opening.warning);
      return opening;
    } catch (error) {
      tell(error, this.#access.serverName(model.target.ref.account), 'open');
      return null;
    }
  }

  async #offerSaving(model: MessageModel, attachment: AttachmentView, opening: Opening): Promise<void> {
    const save = vscode.l10n.t('Save…');
    const text = inertLine(
      opening.warning ?? vscode.l10n.t('The content of {0} cannot be shown here.', attachment.name),
    );
    if ((await vscode.window.showWarningMessage(text, save)) === save) await this.save(model, attachment.section);
  }

  async #showCards(model: MessageModel, attachment: AttachmentView): Promise<void> {
    const item = this.#item(model, attachment.section);
    if (item === null) return;
    const title = vscode.l10n.t('Opening {0}', inertLine(attachment.name));
    await this.#withProgress(model, title, item.size, async (work) => {
      const { bytes } = await gather(item.content(work), maxCard);
      const { readCards } = await import('./cards.ts');
      model.showCards(attachment.section, readCards(bytes, vscode.env.language));
    });
  }

  #item(model: MessageModel, section: string): Item | null {
    const message = model.loaded;
    const attachment = find(message, section);
    const found = message === null ? null : partOf(message.summary.bodyStructure, section);
    if (message === null || attachment === null || found === null) return null;
    const { ref } = message.summary;
    return {
      name: attachment.name,
      size: found.part.size,
      content: (work) =>
        seen(partContent(this.#access, ref, found.part, found.file, sectionOptions(work)), async (head) => {
          const warning = (await import('./reading.ts')).contentWarning(head, attachment.type);
          if (warning !== null) model.warn(section, warning);
        }),
    };
  }

  async #write(target: vscode.Uri, item: Item, work: Work): Promise<void> {
    const content = item.content(work);
    if (target.scheme === 'file') await saveToFile(target.fsPath, content, work.signal);
    else await vscode.workspace.fs.writeFile(target, await whole(content));
  }

  async #writeNew(folder: vscode.Uri, item: Item, work: Work): Promise<void> {
    const content = item.content(work);
    if (folder.scheme === 'file') {
      await saveToNewFile(folder.fsPath, (attempt) => nameAt(item.name, attempt), content, work.signal);
      return;
    }
    const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([entry]) => entry.toLowerCase()));
    const free = uniqueFileName(item.name, (candidate) => taken.has(candidate.toLowerCase()));
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, free), await whole(content));
  }

  /** True when the work ended well; a failure is told, a cancellation is not. */
  async #withProgress(
    model: MessageModel,
    title: string,
    total: number,
    work: (work: Work) => Promise<void>,
  ): Promise<boolean> {
    // What is done at once needs no box with a button over the message.
    const location = total > told ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
    const options = { location, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      try {
        const onOctets = (count: number): void =>
          progress.report({ increment: total === 0 ? 0 : (count * 100) / total });
        await work({ signal: abort.signal, onOctets });
        return true;
      } catch (error) {
        if (!abort.signal.aborted) tell(error, this.#access.serverName(model.target.ref.account));
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

function find(message: LoadedMessage | null, section: string): AttachmentView | null {
  return message?.view.attachments.find((attachment) => attachment.section === section) ?? null;
}

function sectionOptions(work: Work): Parameters<MessageAccess['section']>[2] {
  let before = 0;
  return {
    signal: work.signal,
    origin: 'user',
    onProgress: (received) => {
      work.onOctets(received - before);
      before = received;
    },
  };
}

/** Passes a stream on and shows its first octets to `look`, once there are enough or no more. */
async function* seen(
  source: AsyncIterable<Uint8Array>,
  look: (head: Uint8Array) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head !== null) {
      head = Buffer.concat([head, chunk.subarray(0, sniffLength)]);
      if (head.length >= sniffLength) {
        await look(head);
        head = null;
      }
    }
    yield chunk;
  }
  if (head !== null) await look(head);
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

function tell(error: unknown, host: string, work: 'open' | 'save' = 'save'): void {
  const failure = failureOf(error);
  if (failure === null) return;
  const text = inertLine(failure.kind === 'other' ? failure.detail : failureText(failure, host));
  void vscode.window.showErrorMessage(
    error instanceof EmptyPartError
      ? vscode.l10n.t('The attachment is empty. {0}', text)
      : work === 'open'
        ? vscode.l10n.t('The attachment could not be opened. {0}', text)
        : vscode.l10n.t('The attachment was not saved. {0}', text),
  );
}
