import { css } from 'lit';

/** The message view's own frame around its parts. */
export const appStyles = css`
  .live {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .empty {
    padding: 14px 24px 28px;
    color: var(--vscode-descriptionForeground);
    font-style: italic;
  }
  .failure {
    padding: 32px 24px;
    max-width: 62ch;
  }
  .failure h1 {
    margin: 0 0 8px;
    font-size: 1.3em;
    font-weight: 600;
  }
  .failure p {
    margin: 0 0 16px;
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  .body {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    padding-top: 12px;
  }
  .part + .part {
    border-top: 1px dashed var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    padding-top: 12px;
  }
  ul {
    margin: 0;
    padding-left: 1.2em;
  }
`;
