import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { receivedHops, type Hop } from '../../../extension/mime/received.ts';
import type { HeaderView } from '../../protocol.ts';
import { formatDelay } from '../render/named-headers.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';

/** A delay that a reader should see. */
const slow = 60;

/** The way of a message, oldest station first, as its Received headers tell it. */
export class MailHops extends LitElement {
  static override properties = { headers: { attribute: false } };
  static override styles = [
    shared,
    css`
      ol {
        list-style: none;
        margin: 0;
        padding: 0 0 0 18px;
      }
      li {
        position: relative;
        padding: 0 0 10px;
        line-height: 1.5;
        overflow-wrap: anywhere;
      }
      li::before {
        content: '';
        position: absolute;
        left: -17px;
        top: 0.5em;
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--vscode-descriptionForeground);
      }
      li:not(:last-child)::after {
        content: '';
        position: absolute;
        left: -14px;
        top: calc(0.5em + 9px);
        bottom: -0.4em;
        border-left: 1px solid var(--vscode-panel-border, currentColor);
      }
      .delay {
        font-variant-numeric: tabular-nums;
        margin-left: 8px;
      }
      .slow {
        color: var(--vscode-editorWarning-foreground);
      }
    `,
  ];
  declare headers: readonly HeaderView[];

  constructor() {
    super();
    this.headers = [];
  }

  #hop(hop: Hop): TemplateResult {
    const { from, by, protocol, time, delay, raw } = hop;
    const apart = delay !== null && (delay >= slow || delay < 0);
    return html`<li title=${visibleLine(raw)}>
      <div>
        ${by === null ? html`<span class="dim">unnamed server</span>` : html`<bdi>${visibleLine(by)}</bdi>`}
        ${
          delay === null
            ? nothing
            : html`<span class=${apart ? 'delay slow' : 'delay dim'}
                >${formatDelay(delay)}${delay < 0 ? ', clocks differ' : ''}</span
              >`
        }
      </div>
      <div class="dim">
        ${[
          from === null ? null : `from ${visibleLine(from)}`,
          protocol === null ? null : `via ${visibleLine(protocol)}`,
          time === null ? 'no date' : time.toLocaleString(),
        ]
          .filter((fact) => fact !== null)
          .join(' · ')}
      </div>
    </li>`;
  }

  override render(): TemplateResult {
    const received = this.headers.filter((header) => header.name.toLowerCase() === 'received');
    const hops = receivedHops(received.map((header) => header.raw));
    return hops.length === 0
      ? html`<p class="dim">No server left a trace on this message.</p>`
      : html`<ol>
          ${hops.map((hop) => this.#hop(hop))}
        </ol>`;
  }
}

customElements.define('mail-hops', MailHops);
