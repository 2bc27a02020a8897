import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { AddressView } from '../../protocol.ts';
import { counted } from '../format.ts';
import { post } from '../host.ts';
import { icons } from '../icons.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';

/** As many names stand in a line before the rest folds away. */
const shortList = 4;

/** The addresses of one header field: names in a line, or every address on its own line with a way to copy it. */
export class MailAddresses extends LitElement {
  static override properties = {
    label: { type: String },
    addresses: { attribute: false },
    full: { type: Boolean },
    expanded: { state: true },
  };
  static override styles = [
    shared,
    css`
      :host {
        display: contents;
      }
      .label {
        color: var(--vscode-descriptionForeground);
      }
      .value {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: 22px;
      }
      .name {
        font-weight: 600;
      }
      button.more {
        color: var(--vscode-textLink-foreground);
        border-radius: 3px;
      }
      button.more:hover {
        text-decoration: underline;
      }
      button.quiet.square {
        opacity: 0;
      }
      li:hover button.square,
      button.square:focus-visible,
      .sole:hover button.square {
        opacity: 1;
      }
      .sole {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        flex-wrap: wrap;
      }
    `,
  ];
  declare label: string;
  declare addresses: readonly AddressView[];
  /** Show name and address at once (From). */
  declare full: boolean;
  declare expanded: boolean;

  constructor() {
    super();
    this.label = '';
    this.addresses = [];
    this.full = false;
    this.expanded = false;
  }

  #copy(address: string): TemplateResult | typeof nothing {
    return address === ''
      ? nothing
      : html`<button
          class="quiet square"
          title="Copy address"
          aria-label=${`Copy ${visibleLine(address)}`}
          @click=${(): void => post({ type: 'copy', what: 'address', text: address })}
        >
          ${icons.copy}
        </button>`;
  }

  #whole(entry: AddressView): TemplateResult {
    const name = visibleLine(entry.name ?? '');
    const address = visibleLine(entry.address);
    const group = entry.group === null ? '' : `${visibleLine(entry.group)}: `;
    return html`${group}${name === '' ? nothing : html`<bdi class="name">${name}</bdi>`}
      <bdi class=${name === '' ? 'name' : 'dim'}>${address}</bdi>`;
  }

  #short(entry: AddressView): TemplateResult {
    const name = visibleLine(entry.name ?? '') || visibleLine(entry.address) || visibleLine(entry.group ?? '');
    return html`<bdi title=${visibleLine(entry.address)}>${name}</bdi>`;
  }

  #toggle(expanded: boolean): void {
    this.expanded = expanded;
  }

  #list(): TemplateResult {
    return html`<ul>
        ${this.addresses.map((entry) => html`<li>${this.#whole(entry)} ${this.#copy(entry.address)}</li>`)}
      </ul>
      <button class="more" aria-expanded="true" @click=${(): void => this.#toggle(false)}>Show less</button>`;
  }

  #line(): TemplateResult {
    const shown = this.addresses.slice(0, shortList);
    const rest = this.addresses.length - shown.length;
    const label = rest > 0 ? `and ${counted(rest, 'other', 'others')}` : 'Details';
    return html`${shown.map((entry, index) => html`${index > 0 ? ', ' : nothing}${this.#short(entry)}`)}
      <button
        class="more"
        aria-expanded="false"
        aria-label=${`${label}: show every address of ${this.label}`}
        @click=${(): void => this.#toggle(true)}
      >
        ${label}
      </button>`;
  }

  override render(): TemplateResult | typeof nothing {
    const [first] = this.addresses;
    if (!first) {
      return nothing;
    }
    const sole = this.addresses.length === 1 && this.full;
    return html`<div class="label" id="label">${this.label}</div>
      <div class="value" role="group" aria-labelledby="label">
        ${
          sole
            ? html`<span class="sole">${this.#whole(first)} ${this.#copy(first.address)}</span>`
            : this.expanded
              ? this.#list()
              : this.#line()
        }
      </div>`;
  }
}

customElements.define('mail-addresses', MailAddresses);
