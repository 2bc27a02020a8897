import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { BodyView, CardView, HostToMessageView, MessageView } from '../protocol.ts';
import { formatSize } from './format.ts';
import { post, updateViewState, viewState } from './host.ts';
import type { MailEvents } from './parts/events.ts';
import type { MailHtmlBody } from './parts/html-body.ts';
import type { MailTab } from './parts/tabs.ts';
import type { Appearance } from './render/frame-styles.ts';
import { ImageStore } from './render/images.ts';
import { mergeHosts, type BlockedHost } from './render/inventory.ts';
import type { LinkTarget } from './render/urls.ts';
import { shared } from './styles.ts';
import { visibleLine } from './visible.ts';
import './parts/attachments.ts';
import './parts/banner.ts';
import './parts/header.ts';
import './parts/html-body.ts';
import './parts/progress.ts';
import './parts/remote-bar.ts';
import './parts/status-line.ts';
import './parts/tabs.ts';
import './parts/text-body.ts';

type Failure = Extract<HostToMessageView, { type: 'error' }>;
type Progress = Extract<HostToMessageView, { type: 'progress' }>;

/** The message view: what the host said last, and how the reader wants to see it. */
export class MailApp extends LitElement {
  static override properties = {
    message: { state: true },
    progress: { state: true },
    cards: { state: true },
    failure: { state: true },
    blocked: { state: true },
    hover: { state: true },
    hoverWarning: { state: true },
    appearance: { state: true },
    preferText: { state: true },
    darkTheme: { state: true },
    darkSheet: { state: true },
    tab: { state: true },
    conditions: { state: true },
    structureMissing: { state: true },
  };
  static override styles = [
    shared,
    css`
      .live {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }
      .empty {
        padding: 14px 24px 28px;
        color: var(--vscode-descriptionForeground);
        font-style: italic;
      }
      .failure {
        padding: 32px 24px;
        max-width: 62ch;
      }
      .failure h1 {
        margin: 0 0 8px;
        font-size: 1.3em;
        font-weight: 600;
      }
      .failure p {
        margin: 0 0 16px;
        line-height: 1.5;
        overflow-wrap: anywhere;
      }
      .body {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        padding-top: 12px;
      }
      .part + .part {
        border-top: 1px dashed var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        padding-top: 12px;
      }
      ul {
        margin: 0;
        padding-left: 1.2em;
      }
    `,
  ];
  declare message: MessageView | null;
  declare cards: ReadonlyMap<string, readonly CardView[]>;
  declare progress: Progress | null;
  declare failure: Failure | null;
  declare blocked: ReadonlyMap<string, readonly BlockedHost[]>;
  declare hover: LinkTarget | null;
  declare hoverWarning: string;
  declare appearance: Appearance | null;
  declare preferText: boolean;
  declare darkTheme: boolean;
  /** The sheet is dark as it stands, by the mail's own design or turned. */
  declare darkSheet: boolean;
  declare tab: MailTab;
  declare conditions: Extract<HostToMessageView, { type: 'conditions' }>['lines'];
  declare structureMissing: boolean;
  readonly #images = new ImageStore();
  #restored = false;

  constructor() {
    super();
    this.message = null;
    this.progress = null;
    this.cards = new Map();
    this.failure = null;
    this.blocked = new Map();
    this.hover = null;
    this.hoverWarning = '';
    this.appearance = viewState().appearance;
    this.preferText = viewState().preferText;
    this.darkTheme = isDark();
    this.darkSheet = false;
    this.tab = viewState().tab;
    this.conditions = [];
    this.structureMissing = false;
    new MutationObserver(() => {
      this.darkTheme = isDark();
    }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
    document.addEventListener('beforecopy', (event) => this.#canCopy(event));
    document.addEventListener('copy', (event) => this.#copy(event));
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
        this.progress = null;
        this.failure = null;
        this.message = message.message;
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
    }
  }

  get #bodies(): MailHtmlBody[] {
    return Array.from(this.renderRoot.querySelectorAll<MailHtmlBody>('mail-html-body'));
  }

  #selection(): { readonly text: string; readonly html: string } | null {
    const own = document.getSelection();
    if (own && !own.isCollapsed) {
      return null;
    }
    return this.#bodies.map((body) => body.selection()).find((selection) => selection !== null) ?? null;
  }

