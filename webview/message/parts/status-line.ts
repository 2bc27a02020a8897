import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LinkTarget } from '../render/urls.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';

/** Where the link under the pointer or the focus leads, at the foot of the view, as browsers show it. */
export class MailStatusLine extends LitElement {
  static override properties = { target: { attribute: false }, warning: { type: String } };
  static override styles = [
    shared,
    css`
      div {
        position: fixed;
        left: 0;
        bottom: 0;
        max-width: min(90vw, 100ch);
        padding: 3px 10px;
        max-height: 40vh;
        overflow: hidden;
        overflow-wrap: anywhere;
        font-size: 0.92em;
        color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, transparent));
        border-width: 1px 1px 0 0;
        border-radius: 0 4px 0 0;
        pointer-events: none;
      }
      .warning {
        color: var(--vscode-editorWarning-foreground);
        font-weight: 600;
      }
    `,
  ];
  declare target: LinkTarget | null;
  declare warning: string;

  constructor() {
    super();
    this.target = null;
    this.warning = '';
  }

  override render(): TemplateResult | typeof nothing {
    return this.target
      ? html`<div>
          ${this.warning === '' ? nothing : html`<span class="warning">⚠ ${visibleLine(this.warning)}</span> `}
          <bdi>${visibleLine(this.target.display)}</bdi>
        </div>`
      : nothing;
  }
}

customElements.define('mail-status-line', MailStatusLine);
