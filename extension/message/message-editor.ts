import * as vscode from 'vscode';
import type { Disposable } from '../imap/client/api.ts';
import { systemClock } from '../mail/clock.ts';
import { AttachmentActions, mailFileViewType, messageViewType } from './attachments.ts';
import type { MessageAccess } from './message-access.ts';
import type { MessageTarget } from './message-loader.ts';
import type { MessageConditions } from './message-conditions.ts';
import { MessageExport } from './export.ts';
import { MessageModel } from './message-model.ts';
import { MessagePanel, type Zoom } from './message-panel.ts';
import { RemoteSenders } from './remote-senders.ts';
import { failureText, imageText, stepText } from './texts.ts';
import { fileOf, fileRef, mailFileScheme, mailScheme, parseMailUri } from './uri.ts';
import { watchFile } from './workspace-files.ts';

/** A message that is open in one or more editors. */
class MessageDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly model: MessageModel;
  readonly #watching: Disposable | null;

  constructor(uri: vscode.Uri, model: MessageModel) {
    this.uri = uri;
    this.model = model;
    const file = fileOf(model.target.ref);
    this.#watching = file === null ? null : watchFile(vscode.Uri.parse(file), () => void model.reload());
  }

  dispose(): void {
    this.#watching?.dispose();
    this.model.dispose();
  }
}

/**
 * The editor of `imap:/…/….eml` and of `.eml` files. Opening never waits for the network: the page comes at once, shows progress or the
 * failure with *Retry*, and after a reload of the window waits for the account by itself.
 */
export class MessageEditorProvider implements vscode.CustomReadonlyEditorProvider<MessageDocument> {
  readonly attachments: AttachmentActions;
  readonly senders: RemoteSenders;
  readonly #access: MessageAccess;
  readonly #conditions: MessageConditions;
  readonly #bundles: vscode.Uri;
  readonly #exports: MessageExport;
  readonly #zoom: Zoom;
  readonly #panels = new Set<MessagePanel>();

  constructor(context: vscode.ExtensionContext, access: MessageAccess, conditions: MessageConditions) {
    this.#access = access;
    this.#conditions = conditions;
    this.#bundles = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
    this.attachments = new AttachmentActions(access, context.globalState);
    this.senders = new RemoteSenders(context.globalState);
    this.#exports = new MessageExport(context.globalStorageUri);
    this.#zoom = {
      get: () => context.globalState.get('mailExplorer.zoom', 100),
      set: (percent) => void context.globalState.update('mailExplorer.zoom', percent),
    };
  }

  register(): vscode.Disposable {
    // The workbench's own find does not look into the mail's frame; the view has one that does.
    const options = {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { retainContextWhenHidden: false, enableFindWidget: false },
    };
    return vscode.Disposable.from(
      vscode.window.registerCustomEditorProvider(messageViewType, this, options),
      vscode.window.registerCustomEditorProvider(mailFileViewType, this, options),
    );
  }

  /** The editor that commands mean: the active one. */
  get active(): MessagePanel | null {
    return [...this.#panels].find((panel) => panel.active) ?? null;
  }

  openCustomDocument(uri: vscode.Uri): MessageDocument {
    const target = targetOf(uri);
    const { ref } = target;
    const file = fileOf(ref) !== null;
    const model = new MessageModel(this.#access, target, {
      stepText,
      failureText: (failure) => failureText(failure, this.#access.serverName(ref.account)),
      imageText,
      markReadAfter: () => (file ? null : markReadAfter()),
      after: (ms, run) => systemClock.after(ms, run),
    });
    return new MessageDocument(uri, model);
  }

  resolveCustomEditor(document: MessageDocument, panel: vscode.WebviewPanel): void {
    const { uri, model } = document;
    const shown = new MessagePanel({
      panel,
      uri,
      model,
      attachments: this.attachments,
      conditions: this.#conditions,
      access: this.#access,
      exports: this.#exports,
      zoom: this.#zoom,
      senders: this.senders,
      bundles: this.#bundles,
    });
    this.#panels.add(shown);
    panel.onDidDispose(() => {
      this.#panels.delete(shown);
      shown.dispose();
    });
  }
}

/** Milliseconds; null for never. */
function markReadAfter(): number | null {
  const settings = vscode.workspace.getConfiguration('mailExplorer.message');
  switch (settings.get<string>('markAsRead')) {
    case 'never':
      return null;
    case 'afterDelay':
      return Math.max(0, settings.get<number>('markAsReadDelay', 3)) * 1000;
    default:
      return 0;
  }
}

/** What is neither ours nor a folder of ours is a file. */
function targetOf(uri: vscode.Uri): MessageTarget {
  if (uri.scheme !== mailScheme && uri.scheme !== mailFileScheme)
    return { ref: fileRef(uri.toString()), section: null };
  const resource = parseMailUri(uri);
  if (resource === null || resource.kind === 'folder' || resource.kind === 'source') {
    throw new Error(vscode.l10n.t('This is not the address of a message: {0}', uri.toString()));
  }
  return { ref: resource.ref, section: resource.kind === 'part' ? resource.section : null };
}
