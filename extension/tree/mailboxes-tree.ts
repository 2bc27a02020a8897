import * as vscode from 'vscode';
import type { AccountSession } from '../mail/account-session.ts';
import type { Conditions } from '../mail/conditions.ts';
import type { AccountEntry, MailService } from '../mail/mail-service.ts';
import type { AccountId } from '../mail/model.ts';
import type { MailboxNode } from './mailbox-hierarchy.ts';
import { mailboxHierarchy } from './mailbox-hierarchy.ts';
import { mailboxIcon } from './mailbox-icons.ts';
import { commands } from '../commands.ts';
import { conditionText } from '../notifications/condition-text.ts';
import { visibleText } from '../notifications/sanitise-text.ts';
import { describeState } from './session-description.ts';

export type MailboxesElement = AccountElement | MailboxElement;

export interface AccountElement {
  readonly type: 'account';
  readonly entry: AccountEntry;
}

export interface MailboxElement {
  readonly type: 'mailbox';
  readonly account: AccountId;
  readonly node: MailboxNode;
}

/** What the tooltip of an account says about its secret; supplied by the accounts room. */
export type SecretPlaceText = (id: AccountId) => Promise<string>;

/** Accounts → mailboxes, with counts. */
export class MailboxesTree implements vscode.TreeDataProvider<MailboxesElement>, vscode.Disposable {
  readonly #mail: MailService;
  readonly #conditions: Conditions;
  readonly #secretPlace: SecretPlaceText;
  readonly #changed = new vscode.EventEmitter<MailboxesElement | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #accounts = new Map<AccountId, AccountElement>();
  readonly #mailboxes = new Map<string, MailboxElement>();
  readonly #subscriptions: { dispose(): void }[];

