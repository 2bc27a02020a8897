import * as vscode from 'vscode';
import type { Clock } from '../mail/clock.ts';
import type { AccountId } from '../mail/model.ts';
import { sanitiseText } from '../notifications/sanitise-text.ts';
import { accountAddress, connectionAddress, logScheme, parseAddress } from './log-address.ts';
import type { LogAddress, LogUriParts } from './log-address.ts';
import { connectionText, mergedText } from './log-text.ts';
import type { LogText } from './log-text.ts';
import { Refresh, refreshInterval } from './refresh.ts';
import type { ConnectionTrace, TraceAccount, TraceChange, TraceStore } from './trace-store.ts';

const languageId = 'imap-log';
const contentTimeoutMs = 2000;

interface Choice extends vscode.QuickPickItem {
  readonly address?: LogUriParts;
}

/**
 * The protocol log as read-only documents of the scheme `imap-log`, one per connection and one per account. Open ones follow what
 * happens; where the cursor stands on the last line, the view stays at the end.
 */
export class ProtocolLog implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #store: TraceStore;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #refresh: Refresh<string>;
  /** Documents that are open, by URI. */
  readonly #open = new Map<string, { readonly address: LogAddress | null; readonly length: number }>();
  /** URIs of the documents whose end is kept in view. */
  readonly #following = new Set<string>();
  readonly #disposables: vscode.Disposable;

  constructor(store: TraceStore, clock: Clock) {
    this.#store = store;
    this.#refresh = new Refresh(clock, (uri) => this.#changed.fire(vscode.Uri.parse(uri, true)));
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(logScheme, this),
      store.onChange((change) => this.#onTrace(change)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document.uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#keepEnd(document)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#onSelection(event)),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#textOf(uri)?.text() ?? `# ${vscode.l10n.t('This connection is no longer in the log.')}\n`;
    this.#open.set(uri.toString(), { address: parseAddress(uri), length: text.length });
    return text;
  }

  /** Opens a log at its end; asks which, where there are several. */
  async show(account?: AccountId): Promise<void> {
    const connections = this.#store.connections(account);
    const [only] = connections;
    if (only === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing has been said to a server yet. Connect an account first.'),
      );
      return;
    }
    const address =
      connections.length === 1 ? connectionAddress(only.account, only.connection) : await this.#choose(connections);
    if (address !== undefined) await this.#openAtEnd(address);
  }

  /** Puts the cursor on the line of a record ("Show in log"). */
  async revealRecord(connection: number, traceIndex: number): Promise<void> {
    const trace = this.#store.get(connection);
    if (trace === undefined || connectionText(trace).lineOf(connection, traceIndex) === null) {
      void vscode.window.showInformationMessage(vscode.l10n.t('That line is no longer in the protocol log.'));
      return;
    }
    const uri = uriOf(connectionAddress(trace.account, connection));
    const editor = await this.#openEditor(uri);
    await this.#bringUpToDate(editor.document);
    // Taken anew: lines may have come and gone while the editor opened.
    const line = connectionText(trace).lineOf(connection, traceIndex);
    if (line === null) return;
    this.#following.delete(uri.toString());
    const { range } = editor.document.lineAt(Math.min(line, editor.document.lineCount - 1));
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#refresh.dispose();
  }

  async #choose(connections: readonly ConnectionTrace[]): Promise<LogUriParts | undefined> {
    const accounts = new Map<AccountId, TraceAccount>(connections.map(({ account }) => [account.id, account]));
    const choices: Choice[] = [];
    for (const account of accounts.values()) {
      const own = connections.filter((trace) => trace.account.id === account.id);
      const name = sanitiseText(account.label, 100).text;
      choices.push({ label: name, kind: vscode.QuickPickItemKind.Separator });
      for (const trace of own.toReversed()) choices.push(choiceFor(trace));
      if (own.length > 1) {
        choices.push({
          label: `$(list-flat) ${vscode.l10n.t('All connections of {0}', name)}`,
          address: accountAddress(account),
        });
      }
    }
    const chosen = await vscode.window.showQuickPick(choices, {
      title: vscode.l10n.t('Protocol Log'),
      matchOnDescription: true,
    });
    return chosen?.address;
  }

  async #openAtEnd(address: LogUriParts): Promise<void> {
    const uri = uriOf(address);
    this.#following.add(uri.toString());
    const editor = await this.#openEditor(uri);
    await this.#bringUpToDate(editor.document);
    toEnd(editor);
  }

  async #openEditor(uri: vscode.Uri): Promise<vscode.TextEditor> {
    const opened = await vscode.workspace.openTextDocument(uri);
    const document =
      opened.languageId === languageId ? opened : await vscode.languages.setTextDocumentLanguage(opened, languageId);
    return vscode.window.showTextDocument(document, { preview: true });
  }

  /** Draws what still waits to be drawn, and waits until the document has it. */
  async #bringUpToDate(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    const drawn = new Promise<void>((resolve) => {
      const timer = setTimeout(done, contentTimeoutMs);
      const listening = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === uri) done();
      });
      function done() {
        clearTimeout(timer);
        listening.dispose();
        resolve();
      }
      if (!this.#refresh.flush(uri)) done();
    });
    await drawn;
  }

  #textOf(uri: vscode.Uri): LogText | null {
    const address = parseAddress(uri);
    if (address === null) return null;
    if (address.kind === 'account') {
      const traces = this.#store.connections(address.account);
      return traces.length === 0 ? null : mergedText(traces);
    }
    const trace = this.#store.get(address.connection);
    return trace === undefined ? null : connectionText(trace);
  }

  #onTrace(change: TraceChange): void {
    for (const [uri, { address, length }] of this.#open) {
      const concerned =
        address?.kind === 'connection' ? address.connection === change.connection : address?.account === change.account;
      if (concerned) this.#refresh.request(uri, refreshInterval(length));
    }
  }

  #forget(uri: vscode.Uri): void {
    this.#open.delete(uri.toString());
    this.#following.delete(uri.toString());
    this.#refresh.cancel(uri.toString());
  }

  #keepEnd(document: vscode.TextDocument): void {
    if (document.uri.scheme !== logScheme || !this.#following.has(document.uri.toString())) return;
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) toEnd(editor);
  }

  #onSelection({ textEditor, selections, kind }: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = textEditor;
    // Of another kind it is we or the editor that moved it, not the person.
    const byPerson =
      kind === vscode.TextEditorSelectionChangeKind.Keyboard || kind === vscode.TextEditorSelectionChangeKind.Mouse;
    if (document.uri.scheme !== logScheme || !byPerson) return;
    const atEnd = selections.length === 1 && (selections[0]?.active.line ?? 0) >= document.lineCount - 2;
    if (atEnd) this.#following.add(document.uri.toString());
    else this.#following.delete(document.uri.toString());
  }
}

function choiceFor(trace: ConnectionTrace): Choice {
  let endpoint = '';
  let ended = '';
  for (const record of trace.ring) {
    if (record.type !== 'event') continue;
    if (record.event.kind === 'connecting' || record.event.kind === 'connected') endpoint = record.event.endpoint;
    if (record.event.kind === 'closed') ended = vscode.l10n.t('closed: {0}', record.event.reason);
  }
  return {
    label: `$(plug) ${vscode.l10n.t('Connection {0}', trace.connection)}`,
    description: [new Date(trace.since).toLocaleTimeString(), endpoint, ended]
      .filter((part) => part !== '')
      .map((part) => sanitiseText(part, 200).text)
      .join(' · '),
    address: connectionAddress(trace.account, trace.connection),
  };
}

function uriOf({ path, query }: LogUriParts): vscode.Uri {
  return vscode.Uri.from({ scheme: logScheme, path, query });
}

function toEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
