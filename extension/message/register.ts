import * as vscode from 'vscode';
import type { AttachmentView } from '../../webview/protocol.ts';
import { commands } from '../commands.ts';
import type { MessageSummary } from '../mail/model.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { eitherAccess } from './either-access.ts';
import { FileMessages } from './file-messages.ts';
import type { MessageAccess } from './message-access.ts';
import { MessageEditorProvider } from './message-editor.ts';
import { MessageFileSystem } from './message-file-system.ts';
import type { LoadedMessage } from './message-loader.ts';
import { openMailView, viewSource } from './source.ts';
import { mailFileScheme, mailScheme, messageUri } from './uri.ts';
import { workspaceFiles } from './workspace-files.ts';

/** Everything that shows messages: the file systems, the editors, and the commands that act on them. */
export function registerMessageFeatures(context: vscode.ExtensionContext, server: MessageAccess): vscode.Disposable {
  const files = new FileMessages(workspaceFiles());
  const access = eitherAccess(server, files);
  const editors = new MessageEditorProvider(context, access);
  const register = (id: string, run: (argument: unknown) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (argument: unknown) => run(argument));

  const readOnly = { isReadonly: true, isCaseSensitive: true };
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(mailScheme, new MessageFileSystem(server), readOnly),
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
    register(commands.saveAttachment, async () => {
      const message = activeMessage(editors);
      const picked = message === null ? null : await pickAttachment(message, message.view.attachments);
      if (message !== null && picked !== null) await editors.attachments.save(message, picked.section);
    }),
    register(commands.openAttachment, async () => {
      const message = activeMessage(editors);
      const openable = message?.view.attachments.filter((attachment) => attachment.opens !== 'save') ?? [];
      const picked = message === null ? null : await pickAttachment(message, openable);
      if (message !== null && picked !== null) await editors.attachments.open(message, picked.section);
    }),
    register(commands.saveAllAttachments, async () => {
      const message = activeMessage(editors);
      if (message !== null) await editors.attachments.saveAll(message);
    }),
    register(commands.copyMessageId, async (argument) => {
      const summary = summaryOf(argument);
      const message = summary === null ? activeMessage(editors) : null;
      if (summary === null && message === null) return;
      const id = summary?.envelope.messageId ?? message?.view.messageId ?? null;
      if (id === null) void vscode.window.showInformationMessage(vscode.l10n.t('This message has no Message-ID.'));
      else await vscode.env.clipboard.writeText(id);
    }),
  );
}

function sayNone(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('Open a message first.'));
}

/** The message of the active editor; says so when there is none, or none yet. */
function activeMessage(editors: MessageEditorProvider): LoadedMessage | null {
  const message = editors.active?.model.loaded ?? null;
  if (message === null) sayNone();
  return message;
}

async function pickAttachment(
  message: LoadedMessage,
  choices: readonly AttachmentView[],
): Promise<AttachmentView | null> {
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(
      message.view.attachments.length === 0
        ? vscode.l10n.t('This message has no attachments.')
        : vscode.l10n.t('No attachment of this message can be shown here; save it instead.'),
    );
    return null;
  }
  const items = choices.map((attachment) => ({ label: attachment.name, description: attachment.type, attachment }));
  const placeHolder = vscode.l10n.t('Choose an attachment');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.attachment ?? null;
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
