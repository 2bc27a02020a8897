import * as vscode from 'vscode';
import type { Conditions } from '../mail/conditions.ts';
import type { MailService } from '../mail/mail-service.ts';
import { conditionText } from '../notifications/condition-text.ts';
import { visibleText } from '../notifications/sanitise-text.ts';
import { attentionOf } from './attention.ts';
import { mailboxesView } from './telling.ts';

const translate = (sentence: string, ...values: (string | number)[]): string => vscode.l10n.t(sentence, ...values);

/** Entries in the status bar: one for as long as an account needs the person, one for how the opened mailbox is; a click leads to the accounts. */
export function registerStatusItem(mail: MailService, conditions: Conditions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('accounts', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Mail accounts');
  item.command = `${mailboxesView}.focus`;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  const opened = vscode.window.createStatusBarItem('mailbox', vscode.StatusBarAlignment.Left);
  opened.name = vscode.l10n.t('Opened mailbox');
  opened.command = `${mailboxesView}.focus`;
  const show = (): void => {
    const accounts = mail.accounts.map((entry) => ({
      label: plain(entry.label),
      state: mail.session(entry.id)?.state.kind ?? ('offline' as const),
      overQuota: conditions.anywhere(entry.id, 'over-quota'),
      corrupt: conditions.anywhere(entry.id, 'corrupt'),
    }));
    showIn(item, attentionOf(accounts, translate));
    showIn(opened, openedState(mail, conditions));
  };
  let listening: { dispose(): void } | null = null;
  const follow = (): void => {
    listening?.dispose();
    listening = mail.openSession?.list?.onDidChange(show) ?? null;
    show();
  };
  follow();
  return vscode.Disposable.from(
    item,
    opened,
    { dispose: () => listening?.dispose() },
    mail.onDidOpenList(follow),
    mail.onDidChangeAccounts(show),
    mail.onDidChangeSession(show),
    conditions.onDidChange(show),
  );
}

interface Entry {
  readonly icon: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function showIn(item: vscode.StatusBarItem, entry: Entry | null): void {
  if (entry === null) {
    item.hide();
    return;
  }
  item.text = `$(${entry.icon}) ${entry.text}`;
  item.tooltip = entry.lines.join('\n');
  item.accessibilityInformation = { label: entry.lines.join(', ') };
  item.show();
}

/** Read-only, pre-authenticated, how far a command has come: what is so, and needs nobody. */
function openedState(mail: MailService, conditions: Conditions): Entry | null {
  const list = mail.openSession?.list ?? null;
  if (list === null) return null;
  const all = [...conditions.of(list.account, list.mailbox.wire), ...conditions.of(list.account, null)];
  const quiet = all.filter((one) => one !== 'over-quota' && one !== 'corrupt');
  const told = [
    ...(list.readOnly ? [vscode.l10n.t('read-only')] : []),
    ...quiet.map((condition) => conditionText(condition, translate)).filter((text) => text !== ''),
  ];
  if (told.length === 0) return null;
  const icon = quiet.some((one) => one.startsWith('in-progress')) ? 'sync~spin' : list.readOnly ? 'lock' : 'info';
  const place = plain(list.mailbox.display);
  return {
    icon,
    text: `${place}: ${told.join(' · ')}`,
    lines: told.map((text) => `${plain(mail.accountLabel(list.account))} · ${place}: ${text}`),
  };
}

/** Icons in a status bar text are ours to place. */
function plain(text: string): string {
  return visibleText(text).replaceAll('$(', '$ (');
}
