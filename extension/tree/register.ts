import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { mailboxFromWire } from '../imap/wire/mailbox-name.ts';
import type { Attempts } from '../mail/attempts.ts';
import type { Conditions } from '../mail/conditions.ts';
import type { AccountEntry, MailService } from '../mail/mail-service.ts';
import type { MessageList } from '../mail/message-list.ts';
import type { AccountId, MessageRef } from '../mail/model.ts';
import { firstUnread } from '../mail/first-unread.ts';
import { accountId } from '../mail/model.ts';
import type { AccountElement, MailboxElement, MailboxesElement, SecretPlaceText } from './mailboxes-tree.ts';
import { MailboxesTree } from './mailboxes-tree.ts';
import type { MessageElement, MessagesElement } from './messages-tree.ts';
import { messageRow } from './message-row.ts';
import { MessagesTree, uriOf } from './messages-tree.ts';
import type { AppendDeps } from './append-command.ts';
import { registerAppendCommand } from './append-command.ts';
import { registerCompareCommands } from './compare-command.ts';
import { registerNeighbours } from './neighbours.ts';
import { registerNewMailbox } from './new-mailbox.ts';
import { revealMessage } from './reveal-message.ts';
import { RowDecorations } from './row-decorations.ts';
import { registerSearchCommand } from './search-command.ts';
import { atView, mailboxesView, messagesView, telling } from './telling.ts';
import { registerTransferCommands } from './transfer-commands.ts';

const openedKey = 'openedMailbox';
/** How long rows may take to be drawn anew. */
const redrawMs = 3000;

interface Opened {
  readonly account: string;
  readonly wire: string;
}

/** What others may ask of the trees. */
export interface Trees {
  /** Selects the row of a message, in its mailbox. */
  readonly reveal: (ref: MessageRef) => Promise<void>;
}

/** The two trees with all that can be done in them. */
export function registerTrees(
  context: vscode.ExtensionContext,
  mail: MailService,
  attempts: Attempts,
  conditions: Conditions,
  secretPlace: SecretPlaceText,
): Trees {
  const mailboxes = new MailboxesTree(mail, conditions, secretPlace);
  const messages = new MessagesTree(mail);
  const mailboxesTree = vscode.window.createTreeView<MailboxesElement>(mailboxesView, {
    treeDataProvider: mailboxes,
    showCollapseAll: true,
  });
  const messagesTree = vscode.window.createTreeView<MessagesElement>(messagesView, {
    treeDataProvider: messages,
    canSelectMany: true,
  });
  messages.attach(messagesTree);

  const connectShown = (): void => {
    if (mailboxesTree.visible || messagesTree.visible) mail.connectAll();
  };
  const showBadge = (): void => {
    const unread = inboxUnread(mail);
    mailboxesTree.badge = unread === 0 ? undefined : { value: unread, tooltip: vscode.l10n.t('{0} unread', unread) };
  };
  const describeAccounts = (): void => {
    void vscode.commands.executeCommand('setContext', 'mailExplorer.hasAccounts', mail.accounts.length > 0);
    connectShown();
    showBadge();
  };
  context.subscriptions.push(
    mailboxes,
    messages,
    mailboxesTree,
    messagesTree,
    vscode.window.registerFileDecorationProvider(new RowDecorations()),
    mailboxesTree.onDidChangeVisibility(connectShown),
    messagesTree.onDidChangeVisibility(connectShown),
    mail.onDidChangeAccounts(describeAccounts),
    mail.onDidChangeSession(showBadge),
    mail.onDidOpenList(() => rememberOpened(context, mail)),
    selectOpened(mail, mailboxes, mailboxesTree),
  );
  describeAccounts();
  restoreOpened(context, mail);
  const reveal = (ref: MessageRef): Promise<void> => revealMessage(mail, messages, messagesTree, ref);
  registerAccountCommands(context, mail, mailboxesTree);
  registerMessageCommands(context, mail, attempts, messages, messagesTree);
  context.subscriptions.push(
    registerNeighbours(mail, (ref) => showRow(messages, messagesTree, ref)),
    registerCompareCommands({ mail, chosen: (element, all) => chosenRows(messagesTree, element, all) }),
    registerNewMailbox(mail, attempts, (element, name) => ({
      account: accountOf(element) ?? mail.accounts[0]?.id,
      name: typeof name === 'string' ? name : prefixOf(element),
    })),
    registerSearchCommand(mail, attempts),
    registerAppendCommand({ mail, attempts, placeOf: (element) => placeOf(mail, element), reveal }),
    vscode.commands.registerCommand(commands.goToFirstUnread, () => {
      const session = mail.openSession;
      const mailbox = session?.list?.mailbox;
      if (session === null || mailbox === undefined) return;
      return telling(mail, session.id, vscode.l10n.t('The first unread message could not be found'), async () => {
        const first = await atView(messagesView, () => firstUnread(session, mailbox));
        if (first !== null) await reveal(first);
        else void vscode.window.showInformationMessage(vscode.l10n.t('Every message of this mailbox was read.'));
      });
    }),
    registerTransferCommands({
      mail,
      attempts,
      chosen: (element, all) => chosenRows(messagesTree, element, all),
      reveal,
    }),
  );
  return { reveal };
}

