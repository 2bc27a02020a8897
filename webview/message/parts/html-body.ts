import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { post } from '../host.ts';
import type { TextParagraph } from '../../protocol.ts';
import { byItself, onRequest, type Limitation } from '../render/budget.ts';
import { MailFrame } from '../render/frame.ts';
import type { Appearance } from '../render/frame-styles.ts';
import type { SearchRoot } from '../render/find.ts';
import { zoomByWheel } from './zoom.ts';
import type { ImageStore } from '../render/images.ts';
import { Sanitiser } from '../render/sanitise.ts';
import { showInFrame } from '../render/show.ts';
import { shared } from '../styles.ts';
import { emit } from './events.ts';
import './banner.ts';
import './text-body.ts';

/** What makes another picture of the mail; the rest is about the picture that stands there. */
function asksAnew(changed: PropertyValues<MailHtmlBody>): boolean {
  return drawn.some((name) => changed.has(name));
}

const drawn = ['section', 'source', 'darkTheme', 'appearance', 'remoteImages', 'images', 'anyway'] as const;

/** One HTML part: sanitised and shown in a frame of its own, as far as its cost is borne. */
export class MailHtmlBody extends LitElement {
  static override properties = {
    section: { type: String },
    source: { attribute: false },
    darkTheme: { type: Boolean },
    appearance: { attribute: false },
    remoteImages: { type: Boolean },
    images: { attribute: false },
    zoom: { attribute: false },
    alternative: { attribute: false },
    anyway: { state: true },
    limitations: { state: true },
    nothing: { state: true },
  };
  static override styles = [
    shared,
    css`
      .sheet {
        margin: 0 24px 16px;
        border-radius: 6px;
        overflow: hidden;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        outline: none;
      }
      .sheet:empty {
        display: none;
      }
      iframe {
        display: block;
        width: 100%;
        height: 0;
        border: 0;
        background: #fff;
      }
      .sheet[data-appearance='dark'] iframe {
        background: var(--vscode-editor-background);
      }
      /* White becomes about the grey of a dark editor; pictures are turned back by the frame's own sheet. */
      .sheet[data-appearance='inverted'] iframe {
        filter: invert(0.88) hue-rotate(180deg);
      }
    `,
  ];
  declare section: string;
  declare source: string;
  /** The workbench has a dark theme. */
  declare darkTheme: boolean;
  /** What the reader chose; null follows the mail and the theme. */
  declare appearance: Appearance | null;
  declare remoteImages: boolean;
  declare images: ImageStore | null;
  /** 1 is the mail's own size. */
  declare zoom: number;
  /** The same as plain text, where the mail has it: shown when nothing of the HTML could be. */
  declare alternative: readonly TextParagraph[] | null;
  declare anyway: boolean;
  declare limitations: readonly Limitation[];
  declare nothing: boolean;
  #abort = new AbortController();
  #frame: MailFrame | null = null;

  constructor() {
    super();
    this.section = '';
    this.source = '';
    this.darkTheme = false;
    this.appearance = null;
    this.remoteImages = false;
    this.images = null;
    this.zoom = 1;
    this.alternative = null;
    this.anyway = false;
    this.limitations = [];
    this.nothing = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drop();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('source')) {
      this.anyway = false;
    }
    if (asksAnew(changed)) {
      this.limitations = [];
      this.nothing = false;
    }
  }

  override render(): TemplateResult {
    return html`${this.limitations.length > 0 ? this.#notice() : nothing}
      <div class="sheet" tabindex="-1"></div>
      ${
        this.nothing && this.alternative
          ? html`<mail-text-body section=${this.section} .paragraphs=${this.alternative}></mail-text-body>`
          : nothing
      }`;
  }

  #notice(): TemplateResult {
    const more = this.limitations.some(({ liftable }) => liftable);
    const text = this.nothing && this.alternative ? ' Below is its plain text.' : '';
    return html`<mail-banner kind="warning">
      This message costs too much to be shown as it is. ${this.limitations.map((one) => one.text).join(' ')}${text}
      ${
        more
          ? html`<vscode-button slot="actions" secondary @click=${(): void => this.#showAnyway()}>
              Show anyway
            </vscode-button>`
          : nothing
      }
    </mail-banner>`;
  }

  #showAnyway(): void {
    this.anyway = true;
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.#frame && changed.size === 1 && changed.has('zoom')) {
      this.#frame.zoom(this.zoom);
      return;
    }
    if (!asksAnew(changed)) return;
    this.#drop();
    const images = this.images;
    const sheet = this.renderRoot.querySelector<HTMLElement>('.sheet');
    if (images && sheet) void this.#show(sheet, images);
  }

  #drop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#frame?.dispose();
    this.#frame = null;
  }

  async #show(sheet: HTMLElement, images: ImageStore): Promise<void> {
    const { signal } = this.#abort;
    const wantsDark = this.appearance === null ? this.darkTheme : this.appearance !== 'light';
    const budget = this.anyway ? onRequest : byItself;
    const scheme = wantsDark ? 'dark' : 'light';
    const content = new Sanitiser(this.source, { remoteImages: this.remoteImages, scheme }, budget);
    const frame = new MailFrame({
      remoteImages: this.remoteImages,
      images,
      zoom: this.zoom,
      outside: sheet,
      onLink: (target) => post({ type: 'openLink', href: target.href }),
      onHover: (target, text) => emit(this, 'mail-hover', { target, text }),
      onWheel: (event) => zoomByWheel(this, this.zoom, event),
      onScrollTo: (top) => window.scrollBy({ top: sheet.getBoundingClientRect().top + top - 16 }),
    });
    this.#frame = frame;
    sheet.append(frame.element);
    let appearance: Appearance = 'light';
    const blocked = (): void => emit(this, 'mail-blocked', { section: this.section, hosts: content.blocked });
    await showInFrame(frame, content, budget, {
      signal,
      appearance: ({ declaresDark }) => {
        // Without a dark design of its own a mail stays on a light sheet until the reader turns it.
        appearance = wantsDark && declaresDark ? 'dark' : this.appearance === 'inverted' ? 'inverted' : 'light';
        sheet.dataset['appearance'] = appearance;
        return appearance;
      },
      shown: () => {
        blocked();
        // What nothing came of says so in the place of it, and is shown when that stands there.
        if (content.elements > 0 || content.limitations.length === 0)
          emit(this, 'mail-shown', { section: this.section, appearance });
      },
    });
    if (signal.aborted) return;
    blocked();
    this.limitations = content.limitations;
    if (content.elements === 0 && content.limitations.length > 0) {
      this.nothing = true;
      this.#frame.dispose();
      this.#frame = null;
      await this.updateComplete;
      if (this.alternative === null) emit(this, 'mail-shown', { section: this.section, appearance: null });
    }
    emit(this, 'mail-whole', { section: this.section });
  }

  /** The frame's document while it shows something: where a search looks. */
  get searched(): SearchRoot | null {
    const frame = this.#frame?.element;
    const root = frame?.contentDocument?.body;
    return frame && root ? { root, top: () => frame.getBoundingClientRect().top } : null;
  }

  /** What is selected in the frame. */
  selection(): { readonly text: string; readonly html: string } | null {
    return this.#frame?.selection() ?? null;
  }
}

customElements.define('mail-html-body', MailHtmlBody);
