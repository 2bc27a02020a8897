import { css, html, LitElement, unsafeCSS, type TemplateResult } from 'lit';
import type { TextParagraph } from '../../protocol.ts';
import { post } from '../host.ts';
import { linkStyles } from '../styles.ts';
import { findSheet, type SearchRoot } from '../render/find.ts';
import { linkWarnings } from '../render/links.ts';
import { plainText } from '../render/plain-text.ts';
import type { LinkTarget } from '../render/urls.ts';
import { shared } from '../styles.ts';
import { emit } from './events.ts';

/** One plain text part. It stands on the page itself: it is built of text nodes, never of markup. */
export class MailTextBody extends LitElement {
  static override properties = { section: { type: String }, paragraphs: { attribute: false } };
  static override styles = [
    shared,
    linkStyles,
    unsafeCSS(findSheet),
    css`
      .text {
        padding: 6px 24px 16px;
        max-width: 100ch;
        line-height: 1.55;
        font-family: var(--mail-plain-font, var(--vscode-editor-font-family, monospace));
        font-size: var(--mail-plain-size, var(--vscode-editor-font-size, 1em));
        color: var(--vscode-editor-foreground);
        overflow-wrap: anywhere;
      }
      .run {
        white-space: pre-wrap;
      }
      .run.long {
        content-visibility: auto;
        contain-intrinsic-height: auto 4000px;
      }
      .run.signature {
        color: var(--vscode-descriptionForeground);
      }
      summary {
        cursor: pointer;
        font-family: var(--vscode-font-family);
        font-size: 0.9em;
        color: var(--vscode-descriptionForeground);
        width: fit-content;
        border-radius: 3px;
        padding: 0 4px;
        margin-left: -4px;
        user-select: none;
      }
      summary:hover {
        color: var(--vscode-foreground);
        background: var(--vscode-toolbar-hoverBackground);
      }
      blockquote {
        margin: 2px 0 2px;
        padding: 0 0 0 12px;
        background: none;
        border-left: 2px solid var(--quote);
        color: var(--vscode-descriptionForeground);
      }
      .text {
        --quote: var(--vscode-charts-blue, var(--vscode-textBlockQuote-border));
      }
      .quote .quote {
        --quote: var(--vscode-charts-green, var(--vscode-textBlockQuote-border));
      }
      .quote .quote .quote {
        --quote: var(--vscode-charts-orange, var(--vscode-textBlockQuote-border));
      }
    `,
  ];
  declare section: string;
  declare paragraphs: readonly TextParagraph[];
  #links: ReadonlyMap<Element, LinkTarget> = new Map();

  constructor() {
    super();
    this.section = '';
    this.paragraphs = [];
  }

  override render(): TemplateResult {
    const { root, links } = plainText(this.paragraphs);
    this.#links = links;
    return html`<div
      class="text"
      role="document"
      aria-label="Message text"
      @click=${(event: Event): void => this.#follow(event)}
      @keydown=${(event: KeyboardEvent): void => this.#key(event)}
      @pointerover=${(event: Event): void => this.#hover(event)}
      @focusin=${(event: Event): void => this.#hover(event)}
      @pointerleave=${(): void => emit(this, 'mail-hover', { target: null, text: '' })}
      @focusout=${(): void => emit(this, 'mail-hover', { target: null, text: '' })}
    >
      ${root}
    </div>`;
  }

  override updated(): void {
    emit(this, 'mail-shown', { section: this.section, appearance: null });
  }

  get searched(): SearchRoot {
    return { root: this.renderRoot, top: () => 0 };
  }

  #linkOf(event: Event): { element: Element; target: LinkTarget } | null {
    const element = (event.target as Element | null)?.closest('.mx-link') ?? null;
    const target = element && this.#links.get(element);
    return element && target ? { element, target } : null;
  }

  #follow(event: Event): void {
    const link = this.#linkOf(event);
    if (link) {
      event.preventDefault();
      post({ type: 'openLink', href: link.target.href });
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#follow(event);
    }
  }

  #hover(event: Event): void {
    const link = this.#linkOf(event);
    const text = link ? linkWarnings(link.element.textContent, link.target).join(' ') : '';
    emit(this, 'mail-hover', { target: link?.target ?? null, text });
  }
}

customElements.define('mail-text-body', MailTextBody);
