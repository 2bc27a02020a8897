/** What an HTML text would cost to show, told without parsing it. */
export interface HtmlCost {
  readonly characters: number;
  /** Start tags, about. */
  readonly elements: number;
  /** Attributes of the tag that has most, about. */
  readonly attributesOfOne: number;
}

export const maxCharacters = 2 * 1024 * 1024;
export const maxElements = 50_000;
export const maxAttributes = 500;

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x2f;

/** Words between `at` and the tag's end, values in quotes skipped; and where the tag ends. */
function scanTag(html: string, from: number): { words: number; end: number } {
  let words = 0;
  let inWord = true;
  let at = from;
  for (; at < html.length; at++) {
    const code = html.charCodeAt(at);
    if (code === 0x3e) {
      break;
    }
    if ((code === 0x22 || code === 0x27) && html.charCodeAt(at - 1) === 0x3d) {
      const close = html.indexOf(code === 0x22 ? '"' : "'", at + 1);
      if (close < 0) {
        return { words, end: html.length };
      }
      at = close;
      inWord = false;
    } else if (isSpace(code)) {
      inWord = false;
    } else if (!inWord) {
      inWord = true;
      words += 1;
    }
  }
  return { words, end: at };
}

/** One pass, linear, exact enough to keep a hostile mail from the parser. */
export function htmlCost(html: string): HtmlCost {
  let elements = 0;
  let attributesOfOne = 0;
  let at = html.indexOf('<');
  while (at >= 0) {
    const code = html.charCodeAt(at + 1) | 0x20;
    let next = at + 1;
    if (code >= 0x61 && code <= 0x7a) {
      elements += 1;
      const tag = scanTag(html, at + 1);
      attributesOfOne = Math.max(attributesOfOne, tag.words);
      next = tag.end;
    }
    at = html.indexOf('<', next);
  }
  return { characters: html.length, elements, attributesOfOne };
}

/** Shown only when a person asks for it. */
export function isVeryLarge(cost: HtmlCost): boolean {
  return cost.characters > maxCharacters || cost.elements > maxElements || cost.attributesOfOne > maxAttributes;
}
