import * as vscode from 'vscode';
import type { AccountRegistry } from './accounts/account-registry.ts';
import { registerAccountCommands, createAccountRegistry } from './accounts/register.ts';
import { secretPlaceText } from './accounts/secret-place-text.ts';
import { DemoAccount, demoIdentity } from './demo-account.ts';
import { demoMove } from './demo-moves.ts';
import type { StatusEvent } from './imap/client/api.ts';
import type { MailboxName } from './imap/wire/mailbox-name.ts';
import { commands } from './commands.ts';
import { registerCodeHovers } from './log/code-hovers.ts';
import { ProtocolLog } from './log/log-documents.ts';
import { reportAround } from './log/report.ts';
import { TraceStore } from './log/trace-store.ts';
import { Attempts } from './mail/attempts.ts';
import { BusyRetries } from './mail/busy-retries.ts';
import { systemClock } from './mail/clock.ts';
import { Conditions } from './mail/conditions.ts';
import { onListenerFault } from './mail/emitter.ts';
import { MailService } from './mail/mail-service.ts';
import { mailboxWentAlone } from './mail/overcome.ts';
import type { AccountId } from './mail/model.ts';
import { networkAddresses } from './mail/network-addresses.ts';
import { WakeWatch } from './mail/wake-watch.ts';
import { loadWideCharsets } from './mime/charset.ts';
import { registerMessageFeatures } from './message/register.ts';
import { catalogue } from './notifications/catalogue.ts';
import { registerGallery } from './notifications/gallery.ts';
import { ResponseHistory } from './notifications/history.ts';
import { parseNotificationSettings } from './notifications/levels.ts';
import { Notifier } from './notifications/notifier.ts';
import { ResponsesList } from './notifications/responses-list.ts';
import { registerResponsesView } from './notifications/responses-view.ts';
import { InProgress } from './notifications/in-progress.ts';
import { openProgress, showAgain, showInWindow } from './notifications/window-port.ts';
import { actionFits, responseActions } from './response-actions.ts';
import type { ActionDeps } from './response-actions.ts';
import { charsetContext, messageConditions, programs, refreshAfter, takeStates } from './response-facts.ts';
import { accountOf, registerTrees } from './tree/register.ts';
import { registerStatusItem } from './tree/status-item.ts';

/** What the host suite looks at. */
export interface TestFace {
  readonly accounts: AccountRegistry;
  readonly mail: MailService;
}

