import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { HeaderView } from '../../protocol.ts';
import { post, updateViewState, viewState } from '../host.ts';
import { icons } from '../icons.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';

/** Every header field in order, folded away until asked for. */
export class MailAllHeaders extends LitElement {
  static override properties = { headers: { attribute: false }, open: { state: true } };
  static override styles = [
    shared,
    css`
      .head {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        margin-left: -4px;
        padding: 2px 6px 2px 2px;
        border-radius: 4px;
        color: var(--vscode-descriptionForeground);
      }
      .head:hover {
        color: var(--vscode-foreground);
      }
      .scroll {
        margin: 6px 0 4px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
        max-height: 50vh;
        overflow: auto;
        background: var(--vscode-textCodeBlock-background);
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 0.92em;
        line-height: 1.45;
      }
      th,
      td {
        text-align: start;
        vertical-align: top;
        padding: 3px 10px;
      }
      th {
        font-weight: 600;
        white-space: nowrap;
        width: 1%;
      }
      td {
        overflow-wrap: anywhere;
      }
      td bdi {
        white-space: pre-wrap;
      }
      tr + tr > * {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      td.tool {
        width: 1%;
        padding: 1px 4px;
      }
      tr:not(:hover):not(:focus-within) button {
        opacity: 0;
      }
    `,
  ];
  declare headers: readonly HeaderView[];
  declare open: boolean;

  constructor() {
    super();
    this.headers = [];
    this.open = viewState().allHeaders;
  }

  #toggle(): void {
    this.open = !this.open;
    updateViewState({ allHeaders: this.open });
  }

  #row(header: HeaderView): TemplateResult {
    const decoded = header.value !== header.raw;
    const name = visibleLine(header.name);
    return html`<tr>
      <th scope="row">${name}</th>
      <td title=${decoded ? `As written: ${visibleLine(header.raw)}` : nothing}>
        <bdi>${visibleLine(header.value)}</bdi>
      </td>
      <td class="tool">
        <button
          class="quiet square"
          title="Copy header"
          aria-label=${`Copy ${name}`}
          @click=${(): void => post({ type: 'copy', what: 'header', text: `${header.name}: ${header.value}` })}
        >
          ${icons.copy}
        </button>
      </td>
    </tr>`;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.headers.length === 0) {
      return nothing;
    }
    return html`<button class="head" aria-expanded=${this.open} @click=${(): void => this.#toggle()}>
        ${this.open ? icons.chevronDown : icons.chevronRight} All headers (${this.headers.length})
      </button>
      ${
        this.open
          ? html`<div class="scroll" tabindex="0" role="region" aria-label="All headers">
              <table>
                ${this.headers.map((header) => this.#row(header))}
              </table>
            </div>`
          : nothing
      }`;
  }
}

customElements.define('mail-all-headers', MailAllHeaders);
