import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type {
  BodyView,
  CardView,
  ExportFormat,
  HostToMessageView,
  InspectionView,
  MessageView,
  ViewCommand,
} from '../protocol.ts';
import { appStyles } from './app-styles.ts';
import { post, updateViewState, viewState } from './host.ts';
import type { MailEvents } from './parts/events.ts';
import { failureTitle, retryButton, type Failure } from './parts/failure.ts';
import type { MailFindBar } from './parts/find-bar.ts';
import type { MailHtmlBody } from './parts/html-body.ts';
import { problemsNotice, truncatedNotice } from './parts/notices.ts';
import type { SourceReply } from './parts/source-tab.ts';
import type { MailTab } from './parts/tabs.ts';
import { tools } from './parts/tools.ts';
import type { MailTextBody } from './parts/text-body.ts';
import { nextZoom, zoomByWheel } from './parts/zoom.ts';
import type { Appearance } from './render/frame-styles.ts';
import { ImageStore } from './render/images.ts';
import type { SearchRoot } from './render/find.ts';
import { mergeHosts, type BlockedHost } from './render/inventory.ts';
import type { LinkTarget } from './render/urls.ts';
import { ScrollPlace } from './scroll-place.ts';
import { copyFromFrames } from './selection.ts';
import { shared } from './styles.ts';
import { isDark } from './theme.ts';
import { visibleLine } from './visible.ts';
import { warned } from './warned.ts';
import './parts/attachments.ts';
import './parts/banner.ts';
import './parts/header.ts';
import './parts/html-body.ts';
import './parts/offers.ts';
import './parts/progress.ts';
import './parts/remote-bar.ts';
import './parts/status-line.ts';
import './parts/tabs.ts';
import './parts/text-body.ts';

type Progress = Extract<HostToMessageView, { type: 'progress' }>;

/** The message view: what the host said last, and how the reader wants to see it. */
export class MailApp extends LitElement {
  static override properties = {
    message: { state: true },
    progress: { state: true },
    cards: { state: true },
    inspection: { state: true },
    failure: { state: true },
    blocked: { state: true },
    hover: { state: true },
    hoverWarning: { state: true },
    appearance: { state: true },
    darkTheme: { state: true },
    darkSheet: { state: true },
    tab: { state: true },
    conditions: { state: true },
    chunkMissing: { state: true },
    source: { state: true },
    percent: { state: true },
    finding: { state: true },
  };
  static override styles = [shared, appStyles];
  declare message: MessageView | null;
  declare cards: ReadonlyMap<string, readonly CardView[]>;
  declare inspection: InspectionView | null;
  declare progress: Progress | null;
  declare failure: Failure | null;
  declare blocked: ReadonlyMap<string, readonly BlockedHost[]>;
  declare hover: LinkTarget | null;
  declare hoverWarning: string;
  declare appearance: Appearance | null;
  declare darkTheme: boolean;
  /** The sheet is dark as it stands, by the mail's own design or turned. */
  declare darkSheet: boolean;
  declare conditions: Extract<HostToMessageView, { type: 'conditions' }>['lines'];
  /** What the reader chose; null follows the message. */
  declare tab: MailTab | null;
  /** A part of the view could not be loaded. */
  declare chunkMissing: boolean;
  declare source: SourceReply | null;
  /** How large the text is shown, in percent. */
  declare percent: number;
  declare finding: boolean;
  readonly #images = new ImageStore();
  readonly #place = new ScrollPlace();

