import '@vscode-elements/elements/dist/vscode-badge/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { HeaderView, InspectionView, MessageView } from '../../protocol.ts';
import { counted } from '../format.ts';
import { post } from '../host.ts';
import { meaningOf, namedHeaders, type NamedHeader } from '../render/named-headers.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';
import './hops.ts';
import './part-table.ts';

/** More headers than this are never drawn at once. */
const longList = 500;

/** How a message is made: its parts, its way, who vouches for it, and every header as written. */
export class MailStructure extends LitElement {
  static override properties = { message: { attribute: false }, inspection: { attribute: false } };
  static override styles = [
    shared,
    css`
      section {
        padding: 0 24px 18px;
      }
      h2 {
        margin: 0 0 6px;
        font-size: 1em;
        font-weight: 600;
      }
      dl {
        margin: 0;
        line-height: 1.5;
      }
      dt {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: 2px 10px;
      }
      .name {
        font-weight: 600;
      }
      dd {
        margin: 0 0 8px;
        overflow-wrap: anywhere;
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 0.92em;
      }
      dd bdi {
        white-space: pre-wrap;
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
        padding: 1px 14px 1px 0;
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      th {
        color: var(--vscode-descriptionForeground);
        white-space: nowrap;
      }
      .mark {
        color: var(--vscode-editorWarning-foreground);
      }
      .details b {
        font-weight: 600;
      }
      .more {
        color: var(--vscode-textLink-foreground);
      }
      dd.why {
        margin-top: -6px;
        font-family: inherit;
      }
      dd.decoded {
        margin-top: -6px;
      }
    `,
  ];
  declare message: MessageView | null;
  /** What the server tells beside what the octets say, once it is known. */
  declare inspection: InspectionView | null;

  constructor() {
    super();
    this.message = null;
    this.inspection = null;
  }

  /** Asked once for each message: a comparison costs a command, and octets only where they are few. */
  override updated(changed: Map<string, unknown>): void {
    if (changed.has('message') && this.message?.inspectable === true && this.inspection === null)
      post({ type: 'inspect', whole: false });
  }

  #envelope({ envelope }: InspectionView): TemplateResult {
    return html`<section aria-label="Envelope">
      <h2>Envelope</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">As the server tells it</th>
            <th scope="col">As the message has it</th>
          </tr>
        </thead>
        <tbody>
          ${envelope.map(
            ({ field, server, message, differs }) =>
              html`<tr class=${differs ? 'differs' : ''}>
                <th scope="row">${field}</th>
                <td><bdi>${visibleLine(server)}</bdi></td>
                <td>
                  ${differs ? html`<bdi>${visibleLine(message)}</bdi> <span class="mark">differs</span>` : html`<span class="dim">the same</span>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #compared(inspection: InspectionView): TemplateResult {
    const different = inspection.parts.filter((part) => part.differences !== undefined).length;
    const said = inspection.whole
      ? different === 0
        ? 'The server tells of these parts as the message has them.'
        : `The server tells otherwise of ${counted(different, 'part', 'parts')}.`
      : 'As the server tells them; the message was not read to compare.';
    return html`<p class="dim" role="status">
      ${said}
      ${
        inspection.canRead
          ? html`<button class="more" @click=${(): void => post({ type: 'inspect', whole: true })}>
              Read the whole message
            </button>`
          : nothing
      }
    </p>`;
  }

  #named({ header, meaning, unverified, why, trusted, details }: NamedHeader): TemplateResult {
    return html`<dt>
        <span class="name">${visibleLine(header.name)}</span>
        <span class="dim">${meaning}</span>
        ${unverified ? html`<vscode-badge>unverified</vscode-badge>` : nothing}
        ${trusted ? html`<vscode-badge title="A server that you trust says so">trusted server</vscode-badge>` : nothing}
      </dt>
      <dd><bdi>${visibleLine(header.value)}</bdi></dd>
      ${why === null ? nothing : html`<dd class="why dim">${visibleLine(why)}</dd>`}
      ${
        details.length === 0
          ? nothing
          : html`<dd class="details">
              ${details.map(
                ({ name, value, meaning: means }) =>
                  html`<div>
                    <b>${visibleLine(name)}</b> <bdi>${visibleLine(value)}</bdi> <span class="dim">${means ?? ''}</span>
                  </div>`,
              )}
            </dd>`
      }`;
  }

  #raw(header: HeaderView): TemplateResult {
    return html`<dt>
        <span class="name">${visibleLine(header.name)}</span>
        <span class="dim">${meaningOf(header.name) ?? ''}</span>
      </dt>
      <dd><bdi>${visibleLine(header.raw)}</bdi></dd>
      ${
        header.value === header.raw
          ? nothing
          : html`<dd class="decoded"><span class="dim">decoded: </span><bdi>${visibleLine(header.value)}</bdi></dd>`
      }`;
  }

  override render(): TemplateResult | typeof nothing {
    const { message, inspection } = this;
    if (message === null) {
      return nothing;
    }
    const named = namedHeaders(message.headers, message.trustedAuthServers ?? []).slice(0, longList);
    const more = message.headers.length - longList;
    return html`<section aria-label="Parts">
        <h2>Parts</h2>
        ${inspection === null ? nothing : this.#compared(inspection)}
        <mail-part-table .parts=${inspection?.parts ?? message.structure}></mail-part-table>
      </section>
      ${inspection === null ? nothing : this.#envelope(inspection)}
      <section aria-label="Route">
        <h2>Route</h2>
        <mail-hops .headers=${message.headers}></mail-hops>
      </section>
      ${
        named.length === 0
          ? nothing
          : html`<section aria-label="List and signatures">
              <h2>List and signatures</h2>
              <dl>${named.map((one) => this.#named(one))}</dl>
            </section>`
      }
      <section aria-label="Headers as written">
        <h2>Headers as written</h2>
        <dl>${message.headers.slice(0, longList).map((header) => this.#raw(header))}</dl>
        ${more > 0 ? html`<p class="dim">${more} more headers are not listed; the source has them.</p>` : nothing}
      </section>`;
  }
}

customElements.define('mail-structure', MailStructure);
