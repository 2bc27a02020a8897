import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { HostToMessageView } from '../../protocol.ts';
import { formatSize } from '../format.ts';
import { post } from '../host.ts';
import { shared } from '../styles.ts';
import { visibleText } from '../visible.ts';
import './banner.ts';

export type SourceReply = Extract<HostToMessageView, { type: 'source' }>;

/** The message as it travelled: its beginning here, all of it in a text editor. */
export class MailSource extends LitElement {
  static override properties = { reply: { attribute: false } };
  static override styles = [
    shared,
    css`
      pre {
        margin: 0;
        padding: 6px 24px 16px;
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 1em);
        line-height: 1.5;
        color: var(--vscode-editor-foreground);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        tab-size: 8;
      }
      .run {
        display: block;
        content-visibility: auto;
        contain-intrinsic-height: auto 4000px;
      }
      p {
        padding: 6px 24px;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];
  /** Null until the host has answered. */
  declare reply: SourceReply | null;

  constructor() {
    super();
    this.reply = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    post({ type: 'source' });
  }

  override render(): TemplateResult {
    const { reply } = this;
    if (!reply) return html`<p role="status">Fetching the source…</p>`;
    if (reply.text === null)
      return html`<mail-banner kind="error">
        ${reply.reason}
        <vscode-button slot="actions" @click=${(): void => post({ type: 'source' })}>Retry</vscode-button>
      </mail-banner>`;
    const lines = visibleText(reply.text.replaceAll('\r\n', '\n')).split('\n');
    const runs: string[] = [];
    for (let at = 0; at < lines.length; at += 200) runs.push(lines.slice(at, at + 200).join('\n'));
    return html`<mail-banner kind=${reply.truncated ? 'info' : 'plain'}>
        ${
          reply.truncated
            ? `The first ${formatSize(reply.text.length)} of the source.`
            : 'Exactly as the message was transferred.'
        }
        <vscode-button slot="actions" secondary @click=${(): void => post({ type: 'viewSource' })}
          >Open as text</vscode-button
        >
      </mail-banner>
      <pre class="text" tabindex="0" aria-label="Source of the message">
${runs.map((run) => html`<span class="run">${run}</span>`)}${nothing}</pre>`;
  }
}

customElements.define('mail-source', MailSource);