  constructor() {
    super();
    this.message = null;
    this.progress = null;
    this.cards = new Map();
    this.inspection = null;
    this.failure = null;
    this.blocked = new Map();
    this.hover = null;
    this.hoverWarning = '';
    this.appearance = viewState().appearance;
    this.darkTheme = isDark();
    this.darkSheet = false;
    this.tab = viewState().tab;
    this.conditions = [];
    this.chunkMissing = false;
    this.source = null;
    this.percent = 100;
    this.finding = false;
    new MutationObserver(() => {
      this.darkTheme = isDark();
    }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
    copyFromFrames(() => this.#bodies.map((body) => body.selection()).find((selection) => selection !== null) ?? null);
  }

  receive(message: HostToMessageView): void {
    switch (message.type) {
      case 'progress':
        this.progress = message;
        this.failure = null;
        break;
      case 'show':
        this.#images.forgetFailures();
        this.blocked = new Map();
        this.cards = new Map();
        this.inspection = null;
        this.progress = null;
        this.failure = null;
        this.message = message.message;
        this.source = null;
        break;
      case 'image':
        this.#images.put(message.cid, message.data);
        break;
      case 'imageFailed':
        this.#images.fail(message.cid);
        break;
      case 'error':
        this.progress = null;
        this.failure = message;
        this.message = message.keep ? this.message : null;
        break;
      case 'flags':
        this.message = this.message && { ...this.message, flags: message.flags };
        break;
      case 'inspection':
        this.inspection = message.inspection;
        break;
      case 'cards':
        this.cards = new Map(this.cards).set(message.section, message.cards);
        break;
      case 'attachment':
        this.message = this.message && warned(this.message, message.section, message.warning);
        break;
      case 'conditions':
        this.conditions = message.lines;
        break;
      case 'remoteImages':
        updateViewState({ scroll: window.scrollY });
        break;
      case 'source':
        this.source = message;
        break;
      case 'zoom':
        this.percent = message.percent;
        break;
      case 'command':
        this.#command(message.command);
        break;
    }
  }

  #command(command: ViewCommand): void {
    switch (command) {
      case 'find':
        this.#find();
        break;
      case 'zoomIn':
        this.#setZoom(nextZoom(this.percent, 'in'));
        break;
      case 'zoomOut':
        this.#setZoom(nextZoom(this.percent, 'out'));
        break;
      case 'zoomReset':
        this.#setZoom(100);
        break;
      default:
        this.#load(this.#export(command.export));
    }
  }

  /** Rarely used parts of the view are chunks of their own; one that cannot be loaded is said. */
  #load(work: Promise<unknown>): void {
    work.catch(() => (this.chunkMissing = true));
  }

  async #export(format: ExportFormat): Promise<void> {
    const { message } = this;
    if (!message) return;
    const { exportMessage } = await import('./export/export.ts');
    post({ type: 'exported', format, text: await exportMessage(message, this.#images, format, this.#tab(message)) });
  }

  #find(): void {
    this.finding = true;
    this.#load(import('./parts/find-bar.ts'));
    this.renderRoot.querySelector<MailFindBar>('mail-find-bar:defined')?.start();
  }

  /** Where a search looks, top to bottom. */
  #roots(): readonly SearchRoot[] {
    const parts = this.renderRoot.querySelectorAll<MailHtmlBody | MailTextBody>('mail-html-body, mail-text-body');
    const own = this.renderRoot.querySelector<HTMLElement>('mail-source, mail-structure')?.shadowRoot;
    return [
      ...Array.from(parts).flatMap(({ searched }) => searched ?? []),
      ...(own ? [{ root: own, top: () => 0 }] : []),
    ];
  }

