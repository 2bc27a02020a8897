import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { describeError } from '../accounts/describe-error.ts';
import type { Disposable } from '../imap/client/api.ts';
import type { Uid } from '../imap/wire/ids.ts';
import type { AccountEntry, MailService } from '../mail/mail-service.ts';
import type { MessageList } from '../mail/message-list.ts';
import type { MessageSummary } from '../mail/model.ts';
import { MailboxGoneError } from '../mail/model.ts';
import { messageUri } from '../message/uri.ts';
import { addressText } from '../mime/address.ts';
import { visibleText } from '../notifications/sanitise-text.ts';
import { messageRow, shortDate } from './message-row.ts';
import { rowUri } from './row-decorations.ts';

export type MessagesElement = MessageElement | { readonly type: 'more' };

export interface MessageElement {
  readonly type: 'message';
  readonly summary: MessageSummary;
}

/** VS Code knows a row by its object: the object stays while what it shows changes. */
interface Row extends MessageElement {
  summary: MessageSummary;
}

const more: MessagesElement = { type: 'more' };

/** The opened mailbox's messages, newest first. */
export class MessagesTree implements vscode.TreeDataProvider<MessagesElement>, vscode.Disposable {
  readonly #mail: MailService;
  readonly #changed = new vscode.EventEmitter<MessagesElement | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: { dispose(): void }[] = [];
  readonly #elements = new Map<number, Row>();
  #list: MessageList | null = null;
  #listChanges: Disposable | null = null;
  #view: vscode.TreeView<MessagesElement> | null = null;

  constructor(mail: MailService) {
    this.#mail = mail;
    this.#subscriptions.push(mail.onDidOpenList(() => this.#follow()));
    this.#follow();
  }

  /** The view shows the mailbox's name, state and emptiness beside the rows. */
  attach(view: vscode.TreeView<MessagesElement>): void {
    this.#view = view;
    this.#describe();
  }

  get list(): MessageList | null {
    return this.#list;
  }

  getTreeItem(element: MessagesElement): vscode.TreeItem {
    return element.type === 'more' ? this.#moreItem() : this.#messageItem(element);
  }

  getChildren(element?: MessagesElement): MessagesElement[] {
    const list = this.#list;
    if (element !== undefined || list === null) return [];
    const rows: MessagesElement[] = list.rows.map((summary) => this.#element(summary));
    if (list.hasMore && list.state.kind === 'ready') rows.push(more);
    return rows;
  }

  getParent(): undefined {
    return undefined;
  }

  resolveTreeItem(item: vscode.TreeItem, element: MessagesElement): vscode.TreeItem {
    if (element.type === 'message') item.tooltip = tooltip(element.summary);
    return item;
  }

  /** Element of a message that the list holds; for reveal and for next/previous. */
  find(uid: Uid): MessageElement | undefined {
    const row = this.#list?.row(uid);
    return row === undefined ? undefined : this.#element(row);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#listChanges?.dispose();
    this.#changed.dispose();
  }

  #follow(): void {
    const list = this.#mail.openSession?.list ?? null;
    if (list === this.#list) return;
    this.#listChanges?.dispose();
    this.#elements.clear();
    this.#list = list;
    this.#listChanges =
      list?.onDidChange((change) => {
        if (change.rows === null) this.#changed.fire(undefined);
        else for (const row of change.rows) this.#changed.fire(this.#element(row));
        this.#describe();
      }) ?? null;
    this.#changed.fire(undefined);
    this.#describe();
  }

  #describe(): void {
    const list = this.#list;
    void vscode.commands.executeCommand('setContext', 'mailExplorer.mailboxOpen', list !== null);
    if (this.#view === null) return;
    if (list === null) {
      this.#view.description = undefined;
      this.#view.message = undefined;
      return;
    }
    this.#view.description = `${visibleText(list.mailbox.display)}${list.readOnly ? vscode.l10n.t(' (read-only)') : ''}`;
    this.#view.message = this.#message(list);
  }

  #message(list: MessageList): string | undefined {
    switch (list.state.kind) {
      case 'loading':
        return list.rows.length === 0 ? vscode.l10n.t('Loading messages…') : undefined;
      case 'failed': {
        if (list.state.error instanceof MailboxGoneError)
          return vscode.l10n.t(
            'The mailbox “{0}” is no longer on the server. It was deleted or renamed.',
            visibleText(list.mailbox.display),
          );
        const error = describeError(list.state.error, hostOf(this.#mail.entry(list.account)));
        return `${error.title}. ${error.detail}`;
      }
      case 'ready':
        return list.total === 0 ? vscode.l10n.t('This mailbox is empty.') : undefined;
    }
  }

  #element(summary: MessageSummary): MessageElement {
    const uid: number = summary.ref.uid;
    const before = this.#elements.get(uid);
    if (before !== undefined) {
      before.summary = summary;
      return before;
    }
    const element: Row = { type: 'message', summary };
    this.#elements.set(uid, element);
    return element;
  }

  #messageItem(element: MessageElement): vscode.TreeItem {
    const { summary } = element;
    const row = messageRow(summary);
    const sender = row.sender === '' ? vscode.l10n.t('(no sender)') : visibleText(row.sender);
    const subject = row.subject === '' ? vscode.l10n.t('(no subject)') : visibleText(row.subject);
    const date = row.date === null ? '' : shortDate(row.date, new Date());
    const item = new vscode.TreeItem(sender, vscode.TreeItemCollapsibleState.None);
    item.id = `message:${summary.ref.account}:${summary.ref.mailbox.wire}:${summary.ref.uidValidity}:${summary.ref.uid}`;
    item.description = [subject, date].filter((part) => part !== '').join(' · ');
    item.iconPath = icon(row.unread, row.flagged, row.answered);
    item.resourceUri = rowUri(summary.ref, row);
    item.contextValue = [
      'message',
      row.unread ? 'unread' : 'read',
      row.flagged ? 'flagged' : 'unflagged',
      this.#list?.readOnly === true ? 'readonly' : 'writable',
    ].join(' ');
    // VS Code's own command: a click previews, a double click keeps, and neither is lost where the row was just drawn anew,
    // as happens to commands whose arguments only the extension host knows.
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open Message'), arguments: [uriOf(summary)] };
    item.accessibilityInformation = {
      label: [
        row.unread ? vscode.l10n.t('unread') : '',
        row.flagged ? vscode.l10n.t('flagged') : '',
        row.answered ? vscode.l10n.t('answered') : '',
        row.attachment ? vscode.l10n.t('with attachment') : '',
        sender,
        subject,
        date,
      ]
        .filter((part) => part !== '')
        .join(', '),
    };
    return item;
  }

