import * as vscode from 'vscode';
import { describeError } from '../accounts/describe-error.ts';
import { commands } from '../commands.ts';
import { ImapError } from '../imap/errors.ts';
import type { MailService } from '../mail/mail-service.ts';
import type { AccountId } from '../mail/model.ts';
import { inertLine } from '../notifications/sanitise-text.ts';

export const mailboxesView = 'mailExplorer.mailboxes';
export const messagesView = 'mailExplorer.messages';

/** Progress belongs to the view that waits, not to a notification. */
export function atView<T>(viewId: string, work: () => Promise<T>): Promise<T> {
  return Promise.resolve(vscode.window.withProgress({ location: { viewId } }, work));
}

/** What a person started and what failed is told to the person. A server's refusal is told by the notifier already. */
export async function telling(
  mail: MailService,
  account: AccountId | undefined,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isTold(error)) return;
    const entry = account === undefined ? undefined : mail.entry(account);
    const described = describeError(error, entry === undefined ? {} : { host: entry.server });
    const where = entry === undefined ? '' : `${entry.label}: `;
    const text = inertLine(`${where}${what}. ${described.title}. ${described.detail}`, 1000);
    const enter = described.choices.includes('edit-password') ? [vscode.l10n.t('Enter Password…')] : [];
    void vscode.window.showErrorMessage(text, ...enter).then((chosen) => {
      if (chosen !== undefined) void vscode.commands.executeCommand(commands.enterPassword, account);
    });
  }
}

/** The notifier shows what a server refuses by its own policy; what the person cancelled needs no telling. */
function isTold(error: unknown): boolean {
  return error instanceof ImapError && (error.detail.kind === 'refused' || error.detail.kind === 'aborted');
}
