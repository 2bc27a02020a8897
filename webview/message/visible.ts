import { fewerMarks } from './render/tame.ts';

/**
 * Characters that change how a line reads without being seen: controls, bidi marks and overrides, zero widths, tags.
 * Joiners (U+200C, U+200D) stay, scripts and emoji need them; so do the tags of a flag emoji.
 */
const hiddenInLine =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\u{e0001}|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,8})[\u{e0020}-\u{e007f}]/gu;

/** In running text marks and isolates are how right-to-left languages are written; overrides are not. */
const hiddenInText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202d\u202e]/g;

function shown(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  // Unicode has pictures of the C0 controls; escape sequences stay readable that way.
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code);
  }
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Running text: what deceives is made visible, marks beyond reason go, CRLF becomes LF. */
export function visibleText(text: string): string {
  return fewerMarks(text).replace(/\r\n?/g, '\n').replace(hiddenInText, shown);
}

/** One line (a subject, a name): everything hidden is made visible, line breaks and tabs become spaces. */
export function visibleLine(text: string): string {
  return fewerMarks(text)
    .replace(/[\r\n\t]+/g, ' ')
    .replace(hiddenInLine, shown)
    .trim();
}
