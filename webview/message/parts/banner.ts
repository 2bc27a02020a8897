import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { icons } from '../icons.ts';
import { shared } from '../styles.ts';

/** A calm line that says something about the message, with room for what can be done about it. */
export class MailBanner extends LitElement {
  static override properties = { kind: { type: String, reflect: true } };
  static override styles = [
    shared,
    css`
      .banner {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        margin: 0 24px 8px;
        padding: 4px 6px 4px 12px;
        border-radius: 4px;
        border: 1px solid var(--border);
        background: var(--background);
        line-height: 1.4;
      }
      :host {
        --border: var(--vscode-inputValidation-infoBorder, var(--vscode-contrastBorder));
        --background: var(--vscode-inputValidation-infoBackground);
        --mark: var(--vscode-editorInfo-foreground, currentColor);
      }
      :host([kind='warning']) {
        --border: var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder));
        --background: var(--vscode-inputValidation-warningBackground);
        --mark: var(--vscode-editorWarning-foreground, currentColor);
      }
      :host([kind='error']) {
        --border: var(--vscode-inputValidation-errorBorder, var(--vscode-contrastBorder));
        --background: var(--vscode-inputValidation-errorBackground);
        --mark: var(--vscode-editorError-foreground, currentColor);
      }
      :host([kind='plain']) {
        --border: var(--vscode-panel-border, var(--vscode-contrastBorder));
        --background: var(--vscode-textBlockQuote-background, transparent);
        --mark: var(--vscode-descriptionForeground);
      }
      .mark {
        color: var(--mark);
        padding-top: 5px;
      }
      .text {
        flex: 1 1 auto;
        min-width: 0;
        padding: 4px 0;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex: none;
        gap: 6px;
        align-items: center;
        min-height: 26px;
      }
    `,
  ];
  declare kind: 'plain' | 'info' | 'warning' | 'error';

  constructor() {
    super();
    this.kind = 'info';
  }

  override render(): TemplateResult {
    const mark = { plain: icons.shield, info: icons.info, warning: icons.warning, error: icons.error }[this.kind];
    return html`<div class="banner" role=${this.kind === 'error' ? 'alert' : 'note'}>
      <span class="mark">${mark}</span>
      <div class="text"><slot></slot></div>
      <div class="actions"><slot name="actions"></slot></div>
    </div>`;
  }
}

customElements.define('mail-banner', MailBanner);
