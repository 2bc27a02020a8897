import * as vscode from 'vscode';
import type { AccountPorts, Question } from './account-ports.ts';
import type { AccountRegistry } from './account-registry.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import type { ConnectHooks } from './connect-options.ts';
import { discover, type Suggestion } from './discovery.ts';
import type { Account } from './model.ts';
import { WindowQuickUi } from './multi-step.ts';
import type { TestOutcome } from './test-connection.ts';
import type { Translate } from '../translate.ts';

export type HooksFor = (account: Account) => Omit<ConnectHooks, 'signal'>;

/** The account commands' view of the real window and the real network. */
export class WindowPorts implements AccountPorts {
  readonly registry: AccountRegistry;
  readonly ui = new WindowQuickUi();
  readonly t: Translate = (sentence, ...values) => vscode.l10n.t(sentence, ...values);
  readonly discover = (domain: string): Promise<Suggestion | null> => discover(domain);
  readonly #hooks: HooksFor;

  constructor(registry: AccountRegistry, hooks: HooksFor) {
    this.registry = registry;
    this.#hooks = hooks;
  }

  async ask<T>(question: Question<T>): Promise<T | null> {
    const items = question.choices.map((choice) => ({
      title: choice.label,
      value: choice.value,
      isCloseAffordance: choice.dismisses ?? false,
    }));
    const show = question.severity === 'error' ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
    const chosen = await show(question.title, { modal: true, detail: question.detail }, ...items);
    return chosen === undefined ? null : chosen.value;
  }

  tell(severity: 'information' | 'warning' | 'error', message: string): void {
    const show = {
      information: vscode.window.showInformationMessage,
      warning: vscode.window.showWarningMessage,
      error: vscode.window.showErrorMessage,
    }[severity];
    void show(message);
  }

  async test(account: Account, password: string, proxyPassword?: string): Promise<TestOutcome> {
    const known = proxyPassword === undefined ? {} : { proxyPassword };
    const title = vscode.l10n.t('Testing the connection to {0}:{1}…', account.host, account.port);
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_progress, token) =>
        withSignal(token, async (signal) =>
          (await import('./test-connection.ts')).testConnection(account, password, {
            ...this.#hooks(account),
            ...known,
            signal,
          }),
        ),
    );
  }

  async fetchCertificate(account: Account, proxyPassword?: string): Promise<CertificateFacts | null> {
    const title = vscode.l10n.t('Reading the certificate of {0}…', account.host);
    // Not a notification: VS Code drops the fourth one within a second, and the result would be that one.
    const known = proxyPassword === undefined ? {} : { proxyPassword };
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () =>
      (await import('./fetch-certificate.ts')).fetchCertificate(account, known),
    );
  }
}

/** Runs work under a signal that follows VS Code's token. */
async function withSignal<T>(token: vscode.CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  try {
    return await work(controller.signal);
  } finally {
    listening.dispose();
  }
}
