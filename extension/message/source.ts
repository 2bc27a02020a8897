import * as vscode from 'vscode';

/** The exact octets of a message as a read-only text document, beside nothing and in no other editor's place. */
export async function viewSource(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
}
