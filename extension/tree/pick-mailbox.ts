import * as vscode from 'vscode';
import type { AccountSession } from '../mail/account-session.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import { sameMailbox } from '../imap/wire/mailbox-name.ts';
import { wholeClient } from '../mail/whole.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { mailboxIcon } from './mailbox-icons.ts';

interface Item extends vscode.QuickPickItem {
  readonly name: MailboxName | string;
}

/**
 * Asks where messages are to go. A name that is typed and not listed is taken too: the server says whether it has to be created
 * first. Undefined when the person thought better of it.
 */
export async function pickMailbox(
  session: AccountSession,
  title: string,
  except: MailboxName | null,
): Promise<MailboxName | undefined> {
  const listed = session.mailboxes
    .filter((info) => info.selectable && (except === null || !sameMailbox(info.name, except)))
    .map((info): Item => ({
      label: `$(${mailboxIcon(info.specialUse, true)}) ${inertLine(info.name.display)}`,
      name: info.name,
    }));
  const chosen = await ask(title, listed, (typed) =>
    session.mailboxes.some((info) => info.name.display === typed)
      ? listed
      : [...listed, { label: inertLine(typed), description: newName(), name: typed, alwaysShow: true }],
  );
  if (chosen === undefined || typeof chosen !== 'string') return chosen;
  return session.use((client) => Promise.resolve(wholeClient(client).mailboxes.name(chosen)));
}

function newName(): string {
  return vscode.l10n.t('a name that is not listed');
}

function ask(
  title: string,
  listed: readonly Item[],
  withTyped: (typed: string) => readonly Item[],
): Promise<MailboxName | string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = title;
    pick.placeholder = vscode.l10n.t('Pick a mailbox, or type the name of another');
    pick.items = listed;
    pick.onDidChangeValue((value) => {
      pick.items = value.trim() === '' ? listed : withTyped(value.trim());
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.name);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
