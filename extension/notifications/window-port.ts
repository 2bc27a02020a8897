import * as vscode from 'vscode';
import type { ProgressBar } from './in-progress.ts';
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

/** A progress bar in a notification, until the command ends (INPROGRESS, RFC 9585). */
export function openProgress(event: NotifiedEvent): ProgressBar {
  const what = event.command?.name ?? vscode.l10n.t('The server is working');
  const title = `${sanitiseText(event.accountLabel, 60).text}: ${what}`;
  let show: (step: { increment: number; message: string }) => void = () => undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, (progress) => {
    show = (step) => progress.report(step);
    return ended;
  });
  return {
    report: (increment, percent, text) => {
      const words = sanitiseText(text, 120).text;
      show({
        increment,
        message: [percent === null ? '' : `${percent} %`, words].filter((one) => one !== '').join(' · '),
      });
    },
    end,
  };
}
