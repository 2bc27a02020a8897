import { html, type TemplateResult } from 'lit';
import type { HostToMessageView } from '../../protocol.ts';

export type Failure = Extract<HostToMessageView, { type: 'error' }>;

/** What is said in large above the server's own words. */
export function failureTitle(failure: Failure): string {
  return {
    'message-gone': 'This message is no longer on the server',
    'mailbox-gone': 'This mailbox is no longer on the server',
    connection: 'The connection failed',
    authentication: 'The server did not accept the sign-in',
    refused: 'The server refused',
    other: 'This message cannot be shown',
  }[failure.kind];
}

export function retryButton(retry: () => void): TemplateResult {
  return html`<vscode-button slot="actions" @click=${retry}>Retry</vscode-button>`;
}
