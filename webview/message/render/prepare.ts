import { declaresDark } from './css.ts';
import type { Findings } from './findings.ts';
import { maxAttributes } from './measure.ts';
import { allowedTags, urlAttributes } from './policy.ts';
import { srcsetUrls } from './urls.ts';

const tags = new Set(allowedTags);

/** Counts what an element that will be removed would have fetched. */
function countForbidden(element: Element, found: Findings): void {
  for (const name of urlAttributes) {
    const value = element.getAttribute(name);
    if (value === null || (name === 'href' && element.localName === 'a')) {
      continue;
    }
    const urls = name.endsWith('srcset') ? srcsetUrls(value) : [value.replace(/^\s*\d+\s*;\s*url\s*=\s*["']?/i, '')];
    urls.forEach((url) => found.dropped(url));
  }
}

/**
 * Reads a property by its prototype: `<img name=body>` and `<input name=attributes>` put themselves in the place of
 * the document's and the form's own properties.
 */
function getter<T, K extends keyof T>(prototype: T, name: K): (target: T) => T[K] {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  return (target) => (descriptor?.get ? (descriptor.get.call(target) as T[K]) : target[name]);
}

const bodyOf = getter(Document.prototype, 'body');
const rootOf = getter(Document.prototype, 'documentElement');
const attributesOf = getter(Element.prototype, 'attributes');
export const childNodesOf = getter(Node.prototype, 'childNodes');
const parentOf = getter(Node.prototype, 'parentNode');
const localNameOf = getter(Element.prototype, 'localName');

export interface Prepared {
  readonly body: HTMLElement;
  readonly sheets: readonly string[];
  readonly dark: boolean;
  readonly elements: number;
}

/** Nothing in this document loads or runs. */
export const inert = document.implementation.createHTMLDocument('');

/** Puts the same content in an element without attributes. */
function dropAttributes(doc: Document, element: Element): void {
  const plain = inert.createElement(element === bodyOf(doc) ? 'body' : 'div');
  plain.append(...Array.from(childNodesOf(element)));
  parentOf(element)?.replaceChild(plain, element);
}

/**
 * Walks the parsed, inert document before the sanitiser does: reads style sheets, counts, defuses attribute bombs. Each
 * `yield` is a place to rest.
 */
export function* prepare(doc: Document, found: Findings): Generator<void, Prepared> {
  const sheets: string[] = [];
  let dark = false;
  let seen = 0;
  const root = rootOf(doc);
  for (const element of root.querySelectorAll('*')) {
    if (++seen % 500 === 0) yield;
    const name = localNameOf(element);
    if (element instanceof HTMLStyleElement) {
      const media = element.getAttribute('media');
      const text = element.textContent;
      sheets.push(media ? `@media ${media.replace(/[{};]/g, '')}{${text}}` : text);
      element.remove();
    } else if (attributesOf(element).length > maxAttributes) {
      dropAttributes(doc, element);
    } else if (!tags.has(name) && !(element instanceof HTMLFormElement)) {
      countForbidden(element, found);
      if (name === 'meta' && /^(?:supported-)?color-schemes?$/i.test(element.getAttribute('name') ?? '')) {
        dark ||= /\bdark\b/i.test(element.getAttribute('content') ?? '');
      }
    }
  }
  const direction = root.getAttribute('dir') ?? '';
  const body = bodyOf(doc);
  if (direction !== '' && body instanceof HTMLBodyElement && !body.hasAttribute('dir')) {
    body.setAttribute('dir', direction);
  }
  return { body, sheets, dark: dark || declaresDark(sheets), elements: seen };
}
