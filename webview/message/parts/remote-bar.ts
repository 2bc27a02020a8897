import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { counted } from '../format.ts';
import { post } from '../host.ts';
import type { BlockedHost } from '../render/inventory.ts';
import { displayHost } from '../render/punycode.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';
import './banner.ts';

/** Says what was not loaded and from where; offers to load the images. */
export class MailRemoteBar extends LitElement {
  static override properties = {
    hosts: { attribute: false },
    sender: { attribute: false },
    refused: { type: Boolean },
    open: { state: true },
  };
  static override styles = [
    shared,
    css`
      ul {
        margin: 6px 0 2px;
        padding: 0;
        list-style: none;
        max-height: 12em;
        overflow: auto;
      }
      li {
        padding: 1px 0;
      }
      button.more {
        color: var(--vscode-textLink-foreground);
        border-radius: 3px;
      }
      button.more:hover {
        text-decoration: underline;
      }
      p {
        margin: 4px 0 0;
      }
    `,
  ];
  declare hosts: readonly BlockedHost[];
  /** A verified sender, for whom the choice can be made once and for all. */
  declare sender: string | null;
  /** Junk: nothing is ever loaded. */
  declare refused: boolean;
  declare open: boolean;

  constructor() {
    super();
    this.hosts = [];
    this.sender = null;
    this.refused = false;
    this.open = false;
  }

  #host(entry: BlockedHost): TemplateResult {
    const parts = [
      entry.images > 0 ? counted(entry.images, 'image', 'images') : null,
      entry.other > 0 ? `${counted(entry.other, 'other item', 'other items')}, never loaded` : null,
    ].filter((part) => part !== null);
    return html`<li>
      <strong title=${entry.host}>${displayHost(entry.host)}</strong> <span class="dim">${parts.join(', ')}</span>
    </li>`;
  }

  override render(): TemplateResult | typeof nothing {
    const images = this.hosts.reduce((sum, entry) => sum + entry.images, 0);
    const all = this.hosts.reduce((sum, entry) => sum + entry.images + entry.other, 0);
    if (images === 0) {
      return nothing;
    }
    return html`<mail-banner kind="plain">
      <span role="status">
        ${counted(all, 'remote item', 'remote items')} blocked, from ${counted(this.hosts.length, 'host', 'hosts')}.
      </span>
      <button class="more" aria-expanded=${this.open} @click=${(): void => this.#toggle()}>
        ${this.open ? 'Hide hosts' : 'Show hosts'}
      </button>
      ${
        this.open
          ? html`<ul aria-label="Blocked hosts">
                ${this.hosts.map((entry) => this.#host(entry))}
              </ul>
              <p class="dim">Loading an image tells its host that, when and from where this message is read.</p>`
          : nothing
      }
      ${this.refused ? html`<span slot="actions" class="dim">Never loaded from junk</span>` : this.#actions()}
    </mail-banner>`;
  }

  #actions(): TemplateResult {
    const load = (always: boolean): void => post({ type: 'loadRemoteImages', always });
    return html`<vscode-button slot="actions" secondary @click=${(): void => load(false)}>
        Load remote images
      </vscode-button>
      ${
        this.sender === null
          ? nothing
          : html`<vscode-button slot="actions" secondary @click=${(): void => load(true)}>
              Always from ${visibleLine(this.sender)}
            </vscode-button>`
      }`;
  }

  #toggle(): void {
    this.open = !this.open;
  }
}

customElements.define('mail-remote-bar', MailRemoteBar);
