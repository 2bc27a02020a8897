import * as vscode from 'vscode';
import { describeError } from '../accounts/describe-error.ts';
import type { Failure } from './error-kind.ts';
import type { LoadStep } from './message-loader.ts';

/** What is being waited for. */
export function stepText(step: LoadStep): string {
  switch (step.kind) {
    case 'connecting':
      return vscode.l10n.t('Waiting for the account to connect…');
    case 'envelope':
      return vscode.l10n.t('Asking for the message…');
    case 'header':
      return vscode.l10n.t('Fetching the header…');
    case 'body':
      return vscode.l10n.t('Fetching the text…');
  }
}

/**
 * What went wrong and, where the reader can do something, what.
 * @param host the account's server, for the words about the connection to it
 */
export function failureText(failure: Failure, host: string): string {
  if (failure.kind === 'connection' || failure.kind === 'authentication') {
    const { title, detail } = describeError(failure.error, { host }, (text, ...values) =>
      vscode.l10n.t(text, ...values),
    );
    return `${title}. ${detail}`;
  }
  switch (failure.kind) {
    case 'message-gone':
      return vscode.l10n.t('{0} It was deleted or moved.', failure.detail);
    case 'mailbox-gone':
      return vscode.l10n.t('The mailbox of this message cannot be opened. {0}', failure.detail);
    case 'refused':
      return vscode.l10n.t('The server refused. {0}', failure.detail);
    case 'other':
      return vscode.l10n.t('The message cannot be shown. {0}', failure.detail);
  }
}

export function imageText(reason: 'too-large' | 'failed'): string {
  return reason === 'too-large'
    ? vscode.l10n.t('This image is too large to be shown within the message; save it instead.')
    : vscode.l10n.t('This image could not be fetched.');
}
