import * as vscode from 'vscode';
import type { Shown } from './messages.ts';
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
