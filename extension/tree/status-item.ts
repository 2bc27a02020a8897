import * as vscode from 'vscode';
import type { Conditions } from '../mail/conditions.ts';
import type { MailService } from '../mail/mail-service.ts';
import { visibleText } from '../notifications/sanitise-text.ts';
import { attentionOf } from './attention.ts';
import { mailboxesView } from './telling.ts';

/** An entry in the status bar for as long as an account needs the person; a click leads to the accounts. */
export function registerStatusItem(mail: MailService, conditions: Conditions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('accounts', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Mail accounts');
  item.command = `${mailboxesView}.focus`;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  const show = (): void => {
    const accounts = mail.accounts.map((entry) => ({
      // Icons in a status bar text are ours to place.
      label: visibleText(entry.label).replaceAll('$(', '$ ('),
      state: mail.session(entry.id)?.state.kind ?? ('offline' as const),
      overQuota: conditions.anywhere(entry.id, 'over-quota'),
    }));
    const attention = attentionOf(accounts, (sentence, ...values) => vscode.l10n.t(sentence, ...values));
    if (attention === null) {
      item.hide();
      return;
    }
    item.text = `$(${attention.icon}) ${attention.text}`;
    item.tooltip = attention.lines.join('\n');
    item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    mail.onDidChangeAccounts(show),
    mail.onDidChangeSession(show),
    conditions.onDidChange(show),
  );
}
