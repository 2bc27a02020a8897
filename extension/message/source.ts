import * as vscode from 'vscode';
import { mailFileViewType, messageViewType } from './attachments.ts';
import { parseMailUri } from './uri.ts';

/** The exact octets of a message as a read-only text document, beside nothing and in no other editor's place. */
export async function viewSource(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
}

/** The way back: the same octets as a mail. */
export async function openMailView(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.openWith',
    uri,
    parseMailUri(uri) === null ? mailFileViewType : messageViewType,
  );
}
