import * as vscode from 'vscode';
import type { MessageRef } from '../mail/model.ts';
import type { MessageRow } from './message-row.ts';

const scheme = 'mail-explorer-row';

/** Names a row together with its state, so that a changed state is another resource and is decorated anew. */
export function rowUri(ref: MessageRef, row: MessageRow): vscode.Uri {
  const marks = [row.unread ? 'u' : '', row.flagged ? 'f' : '', row.attachment ? 'a' : ''].join('');
  return vscode.Uri.from({
    scheme,
    authority: ref.account,
    path: `/${encodeURIComponent(ref.mailbox.wire)}/${ref.uid}`,
    query: marks,
  });
}

/** Colour of unread rows and the attachment mark at the end of a row. */
export class RowDecorations implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    const unread = uri.query.includes('u');
    const attachment = uri.query.includes('a');
    if (!unread && !attachment) return undefined;
    const decoration = new vscode.FileDecoration(
      attachment ? '📎' : undefined,
      [unread ? vscode.l10n.t('Unread') : '', attachment ? vscode.l10n.t('With attachment') : '']
        .filter((part) => part !== '')
        .join(', '),
      unread ? new vscode.ThemeColor('mailExplorer.unreadForeground') : undefined,
    );
    return decoration;
  }
}