/** Composes the rooms; VS Code calls it when a view, a command or an editor of ours is first needed. */
export function activate(context: vscode.ExtensionContext): TestFace | undefined {
  const output = vscode.window.createOutputChannel('Mail Explorer', { log: true });
  const fault = (error: unknown): void => output.error(error instanceof Error ? error : String(error));
  onListenerFault(fault);
  const mail = new MailService(
    systemClock,
    () => vscode.workspace.getConfiguration('mailExplorer').get('pollInterval', 60) * 1000,
  );
  const attempts = new Attempts();
  const busy = new BusyRetries(attempts, systemClock, Math.random);
  const conditions = new Conditions();
  const traces = new TraceStore();
  const history = new ResponseHistory();
  const responses = new ResponsesList(() => Date.now());
  const log = new ProtocolLog(traces, systemClock);
  const registry = createAccountRegistry(context, (place, error) => output.warn(`${place}: ${error.message}`));
  const demo = new DemoAccount(context.globalState, mail);
  const revealInLog = (connection: number, index: number): Promise<void> => log.revealRecord(connection, index);
  const inProgress = new InProgress({
    open: openProgress,
    changed: (account, mailbox, old, now) => {
      if (old !== null) conditions.end(account, { mailbox }, [old]);
      if (now !== null) conditions.add(account, mailbox, [now]);
    },
  });
  const actionDeps: ActionDeps = {
    mail,
    attempts,
    busy,
    uidValidity: (account, mailbox) => history.uidValidity(account, mailbox),
    reveal: (ref) => trees.reveal(ref),
    revealInLog,
    report: (event) => [programs(context), reportAround(traces, event.connection, event.traceIndex)].join('\n'),
  };
  const notifier: Notifier = new Notifier({
    clock: systemClock,
    translate: (sentence, ...values) => vscode.l10n.t(sentence, ...values),
    show: showInWindow,
    again: showAgain,
    state: (event, states) => takeStates(conditions, inProgress, event, states),
    overcome: ({ account, mailbox }) =>
      mailbox === null ? Promise.resolve(false) : mailboxWentAlone(mail, systemClock, account, mailbox),
    ended: (event, { everywhere, there }) => {
      conditions.end(event.account, 'everywhere', everywhere);
      conditions.end(event.account, { mailbox: event.mailbox?.wire ?? null }, there);
    },
    meaning: async (code) => (await catalogue()).lookup(code)?.meaning ?? null,
    progress: (event) => inProgress.report(event, true),
    context: (event) => ({ ...history.contextOf(event), ...charsetContext(attempts, event) }),
    settings: () => {
      const settings = vscode.workspace.getConfiguration('mailExplorer.notifications');
      return parseNotificationSettings(settings.get('level'), settings.get('codes'));
    },
    fits: (action, event) => actionFits(actionDeps, action, event),
    actions: responseActions(actionDeps),
    responses,
    fault,
  });
  const hooksFor = (id: AccountId, label: string, server: string, trial = false) => ({
    trace: traces.sink({ id, label }),
    onStatus: (event: StatusEvent) => {
      const notified = { ...event, account: id, accountLabel: label, server };
      busy.heard(notified);
      inProgress.heard(notified);
      refreshAfter(notified, mail);
      if (trial) notifier.handleTrial(notified);
      else notifier.handle(notified);
    },
  });
  const setAccounts = (): void => {
    const own = registry.accounts.map((account) => ({
      id: account.id,
      label: account.label,
      server: account.host,
      demo: false,
      revision: JSON.stringify(account),
      // The core is loaded with the first connection, not with the window.
      connect: async (signal: AbortSignal, mailbox?: MailboxName) => {
        const [{ connectSignedIn }] = await Promise.all([import('./accounts/sign-in.ts'), loadWideCharsets()]);
        const hooks = { ...hooksFor(account.id, account.label, account.host), signal };
        return connectSignedIn(account, registry.secrets, hooks, mailbox);
      },
    }));
    const hooks = hooksFor(demoIdentity.id, demoIdentity.label, demoIdentity.server);
    mail.setAccounts(demo.enabled ? [demo.entry(hooks), ...own] : own);
  };
  const signInAgain = (id: AccountId): void => {
    mail.session(id)?.resetAuthentication();
    void mail
      .session(id)
      ?.connect()
      .catch(() => undefined);
  };

  setAccounts();
  const trees = registerTrees(context, mail, attempts, conditions, (id) =>
    id === demoIdentity.id
      ? Promise.resolve(vscode.l10n.t('In memory, nothing to sign in to'))
      : secretPlaceText(registry.secrets, id),
  );
  registerAccountCommands(context, {
    registry,
    hooks: (account) => hooksFor(account.id, account.label, account.host, true),
    onDidChangeSignIn: (account) => signInAgain(account.id),
  });
  context.subscriptions.push(
    output,
    { dispose: () => mail.dispose() },
    { dispose: () => notifier.dispose() },
    demo,
    demo.register(),
    demo.onDidChange(setAccounts),
    registry.onDidChange(setAccounts),
    mail.onDidChangeSession((id) => {
      const state = mail.session(id)?.state.kind;
      if (state !== 'online') inProgress.lost(id);
      if (state === 'connecting') conditions.clear(id);
    }),
    new WakeWatch({
      clock: systemClock,
      timeOfDay: () => Date.now(),
      network: networkAddresses,
      disturbed: () => mail.checkAlive(),
    }),
    log,
    registerCodeHovers(),
    registerStatusItem(mail, conditions),
    registerMessageFeatures(context, mail, messageConditions(mail, conditions)),
    busy,
    registerResponsesView(responses, {
      reveal: revealInLog,
      offered: ({ event, decision }) => notifier.offered(event, decision),
      act: (action, { event, decision }) => notifier.act(action, event, decision),
    }),
    vscode.commands.registerCommand(commands.showProtocolLog, (target: unknown) => log.show(accountOf(target))),
    registerGallery({
      raise: (example) =>
        demo.raise(example, (session, command, succeeds) =>
          demoMove(session, command, succeeds, { mail, attempts, reveal: (ref) => trees.reveal(ref) }),
        ),
    }),
  );
  // Leads to secrets, so nobody but our own suite in the extension host gets it.
  return context.extensionMode === vscode.ExtensionMode.Test ? { accounts: registry, mail } : undefined;
}
