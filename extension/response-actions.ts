import * as vscode from 'vscode';
import { commands } from './commands.ts';
import { uid } from './imap/wire/ids.ts';
import type { MailboxName } from './imap/wire/mailbox-name.ts';
import { inbox } from './imap/wire/mailbox-name.ts';
import type { AccountSession } from './mail/account-session.ts';
import type { Attempts } from './mail/attempts.ts';
import type { BusyRetries } from './mail/busy-retries.ts';
import { firstUnread } from './mail/first-unread.ts';
import type { MailService } from './mail/mail-service.ts';
import type { AccountId, MessageRef } from './mail/model.ts';
import { createMailbox } from './mail/transfer.ts';
import { openExternally } from './message/open-externally.ts';
import type { NotifiedEvent } from './notifications/notified-event.ts';
import type { ActionHandlers } from './notifications/notifier.ts';
import type { ActionId } from './notifications/policy-types.ts';
import { webAddress } from './notifications/web-address.ts';
import { showMyRights, showQuota } from './show-facts.ts';
import { uriOf } from './tree/messages-tree.ts';
import { atView, mailboxesView, telling } from './tree/telling.ts';

export interface ActionDeps {
  readonly mail: MailService;
  readonly attempts: Attempts;
  readonly busy: BusyRetries;
  /** Under which UIDs of a mailbox hold, as last told. */
  readonly uidValidity: (account: AccountId, mailbox: MailboxName) => number | null;
  /** Selects the row of a message, in its mailbox. */
  readonly reveal: (ref: MessageRef) => Promise<void>;
  readonly revealInLog: (connection: number, traceIndex: number) => Promise<void>;
  /** The redacted lines around a response, for a report. */
  readonly report: (event: NotifiedEvent) => string;
}

/** What the buttons under a notification do. An action that is not here is not offered. */
export function responseActions(deps: ActionDeps): ActionHandlers {
  const { mail, attempts, busy, uidValidity, reveal, revealInLog, report } = deps;
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
  const retry = async (event: NotifiedEvent): Promise<void> => {
    const attempt = attempts.refused(event);
    if (attempt !== null) await busy.now(attempt);
  };
  /** Work on the account of the response, at its view; a failure is told. */
  const onAccount =
    (what: string, work: (session: AccountSession, event: NotifiedEvent) => Promise<void>) =>
    async (event: NotifiedEvent): Promise<void> => {
      const session = mail.session(event.account);
      if (session === undefined) return;
      await telling(mail, event.account, what, () => atView(mailboxesView, () => work(session, event)));
    };
  const copyReport = async (event: NotifiedEvent): Promise<void> => {
    await vscode.env.clipboard.writeText(report(event));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Report copied'), 5000);
  };
  const url = (event: NotifiedEvent): string | null => {
    const code = event.status.code;
    // Several that a referral names are one address a line.
    if (code?.name === 'REFERRAL') return code.urls.join('\n');
    return code?.name === 'WEBALERT' || code?.name === 'BADURL' ? code.url : null;
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
    turnOnTls: runOnAccount(commands.turnOnTls),
    refreshMailboxes: run(commands.refreshMailboxes),
    reload: run(commands.refreshMessages),
    reconnect,
    retry,
    retryNow: async (event) => {
      const { command } = event;
      const opening = command?.name === 'SELECT' || command?.name === 'EXAMINE';
      if (attempts.refused(event) !== null) await retry(event);
      else if (opening && command.mailbox !== null) mail.openMailbox(event.account, command.mailbox);
      // Where nothing of the person's was refused it is the connection that has to be tried again.
      else await reconnect(event);
    },
    overwrite: async (event) => {
      const attempt = attempts.of(event);
      if (attempt !== null) await attempts.startAs(attempt, 'overwrite');
    },
    retryInUsAscii: async (event) => {
      const attempt = attempts.of(event);
      if (attempt !== null) await attempts.startAs(attempt, 'inUsAscii');
    },
    undo: async (event) => {
      await attempts.of(event)?.undo?.();
    },
    viewSource: onAccount(vscode.l10n.t('The source could not be read'), async (_, event) => {
      const ref = spokenOf(event, uidValidity);
      if (ref !== null)
        await vscode.commands.executeCommand('vscode.openWith', uriOf(await mail.summary(ref)), 'default');
    }),
    createMailboxAndRetry: async (event) => {
      const attempt = attempts.refused(event);
      const name = attempt?.target ?? null;
      if (attempt === null || name === null) return;
      await onAccount(vscode.l10n.t('The mailbox could not be created'), async (session) => {
        await createMailbox(session, name);
        await attempts.start(attempt);
      })(event);
    },
    openThatMailbox: onAccount(vscode.l10n.t('The mailboxes could not be read'), async (session, event) => {
      const name = event.command?.mailbox ?? null;
      if (name === null) return;
      await session.refreshMailboxes('user');
      mail.openMailbox(session.id, name);
    }),
    chooseAnotherName: async (event) => {
      await vscode.commands.executeCommand(commands.newMailbox, event.account, event.command?.mailbox?.display ?? '');
    },
    showQuota: onAccount(vscode.l10n.t('The quota could not be read'), (session, event) =>
      showQuota(session, event.mailbox ?? inbox),
    ),
    showMyRights: onAccount(vscode.l10n.t('Your rights could not be read'), (session, event) =>
      showMyRights(session, event.mailbox ?? inbox),
    ),
    reveal: async (event) => {
      const ref = storedMessage(event);
      if (ref !== null) await reveal(ref);
    },
    reopen: (event) => {
      if (event.mailbox === null) return;
      mail.session(event.account)?.closeList();
      mail.openMailbox(event.account, event.mailbox);
    },
    goToFirstUnread: onAccount(vscode.l10n.t('The first unread message could not be found'), async (session, event) => {
      const first = event.mailbox === null ? null : await firstUnread(session, event.mailbox);
      if (first !== null) await reveal(first);
    }),
    copyReport,
    copyForAdministrator: copyReport,
    copyUrl: async (event) => {
      await vscode.env.clipboard.writeText(url(event) ?? '');
    },
    openWebPage: async (event) => {
      const address = webAddress(url(event) ?? '');
      // VS Code shows the whole address and asks before it leaves the window.
      if (address !== null) await openExternally(address.href);
    },
  };
}

