/** How a mail looks in its frame. `inverted` is a light sheet turned dark by a filter on the frame from outside. */
export type Appearance = 'light' | 'dark' | 'inverted';

/** Below the mail's own rules: what a mail without any looks like. */
export function baseSheet(appearance: Appearance, dark: { background: string; foreground: string }): string {
  const colours =
    appearance === 'dark'
      ? `color-scheme: dark; background: ${dark.background}; color: ${dark.foreground}; --mx-accent: #4daafc;`
      : 'color-scheme: light; background: #ffffff; color: #1f1f1f; --mx-accent: #005fb8;';
  return `
:root { ${colours} }
html { font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "Ubuntu", "Droid Sans", sans-serif; }
:where(body) { margin: 18px 22px; overflow-wrap: break-word; }
:where(img) { max-width: 100%; }
:where(pre, code, tt, samp, kbd) { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
:where(pre) { white-space: pre-wrap; }
:where(blockquote) { margin: 0.6em 0 0.6em 0.2em; padding-left: 0.9em; border-left: 3px solid rgb(128 128 128 / 0.35); }
:where(table) { font-size: inherit; }
:where(.mx-link) { color: var(--mx-accent); text-decoration: underline; }
`;
}

/** Turns pictures back that the filter on the frame has turned with the sheet. */
export const invertedSheet = 'img:not(.mx-blocked, .mx-missing) { filter: invert(1) hue-rotate(180deg) !important; }';

/** Above the mail's own rules: what a mail may not change. */
export const enforcedSheet = `
html { overflow-x: auto !important; overflow-y: hidden !important; height: auto !important; min-height: 0 !important;
  max-height: none !important; margin: 0 !important; padding: 0 !important; display: block !important;
  position: static !important; }
body { height: auto !important; min-height: 0 !important; max-height: none !important; display: flow-root !important;
  float: none !important; visibility: visible !important; }
.mx-link { cursor: pointer !important; }
.mx-link:focus-visible { outline: 2px solid var(--mx-accent) !important; outline-offset: 2px !important; }
.mx-mismatch { text-decoration: underline wavy #b8730f !important; }
.mx-mismatch::after { content: "\\26A0\\FE0E" !important; display: inline !important; margin-left: 0.2em !important;
  font: 600 0.9em/1 system-ui, sans-serif !important; color: #b8730f !important; }
.mx-dead { text-decoration: line-through dotted !important; cursor: help !important; }
img.mx-blocked, img.mx-missing { display: inline-block !important; vertical-align: top !important;
  overflow: hidden !important; box-sizing: border-box !important; min-width: 14px !important;
  min-height: 14px !important; max-width: 100% !important; border: 1px dashed rgb(128 128 128 / 0.55) !important;
  border-radius: 3px !important; background: rgb(128 128 128 / 0.08) !important; color: #767676 !important;
  font: 12px/1.4 system-ui, sans-serif !important; padding: 1px 4px !important; }
img.mx-pixel { display: none !important; }
`;
