import { nestsTooDeeply } from './css-nesting.ts';
import { isPlainStyle, propertyAllowed, viewportUnits } from './css-properties.ts';

/** What the CSS cleaner asks of its surroundings. */
export interface CssContext {
  /**
   * A `url()` in a background or list image.
   * @returns the name of a custom property that will hold the image, or null when it is not to be shown
   */
  image(url: string): string | null;
  /** A `url()` anywhere else: it is dropped, and counted. */
  dropped(url: string): void;
}

export type Scheme = 'light' | 'dark';

const imageProperties = new Set(['background-image', 'list-style-image']);
/** Functions that fetch, read or compute from elsewhere; the browser's serialisation has undone all escapes. */
const refusedValue =
  /(?:url|src|image|image-set|cross-fade|element|paint|attr|var|env|expression|if|param)\(|-moz-|behaviou?r|javascript:/i;
const urls = /url\("((?:[^"\\]|\\[\s\S])*)"\)/gi;
/** Generated text that is no more than a bullet: a longer one could say on screen what a reply does not quote. */
const shortText = /^(?:none|normal|"(?:[^"\\]|\\.){0,8}")$/;

function unquote(text: string): string {
  return text.replace(/\\([0-9a-f]{1,6})\s?|\\([\s\S])/gi, (_, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (char ?? '') : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
  );
}

function cleanImages(value: string, context: CssContext): string | null {
  let whole = true;
  const replaced = value.replace(urls, (_, url: string) => {
    const variable = context.image(unquote(url));
    whole &&= variable !== null;
    return 'none';
  });
  if (refusedValue.test(replaced)) {
    return null;
  }
  if (!whole || replaced === value) {
    return replaced;
  }
  return value.replace(urls, (_, url: string) => `var(${context.image(unquote(url)) ?? '--mx-none'}, none)`);
}

function reportUrls(value: string, context: CssContext): void {
  for (const match of value.matchAll(urls)) {
    context.dropped(unquote(match[1] ?? ''));
  }
}

/** Takes out of a declaration block, in place, whatever a mail may not set. */
function cleanDeclarations(style: CSSStyleDeclaration, context: CssContext): void {
  for (const name of Array.from(style)) {
    const value = style.getPropertyValue(name);
    if (!propertyAllowed(name)) {
      reportUrls(value, context);
      style.removeProperty(name);
    } else if (imageProperties.has(name) && value.includes('url(')) {
      const clean = cleanImages(value, context);
      const priority = style.getPropertyPriority(name);
      style.removeProperty(name);
      if (clean !== null) {
        style.setProperty(name, clean, priority);
      }
    } else if (name === 'content' ? !shortText.test(value) : refusedValue.test(value) || viewportUnits.test(value)) {
      reportUrls(value, context);
      style.removeProperty(name);
    }
  }
}

/** A shorthand with var() leaves its longhands empty, so it survives a walk over them: such a block is refused whole. */
function serialised(style: CSSStyleDeclaration): string {
  const text = style.cssText;
  return refusedValue.test(text.replace(/var\(--mx-img-\d+, none\)/g, '')) ? '' : text.replaceAll('<', '\\3c ');
}

const scratch = document.implementation.createHTMLDocument('').createElement('i');

/** Cleans the value of a `style` attribute. Empty when nothing remains. */
export function cleanStyleAttribute(text: string, context: CssContext): string {
  if (isPlainStyle(text)) {
    return text;
  }
  if (nestsTooDeeply(text)) {
    return '';
  }
  scratch.style.cssText = text;
  cleanDeclarations(scratch.style, context);
  const result = serialised(scratch.style);
  scratch.removeAttribute('style');
  return result;
}

/** `:link` cannot match: links have no href in the frame. What mails mean by it is the marker that links carry. */
function cleanSelector(text: string): string | null {
  if (/:has\(|::?(?:host|part|slotted|view-transition|highlight|backdrop|cue|target-text|visited)/i.test(text)) {
    return null;
  }
  return text.replace(/:(?:any-)?link\b/gi, ':where(.mx-link)').replaceAll('<', '\\3c ');
}

const mediaFeature =
  /^(?:min-|max-)?(?:device-)?(?:width|height|aspect-ratio)$|^(?:orientation|resolution|(?:-webkit-)?(?:min-|max-)?(?:device-pixel-ratio|resolution))$/;

/** One media query with its colour scheme decided. Null when it cannot apply, or asks what a mail need not know. */
function mediaQuery(query: string, scheme: Scheme): string | null {
  let text = query.trim().toLowerCase();
  if (/\b(?:not|or|print|speech)\b/.test(text)) {
    return null;
  }
  const asked = /\(prefers-color-scheme:\s*(\w+)\)/.exec(text);
  if (asked) {
    if (asked[1] !== scheme) {
      return null;
    }
    text = text.replace(asked[0], '(min-width: 0px)');
  }
  for (const match of text.matchAll(/\(([^()]*)\)/g)) {
    const inner = match[1] ?? '';
    const name = inner.includes(':') ? (inner.split(':')[0] ?? '') : (/[a-z-]{5,}/.exec(inner)?.[0] ?? '');
    if (!mediaFeature.test(name.trim())) {
      return null;
    }
  }
  return text;
}

/** Cleans one rule of a sheet: style rules and width queries remain, for one colour scheme. */
export function cleanRule(rule: CSSRule, context: CssContext, scheme: Scheme): string {
  if (rule instanceof CSSStyleRule) {
    const selector = cleanSelector(rule.selectorText);
    cleanDeclarations(rule.style, context);
    const body = serialised(rule.style);
    return selector === null || body === '' ? '' : `${selector}{${body}}\n`;
  }
  if (rule instanceof CSSMediaRule) {
    const queries = Array.from(rule.media, (query) => mediaQuery(query, scheme)).filter((query) => query !== null);
    const inner = Array.from(rule.cssRules, (child) => cleanRule(child, context, scheme)).join('');
    const always = rule.media.length === 0;
    return inner === '' || (queries.length === 0 && !always) ? '' : `@media ${queries.join(', ') || 'all'}{${inner}}\n`;
  }
  reportUrls(rule.cssText, context);
  return '';
}

/** `@import` is gone once the browser has parsed a constructed sheet, so it is found in the text. */
const imports = /@import\s+(?:url\(\s*)?["']?([^"'()\s;]+)/gi;

/** A style sheet in the browser's own words. */
export function parseSheet(text: string, context: CssContext): CSSRule[] {
  for (const match of text.matchAll(imports)) {
    context.dropped(unquote(match[1] ?? ''));
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text.replace(/<!--|-->/g, ' '));
  return Array.from(sheet.cssRules);
}

/** How many compound selectors each element may be held against. */
export function selectorsIn(rule: CSSRule): number {
  if (rule instanceof CSSStyleRule) return rule.selectorText.split(/[\s>+~,]+/).length;
  if (rule instanceof CSSGroupingRule) return Array.from(rule.cssRules, selectorsIn).reduce((sum, one) => sum + one, 0);
  return 0;
}

/** Does the mail say that it has colours for a dark background? */
export function declaresDark(sheets: readonly string[]): boolean {
  return sheets.some((text) => /prefers-color-scheme\s*:\s*dark|color-scheme\s*:[^;}]*\bdark\b/i.test(text));
}
