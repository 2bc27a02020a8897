import * as vscode from 'vscode';
import { commands, responseCommand } from '../commands.ts';
import type { CodeEntry } from '../explain/codes/entry.ts';
import { source } from '../explain/codes/entry.ts';
import { catalogue } from './catalogue.ts';
import { pickFilter } from './pick-filter.ts';
import { rowActions } from './policy-types.ts';
import type { ActionId } from './policy-types.ts';
import { filterText, isFiltering, noFilter, passes } from './responses-filter.ts';
import type { ResponseFilter } from './responses-filter.ts';
import type { ResponseRecord, ResponsesList, Said } from './responses-list.ts';

export const responsesViewId = 'mailExplorer.responses';

/** Stands for all rows older than the one with this id, which it shows when it is opened. */
interface Older {
  readonly before: number;
}
type Row = ResponseRecord | Older;

const page = 200;
const refreshMs = 150;

export interface ResponsesViewPorts {
  /** Puts the cursor on the line in the protocol log. */
  readonly reveal: (connection: number, traceIndex: number) => void | Promise<void>;
  /** What can be done about a response by now. */
  readonly offered: (said: Said) => readonly ActionId[];
  readonly act: (action: ActionId, said: Said) => void;
}

/**
 * The view "Server Responses": newest first, a page at a time, filtered as wanted, with all that can be done about a response in its
 * context menu. Its heading and its badge count the warnings not yet looked at.
 */
export function registerResponsesView(list: ResponsesList, ports: ResponsesViewPorts): vscode.Disposable {
  const rows = new ResponsesTree(list, ports);
  const view = vscode.window.createTreeView<Row>(responsesViewId, { treeDataProvider: rows });
  const count = () => {
    if (view.visible) list.markSeen();
    const unseen = list.unseen === 1 ? vscode.l10n.t('1 new warning') : vscode.l10n.t('{0} new warnings', list.unseen);
    const account = list.records.find((record) => record.account === rows.filter.account)?.accountLabel ?? null;
    const filter = filterText(rows.filter, account ?? rows.filter.account, (sentence, ...values) =>
      vscode.l10n.t(sentence, ...values),
    );
    view.badge = list.unseen === 0 ? undefined : { value: list.unseen, tooltip: unseen };
    view.description = [filter, list.unseen === 0 ? '' : unseen].filter((part) => part !== '').join(' · ');
    view.message =
      isFiltering(rows.filter) && !list.records.some((record) => passes(record, rows.filter))
        ? vscode.l10n.t('No response passes the filter.')
        : undefined;
  };
  const setFilter = (filter: ResponseFilter): void => {
    rows.filter = filter;
    void vscode.commands.executeCommand('setContext', 'mailExplorer.responsesFiltered', isFiltering(filter));
    count();
  };
  const selected = (row: Row | undefined = view.selection[0]): ResponseRecord | undefined =>
    row === undefined || 'before' in row ? undefined : row;
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
    vscode.commands.registerCommand(commands.filterServerResponses, async () => {
      const filter = await pickFilter(list.records, rows.filter);
      if (filter !== undefined) setFilter(filter);
    }),
    vscode.commands.registerCommand(commands.clearResponseFilter, () => setFilter(noFilter)),
    vscode.commands.registerCommand(commands.showInLog, async (row?: Row) => {
      const record = selected(row);
      if (record !== undefined) await ports.reveal(record.connection, record.traceIndex);
    }),
    vscode.commands.registerCommand(commands.copyServerResponse, async (row?: Row) => {
      const record = selected(row);
      if (record !== undefined) await vscode.env.clipboard.writeText(await describe(record));
    }),
    ...rowActions.map((action) =>
      vscode.commands.registerCommand(responseCommand(action), (row?: Row) => {
        const record = selected(row);
        const said = record === undefined ? undefined : list.said(record.id);
        if (said !== undefined) ports.act(action, said);
      }),
    ),
  );
}

class ResponsesTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #list: ResponsesList;
  readonly #ports: ResponsesViewPorts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listening: vscode.Disposable;
  #refresh: NodeJS.Timeout | null = null;
  #filter = noFilter;

  constructor(list: ResponsesList, ports: ResponsesViewPorts) {
    this.#list = list;
    this.#ports = ports;
    this.#listening = vscode.Disposable.from(
      list.onChange(({ kind }) => {
        // A sync brings hundreds of lines in a moment; one redraw serves them all.
        if (kind !== 'seen') this.#refresh ??= setTimeout(() => this.#redraw(), refreshMs);
      }),
    );
  }

  get filter(): ResponseFilter {
    return this.#filter;
  }

  set filter(filter: ResponseFilter) {
    this.#filter = filter;
    this.#changed.fire();
  }

  getChildren(row?: Row): Row[] {
    if (row !== undefined && !('before' in row)) return [];
    const { records } = this.#list;
    const end = row === undefined ? records.length : records.findIndex((record) => record.id >= row.before);
    const shown: Row[] = [];
    for (let at = (end < 0 ? records.length : end) - 1; at >= 0; at -= 1) {
      const record = records[at];
      if (record === undefined || !passes(record, this.#filter)) continue;
      if (shown.length === page) return [...shown, { before: record.id + 1 }];
      shown.push(record);
    }
    return shown;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if ('before' in row) return new vscode.TreeItem(vscode.l10n.t('Older…'), vscode.TreeItemCollapsibleState.Collapsed);
    const text = row.text === '' ? row.code : row.text;
    const item = new vscode.TreeItem(text);
    const times = row.count > 1 ? [vscode.l10n.t('{0} times', row.count)] : [];
    item.id = String(row.id);
    item.description = [heading(row), row.accountLabel, row.mailbox, time(row.at), ...times]
      .filter((part) => part !== null)
      .join(' · ');
    item.iconPath = icon(row);
    item.accessibilityInformation = { label: `${severityText(row)}: ${text}, ${item.description}` };
    const said = this.#list.said(row.id);
    item.contextValue = ['serverResponse', ...(said === undefined ? [] : this.#ports.offered(said))].join(' ');
    // Without arguments, which VS Code forgets when the row is drawn anew: the click in that moment would be lost.
    item.command = { command: commands.showInLog, title: vscode.l10n.t('Show in Log') };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem> {
    // Set by a string, not by markdown: nothing that a server wrote can be live in it.
    if (!('before' in row)) item.tooltip = await describe(row);
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

/** For screen readers, in place of the icon. */
function severityText(row: ResponseRecord): string {
  if (!row.trusted) return vscode.l10n.t('Not trusted');
  switch (row.severity) {
    case 'alert':
      return vscode.l10n.t('Alert');
    case 'error':
      return vscode.l10n.t('Error');
    case 'warning':
      return vscode.l10n.t('Warning');
    case 'info':
    case 'quiet':
      return vscode.l10n.t('Information');
  }
}

function heading(row: ResponseRecord): string {
  return row.codes.length === 0 ? row.status : `${row.status} [${row.codes.join(' ')}]`;
}

function time(at: number): string {
  return new Date(at).toLocaleTimeString();
}

/** All that is known of a response, one fact a line. */
async function describe(row: ResponseRecord): Promise<string> {
  const entry: CodeEntry | undefined = (await catalogue()).lookup(row.code);
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
