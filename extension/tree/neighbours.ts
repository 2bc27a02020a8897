import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { MailService } from '../mail/mail-service.ts';
import type { MessageRef, MessageSummary } from '../mail/model.ts';
import { parseMailUri } from '../message/uri.ts';
import { uriOf } from './messages-tree.ts';
import { atView, messagesView, telling } from './telling.ts';

/**
 * From the message in the active editor to the one below or above it in the list: in the same editor, unless that one was kept.
 * @param showRow has the list follow
 */
export function registerNeighbours(mail: MailService, showRow: (ref: MessageRef) => Promise<void>): vscode.Disposable {
  const walk = (id: string, step: 1 | -1): vscode.Disposable =>
    vscode.commands.registerCommand(id, () =>
      telling(mail, mail.openSession?.id, vscode.l10n.t('The next message could not be opened'), async () => {
        const next = await neighbour(mail, step);
        if (next === null) {
          vscode.window.setStatusBarMessage(vscode.l10n.t('No further message in this list'), 3000);
          return;
        }
        await vscode.commands.executeCommand('vscode.openWith', uriOf(next), 'mailExplorer.message', { preview: true });
        await showRow(next.ref);
      }),
    );
  return vscode.Disposable.from(walk(commands.nextMessage, 1), walk(commands.previousMessage, -1));
}

/** Null where the list ends, and where the editor shows none of its messages. */
async function neighbour(mail: MailService, step: 1 | -1): Promise<MessageSummary | null> {
  const list = mail.openSession?.list ?? null;
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const ref = input instanceof vscode.TabInputCustom ? parseMailUri(input.uri)?.ref : undefined;
  if (list === null || ref?.account !== list.account || ref.mailbox.wire !== list.mailbox.wire) return null;
  const next = (): number => {
    const at = list.rows.findIndex((row) => row.ref.uid === ref.uid && row.ref.uidValidity === ref.uidValidity);
    return at < 0 ? -1 : at + step;
  };
  if (next() === list.rows.length && list.hasMore) await atView(messagesView, () => list.loadMore());
  return list.rows[next()] ?? null;
}