  constructor(mail: MailService, conditions: Conditions, secretPlace: SecretPlaceText) {
    this.#mail = mail;
    this.#conditions = conditions;
    this.#secretPlace = secretPlace;
    this.#subscriptions = [
      mail.onDidChangeAccounts(() => {
        this.#accounts.clear();
        this.#mailboxes.clear();
        this.#changed.fire(undefined);
      }),
      mail.onDidChangeSession((id) => this.#changed.fire(this.#accounts.get(id))),
      conditions.onDidChange((id) => this.#changed.fire(this.#accounts.get(id))),
    ];
  }

  getTreeItem(element: MailboxesElement): vscode.TreeItem {
    return element.type === 'account'
      ? this.#accountItem(element)
      : mailboxItem(
          element,
          this.#mail.session(element.account),
          this.#conditions.of(element.account, element.node.wire),
        );
  }

  getChildren(element?: MailboxesElement): MailboxesElement[] {
    if (element === undefined) return this.#mail.accounts.map((entry) => this.#account(entry));
    if (element.type === 'account') {
      const session = this.#mail.session(element.entry.id);
      return session === undefined
        ? []
        : mailboxHierarchy(session.mailboxes).map((node) => this.#mailbox(element.entry.id, node));
    }
    return element.node.children.map((node) => this.#mailbox(element.account, node));
  }

  getParent(element: MailboxesElement): MailboxesElement | undefined {
    if (element.type === 'account') return undefined;
    for (const candidate of this.#mailboxes.values()) {
      if (
        candidate.account === element.account &&
        candidate.node.children.some((child) => child.wire === element.node.wire)
      )
        return candidate;
    }
    return this.#accounts.get(element.account);
  }

  async resolveTreeItem(item: vscode.TreeItem, element: MailboxesElement): Promise<vscode.TreeItem> {
    if (element.type === 'account') {
      const session = this.#mail.session(element.entry.id);
      const lines = [
        element.entry.label,
        element.entry.server,
        session === undefined ? '' : describeState(session.state, element.entry.server).long,
        await this.#secretPlace(element.entry.id),
        await this.#forgiven(element.entry.id),
      ];
      item.tooltip = lines.filter((line) => line !== '').join('\n');
    }
    return item;
  }

  async #forgiven(id: AccountId): Promise<string> {
    const used = this.#mail.forgiven(id);
    // The texts are long and few servers need them.
    if (used.length === 0) return '';
    const { forgivenText } = await import('./forgiven-text.ts');
    return forgivenText(used, (sentence, ...values) => vscode.l10n.t(sentence, ...values));
  }

  /** The element of a mailbox that the server has listed, drawn already or not; for `reveal`. */
  find(account: AccountId, wire: string): MailboxElement | undefined {
    const known = this.#mailboxes.get(key(account, wire));
    if (known !== undefined) return known;
    const learn = (nodes: readonly MailboxNode[]): void => {
      for (const node of nodes) {
        this.#mailbox(account, node);
        learn(node.children);
      }
    };
    learn(mailboxHierarchy(this.#mail.session(account)?.mailboxes ?? []));
    return this.#mailboxes.get(key(account, wire));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #account(entry: AccountEntry): AccountElement {
    const before = this.#accounts.get(entry.id);
    if (before?.entry === entry) return before;
    const element: AccountElement = { type: 'account', entry };
    this.#accounts.set(entry.id, element);
    return element;
  }

  #mailbox(account: AccountId, node: MailboxNode): MailboxElement {
    const element: MailboxElement = { type: 'mailbox', account, node };
    this.#mailboxes.set(key(account, node.wire), element);
    return element;
  }

  #accountItem(element: AccountElement): vscode.TreeItem {
    const item = new vscode.TreeItem(visibleText(element.entry.label), vscode.TreeItemCollapsibleState.Expanded);
    const state = this.#mail.session(element.entry.id)?.state ?? { kind: 'offline' as const };
    const text = describeState(state, element.entry.server);
    item.id = `account:${element.entry.id}`;
    const told = [...this.#conditions.of(element.entry.id, null)].map(inWords);
    item.description = [text.short, ...told].filter((one) => one !== '').join(' · ');
    item.iconPath = accountIcon(state.kind, element.entry.demo);
    item.contextValue = ['account', element.entry.demo ? 'demo' : 'real', state.kind].join(' ');
    item.accessibilityInformation = {
      label: [vscode.l10n.t('Account {0}, {1}', element.entry.label, text.long), ...told]
        .filter((one) => one !== '')
        .join(', '),
    };
    return item;
  }
}

function mailboxItem(
  element: MailboxElement,
  session: AccountSession | undefined,
  conditions: ReadonlySet<string>,
): vscode.TreeItem {
  const { node } = element;
  const selectable = node.info?.selectable ?? false;
  const item = new vscode.TreeItem(
    visibleText(node.label),
    node.children.length > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
  );
  const unseen = node.info?.status?.unseen ?? 0;
  const specialUse = node.info?.specialUse ?? null;
  const readOnly = session?.list?.mailbox.wire === node.wire && session.list.readOnly;
  item.id = `mailbox:${element.account}:${node.wire}`;
  item.iconPath = new vscode.ThemeIcon(readOnly ? 'lock' : mailboxIcon(specialUse, selectable));
  const told = [...conditions].map(inWords).filter((text) => text !== '');
  item.description = [unseen > 0 ? String(unseen) : '', ...told].filter((text) => text !== '').join(' · ');
  item.contextValue = [
    'mailbox',
    selectable ? 'selectable' : 'noselect',
    ...(specialUse === null ? [] : [specialUse.slice(1).toLowerCase()]),
  ].join(' ');
  item.tooltip = [tooltip(element, readOnly), ...told].join('\n');
  const spoken =
    unseen > 0
      ? vscode.l10n.t('Mailbox {0}, {1} unread', node.label, unseen)
      : vscode.l10n.t('Mailbox {0}', node.label);
  item.accessibilityInformation = {
    label: [spoken, ...(readOnly ? [vscode.l10n.t('Read-only')] : []), ...told].join(', '),
  };
  // Without arguments, which VS Code forgets when the row is drawn anew: the click in that moment would be lost.
  if (selectable) item.command = { command: commands.openMailbox, title: vscode.l10n.t('Open Mailbox') };
  return item;
}

function tooltip(element: MailboxElement, readOnly: boolean): string {
  const { node } = element;
  const info = node.info;
  const lines = [visibleText(info?.name.display ?? node.label)];
  if (info?.name.wire !== undefined && info.name.wire !== info.name.display)
    lines.push(vscode.l10n.t('On the wire: {0}', visibleText(info.name.wire)));
  if (info?.selectable !== true) lines.push(vscode.l10n.t('Holds mailboxes, no messages'));
  const status = info?.status;
  if (status?.messages !== undefined)
    lines.push(
      status.messages === 1
        ? vscode.l10n.t('1 message, {0} unread', status.unseen ?? 0)
        : vscode.l10n.t('{0} messages, {1} unread', status.messages, status.unseen ?? 0),
    );
  if (readOnly) lines.push(vscode.l10n.t('Read-only'));
  return lines.join('\n');
}

function accountIcon(state: string, demo: boolean): vscode.ThemeIcon {
  switch (state) {
    case 'online':
      return new vscode.ThemeIcon(demo ? 'beaker' : 'account');
    case 'connecting':
      return new vscode.ThemeIcon('sync~spin');
    case 'needs-password':
      return new vscode.ThemeIcon('key', new vscode.ThemeColor('list.warningForeground'));
    case 'failed':
    case 'lost':
      return new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('list.errorForeground'));
    default:
      return new vscode.ThemeIcon('circle-outline');
  }
}

function inWords(condition: string): string {
  return conditionText(condition, (sentence, ...values) => vscode.l10n.t(sentence, ...values));
}

function key(account: AccountId, wire: string): string {
  return `${account}\n${wire}`;
}
