import * as vscode from 'vscode';
import type { AttachmentView, ViewCommand } from '../../webview/protocol.ts';
import { commands } from '../commands.ts';
import type { MessageSummary } from '../mail/model.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { eitherAccess } from './either-access.ts';
import { FileMessages } from './file-messages.ts';
import type { MessageAccess } from './message-access.ts';
import type { MessageConditions } from './message-conditions.ts';
import { MendingAccess } from './mending-access.ts';
import { MessageEditorProvider } from './message-editor.ts';
import { MessageFileSystem } from './message-file-system.ts';
import type { MessageModel } from './message-model.ts';
import { patchAction } from './message-panel.ts';
import { openMailView, viewSource } from './source.ts';
import { mailFileScheme, mailScheme, messageUri } from './uri.ts';
import { workspaceFiles } from './workspace-files.ts';

/** Everything that shows messages: the file systems, the editors, and the commands that act on them. */
export function registerMessageFeatures(
  context: vscode.ExtensionContext,
  server: MessageAccess,
  conditions: MessageConditions,
): vscode.Disposable {
  const files = new FileMessages(workspaceFiles());
  const mended = new MendingAccess(server);
  const access = eitherAccess(mended, files);
  const editors = new MessageEditorProvider(context, access, conditions);
  const register = (id: string, run: (argument: unknown) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (argument: unknown) => run(argument));

  const readOnly = { isReadonly: true, isCaseSensitive: true };
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(mailScheme, new MessageFileSystem(mended), readOnly),
    vscode.workspace.registerFileSystemProvider(mailFileScheme, new MessageFileSystem(files, false), readOnly),
    editors.register(),
    register(commands.viewSource, async (argument) => {
      const summary = summaryOf(argument);
      const uri = summary === null ? editors.active?.uri : uriOf(summary);
      if (uri === undefined) sayNone();
      else await viewSource(uri);
    }),
    register(commands.openMailView, async (argument) => {
      const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
      if (uri === undefined) sayNone();
      else await openMailView(uri);
    }),
    register(commands.loadRemoteImages, () => {
      if (editors.active === null) sayNone();
      else editors.active.loadRemoteImages();
    }),
    ...Object.entries(viewCommands).map(([id, command]) =>
      register(id, () => {
        if (editors.active === null) sayNone();
        else editors.active.command(command);
      }),
    ),
    register(commands.remoteImageSenders, () => editors.senders.manage()),
    register(commands.saveAttachment, async () => {
      const model = activeModel(editors);
      const picked = model === null ? null : await pickAttachment(model, () => true);
      if (model !== null && picked !== null) await editors.attachments.save(model, picked.section);
    }),
    register(commands.openAttachment, async () => {
      const model = activeModel(editors);
      const picked = model === null ? null : await pickAttachment(model, ({ opens }) => opens !== 'save');
      if (model !== null && picked !== null) await editors.attachments.open(model, picked.section);
    }),
    register(commands.saveAllAttachments, async () => {
      const model = activeModel(editors);
      if (model !== null) await editors.attachments.saveAll(model);
    }),
    register(commands.unsubscribe, async () => {
      const message = activeModel(editors)?.loaded ?? null;
      if (message !== null) await (await import('./unsubscribe.ts')).unsubscribe(message);
    }),
    register(commands.applyPatch, () => onPatch(editors, access, 'apply')),
    register(commands.applyPatchSeries, () => onPatch(editors, access, 'series')),
    vscode.commands.registerCommand(commands.applySelectedPatches, async (row: unknown, rows: unknown) => {
      const all: readonly unknown[] = Array.isArray(rows) ? rows : [row];
      const summaries = all.map(summaryOf).filter((summary) => summary !== null);
      await (await import('./list-actions.ts')).applyMessages(access, summaries);
    }),
    register(commands.openPatchDiff, () => onPatch(editors, access, 'diff')),
    register(commands.saveToWorkspace, async () => {
      const model = activeModel(editors);
      const picked = model === null ? [] : await pickAttachments(model);
      if (model !== null && picked.length > 0) await editors.attachments.saveToWorkspace(model, picked);
    }),
    register(commands.saveMessage, async () => {
      const model = activeModel(editors);
      if (model !== null) await editors.attachments.saveMessage(model);
    }),
    register(commands.copyMessageId, async (argument) => {
      const summary = summaryOf(argument);
      const message = summary === null ? (activeModel(editors)?.loaded ?? null) : null;
      if (summary === null && message === null) return;
      const id = summary?.envelope.messageId ?? message?.view.messageId ?? null;
      if (id === null) void vscode.window.showInformationMessage(vscode.l10n.t('This message has no Message-ID.'));
      else await vscode.env.clipboard.writeText(id);
    }),
  );
}

