import { css } from 'lit';

/** Shared by every part of the view. Colours come from the theme only. */
export const shared = css`
  :host {
    display: block;
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    color: var(--vscode-foreground);
  }
  :host([hidden]) {
    display: none;
  }
  .icon {
    display: block;
    flex: none;
  }
  .dim {
    color: var(--vscode-descriptionForeground);
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    margin: 0;
    cursor: pointer;
    text-align: start;
  }
  button.quiet {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px 6px;
    border-radius: 4px;
    color: var(--vscode-textLink-foreground);
  }
  button.quiet:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  button.quiet.dim {
    color: var(--vscode-descriptionForeground);
  }
  button.quiet.dim:hover {
    color: var(--vscode-foreground);
  }
  button.square {
    color: var(--vscode-icon-foreground, inherit);
    padding: 3px;
  }
  :focus-visible,
  button.quiet:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
`;

/** The page itself: VS Code pads the body of a webview, this view uses its whole width. */
export const page = css`
  html {
    scrollbar-gutter: stable;
  }
  body {
    padding: 0;
    margin: 0;
    background: var(--vscode-editor-background);
  }
`;

/** Links of a plain text; those of an HTML part are styled in its frame. */
export const linkStyles = css`
  .mx-link {
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    text-decoration: none;
    border-radius: 2px;
  }
  .mx-link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  .mx-mismatch {
    text-decoration: underline wavy var(--vscode-editorWarning-foreground);
  }
  .mx-mismatch::after {
    content: ' \u26A0\uFE0E';
    color: var(--vscode-editorWarning-foreground);
  }
`;
