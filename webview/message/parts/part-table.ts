import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PartView } from '../../protocol.ts';
import { counted, formatSize } from '../format.ts';
import { post } from '../host.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';

/** More than this is never drawn at once. */
const longList = 500;
/** Deeper nesting is not moved further in. */
const maxIndent = 12;

/** The tree of a message's parts; choosing one shows its source. */
export class MailPartTable extends LitElement {
  static override properties = { parts: { attribute: false } };
  static override styles = [
    shared,
    css`
      .scroll {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        line-height: 1.6;
      }
      th,
      td {
        text-align: start;
        vertical-align: top;
        padding: 2px 14px 2px 0;
        white-space: nowrap;
      }
      th {
        font-weight: 400;
        color: var(--vscode-descriptionForeground);
      }
      tbody tr:hover,
      tbody tr:focus-within {
        background: var(--vscode-list-hoverBackground);
      }
      td.number,
      th.number {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      td.facts {
        white-space: normal;
        overflow-wrap: anywhere;
        min-width: 12em;
      }
      .mark {
        color: var(--vscode-editorWarning-foreground);
      }
      td.code,
      button {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 0.95em;
      }
      button {
        color: var(--vscode-textLink-foreground);
      }
      button:hover {
        text-decoration: underline;
      }
    `,
  ];
  declare parts: readonly PartView[];

  constructor() {
    super();
    this.parts = [];
  }

  #row(part: PartView, index: number): TemplateResult {
    const { range, size } = part;
    const facts = [part.disposition, part.name, part.id === null ? null : `<${part.id}>`]
      .filter((fact) => fact !== null)
      .map(visibleLine)
      .join(' · ');
    return html`<tr>
      <td class="code dim">${part.section === '' ? '–' : part.section}</td>
      <td style=${`padding-left: ${Math.min(part.depth, maxIndent) * 16}px`}>
        <button
          title="Show the source of this part"
          aria-label=${`Source of part ${part.section === '' ? 'the whole message' : part.section}, ${visibleLine(part.type)}`}
          @click=${(): void => post({ type: 'viewPart', index })}
        >
          ${visibleLine(part.type)}
        </button>
      </td>
      <td>${part.charset === null ? nothing : visibleLine(part.charset)}</td>
      <td>${part.encoding === null ? nothing : visibleLine(part.encoding)}</td>
      <td class="number" title=${size === null ? nothing : counted(size, 'byte', 'bytes')}>
        ${size === null ? nothing : formatSize(size)}
      </td>
      ${
        this.#ranges
          ? html`<td class="number code dim">${range === null ? nothing : `${range.start}–${range.end}`}</td>`
          : nothing
      }
      <td class="facts">
        ${facts}${part.differences === undefined ? nothing : html` <span class="mark" role="note">⚠ ${part.differences.map(visibleLine).join('; ')}</span>`}
      </td>
    </tr>`;
  }

  get #ranges(): boolean {
    return this.parts.some((part) => part.range !== null);
  }

  override render(): TemplateResult {
    if (this.parts.length === 0) {
      return html`<p class="dim">The server did not tell the structure of this message.</p>`;
    }
    const more = this.parts.length - longList;
    return html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Type</th>
              <th scope="col">Charset</th>
              <th scope="col">Encoding</th>
              <th scope="col" class="number">Size</th>
              ${this.#ranges ? html`<th scope="col" class="number">Octets</th>` : nothing}
              <th scope="col">Disposition</th>
            </tr>
          </thead>
          <tbody>
            ${this.parts.slice(0, longList).map((part, index) => this.#row(part, index))}
          </tbody>
        </table>
      </div>
      ${more > 0 ? html`<p class="dim">${counted(more, 'more part is', 'more parts are')} not listed.</p>` : nothing}`;
  }
}

customElements.define('mail-part-table', MailPartTable);