/** Selects the row of a message that is read elsewhere. A view that is not shown stays where it is. */
async function showRow(messages: MessagesTree, tree: vscode.TreeView<MessagesElement>, ref: MessageRef): Promise<void> {
  const element = messages.find(ref.uid);
  if (tree.visible && element !== undefined) await tree.reveal(element, { select: true, focus: false });
}

/** Where a message is to be appended: the mailbox of a row, or some mailbox of the account of a row, or of the opened one. */
function placeOf(mail: MailService, element: unknown): ReturnType<AppendDeps['placeOf']> {
  const id = accountOf(element) ?? mail.openSession?.id ?? mail.accounts[0]?.id;
  const session = id === undefined ? undefined : mail.session(id);
  if (session === undefined) return null;
  const info =
    typeof element === 'object' && element !== null && 'node' in element ? (element as MailboxElement).node.info : null;
  return { session, mailbox: info?.selectable === true ? info.name : null };
}

/** A mailbox made from the row of another one is made below it. */
function prefixOf(element: unknown): string {
  if (typeof element !== 'object' || element === null || !('node' in element)) return '';
  const { info } = (element as MailboxElement).node;
  const delimiter = info?.delimiter ?? null;
  return info === null || delimiter === null ? '' : `${info.name.display}${delimiter}`;
}

/** Rows that a command of the message list is about: those handed to it, else the selected ones. */
function chosenRows(
  tree: vscode.TreeView<MessagesElement>,
  element: MessagesElement | undefined,
  all: readonly MessagesElement[] | undefined,
): readonly MessageElement[] {
  const picked = all ?? (element === undefined ? tree.selection : [element]);
  return picked.filter((one): one is MessageElement => one.type === 'message');
}

function registerAccountCommands(
  context: vscode.ExtensionContext,
  mail: MailService,
  tree: vscode.TreeView<MailboxesElement>,
): void {
  const idOf = (element: unknown): AccountId | undefined => accountOf(element) ?? mail.accounts[0]?.id;
  const sessionOf = (element: unknown) => {
    const id = idOf(element);
    return id === undefined ? undefined : mail.session(id);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.connect, async (element: unknown) => {
      const session = sessionOf(element);
      session?.resetAuthentication();
      await telling(mail, idOf(element), vscode.l10n.t('Connecting failed'), () =>
        atView(mailboxesView, () => session?.connect() ?? Promise.resolve()),
      );
    }),
    vscode.commands.registerCommand(commands.disconnect, (element: unknown) => sessionOf(element)?.disconnect()),
    vscode.commands.registerCommand(commands.refreshMailboxes, (element: unknown) => {
      const id = accountOf(element);
      const entries = mail.accounts.filter((entry) => id === undefined || entry.id === id);
      const refresh = (entry: AccountEntry): Promise<void> =>
        telling(mail, entry.id, vscode.l10n.t('The mailboxes could not be read'), () =>
          Promise.resolve(mail.session(entry.id)?.refreshMailboxes('user')),
        );
      return atView(mailboxesView, async () => {
        await Promise.all(entries.map(refresh));
      });
    }),
    vscode.commands.registerCommand(commands.openMailbox, async (given?: MailboxesElement) => {
      const element = given ?? (await selected(tree));
      if (element?.type !== 'mailbox') return;
      const { info } = element.node;
      if (info?.selectable === true) mail.openMailbox(element.account, info.name);
    }),
  );
}

/** VS Code knows no element of a selected row while rows are drawn anew: a click in that moment waits until they stand. */
async function selected<T>(tree: vscode.TreeView<T>): Promise<T | undefined> {
  for (let look = 0; tree.selection.length === 0 && look < redrawMs / 10; look++) await delay(10);
  return tree.selection[0];
}

