import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { lookup, source } from '../explain/catalogue.ts';
import type { ResponseRecord, ResponsesList } from './responses-list.ts';

export const responsesViewId = 'mailExplorer.responses';

/** Stands for all rows older than the one with this id, which it shows when it is opened. */
interface Older {
  readonly before: number;
}
type Row = ResponseRecord | Older;

const page = 200;
const refreshMs = 150;

/**
 * The view "Server Responses": newest first, a page at a time, with its commands (show, clear, show in log, copy). Its heading counts
 * the warnings not yet looked at; a badge would be added to that of unread mail. `reveal` puts the cursor on the line in the protocol log.
 */
export function registerResponsesView(
  list: ResponsesList,
  reveal: (connection: number, traceIndex: number) => void | Promise<void>,
): vscode.Disposable {
  const rows = new ResponsesTree(list);
  const view = vscode.window.createTreeView<Row>(responsesViewId, { treeDataProvider: rows });
  const count = () => {
    if (view.visible) list.markSeen();
    view.description =
      list.unseen === 0
        ? undefined
        : list.unseen === 1
          ? vscode.l10n.t('1 new warning')
          : vscode.l10n.t('{0} new warnings', list.unseen);
  };
  return vscode.Disposable.from(
    rows,
    view,
    list.onChange(({ kind }) => {
      // `seen` comes from counting itself.
      if (kind !== 'seen') count();
    }),
    view.onDidChangeVisibility(count),
    vscode.commands.registerCommand(commands.showServerResponses, () =>
      vscode.commands.executeCommand(`${responsesViewId}.focus`),
    ),
    vscode.commands.registerCommand(commands.clearServerResponses, () => list.clear()),
    vscode.commands.registerCommand(commands.showInLog, async (row: Row | undefined = view.selection[0]) => {
      if (row !== undefined && !('before' in row)) await reveal(row.connection, row.traceIndex);
    }),
    vscode.commands.registerCommand(commands.copyServerResponse, (row: ResponseRecord) =>
      vscode.env.clipboard.writeText(describe(row)),
    ),
  );
}

class ResponsesTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #list: ResponsesList;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listening: vscode.Disposable;
  #refresh: NodeJS.Timeout | null = null;

  constructor(list: ResponsesList) {
    this.#list = list;
    this.#listening = vscode.Disposable.from(
      list.onChange(({ kind }) => {
        // A sync brings hundreds of lines in a moment; one redraw serves them all.
        if (kind !== 'seen') this.#refresh ??= setTimeout(() => this.#redraw(), refreshMs);
      }),
    );
  }

  getChildren(row?: Row): Row[] {
    if (row !== undefined && !('before' in row)) return [];
    const { records } = this.#list;
    const end = row === undefined ? records.length : records.findIndex((record) => record.id >= row.before);
    const newest: Row[] = records.slice(Math.max(0, end - page), Math.max(0, end)).reverse();
    const oldest = records[end - page];
    return oldest === undefined || end - page === 0 ? newest : [...newest, { before: oldest.id }];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if ('before' in row) return new vscode.TreeItem(vscode.l10n.t('Older…'), vscode.TreeItemCollapsibleState.Collapsed);
    const item = new vscode.TreeItem(row.text === '' ? (lookup(row.code)?.meaning ?? row.code) : row.text);
    const times = row.count > 1 ? [vscode.l10n.t('{0} times', row.count)] : [];
    item.id = String(row.id);
    item.description = [heading(row), row.accountLabel, row.mailbox, time(row.at), ...times]
      .filter((part) => part !== null)
      .join(' · ');
    item.iconPath = icon(row);
    // Set by a string, not by markdown: nothing that a server wrote can be live in it.
    item.tooltip = describe(row);
    item.contextValue = 'serverResponse';
    // Without arguments, which VS Code forgets when the row is drawn anew: the click in that moment would be lost.
    item.command = { command: commands.showInLog, title: vscode.l10n.t('Show in Log') };
    return item;
  }

  dispose(): void {
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#listening.dispose();
    this.#changed.dispose();
  }

  #redraw(): void {
    this.#refresh = null;
    this.#changed.fire();
  }
}

function heading(row: ResponseRecord): string {
  return row.codes.length === 0 ? row.status : `${row.status} [${row.codes.join(' ')}]`;
}

function time(at: number): string {
  return new Date(at).toLocaleTimeString();
}

/** All that is known of a response, one fact a line. */
function describe(row: ResponseRecord): string {
  const entry = lookup(row.code);
  const lines = [
    row.text,
    '',
    heading(row) + (entry === undefined ? '' : ` · ${source(entry)}`),
    entry?.meaning,
    '',
    vscode.l10n.t('Account: {0}', row.accountLabel),
    row.mailbox === null ? undefined : vscode.l10n.t('Mailbox: {0}', row.mailbox),
    row.command === null
      ? undefined
      : row.tagged
        ? vscode.l10n.t('Answers: {0}', row.command)
        : vscode.l10n.t('During: {0}', row.command),
    row.unsolicited ? vscode.l10n.t('Unsolicited: no command asked for it.') : undefined,
    row.trusted ? undefined : vscode.l10n.t('Received before encryption, not trusted.'),
    vscode.l10n.t('Time: {0}', new Date(row.at).toLocaleString()),
    row.count > 1 ? vscode.l10n.t('{0} times', row.count) : undefined,
    row.cut ? vscode.l10n.t('The text is longer; all of it is in the protocol log.') : undefined,
  ];
  return lines
    .filter((line) => line !== undefined)
    .join('\n')
    .trim();
}

function icon(row: ResponseRecord): vscode.ThemeIcon {
  if (!row.trusted) return new vscode.ThemeIcon('unverified');
  switch (row.severity) {
    case 'alert':
      return new vscode.ThemeIcon('megaphone', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
    case 'error':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('notificationsErrorIcon.foreground'));
    case 'warning':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
    case 'info':
      return new vscode.ThemeIcon('info', new vscode.ThemeColor('notificationsInfoIcon.foreground'));
    case 'quiet':
      return new vscode.ThemeIcon('comment');
  }
}
