import * as vscode from 'vscode';
import type { MailService } from '../mail/mail-service.ts';
import type { MessageList } from '../mail/message-list.ts';
import type { MessageRef } from '../mail/model.ts';
import type { MessagesElement, MessagesTree } from './messages-tree.ts';
import { uriOf } from './messages-tree.ts';

/** Opens the mailbox of a message and selects its row; one beyond the rows loaded is opened in its editor. */
export async function revealMessage(
  mail: MailService,
  messages: MessagesTree,
  tree: vscode.TreeView<MessagesElement>,
  ref: MessageRef,
): Promise<void> {
  mail.openMailbox(ref.account, ref.mailbox);
  const list = mail.session(ref.account)?.list ?? null;
  if (list === null) return;
  await loaded(list);
  const element = list.state.kind === 'ready' ? messages.find(ref.uid) : undefined;
  if (element?.summary.ref.uidValidity === ref.uidValidity) await tree.reveal(element, { select: true, focus: true });
  else await vscode.commands.executeCommand('vscode.open', uriOf(await mail.summary(ref)));
}

function loaded(list: MessageList): Promise<void> {
  return new Promise((resolve) => {
    if (list.state.kind !== 'loading') return resolve();
    const listening = list.onDidChange(() => {
      if (list.state.kind === 'loading') return;
      listening.dispose();
      resolve();
    });
  });
}
