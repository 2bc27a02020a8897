import '@vscode-elements/elements/dist/vscode-badge/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { HeaderView, MessageView } from '../../protocol.ts';
import { namedHeaders, type NamedHeader } from '../render/named-headers.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';
import './hops.ts';
import './part-table.ts';

/** More headers than this are never drawn at once. */
const longList = 500;

/** How a message is made: its parts, its way, who vouches for it, and every header as written. */
export class MailStructure extends LitElement {
  static override properties = { message: { attribute: false } };
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
      dd.decoded {
        margin-top: -6px;
      }
    `,
  ];
  declare message: MessageView | null;

  constructor() {
    super();
    this.message = null;
  }

  #named({ header, meaning, unverified }: NamedHeader): TemplateResult {
    return html`<dt>
        <span class="name">${visibleLine(header.name)}</span>
        <span class="dim">${meaning}</span>
        ${unverified ? html`<vscode-badge title="No trusted server vouches for this header">unverified</vscode-badge>` : nothing}
      </dt>
      <dd><bdi>${visibleLine(header.value)}</bdi></dd>`;
  }

  #raw(header: HeaderView): TemplateResult {
    return html`<dt><span class="name">${visibleLine(header.name)}</span></dt>
      <dd><bdi>${visibleLine(header.raw)}</bdi></dd>
      ${
        header.value === header.raw
          ? nothing
          : html`<dd class="decoded"><span class="dim">decoded: </span><bdi>${visibleLine(header.value)}</bdi></dd>`
      }`;
  }

  override render(): TemplateResult | typeof nothing {
    const { message } = this;
    if (message === null) {
      return nothing;
    }
    const named = namedHeaders(message.headers).slice(0, longList);
    const more = message.headers.length - longList;
    return html`<section aria-label="Parts">
        <h2>Parts</h2>
        <mail-part-table .parts=${message.structure}></mail-part-table>
      </section>
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
