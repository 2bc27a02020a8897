import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { HostToMessageView, MessageViewToHost, ViewCommand } from '../../webview/protocol.ts';
import { authenticatedSender } from '../mime/authenticated-sender.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import type { AttachmentActions } from './attachments.ts';
import type { MessageExport } from './export.ts';
import { externalTarget } from './external-link.ts';
import { openExternally } from './open-externally.ts';
import type { MessageConditions } from './message-conditions.ts';
import type { LoadedMessage } from './message-loader.ts';
import type { MessageModel, ModelMessage } from './message-model.ts';
import type { MessageAccess } from './message-access.ts';
import { messagePage } from './page.ts';
import type { RemoteSenders } from './remote-senders.ts';
import { viewPart, viewSource } from './source.ts';
import { sourceText } from './source-text.ts';
import { failureText } from './texts.ts';
import { partsUri } from './uri.ts';
import { parseViewMessage } from './view-messages.ts';

export interface PanelParts {
  readonly panel: vscode.WebviewPanel;
  readonly uri: vscode.Uri;
  readonly model: MessageModel;
  readonly attachments: AttachmentActions;
  /** What is so of the message for the time being. */
  readonly conditions: MessageConditions;
  readonly access: MessageAccess;
  readonly exports: MessageExport;
  readonly zoom: Zoom;
  readonly senders: RemoteSenders;
  /** Folder of the webview bundles. */
  readonly bundles: vscode.Uri;
}

/** How large messages are shown, in percent: one choice for all of them, kept between windows. */
export interface Zoom {
  get(): number;
  set(percent: number): void;
}

/** One editor of a message: its page, and what its page asks for. Remote images are this editor's own choice. */
export class MessagePanel {
  readonly uri: vscode.Uri;
  readonly model: MessageModel;
  readonly #panel: vscode.WebviewPanel;
  readonly #attachments: AttachmentActions;
  readonly #conditions: MessageConditions;
  readonly #access: MessageAccess;
  readonly #exports: MessageExport;
  readonly #zoom: Zoom;
  readonly #senders: RemoteSenders;
  readonly #bundles: vscode.Uri;
  readonly #abort = new AbortController();
  readonly #disposables: vscode.Disposable[] = [];
  #remoteImages = false;
  /** False while a page loads: what is said meanwhile is in the replay. */
  #ready = false;
  /** The conditions that the page shows. */
  #told = '';

