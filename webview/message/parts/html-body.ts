import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { counted, formatSize } from '../format.ts';
import { post } from '../host.ts';
import { MailFrame } from '../render/frame.ts';
import type { Appearance } from '../render/frame-styles.ts';
import type { SearchRoot } from '../render/find.ts';
import { zoomByWheel } from './zoom.ts';
import type { ImageStore } from '../render/images.ts';
import { htmlCost, isVeryLarge } from '../render/measure.ts';
import { sanitise } from '../render/sanitise.ts';
import { shared } from '../styles.ts';
import { emit } from './events.ts';
import './banner.ts';

/** One HTML part: measured, sanitised, shown in a frame of its own. */
export class MailHtmlBody extends LitElement {
  static override properties = {
    section: { type: String },
    source: { attribute: false },
    darkTheme: { type: Boolean },
    appearance: { attribute: false },
    remoteImages: { type: Boolean },
    images: { attribute: false },
    zoom: { attribute: false },
    anyway: { state: true },
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
  declare anyway: boolean;
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
    this.anyway = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#frame?.dispose();
    this.#frame = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('source')) {
      this.anyway = false;
    }
  }

  get #tooLarge(): boolean {
    return !this.anyway && isVeryLarge(htmlCost(this.source));
  }

  override render(): TemplateResult | typeof nothing {
    const cost = htmlCost(this.source);
    const notice = html`<mail-banner kind="warning">
      This message is very large: ${formatSize(cost.characters)}, about
      ${counted(cost.elements, 'element', 'elements')}. Showing it may take long.
      <vscode-button slot="actions" secondary @click=${(): void => this.#showAnyway()}>Show anyway</vscode-button>
    </mail-banner>`;
    return html`${this.#tooLarge ? notice : nothing}
      <div class="sheet" tabindex="-1"></div>`;
  }

  #showAnyway(): void {
    this.anyway = true;
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.#frame && changed.size === 1 && changed.has('zoom')) {
      this.#frame.zoom(this.zoom);
      return;
    }
    this.#frame?.dispose();
    this.#frame = null;
    const images = this.images;
    const sheet = this.renderRoot.querySelector<HTMLElement>('.sheet');
    if (!images || !sheet || this.#tooLarge) {
      emit(this, 'mail-shown', { section: this.section, appearance: null });
      return;
    }
    this.#mount(sheet, images);
  }

  #mount(sheet: HTMLElement, images: ImageStore): void {
    const wantsDark = this.appearance === null ? this.darkTheme : this.appearance !== 'light';
    const options = { remoteImages: this.remoteImages };
    const content = sanitise(this.source, { ...options, scheme: wantsDark ? 'dark' : 'light' });
    // Without a dark design of its own a mail stays on a light sheet until the reader turns it.
    const appearance: Appearance =
      wantsDark && content.declaresDark ? 'dark' : this.appearance === 'inverted' ? 'inverted' : 'light';
    sheet.dataset['appearance'] = appearance;
    const frame = new MailFrame(content, {
      appearance,
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
    emit(this, 'mail-blocked', { section: this.section, hosts: content.blocked });
    void frame.shown.then(() => emit(this, 'mail-shown', { section: this.section, appearance }));
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
