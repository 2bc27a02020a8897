import * as vscode from 'vscode';
import type { Shown } from './messages.ts';
import type { NotifiedEvent } from './notified-event.ts';
import type { ActionId } from './policy-types.ts';
import { sanitiseText } from './sanitise-text.ts';

type Item = vscode.MessageItem & { readonly id: ActionId };

/** Shows a notification or a modal dialog of VS Code; settles with the action chosen. */
export async function showInWindow(shown: Shown): Promise<ActionId | undefined> {
  const items = shown.actions.map(({ id, label }): Item => ({
    id,
    title: label,
    ...(id === 'acknowledge' ? { isCloseAffordance: true } : {}),
  }));
  const chosen = await open(shown, items);
  return chosen?.id;
}

function open(shown: Shown, items: readonly Item[]): Thenable<Item | undefined> {
  switch (shown.surface) {
    case 'modal':
      return vscode.window.showWarningMessage(
        shown.text,
        { modal: true, ...(shown.detail === null ? {} : { detail: shown.detail }) },
        ...items,
      );
    case 'error':
      return vscode.window.showErrorMessage(shown.text, ...items);
    case 'warning':
      return vscode.window.showWarningMessage(shown.text, ...items);
    case 'info':
      return vscode.window.showInformationMessage(shown.text, ...items);
  }
}

/** A line in the status bar for a few seconds, for what has a notification already. */
export function showAgain(text: string): void {
  vscode.window.setStatusBarMessage(`$(warning) ${sanitiseText(text, 120).text}`, 5000);
}

/** How far a long command has come (INPROGRESS, RFC 9585), in the status bar until the server speaks again. */
export function showProgress(event: NotifiedEvent): void {
  const code = event.status.code;
  if (code?.name !== 'INPROGRESS') return;
  const done =
    code.progress === null || code.goal === null || code.goal === 0
      ? ''
      : ` ${Math.min(100, Math.round((code.progress / code.goal) * 100))} %`;
  const what = event.command?.name ?? vscode.l10n.t('The server is working');
  vscode.window.setStatusBarMessage(
    `$(sync~spin) ${sanitiseText(event.accountLabel, 60).text}: ${what}${done}`,
    10_000,
  );
}
