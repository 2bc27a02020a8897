import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { otherCharset } from '../imap/command/search-charset.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountSession } from '../mail/account-session.ts';
import type { Attempts } from '../mail/attempts.ts';
import type { MailService } from '../mail/mail-service.ts';
import type { MessageSummary } from '../mail/model.ts';
import type { FoundMessages } from '../mail/search-text.ts';
import { asciiTexts, searchText, textQuery } from '../mail/search-text.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { messageRow, shortDate } from './message-row.ts';
import { uriOf } from './messages-tree.ts';
import { atView, messagesView, telling } from './telling.ts';

/** Search Messages…: asks the server for a text in the opened mailbox, lists what it found, opens what is picked. */
export function registerSearchCommand(mail: MailService, attempts: Attempts): vscode.Disposable {
  return vscode.commands.registerCommand(commands.searchMessages, async () => {
    const session = mail.openSession;
    const mailbox = session?.list?.mailbox;
    if (session === null || mailbox === undefined) return;
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Search Messages'),
      prompt: vscode.l10n.t('Text in header or body; the server of “{0}” looks for it', inertLine(mailbox.display)),
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A text is needed.') : undefined),
    });
    if (typed === undefined) return;
    await searchMessages(mail, attempts, session, mailbox, typed.trim());
  });
}

/** Looks for `text` as a person does, who may do it again in US-ASCII. */
export function searchMessages(
  mail: MailService,
  attempts: Attempts,
  session: AccountSession,
  mailbox: MailboxName,
  text: string,
): Promise<void> {
  const look = (texts: readonly string[]): Promise<void> =>
    telling(mail, session.id, vscode.l10n.t('The search failed'), async () => {
      const found = await atView(messagesView, () => searchText(session, mailbox, texts));
      void pickFound(text, found);
    });
  const ascii = asciiTexts(text);
  let repeated = false;
  return attempts.start({
    account: session.id,
    commands: ['UID SEARCH'],
    target: null,
    run: () => {
      repeated = false;
      return look([text]);
    },
    // The core tries once more by itself where the text can be said in a charset that the server offers.
    repeatsIn: (charsets) => {
      if (repeated) return false;
      repeated = otherCharset(textQuery([text]), 'UTF-8', charsets) !== null;
      return repeated;
    },
    ...(ascii.length === 0 ? {} : { inUsAscii: () => look(ascii) }),
  });
}

interface Item extends vscode.QuickPickItem {
  readonly summary: MessageSummary;
}

/** Lists what was found; opens what is picked. */
export async function pickFound(text: string, { messages, count }: FoundMessages): Promise<void> {
  const about = inertLine(text, 100);
  if (messages.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No message with “{0}” was found.', about));
    return;
  }
  const items = messages.map((summary): Item => {
    const row = messageRow(summary);
    return {
      label: inertLine(row.subject === '' ? vscode.l10n.t('(no subject)') : row.subject),
      description: [row.sender, row.date === null ? '' : shortDate(row.date, new Date())]
        .filter((part) => part !== '')
        .map((part) => inertLine(part))
        .join(' · '),
      summary,
    };
  });
  const title =
    count > messages.length
      ? vscode.l10n.t('{0} messages with “{1}”, the newest {2}', count, about, messages.length)
      : count === 1
        ? vscode.l10n.t('1 message with “{0}”', about)
        : vscode.l10n.t('{0} messages with “{1}”', count, about);
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (picked !== undefined) await vscode.commands.executeCommand('vscode.open', uriOf(picked.summary));
}