function registerMessageCommands(
  context: vscode.ExtensionContext,
  mail: MailService,
  attempts: Attempts,
  messages: MessagesTree,
  tree: vscode.TreeView<MessagesElement>,
): void {
  const chosen = (element: MessagesElement | undefined, all: readonly MessagesElement[] | undefined) =>
    chosenRows(tree, element, all);
  const mark = (id: string, operation: 'add' | 'remove', flag: string): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (element?: MessagesElement, all?: readonly MessagesElement[]) => {
      const refs = chosen(element, all).map((one) => one.summary.ref);
      const account = refs[0]?.account;
      if (account === undefined) return;
      // Those that the server left alone because somebody else changed them, as far as it says.
      let left: readonly MessageRef[] = refs;
      const change = (which: readonly MessageRef[], overwrite: boolean): Promise<void> =>
        telling(mail, account, vscode.l10n.t('The flag could not be changed'), async () => {
          left = which;
          left = (await mail.session(account)?.setFlags(which, operation, [flag], { overwrite })) ?? [];
        });
      await attempts.start({
        account,
        commands: ['UID STORE'],
        target: null,
        run: () => change(refs, false),
        overwrite: () => change(left, true),
      });
    });
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.openMessage, (element?: MessagesElement) =>
      open(chosen(element, undefined)[0], vscode.ViewColumn.Active, true),
    ),
    vscode.commands.registerCommand(commands.openMessageToSide, (element?: MessagesElement) =>
      open(chosen(element, undefined)[0], vscode.ViewColumn.Beside, false),
    ),
    mark(commands.markRead, 'add', '\\Seen'),
    mark(commands.markUnread, 'remove', '\\Seen'),
    mark(commands.flag, 'add', '\\Flagged'),
    mark(commands.unflag, 'remove', '\\Flagged'),
    vscode.commands.registerCommand(commands.toggleFlag, () => {
      const flagged = chosen(undefined, undefined).every((one) => messageRow(one.summary).flagged);
      return vscode.commands.executeCommand(flagged ? commands.unflag : commands.flag);
    }),
    vscode.commands.registerCommand(commands.loadMore, () =>
      telling(mail, mail.openSession?.id, vscode.l10n.t('Older messages could not be loaded'), () =>
        atView(messagesView, () => messages.list?.loadMore() ?? Promise.resolve()),
      ),
    ),
    vscode.commands.registerCommand(commands.refreshMessages, () =>
      telling(mail, mail.openSession?.id, vscode.l10n.t('The messages could not be read'), () =>
        atView(messagesView, () => refreshList(mail)),
      ),
    ),
  );
}

/** A list that failed is opened anew; a living one reads its rows again. */
async function refreshList(mail: MailService): Promise<void> {
  const session = mail.openSession;
  const list = session?.list ?? null;
  if (session === null || list === null) return;
  if (list.state.kind === 'failed') mail.openMailbox(session.id, list.mailbox);
  else await list.refresh();
}

/** The focus stays in the list, so that its keys go on working: arrows and Space read one message after the other. */
async function open(element: MessageElement | undefined, column: vscode.ViewColumn, preview: boolean): Promise<void> {
  if (element === undefined) return;
  await vscode.commands.executeCommand('vscode.openWith', uriOf(element.summary), 'mailExplorer.message', {
    viewColumn: column,
    preview,
    preserveFocus: preview,
  });
}

/** The account that a tree row, or an id handed to a command, belongs to. */
export function accountOf(element: unknown): AccountId | undefined {
  if (typeof element === 'string') return accountId(element);
  if (typeof element !== 'object' || element === null || !('type' in element)) return undefined;
  const known = element as AccountElement | MailboxElement;
  return known.type === 'account' ? known.entry.id : known.account;
}

function inboxUnread(mail: MailService): number {
  let unread = 0;
  for (const entry of mail.accounts) {
    for (const info of mail.session(entry.id)?.mailboxes ?? [])
      if (info.specialUse === '\\Inbox') unread += info.status?.unseen ?? 0;
  }
  return unread;
}

function rememberOpened(context: vscode.ExtensionContext, mail: MailService): void {
  const list = mail.openSession?.list ?? null;
  const opened: Opened | undefined = list === null ? undefined : { account: list.account, wire: list.mailbox.wire };
  void context.workspaceState.update(openedKey, opened);
}

/** The opened mailbox stands out in its tree also where nobody clicked on it: after a reload, in the demo. */
function selectOpened(
  mail: MailService,
  mailboxes: MailboxesTree,
  tree: vscode.TreeView<MailboxesElement>,
): vscode.Disposable {
  let done: MessageList | null = null;
  const select = (): void => {
    const list = mail.openSession?.list ?? null;
    // To reveal in a view that is not shown would bring it to the front.
    if (list === null || list === done || !tree.visible) return;
    const element = mailboxes.find(list.account, list.mailbox.wire);
    if (element === undefined) return;
    done = list;
    if (tree.selection.some((one) => one.type === 'mailbox' && one.node.wire === list.mailbox.wire)) return;
    tree.reveal(element, { select: true, focus: false }).then(undefined, () => undefined);
  };
  return vscode.Disposable.from(
    mail.onDidOpenList(select),
    mail.onDidChangeSession(select),
    tree.onDidChangeVisibility(select),
  );
}

/** After a reload the window shows the mailbox that it showed before. */
function restoreOpened(context: vscode.ExtensionContext, mail: MailService): void {
  const opened = context.workspaceState.get<Opened>(openedKey);
  if (opened === undefined) return;
  const id = accountId(opened.account);
  if (mail.session(id) !== undefined) mail.openMailbox(id, mailboxFromWire(opened.wire, false));
}