  #setZoom(percent: number): void {
    this.percent = percent;
    post({ type: 'zoom', percent });
  }

  get #bodies(): MailHtmlBody[] {
    return Array.from(this.renderRoot.querySelectorAll<MailHtmlBody>('mail-html-body'));
  }

  #shown({ detail }: CustomEvent<MailEvents['mail-shown']>): void {
    if (detail.appearance !== null) {
      this.darkSheet = detail.appearance !== 'light';
    }
    this.dataset['shown'] = String(Number(this.dataset['shown'] ?? 0) + 1);
    this.renderRoot.querySelector<MailFindBar>('mail-find-bar:defined')?.again();
    this.#place.restore(false);
  }

  #whole(): void {
    this.renderRoot.querySelector<MailFindBar>('mail-find-bar:defined')?.again();
    this.#place.restore(true);
    this.dataset['whole'] = String(Number(this.dataset['whole'] ?? 0) + 1);
  }

  #onBlocked({ detail }: CustomEvent<MailEvents['mail-blocked']>): void {
    this.blocked = new Map(this.blocked).set(detail.section, detail.hosts);
  }

  #closeFind(): void {
    this.finding = false;
    this.renderRoot
      .querySelector<HTMLElement>('mail-tabs')
      ?.shadowRoot?.querySelector<HTMLElement>('[tabindex="0"]')
      ?.focus();
  }

  #onHover({ detail }: CustomEvent<MailEvents['mail-hover']>): void {
    this.hover = detail.target;
    this.hoverWarning = detail.text;
  }

  #part(body: BodyView, message: MessageView, preferText: boolean): TemplateResult | typeof nothing {
    const { html: markup, text } = body;
    if (markup && !(preferText && text)) {
      return html`<div class="part">
        <mail-html-body
          section=${body.section}
          .source=${markup.html}
          .appearance=${this.appearance}
          ?darkTheme=${this.darkTheme}
          ?remoteImages=${message.remoteImagesAllowed}
          .images=${this.#images}
          .alternative=${text?.paragraphs ?? null}
          .zoom=${this.percent / 100}
        ></mail-html-body>
      </div>`;
    }
    return text
      ? html`<div
          class="part"
          style=${`zoom: ${this.percent / 100}`}
          @wheel=${(event: WheelEvent): void => zoomByWheel(this, this.percent / 100, event)}
        >
          <mail-text-body section=${body.section} .paragraphs=${text.paragraphs}></mail-text-body>
        </div>`
      : nothing;
  }

  #isEmpty(body: BodyView): boolean {
    const text = body.text?.paragraphs.some((paragraph) => paragraph.text.trim() !== '') ?? false;
    return !text && (body.html?.html.trim() ?? '') === '';
  }

  #setTab(tab: MailTab): void {
    this.tab = tab;
    this.chunkMissing = false;
    this.blocked = new Map();
    updateViewState({ tab });
  }

  #setAppearance(appearance: Appearance | null): void {
    this.appearance = appearance;
    updateViewState({ appearance });
  }

  #tools(message: MessageView): TemplateResult {
    const sheet = this.#tab(message) === 'html' && this.darkTheme;
    return tools({
      darkSheet: sheet ? this.darkSheet : null,
      percent: this.percent,
      setAppearance: (appearance) => this.#setAppearance(appearance),
      setZoom: (percent) => this.#setZoom(percent),
    });
  }

  /** Tabs for what the message has; a message without any text still has a place where that is said. */
  #tabs(message: MessageView): readonly MailTab[] {
    const markup = message.bodies.some(({ html }) => html !== null);
    const text = message.bodies.some(({ text }) => text !== null);
    return [...(markup ? ['html' as const] : []), ...(text || !markup ? ['text' as const] : []), 'source', 'structure'];
  }

  #tab(message: MessageView): MailTab {
    const tabs = this.#tabs(message);
    const chosen = this.tab !== null && tabs.includes(this.tab) ? this.tab : null;
    return chosen ?? tabs[0] ?? 'text';
  }

  #missing(): TemplateResult | typeof nothing {
    return this.chunkMissing
      ? html`<mail-banner kind="error">A part of this view could not be loaded. Reload the window.</mail-banner>`
      : nothing;
  }

  #structure(message: MessageView): TemplateResult {
    this.#load(import('./parts/structure.ts'));
    return html`<main class="body" aria-label="Structure">
      ${this.#missing()}<mail-structure .message=${message} .inspection=${this.inspection}></mail-structure>
    </main>`;
  }

  #source(): TemplateResult {
    this.#load(import('./parts/source-tab.ts'));
    return html`<main class="body" aria-label="Source">
      ${this.#missing()}<mail-source .reply=${this.source}></mail-source>
    </main>`;
  }

  #body(message: MessageView): TemplateResult {
    switch (this.#tab(message)) {
      case 'structure':
        return this.#structure(message);
      case 'source':
        return this.#source();
      case 'html':
        return this.#content(message, false);
      case 'text':
        return this.#content(message, true);
    }
  }

  #message(message: MessageView): TemplateResult {
    return html`<mail-header .message=${message}>${this.#tools(message)}</mail-header>
      <mail-attachments
        .attachments=${message.attachments}
        .cards=${this.cards}
        .folder=${message.partsUri ?? null}
      ></mail-attachments>
      <mail-offers .message=${message}></mail-offers>
      <mail-tabs
        .tabs=${this.#tabs(message)}
        .selected=${this.#tab(message)}
        @mail-tab=${({ detail }: CustomEvent<MailEvents['mail-tab']>): void => this.#setTab(detail.tab)}
      ></mail-tabs>
      ${this.#body(message)}`;
  }

  #content(message: MessageView, preferText: boolean): TemplateResult {
    const bodies = message.bodies.filter((body) => !this.#isEmpty(body));
    return html`<main class="body" aria-label="Message">
      ${this.#missing()}${problemsNotice(message)}${truncatedNotice(message)}
      <mail-remote-bar
        .hosts=${mergeHosts(Array.from(this.blocked.values()))}
        .sender=${message.alwaysImagesFrom ?? null}
        ?refused=${message.remoteImagesRefused ?? false}
      ></mail-remote-bar>
      ${
        bodies.length === 0
          ? html`<p class="empty">This message has no text.</p>`
          : bodies.map((body) => this.#part(body, message, preferText))
      }
    </main>`;
  }

  #failed(failure: Failure): TemplateResult {
    return html`<div class="failure" role="alert">
      <h1>${failureTitle(failure)}</h1>
      <p>${visibleLine(failure.message)}</p>
      ${failure.canRetry ? this.#retry() : nothing}
    </div>`;
  }

  #retry(): TemplateResult {
    return retryButton(() => post({ type: 'retry' }));
  }

  /** Said to screen readers; what it says is on the page as well. */
  #announcement(): string {
    if (this.progress) {
      return this.progress.text;
    }
    return this.message && !this.failure ? `Message shown: ${visibleLine(this.message.subject) || 'No subject'}` : '';
  }

  override render(): TemplateResult {
    const { message, progress, failure } = this;
    return html`<div class="live" role="status" aria-live="polite">${this.#announcement()}</div>
      ${
        progress
          ? html`<mail-progress
              .text=${progress.text}
              .received=${progress.received}
              .total=${progress.total}
            ></mail-progress>`
          : nothing
      }
      ${
        failure?.keep
          ? html`<mail-banner kind="error">
              ${visibleLine(failure.message)} ${failure.canRetry ? this.#retry() : nothing}
            </mail-banner>`
          : nothing
      }
      ${failure && !failure.keep ? this.#failed(failure) : nothing}
      ${this.conditions.map(({ kind, text }) => html`<mail-banner class="condition" kind=${kind}>${text}</mail-banner>`)}
      <div
        @mail-shown=${(event: CustomEvent<MailEvents['mail-shown']>): void => this.#shown(event)}
        @mail-whole=${(): void => this.#whole()}
        @mail-blocked=${(event: CustomEvent<MailEvents['mail-blocked']>): void => this.#onBlocked(event)}
        @mail-zoom=${({ detail }: CustomEvent<MailEvents['mail-zoom']>): void => this.#setZoom(detail.percent)}
        @mail-hover=${(event: CustomEvent<MailEvents['mail-hover']>): void => this.#onHover(event)}
      >
        ${message && !(failure && !failure.keep) ? this.#message(message) : nothing}
      </div>
      ${
        this.finding && message
          ? html`<mail-find-bar
              .roots=${(): readonly SearchRoot[] => this.#roots()}
              @mail-find-closed=${(): void => this.#closeFind()}
            ></mail-find-bar>`
          : nothing
      }
      <mail-status-line .target=${this.hover} .warning=${this.hoverWarning}></mail-status-line>`;
  }
}

customElements.define('mail-app', MailApp);
