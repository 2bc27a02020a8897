import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { Attempts } from '../mail/attempts.ts';
import type { MailService } from '../mail/mail-service.ts';
import type { AccountId } from '../mail/model.ts';
import { createMailbox } from '../mail/transfer.ts';
import { atView, mailboxesView, telling } from './telling.ts';

/** Where a new mailbox is to be, as a tree row or a notification tells it. */
export interface NewMailboxPlace {
  readonly account: AccountId | undefined;
  /** What the box holds at first. */
  readonly name: string;
}

/** The command New Mailbox…; `placeOf` knows what the command was called with. */
export function registerNewMailbox(
  mail: MailService,
  attempts: Attempts,
  placeOf: (element: unknown, name: unknown) => NewMailboxPlace,
): vscode.Disposable {
  return vscode.commands.registerCommand(commands.newMailbox, async (element: unknown, given: unknown) => {
    const { account, name: value } = placeOf(element, given);
    const session = account === undefined ? undefined : mail.session(account);
    if (account === undefined || session === undefined) return;
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('New Mailbox'),
      prompt: vscode.l10n.t('Name of the mailbox; levels are parted by the sign that the server uses, mostly / or .'),
      value,
      // A notification that leads here takes the focus with it as it closes.
      ignoreFocusOut: true,
      valueSelection: [value.length, value.length],
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A name is needed.') : undefined),
    });
    if (typed === undefined) return;
    const run = (): Promise<void> =>
      telling(mail, account, vscode.l10n.t('The mailbox could not be created'), () =>
        atView(mailboxesView, () => createMailbox(session, typed.trim())),
      );
    await attempts.start({ account, commands: ['CREATE'], target: null, run });
  });
}