/** Whether an action can do anything about this very response; what cannot is not offered. */
export function actionFits(
  { attempts, uidValidity }: Pick<ActionDeps, 'attempts' | 'uidValidity'>,
  action: ActionId,
  event: NotifiedEvent,
): boolean {
  switch (action) {
    case 'retry':
      return attempts.refused(event) !== null;
    case 'overwrite':
      return attempts.of(event)?.overwrite !== undefined;
    case 'retryInUsAscii':
      return attempts.of(event)?.inUsAscii !== undefined;
    case 'undo':
      return attempts.of(event)?.undo !== undefined;
    case 'viewSource':
      return spokenOf(event, uidValidity) !== null;
    case 'createMailboxAndRetry':
      return (attempts.refused(event)?.target ?? null) !== null;
    case 'openThatMailbox':
      return (event.command?.mailbox ?? null) !== null;
    case 'chooseAnotherName':
      return event.command?.name === 'CREATE';
    case 'reveal':
      return storedMessage(event) !== null;
    case 'reopen':
    case 'goToFirstUnread':
      return event.mailbox !== null;
    default:
      return true;
  }
}

/** The message that a response speaks of: the only one that its command names (PARSE, UNKNOWN-CTE). */
function spokenOf(
  { account, mailbox, command }: NotifiedEvent,
  uidValidity: ActionDeps['uidValidity'],
): MessageRef | null {
  const [range, ...more] = command?.uids ?? [];
  if (mailbox === null || range === undefined || more.length > 0 || range.from !== range.to) return null;
  const validity = uidValidity(account, mailbox);
  return validity === null ? null : { account, mailbox, uidValidity: validity, uid: uid(range.from) };
}

/** Where APPEND, COPY or MOVE put the first message, as the server told it (UIDPLUS, RFC 4315 §3). */
function storedMessage({ account, status: { code }, command }: NotifiedEvent): MessageRef | null {
  if (code?.name !== 'APPENDUID' && code?.name !== 'COPYUID') return null;
  const first = (code.name === 'APPENDUID' ? code.uids : code.destination)[0];
  const mailbox = command?.mailbox ?? null;
  if (first === undefined || mailbox === null) return null;
  return { account, mailbox, uidValidity: code.uidValidity, uid: uid(first.from) };
}
