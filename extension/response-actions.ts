import * as vscode from 'vscode';
import { commands } from './commands.ts';
import type { MailService } from './mail/mail-service.ts';
import type { NotifiedEvent } from './notifications/notified-event.ts';
import type { ActionHandlers } from './notifications/notifier.ts';
import { webAddress } from './notifications/web-address.ts';

export interface ActionDeps {
  readonly mail: MailService;
  readonly revealInLog: (connection: number, traceIndex: number) => Promise<void>;
  /** The redacted lines around a response, for a report. */
  readonly report: (event: NotifiedEvent) => string;
}

/** What the buttons under a notification do. An action that is not here is not offered. */
export function responseActions({ mail, revealInLog, report }: ActionDeps): ActionHandlers {
  const run =
    (command: string) =>
    async (event: NotifiedEvent): Promise<void> => {
      await vscode.commands.executeCommand(command, event.account);
    };
  const runOnAccount =
    (command: string) =>
    async (event: NotifiedEvent): Promise<void> => {
      if (mail.entry(event.account)?.demo === true)
        void vscode.window.showInformationMessage(
          vscode.l10n.t(
            'The demo mailbox has no settings and no password. For an account of yours they would open now.',
          ),
        );
      else await run(command)(event);
    };
  const reconnect = async (event: NotifiedEvent): Promise<void> => {
    const session = mail.session(event.account);
    session?.disconnect();
    session?.resetAuthentication();
    await session?.connect();
  };
  const copyReport = async (event: NotifiedEvent): Promise<void> => {
    await vscode.env.clipboard.writeText(report(event));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Report copied'), 5000);
  };
  const url = (event: NotifiedEvent): string | null => {
    const code = event.status.code;
    return code?.name === 'WEBALERT' || code?.name === 'REFERRAL' || code?.name === 'BADURL' ? code.url : null;
  };
  return {
    acknowledge: () => undefined,
    showInLog: (event) => revealInLog(event.connection, event.traceIndex),
    showResponses: async () => {
      await vscode.commands.executeCommand(commands.showServerResponses);
    },
    enterPassword: runOnAccount(commands.enterPassword),
    signInAgain: runOnAccount(commands.enterPassword),
    editAccount: runOnAccount(commands.editAccount),
    turnOnTls: runOnAccount(commands.editAccount),
    refreshMailboxes: run(commands.refreshMailboxes),
    reload: run(commands.refreshMessages),
    reconnect,
    retryNow: reconnect,
    copyReport,
    copyForAdministrator: copyReport,
    copyUrl: async (event) => {
      await vscode.env.clipboard.writeText(url(event) ?? '');
    },
    openWebPage: async (event) => {
      const address = webAddress(url(event) ?? '');
      // VS Code shows the whole address and asks before it leaves the window.
      if (address !== null) await vscode.env.openExternal(vscode.Uri.parse(address.href, true));
    },
  };
}
