import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { formatSize } from '../format.ts';
import { shared } from '../styles.ts';

/** What is being fetched, and how far it is. */
export class MailProgress extends LitElement {
  static override properties = {
    text: { type: String },
    received: { attribute: false },
    total: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      vscode-progress-bar {
        display: block;
      }
      p {
        margin: 0;
        padding: 20px 24px;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];
  declare text: string;
  declare received: number | null;
  declare total: number | null;

  constructor() {
    super();
    this.text = '';
    this.received = null;
    this.total = null;
  }

  override render(): TemplateResult {
    const { received, total } = this;
    const known = received !== null && total !== null && total > 0;
    const amount = known ? ` ${formatSize(received)} of ${formatSize(total)}` : '';
    return html`${
        known
          ? html`<vscode-progress-bar
              .value=${Math.min(100, (received / total) * 100)}
              label=${this.text}
            ></vscode-progress-bar>`
          : html`<vscode-progress-bar indeterminate label=${this.text}></vscode-progress-bar>`
      }
      <p>${this.text}${amount === '' ? nothing : html`<span aria-hidden="true">${amount}</span>`}</p>`;
  }
}

customElements.define('mail-progress', MailProgress);