  #moreItem(): vscode.TreeItem {
    const list = this.#list;
    const item = new vscode.TreeItem(vscode.l10n.t('Load more…'), vscode.TreeItemCollapsibleState.None);
    item.id = 'more';
    item.description = list === null ? '' : vscode.l10n.t('{0} of {1} shown', list.rows.length, list.total);
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.contextValue = 'more';
    item.command = { command: commands.loadMore, title: vscode.l10n.t('Load More') };
    return item;
  }
}

/** For the words about a failure. */
function hostOf(entry: AccountEntry | undefined): { readonly host?: string } {
  return entry === undefined ? {} : { host: entry.server };
}

/** The editor of a message; subject in the path so that tab and breadcrumb show it. */
export function uriOf(summary: MessageSummary): vscode.Uri {
  return vscode.Uri.parse(messageUri(summary.ref, messageRow(summary).subject));
}

function icon(unread: boolean, flagged: boolean, answered: boolean): vscode.ThemeIcon {
  if (flagged) return new vscode.ThemeIcon('star-full', new vscode.ThemeColor('charts.yellow'));
  if (unread) return new vscode.ThemeIcon('mail', new vscode.ThemeColor('mailExplorer.unreadForeground'));
  return new vscode.ThemeIcon(answered ? 'reply' : 'mail-read');
}

function tooltip(summary: MessageSummary): string {
  const row = messageRow(summary);
  const { envelope } = summary;
  const lines = [
    row.subject === '' ? vscode.l10n.t('(no subject)') : row.subject,
    vscode.l10n.t('From: {0}', addressText(envelope.from)),
    envelope.to.length > 0 ? vscode.l10n.t('To: {0}', addressText(envelope.to)) : '',
    envelope.cc.length > 0 ? vscode.l10n.t('Cc: {0}', addressText(envelope.cc)) : '',
    envelope.date === null ? '' : vscode.l10n.t('Date: {0}', envelope.date),
    summary.size === null ? '' : vscode.l10n.t('Size: {0} octets', summary.size),
    summary.flags.length > 0 ? vscode.l10n.t('Flags: {0}', summary.flags.join(' ')) : '',
    vscode.l10n.t('UID {0}', summary.ref.uid),
  ];
  return lines
    .filter((line) => line !== '')
    .map((line) => visibleText(line))
    .join('\n');
}