/** What the view itself does. */
const viewCommands: Readonly<Record<string, ViewCommand>> = {
  [commands.findInMessage]: 'find',
  [commands.zoomIn]: 'zoomIn',
  [commands.zoomOut]: 'zoomOut',
  [commands.zoomReset]: 'zoomReset',
  [commands.exportMessage]: { export: 'html' },
  [commands.printMessage]: { export: 'print' },
  [commands.copyAsMarkdown]: { export: 'markdown' },
};
async function onPatch(
  editors: MessageEditorProvider,
  access: MessageAccess,
  action: 'apply' | 'series' | 'diff',
): Promise<void> {
  const message = activeModel(editors)?.loaded ?? null;
  const patches = message?.view.patches ?? [];
  if (message === null) return;
  const items = patches.map(({ name, section }) => ({ label: inertLine(name), section }));
  if (items.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('This message brings no patch.'));
  const picked =
    items.length < 2 ? items[0] : await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Choose a patch') });
  if (picked !== undefined) await patchAction(access, message, action, picked.section);
}

function sayNone(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('Open a message first.'));
}

/** The message of the active editor, loaded; says so when there is none, or none yet. */
function activeModel(editors: MessageEditorProvider): MessageModel | null {
  const model = editors.active?.model ?? null;
  if (model !== null && model.loaded !== null) return model;
  sayNone();
  return null;
}

async function pickAttachment(
  model: MessageModel,
  fits: (attachment: AttachmentView) => boolean,
): Promise<AttachmentView | null> {
  const all = model.loaded?.view.attachments ?? [];
  const choices = all.filter(fits);
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(
      all.length === 0
        ? vscode.l10n.t('This message has no attachments.')
        : vscode.l10n.t('No attachment of this message can be shown here; save it instead.'),
    );
    return null;
  }
  const placeHolder = vscode.l10n.t('Choose an attachment');
  return (await vscode.window.showQuickPick(choices.map(pickItem), { placeHolder }))?.attachment ?? null;
}

/** Several at once, all of them chosen at first. */
async function pickAttachments(model: MessageModel): Promise<readonly string[]> {
  const all = model.loaded?.view.attachments ?? [];
  if (all.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This message has no attachments.'));
    return [];
  }
  const placeHolder = vscode.l10n.t('Choose what to save to the workspace');
  const items = all.map((attachment) => ({ ...pickItem(attachment), picked: true }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder, canPickMany: true });
  return (picked ?? []).map(({ attachment }) => attachment.section);
}

function pickItem(attachment: AttachmentView): vscode.QuickPickItem & { readonly attachment: AttachmentView } {
  return { label: inertLine(attachment.name), description: inertLine(attachment.type), attachment };
}

/** A row of the Messages view hands its summary; the editor's title menu hands its URI, which the active editor has too. */
function summaryOf(argument: unknown): MessageSummary | null {
  if (typeof argument !== 'object' || argument === null || !('type' in argument) || argument.type !== 'message')
    return null;
  return 'summary' in argument ? (argument.summary as MessageSummary) : null;
}

function uriOf(summary: MessageSummary): vscode.Uri {
  return vscode.Uri.parse(messageUri(summary.ref, decodeEncodedWords(summary.envelope.subject ?? '').trim()));
}
