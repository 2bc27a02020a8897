import { css, html, LitElement, type TemplateResult } from 'lit';
import type { CardView } from '../../protocol.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';

/** Events and contacts of an attachment, as text: nothing in them is followed or fetched. */
export class MailCards extends LitElement {
  static override properties = { cards: { attribute: false } };
  static override styles = [
    shared,
    css`
      article {
        margin: 8px 0 0;
        padding: 8px 12px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-left: 3px solid var(--vscode-charts-blue, var(--vscode-focusBorder));
        border-radius: 4px;
        line-height: 1.5;
        overflow-wrap: anywhere;
      }
      h3 {
        margin: 0 0 4px;
        font-size: 1em;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 0 12px;
        margin: 0;
        max-height: 24em;
        overflow: auto;
      }
      dd {
        margin: 0;
        white-space: pre-line;
      }
    `,
  ];
  declare cards: readonly CardView[];

  constructor() {
    super();
    this.cards = [];
  }

  #card({ kind, title, rows }: CardView): TemplateResult {
    return html`<article aria-label=${kind === 'event' ? 'Event' : 'Contact'}>
      <h3><bdi>${visibleLine(title)}</bdi></h3>
      <dl>
        ${rows.map(
          ({ label, value }) =>
            html`<dt class="dim">${label}</dt>
              <dd><bdi>${value.split('\n').map(visibleLine).join('\n')}</bdi></dd>`,
        )}
      </dl>
    </article>`;
  }

  override render(): TemplateResult {
    return this.cards.length === 0
      ? html`<p class="dim">There is nothing in this attachment that can be shown as a card.</p>`
      : html`${this.cards.map((card) => this.#card(card))}`;
  }
}

customElements.define('mail-cards', MailCards);
