import { css, html, LitElement, type TemplateResult } from 'lit';
import { icons } from '../icons.ts';
import { findRanges, highlight, maxMatches, unfold, type SearchRoot } from '../render/find.ts';
import { shared } from '../styles.ts';
import { emit } from './events.ts';

interface Found {
  readonly range: Range;
  readonly place: SearchRoot;
}

/** Finds text in what is shown of the message, across its parts and their frames. */
export class MailFindBar extends LitElement {
  static override properties = { roots: { attribute: false }, query: { state: true }, current: { state: true } };
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        z-index: 2;
        top: 8px;
        right: 24px;
      }
      form {
        display: flex;
        align-items: center;
        gap: 4px;
        padding: 4px 6px;
        border-radius: 4px;
        border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      input {
        font: inherit;
        width: 16em;
        padding: 2px 6px;
        color: var(--vscode-input-foreground);
        background: var(--vscode-input-background);
        border: 1px solid var(--vscode-input-border, var(--vscode-panel-border, transparent));
        border-radius: 2px;
      }
      input::placeholder {
        color: var(--vscode-input-placeholderForeground);
      }
      .count {
        min-width: 6.5em;
        font-variant-numeric: tabular-nums;
      }
      .count.none {
        color: var(--vscode-errorForeground);
      }
      button[aria-pressed='true'] {
        background: var(--vscode-inputOption-activeBackground);
        outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
      }
    `,
  ];
  /** What is searched now, top to bottom; asked again for each search, for parts come and go. */
  declare roots: () => readonly SearchRoot[];
  declare query: string;
  /** Index of the current match; -1 without any. */
  declare current: number;
  #found: readonly Found[] = [];
  #matchCase = false;

  constructor() {
    super();
    this.roots = () => [];
    this.query = '';
    this.current = -1;
  }

  override firstUpdated(): void {
    this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  /** Takes the focus, with what was searched last selected. */
  start(): void {
    const input = this.renderRoot.querySelector('input');
    input?.focus();
    input?.select();
  }

  /** The message is drawn anew: the same query in the new text. */
  again(): void {
    const at = Math.max(0, this.current);
    this.#search();
    this.current = this.#found.length === 0 ? -1 : Math.min(at, this.#found.length - 1);
    this.#mark();
  }

  #clear(): void {
    for (const view of this.#views(this.#found)) highlight(view, [], null);
    this.#found = [];
  }

  #views(found: readonly Found[]): Set<Window> {
    return new Set(found.flatMap(({ range }) => range.startContainer.ownerDocument?.defaultView ?? []));
  }

  #search(): void {
    this.#clear();
    const found: Found[] = [];
    for (const place of this.roots()) {
      found.push(...findRanges(place.root, this.query, this.#matchCase).map((range) => ({ range, place })));
      if (found.length >= maxMatches) break;
    }
    this.#found = found.slice(0, maxMatches);
  }

  #input(query: string): void {
    this.query = query;
    this.#search();
    this.current = this.#found.length > 0 ? 0 : -1;
    this.#show();
  }

  #step(by: 1 | -1): void {
    const { length } = this.#found;
    if (length === 0) return;
    this.current = (this.current + by + length) % length;
    this.#show();
  }

  #mark(): void {
    const now = this.#found[this.current]?.range ?? null;
    for (const view of this.#views(this.#found)) {
      const ranges = this.#found.filter(({ range }) => range.startContainer.ownerDocument?.defaultView === view);
      const own = now?.startContainer.ownerDocument?.defaultView === view;
      highlight(
        view,
        ranges.map(({ range }) => range),
        own ? now : null,
      );
    }
  }

  #show(): void {
    this.#mark();
    const now = this.#found[this.current];
    if (!now) return;
    unfold(now.range);
    now.range.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
    // The frame grows with what was unfolded only after its layout.
    requestAnimationFrame(() => {
      const top = now.place.top() + now.range.getBoundingClientRect().top;
      if (top < 60 || top > window.innerHeight - 40) window.scrollBy({ top: top - window.innerHeight / 3 });
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      emit(this, 'mail-find-closed', {});
    } else if (event.key === 'Enter' || event.key === 'F3') {
      event.preventDefault();
      this.#step(event.shiftKey ? -1 : 1);
    }
  }

  #count(): string {
    const { length } = this.#found;
    if (this.query.trim() === '') return '';
    if (length === 0) return 'No results';
    return `${this.current + 1} of ${length === maxMatches ? `${maxMatches}+` : length}`;
  }

  #toggleCase(): void {
    this.#matchCase = !this.#matchCase;
    this.#input(this.query);
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const none = this.query.trim() !== '' && this.#found.length === 0;
    return html`<form
      role="search"
      aria-label="Find in message"
      @keydown=${(event: KeyboardEvent): void => this.#key(event)}
      @submit=${(event: Event): void => event.preventDefault()}
    >
      <input
        type="text"
        spellcheck="false"
        aria-label="Find in message"
        placeholder="Find in message"
        .value=${this.query}
        @input=${(event: Event): void => this.#input((event.target as HTMLInputElement).value)}
      />
      <button
        type="button"
        class="quiet square"
        title="Match case"
        aria-label="Match case"
        aria-pressed=${this.#matchCase}
        @click=${(): void => this.#toggleCase()}
      >
        Aa
      </button>
      <span class=${none ? 'count none' : 'count'} role="status">${this.#count()}</span>
      <button
        type="button"
        class="quiet square"
        title="Previous match (Shift+Enter)"
        aria-label="Previous match"
        @click=${(): void => this.#step(-1)}
      >
        ${icons.up}
      </button>
      <button
        type="button"
        class="quiet square"
        title="Next match (Enter)"
        aria-label="Next match"
        @click=${(): void => this.#step(1)}
      >
        ${icons.chevronDown}
      </button>
      <button
        type="button"
        class="quiet square"
        title="Close (Escape)"
        aria-label="Close"
        @click=${(): void => emit(this, 'mail-find-closed', {})}
      >
        ${icons.close}
      </button>
    </form>`;
  }
}

customElements.define('mail-find-bar', MailFindBar);
