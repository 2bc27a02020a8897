import * as vscode from 'vscode';
import type { PartView } from '../../webview/protocol.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
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

/** Two messages' exact octets beside each other, as texts. */
export async function compareSources(one: vscode.Uri, other: vscode.Uri): Promise<void> {
  const name = (uri: vscode.Uri): string => inertLine(uri.path.slice(uri.path.lastIndexOf('/') + 1));
  await vscode.commands.executeCommand('vscode.diff', one, other, `${name(one)} ↔ ${name(other)}`);
}

/** The source of one part: its octets selected in the text of the message where their place is known, else its header and body alone. */
export async function viewPart(uri: vscode.Uri, message: LoadedMessage, part: PartView): Promise<void> {
  const { ref } = message.summary;
  const file = fileOf(ref);
  if (part.range === null) {
    // The outermost part is the message itself.
    if (part.depth === 0 && part === message.view.structure[0]) await viewSource(uri);
    else await viewSource(vscode.Uri.parse(sourceUri(ref, part.section)));
    return;
  }
  const target = file === null ? uri : vscode.Uri.parse(file);
  const bytes = await vscode.workspace.fs.readFile(target);
  const at = (offset: number): vscode.Position => {
    const { line, character } = positionOf(bytes, offset);
    return new vscode.Position(line, character);
  };
  await vscode.window.showTextDocument(target, {
    preview: false,
    selection: new vscode.Range(at(part.range.start), at(part.range.end)),
  });
}
