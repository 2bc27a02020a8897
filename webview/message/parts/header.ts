import '@vscode-elements/elements/dist/vscode-badge/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MessageView } from '../../protocol.ts';
import { flagLabel, formatDate, formatSize } from '../format.ts';
import { post } from '../host.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';
import './addresses.ts';
import './all-headers.ts';

/** Subject, people, date, flags and size; every header on demand. What the toolbar offers comes in by its slot. */
export class MailHeader extends LitElement {
  static override properties = { message: { attribute: false } };
  static override styles = [
    shared,
    css`
      header {
        padding: 20px 24px 10px;
      }
      .top {
        display: flex;
        align-items: flex-start;
        gap: 16px;
        flex-wrap: wrap;
      }
      h1 {
        flex: 1 1 20em;
        margin: 0 0 10px;
        font-size: 1.6em;
        line-height: 1.25;
        font-weight: 600;
        letter-spacing: -0.005em;
        overflow-wrap: anywhere;
        color: var(--vscode-editor-foreground);
      }
      h1.none {
        font-weight: 400;
        font-style: italic;
        color: var(--vscode-descriptionForeground);
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        margin-top: 3px;
        margin-right: -6px;
      }
      .people {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        column-gap: 14px;
        line-height: 23px;
      }
      .date-label {
        color: var(--vscode-descriptionForeground);
      }
      .meta {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        margin: 6px 0 4px;
      }
      .meta vscode-badge {
        margin-right: -6px;
      }
    `,
  ];
  declare message: MessageView | null;

  constructor() {
    super();
    this.message = null;
  }

  #date(message: MessageView): TemplateResult | typeof nothing {
    const { iso, original, received } = message.date;
    const shown = formatDate(iso);
    if (shown === '' && !original) {
      return nothing;
    }
    const hover = [
      original ? `Date: ${visibleLine(original)}` : 'The mail has no Date header.',
      received ? `Received by the server: ${formatDate(received)}` : null,
    ].filter((line) => line !== null);
    return html`<div class="date-label">Date</div>
      <div class="date">
        <time datetime=${iso ?? nothing} title=${hover.join('\n')}>${shown || visibleLine(original ?? '')}</time>
      </div>`;
  }

  #meta(message: MessageView): TemplateResult {
    const labels = new Set(message.flags.map(flagLabel).filter((label) => label !== null));
    const id = message.messageId;
    return html`<div class="meta dim">
      ${Array.from(labels, (label) => html`<vscode-badge variant="counter">${visibleLine(label)}</vscode-badge>`)}
      ${message.size === null ? nothing : html`<span>${formatSize(message.size)}</span>`}
      <span><bdi>${visibleLine(message.mailboxLabel)}</bdi> · <bdi>${visibleLine(message.accountLabel)}</bdi></span>
      ${
        id === null
          ? nothing
          : html`<button
              class="quiet dim"
              title=${visibleLine(id)}
              @click=${(): void => post({ type: 'copy', what: 'messageId', text: id })}
            >
              Copy Message-ID
            </button>`
      }
    </div>`;
  }

  override render(): TemplateResult | typeof nothing {
    const message = this.message;
    if (!message) {
      return nothing;
    }
    const subject = visibleLine(message.subject);
    return html`<header aria-label="Message header">
      <div class="top">
        <h1 class=${subject === '' ? 'none' : ''}><bdi>${subject || 'No subject'}</bdi></h1>
        <div class="tools" role="toolbar" aria-label="Message actions"><slot name="tools"></slot></div>
      </div>
      <div class="people">
        <mail-addresses label="From" full .addresses=${message.from}></mail-addresses>
        <mail-addresses label="Sender" full .addresses=${message.sender}></mail-addresses>
        <mail-addresses label="Reply to" full .addresses=${message.replyTo}></mail-addresses>
        <mail-addresses label="To" .addresses=${message.to}></mail-addresses>
        <mail-addresses label="Cc" .addresses=${message.cc}></mail-addresses>
        <mail-addresses label="Bcc" .addresses=${message.bcc}></mail-addresses>
        ${this.#date(message)}
      </div>
      ${this.#meta(message)}
      <mail-all-headers .headers=${message.headers}></mail-all-headers>
    </header>`;
  }
}

customElements.define('mail-header', MailHeader);
