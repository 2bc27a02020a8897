import * as vscode from 'vscode';
import { quotaUse } from './explain/quota.ts';
import { rightsInWords } from './explain/rights.ts';
import type { MailboxName } from './imap/wire/mailbox-name.ts';
import type { AccountSession } from './mail/account-session.ts';
import { wholeClient } from './mail/whole.ts';
import { visibleText } from './notifications/sanitise-text.ts';

/** Asks for the limits of a mailbox (GETQUOTAROOT, RFC 9208 §4.1.2) and shows how full they are. Rejects with `ImapError`. */
export async function showQuota(session: AccountSession, mailbox: MailboxName): Promise<void> {
  const { quotas } = await session.use((client) =>
    wholeClient(client).administration.getQuotaRoot(mailbox, { origin: 'user' }),
  );
  const items = quotas.flatMap(({ root, resources }) =>
    resources.map((resource) => {
      const use = quotaUse(resource);
      return {
        label: plain(use.name),
        description: `${use.bar} ${use.percent} %`,
        detail: root === '' ? use.amount : `${use.amount} · ${visibleText(root)}`,
      };
    }),
  );
  show(
    vscode.l10n.t('Quota of “{0}”', visibleText(mailbox.display)),
    items.length > 0 ? items : [{ label: vscode.l10n.t('The server tells no limit for this mailbox.') }],
  );
}

/** Asks what the person may do in a mailbox (MYRIGHTS, RFC 4314 §3.5) and shows it in words. Rejects with `ImapError`. */
export async function showMyRights(session: AccountSession, mailbox: MailboxName): Promise<void> {
  const granted = await session.use((client) =>
    wholeClient(client).administration.myRights(mailbox, { origin: 'user' }),
  );
  const items = rightsInWords(granted).map((right) => ({
    label: right.granted
      ? vscode.l10n.t('$(check) You may {0}', right.meaning)
      : vscode.l10n.t('$(circle-slash) You may not {0}', right.meaning),
    description: visibleText(right.letter),
  }));
  show(vscode.l10n.t('Your rights in “{0}”', visibleText(mailbox.display)), items);
}

/** A table to read: nothing happens by choosing a row. */
function show(title: string, items: readonly vscode.QuickPickItem[]): void {
  void vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Press Escape to close') });
}

/** Icons in labels are ours to place. */
function plain(text: string): string {
  return visibleText(text).replaceAll('$(', '$ (');
}