  constructor(parts: PanelParts) {
    this.uri = parts.uri;
    this.model = parts.model;
    this.#panel = parts.panel;
    this.#attachments = parts.attachments;
    this.#access = parts.access;
    this.#exports = parts.exports;
    this.#zoom = parts.zoom;
    this.#senders = parts.senders;
    this.#bundles = parts.bundles;
    this.#conditions = parts.conditions;
    const { webview } = this.#panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.#bundles] };
    const listening = this.model.onMessage((message) => this.#post(message));
    this.#disposables.push(
      new vscode.Disposable(() => listening.dispose()),
      this.#conditions.onDidChange((account) => {
        if (account === this.model.target.ref.account) this.#tellConditions();
      }),
      this.#panel.onDidChangeViewState(() => this.model.setShown(this.#panel.visible)),
      webview.onDidReceiveMessage((data: unknown) => this.#received(data)),
    );
    this.#loadPage();
    void this.model.start();
  }

  get active(): boolean {
    return this.#panel.active;
  }

  loadRemoteImages(): void {
    if (this.#remoteImages) return;
    if (this.#isJunk()) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Images are never loaded from junk.'));
      return;
    }
    this.#remoteImages = true;
    void this.#panel.webview.postMessage({ type: 'remoteImages', allowed: true } satisfies HostToMessageView);
    this.#loadPage();
  }

  /** Has the view do something; until it is ready there is nothing to do it with. */
  command(command: ViewCommand): void {
    this.#send({ type: 'command', command });
  }

  dispose(): void {
    this.#abort.abort();
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
  }

  /** Where the person has chosen so for a sender who is verified; never in junk. */
  #loadsByItself(): boolean {
    const { loaded } = this.model;
    const sender = loaded === null ? null : this.#sender(loaded);
    return sender !== null && this.#senders.has(sender) && !this.#isJunk();
  }

  #sender({ view }: LoadedMessage): string | null {
    const from = view.from.map(({ address }) => address);
    return authenticatedSender(from, view.headers, namedAuthServers());
  }

  #isJunk(): boolean {
    const { target, loaded } = this.model;
    const flags = loaded?.view.flags.map((flag) => flag.toLowerCase()) ?? [];
    const use = this.#access.specialUse?.(target.ref) ?? null;
    return use?.toLowerCase() === '\\junk' || flags.includes('$junk') || flags.includes('$phishing');
  }

  #source(): Promise<HostToMessageView> {
    const { target } = this.model;
    const host = this.#access.serverName(target.ref.account);
    return sourceText(this.#access, target, this.#abort.signal, (failure) => failureText(failure, host));
  }

  /** The policy is part of the page, so a change of it is a new page. */
  #loadPage(): void {
    const { webview } = this.#panel;
    this.#ready = false;
    webview.html = messagePage({
      nonce: randomBytes(18).toString('base64'),
      script: webview.asWebviewUri(vscode.Uri.joinPath(this.#bundles, 'message.js')).toString(),
      language: vscode.env.language,
      remoteImages: this.#remoteImages,
    });
  }

  #post(message: ModelMessage): void {
    if (message.type === 'show' && !this.#remoteImages && this.#loadsByItself()) {
      this.loadRemoteImages();
      return;
    }
    const { loaded } = this.model;
    const complete: HostToMessageView =
      message.type === 'show'
        ? {
            type: 'show',
            message: {
              ...message.message,
              remoteImagesAllowed: this.#remoteImages,
              alwaysImagesFrom: loaded === null ? null : this.#sender(loaded),
              remoteImagesRefused: this.#isJunk(),
              trustedAuthServers: namedAuthServers(),
              partsUri: partsUri(this.model.target.ref),
            },
          }
        : message;
    this.#send(complete);
  }

  #send(message: HostToMessageView): void {
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }

  #tellConditions(): void {
    const lines = this.#conditions.lines(this.model.target.ref);
    const told = JSON.stringify(lines);
    if (!this.#ready || told === this.#told) return;
    this.#told = told;
    void this.#panel.webview.postMessage({ type: 'conditions', lines } satisfies HostToMessageView);
  }

  async #allowImages(always: boolean): Promise<void> {
    const { loaded } = this.model;
    const sender = always && loaded !== null ? this.#sender(loaded) : null;
    if (sender !== null && !this.#isJunk()) await this.#senders.add(sender);
    this.loadRemoteImages();
  }

  #received(data: unknown): void {
    const message = parseViewMessage(data);
    if (message === null) return;
    this.#answer(message).catch((error: unknown) => {
      void vscode.window.showErrorMessage(inertLine(error instanceof Error ? error.message : String(error)));
    });
  }

  async #viewPart(index: number): Promise<void> {
    const { loaded, parts } = this.model;
    const part = parts[index];
    if (loaded !== null && part !== undefined) await viewPart(this.uri, loaded, part);
  }

  async #answer(message: MessageViewToHost): Promise<void> {
    const { loaded } = this.model;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#told = '';
        this.#tellConditions();
        this.#send({ type: 'zoom', percent: this.#zoom.get() });
        for (const told of this.model.replay()) this.#post(told);
        break;
      case 'retry':
        await this.model.retry();
        break;
      case 'showAll':
        await this.model.showAll();
        break;
      case 'openAttachment':
        await this.#attachments.open(this.model, message.section);
        break;
      case 'saveAttachment':
        await this.#attachments.save(this.model, message.section);
        break;
      case 'saveAll':
        await this.#attachments.saveAll(this.model);
        break;
      case 'viewSource':
        await viewSource(this.uri);
        break;
      case 'source':
        this.#send(await this.#source());
        break;
      case 'zoom':
        this.#zoom.set(message.percent);
        break;
      case 'exported':
        await this.#exports.finish(message.format, message.text, loaded?.view.subject ?? '');
        break;
      case 'viewPart':
        await this.#viewPart(message.index);
        break;
      case 'unsubscribe':
        if (loaded !== null) await (await import('./unsubscribe.ts')).unsubscribe(loaded);
        break;
      case 'patch':
        if (loaded !== null) await patchAction(this.#access, loaded, message.action, message.section);
        break;
      case 'inspect':
        await this.model.inspect(message.whole);
        break;
      case 'loadRemoteImages':
        await this.#allowImages(message.always);
        break;
      case 'openLink':
        await openLink(message.href);
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        break;
    }
  }
}

/** What can be done with a patch that a message is or brings. */
export async function patchAction(
  access: MessageAccess,
  message: LoadedMessage,
  action: 'apply' | 'series' | 'diff',
  section: string,
): Promise<void> {
  const patch = message.view.patches?.find((one) => one.section === section);
  if (patch === undefined) return;
  const { applyAttachment, applyPatches, openDiff } = await import('./list-actions.ts');
  if (action === 'diff') await openDiff(message, section);
  else if (patch.mailed) await applyPatches(access, message, action === 'series');
  else await applyAttachment(access, message, section);
}

/** Only a server that the person named counts, not even the account's own: one that lets the field pass lets anybody write it in its name. */
function namedAuthServers(): readonly string[] {
  const named: unknown = vscode.workspace.getConfiguration('mailExplorer.message').get('trustedAuthenticationServers');
  return Array.isArray(named) ? named.filter((id) => typeof id === 'string') : [];
}

/** VS Code asks before it leaves for a domain that the person has not trusted, and shows the target then. */
async function openLink(href: string): Promise<void> {
  const target = externalTarget(href);
  if (target === null) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Mail Explorer opens only web and mail addresses. This link was not opened.'),
    );
    return;
  }
  await openExternally(target);
}