  /** Focus is outside the frame, so the browser sees nothing to copy: what is selected inside is put there. */
  #copy(event: ClipboardEvent): void {
    const selected = this.#selection();
    if (selected && event.clipboardData) {
      event.clipboardData.setData('text/plain', selected.text);
      event.clipboardData.setData('text/html', selected.html);
      event.preventDefault();
    }
  }

  #canCopy(event: Event): void {
    if (this.#selection()) {
      event.preventDefault();
    }
  }

  #shown({ detail }: CustomEvent<MailEvents['mail-shown']>): void {
    if (detail.appearance !== null) {
      this.darkSheet = detail.appearance !== 'light';
    }
    this.dataset['shown'] = String(Number(this.dataset['shown'] ?? 0) + 1);
    if (!this.#restored) {
      this.#restored = true;
      window.scrollTo({ top: viewState().scroll });
    }
  }

  #onBlocked({ detail }: CustomEvent<MailEvents['mail-blocked']>): void {
    this.blocked = new Map(this.blocked).set(detail.section, detail.hosts);
  }

  #onHover({ detail }: CustomEvent<MailEvents['mail-hover']>): void {
    this.hover = detail.target;
    this.hoverWarning = detail.text;
  }

  #part(body: BodyView, message: MessageView): TemplateResult | typeof nothing {
    const { html: markup, text } = body;
    if (markup && !(this.preferText && text)) {
      return html`<div class="part">
        <mail-html-body
          section=${body.section}
          .source=${markup.html}
          .appearance=${this.appearance}
          ?darkTheme=${this.darkTheme}
          ?remoteImages=${message.remoteImagesAllowed}
          .images=${this.#images}
        ></mail-html-body>
      </div>`;
    }
    return text
      ? html`<div class="part">
          <mail-text-body section=${body.section} .paragraphs=${text.paragraphs}></mail-text-body>
        </div>`
      : nothing;
  }

  #isEmpty(body: BodyView): boolean {
    const text = body.text?.paragraphs.some((paragraph) => paragraph.text.trim() !== '') ?? false;
    return !text && (body.html?.html.trim() ?? '') === '';
  }

  #truncated(message: MessageView): TemplateResult | typeof nothing {
    const cut = message.bodies.flatMap((body) => [body.html, body.text]).find((extent) => extent?.truncated);
    if (!cut) {
      return nothing;
    }
    const size = formatSize(cut.totalSize);
    return cut.canShowAll
      ? html`<mail-banner kind="info">
          Only the beginning of this message is shown; the whole text has ${size}.
          <vscode-button slot="actions" secondary @click=${(): void => post({ type: 'showAll' })}
            >Show all</vscode-button
          >
        </mail-banner>`
      : html`<mail-banner kind="info">
          Only the beginning of this message is shown; the whole text has ${size}, too much for this view.
          <vscode-button slot="actions" secondary @click=${(): void => post({ type: 'viewSource' })}
            >View source</vscode-button
          >
        </mail-banner>`;
  }

  #problems(message: MessageView): TemplateResult | typeof nothing {
    const [first] = message.problems;
    if (first === undefined) {
      return nothing;
    }
    return html`<mail-banner kind="warning">
      ${
        message.problems.length === 1
          ? visibleLine(first)
          : html`<ul>
              ${message.problems.map((problem) => html`<li>${visibleLine(problem)}</li>`)}
            </ul>`
      }
    </mail-banner>`;
  }

  #setPreferText(preferText: boolean): void {
    this.preferText = preferText;
    this.blocked = new Map();
    updateViewState({ preferText });
  }

  #setTab(tab: MailTab): void {
    this.tab = tab;
    this.blocked = new Map();
    updateViewState({ tab });
  }

  #setAppearance(appearance: Appearance | null): void {
    this.appearance = appearance;
    updateViewState({ appearance });
  }

  #tools(message: MessageView): TemplateResult {
    const both = message.bodies.some((body) => body.html && body.text);
    const markup = message.bodies.some((body) => body.html && !(this.preferText && body.text));
    const next: Appearance = this.darkSheet ? 'light' : 'inverted';
    return html`${
        both
          ? html`<button slot="tools" class="quiet" @click=${(): void => this.#setPreferText(!this.preferText)}>
              ${this.preferText ? 'Show HTML' : 'Show plain text'}
            </button>`
          : nothing
      }
      ${
        markup && this.darkTheme
          ? html`<button
              slot="tools"
              class="quiet"
              aria-pressed=${this.darkSheet}
              @click=${(): void => this.#setAppearance(next)}
            >
              ${this.darkSheet ? 'Light sheet' : 'Dark sheet'}
            </button>`
          : nothing
      } <button slot="tools" class="quiet" @click=${(): void => post({ type: 'viewSource' })}>View source</button>`;
  }

  /** The tab is a chunk of its own: few readers open it. */
  #structure(message: MessageView): TemplateResult {
    void import('./parts/structure.ts').catch(() => (this.structureMissing = true));
    return html`<main class="body" aria-label="Structure">
      ${
        this.structureMissing
          ? html`<mail-banner kind="error">The Structure tab could not be loaded. Reload the window.</mail-banner>`
          : html`<mail-structure .message=${message}></mail-structure>`
      }
    </main>`;
  }

  #message(message: MessageView): TemplateResult {
    return html`<mail-header .message=${message}>${this.#tools(message)}</mail-header>
      <mail-attachments .attachments=${message.attachments} .cards=${this.cards}></mail-attachments>
      <mail-tabs
        .selected=${this.tab}
        @mail-tab=${({ detail }: CustomEvent<MailEvents['mail-tab']>): void => this.#setTab(detail.tab)}
      ></mail-tabs>
      ${this.tab === 'structure' ? this.#structure(message) : this.#content(message)}`;
  }

  #content(message: MessageView): TemplateResult {
    const bodies = message.bodies.filter((body) => !this.#isEmpty(body));
    return html`<main class="body" aria-label="Message">
      ${this.#problems(message)}${this.#truncated(message)}
      <mail-remote-bar .hosts=${mergeHosts(Array.from(this.blocked.values()))}></mail-remote-bar>
      ${
        bodies.length === 0
          ? html`<p class="empty">This message has no text.</p>`
          : bodies.map((body) => this.#part(body, message))
      }
    </main>`;
  }

  #retry(): TemplateResult {
    return html`<vscode-button slot="actions" @click=${(): void => post({ type: 'retry' })}>Retry</vscode-button>`;
  }

  #failed(failure: Failure): TemplateResult {
    const title = {
      'message-gone': 'This message is no longer on the server',
      'mailbox-gone': 'This mailbox is no longer on the server',
      connection: 'The connection failed',
      authentication: 'The server did not accept the sign-in',
      refused: 'The server refused',
      other: 'This message cannot be shown',
    }[failure.kind];
    return html`<div class="failure" role="alert">
      <h1>${title}</h1>
      <p>${visibleLine(failure.message)}</p>
      ${failure.canRetry ? this.#retry() : nothing}
    </div>`;
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
        @mail-blocked=${(event: CustomEvent<MailEvents['mail-blocked']>): void => this.#onBlocked(event)}
        @mail-hover=${(event: CustomEvent<MailEvents['mail-hover']>): void => this.#onHover(event)}
      >
        ${message && !(failure && !failure.keep) ? this.#message(message) : nothing}
      </div>
      <mail-status-line .target=${this.hover} .warning=${this.hoverWarning}></mail-status-line>`;
  }
}

function warned(message: MessageView, section: string, warning: string): MessageView {
  const attachments = message.attachments.map((entry) => (entry.section === section ? { ...entry, warning } : entry));
  return { ...message, attachments };
}

/** High contrast light carries both classes. */
function isDark(): boolean {
  const names = document.body.classList;
  return (
    names.contains('vscode-dark') ||
    (names.contains('vscode-high-contrast') && !names.contains('vscode-high-contrast-light'))
  );
}

customElements.define('mail-app', MailApp);
