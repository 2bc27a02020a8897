import * as vscode from 'vscode';
import { mailFileViewType, messageViewType } from './attachments.ts';
import type { LoadedMessage } from './message-loader.ts';
import { positionOf } from './octet-position.ts';
import { fileOf, parseMailUri, sourceUri } from './uri.ts';

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

/** The source of one part: of a file its octets selected in the text, of a message on a server the part's header and body alone. */
export async function viewPart(uri: vscode.Uri, message: LoadedMessage, index: number): Promise<void> {
  const part = message.view.structure[index];
  if (part === undefined) return;
  const { ref } = message.summary;
  const file = fileOf(ref);
  if (file === null || part.range === null) {
    // The outermost part is the message itself.
    if (index === 0) await viewSource(uri);
    else await viewSource(vscode.Uri.parse(sourceUri(ref, part.section)));
    return;
  }
  const target = vscode.Uri.parse(file);
  const bytes = await vscode.workspace.fs.readFile(target);
  const at = (offset: number): vscode.Position => {
    const { line, character } = positionOf(bytes, offset);
    return new vscode.Position(line, character);
  };
  await vscode.window.showTextDocument(target, {
    selection: new vscode.Range(at(part.range.start), at(part.range.end)),
  });
}
