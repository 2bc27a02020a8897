import { css, html, LitElement, type TemplateResult } from 'lit';
import { shared } from '../styles.ts';
import { emit } from './events.ts';

/** What of a message is looked at. */
export type MailTab = 'html' | 'text' | 'source' | 'structure';

const labels: Readonly<Record<MailTab, string>> = {
  html: 'HTML',
  text: 'Text',
  source: 'Source',
  structure: 'Structure',
};

/** The tabs below the header; arrows move between them, as they do in every tab list. */
export class MailTabs extends LitElement {
  static override properties = { selected: {}, tabs: { attribute: false } };
  static override styles = [
    shared,
    css`
      .tabs {
        display: flex;
        gap: 18px;
        margin: 0 24px;
      }
      button {
        padding: 4px 0 6px;
        color: var(--vscode-descriptionForeground);
        border-bottom: 2px solid transparent;
      }
      button:hover {
        color: var(--vscode-foreground);
      }
      button[aria-selected='true'] {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
      }
    `,
  ];
  declare selected: MailTab;
  /** Those that the message has something for. */
  declare tabs: readonly MailTab[];

  constructor() {
    super();
    this.selected = 'text';
    this.tabs = [];
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const { tabs } = this;
    const next = tabs[(tabs.indexOf(this.selected) + step + tabs.length) % tabs.length];
    if (next) {
      emit(this, 'mail-tab', { tab: next });
      this.renderRoot.querySelector<HTMLElement>(`#${next}`)?.focus();
    }
  }

  override render(): TemplateResult {
    return html`<div class="tabs" role="tablist" @keydown=${(event: KeyboardEvent): void => this.#key(event)}>
      ${this.tabs.map(
        (id) =>
          html`<button
            id=${id}
            role="tab"
            aria-selected=${this.selected === id}
            tabindex=${this.selected === id ? 0 : -1}
            @click=${(): void => emit(this, 'mail-tab', { tab: id })}
          >
            ${labels[id]}
          </button>`,
      )}
    </div>`;
  }
}

customElements.define('mail-tabs', MailTabs);
