import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MessageView, PatchView } from '../../protocol.ts';
import { counted } from '../format.ts';
import { post } from '../host.ts';
import { displayHost } from '../render/punycode.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';
import './banner.ts';

/** What a mailing list offers beside reading: leaving it, and the patches it carries. Each asks before it does anything. */
export class MailOffers extends LitElement {
  static override properties = { message: { attribute: false } };
  static override styles = [
    shared,
    css`
      .patch + .patch {
        margin-top: 4px;
      }
    `,
  ];
  declare message: MessageView | null;

  constructor() {
    super();
    this.message = null;
  }

  #patch(patch: PatchView): TemplateResult {
    const act = (action: 'apply' | 'series' | 'diff') => (): void =>
      post({ type: 'patch', action, section: patch.section });
    const place = patch.total > 1 ? `Patch ${patch.number} of ${patch.total}` : 'Patch';
    const [first] = patch.files;
    const what = patch.mailed
      ? first === undefined
        ? ''
        : patch.files.length === 1
          ? visibleLine(first)
          : counted(patch.files.length, 'file', 'files')
      : visibleLine(patch.name);
    return html`<mail-banner kind="plain" class="patch">
      ${place}: <bdi>${what}</bdi>
      <vscode-button slot="actions" secondary @click=${act('diff')}>Open diff</vscode-button>
      <vscode-button slot="actions" secondary @click=${act('apply')}>Apply…</vscode-button>
      ${
        patch.total > 1
          ? html`<vscode-button slot="actions" secondary @click=${act('series')}>Apply series…</vscode-button>`
          : nothing
      }
    </mail-banner>`;
  }

  override render(): TemplateResult | typeof nothing {
    const { unsubscribe = null, patches = [] } = this.message ?? {};
    if (unsubscribe === null && patches.length === 0) {
      return nothing;
    }
    const host = unsubscribe === null ? '' : displayHost(unsubscribe.host);
    return html`${patches.map((patch) => this.#patch(patch))}
    ${
      unsubscribe === null
        ? nothing
        : html`<mail-banner kind="plain">
            Mailing list
            <vscode-button slot="actions" secondary @click=${(): void => post({ type: 'unsubscribe' })}>
              Unsubscribe at ${host}…
            </vscode-button>
          </mail-banner>`
    }`;
  }
}

customElements.define('mail-offers', MailOffers);
