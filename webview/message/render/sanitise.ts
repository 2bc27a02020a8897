import createDOMPurify from 'dompurify';
import { cleanSheet, cleanStyleAttribute, declaresDark, type CssContext, type Scheme } from './css.ts';
import { Inventory, type BlockedHost } from './inventory.ts';
import { maxAttributes } from './measure.ts';
import { allowedAttributes, allowedTags, droppedWithContent, namePrefix, urlAttributes } from './policy.ts';
import { linkTarget, resource, srcsetUrls, type LinkTarget, type Resource } from './urls.ts';

/** An image that the mail shows: by an element, or by a custom property that its CSS uses. */
export interface ImageSlot {
  readonly place: { readonly element: HTMLImageElement } | { readonly variable: string };
  readonly resource: Exclude<Resource, { kind: 'none' }>;
}

/** A mail's HTML, harmless: a tree in which no attribute holds a URL, and what the URLs were beside it. */
export interface SanitisedHtml {
  readonly body: HTMLElement;
  readonly css: string;
  readonly links: ReadonlyMap<Element, LinkTarget>;
  /** Links that may not leave. */
  readonly deadLinks: ReadonlySet<Element>;
  /** Links to a place in the same mail, by its (prefixed) id. */
  readonly anchors: ReadonlyMap<Element, string>;
  readonly images: readonly ImageSlot[];
  readonly blocked: readonly BlockedHost[];
  readonly declaresDark: boolean;
}

export interface SanitiseOptions {
  readonly scheme: Scheme;
  /** False: remote images are counted instead of kept. */
  readonly remoteImages: boolean;
}

/** What the hooks write into while one mail is cleaned. */
class Findings implements CssContext {
  readonly links = new Map<Element, LinkTarget>();
  readonly deadLinks = new Set<Element>();
  readonly anchors = new Map<Element, string>();
  readonly images: ImageSlot[] = [];
  readonly inventory = new Inventory();
  /** Attributes cannot be added while the sanitiser walks them, so what is to be added waits here. */
  readonly backgrounds: { element: HTMLElement; variable: string }[] = [];
  readonly blockedImages: Element[] = [];
  readonly #withImage = new Set<Element>();
  readonly #options: SanitiseOptions;
  readonly #variables = new Map<string, string>();
  readonly #styles = new Map<string, string>();

  constructor(options: SanitiseOptions) {
    this.#options = options;
  }

  dropped(url: string): void {
    const found = resource(url);
    if (found.kind === 'remote') {
      this.inventory.add('other', found.url, found.host);
    }
  }

  /** Null when the image is not to be shown; it is counted then. */
  #admit(url: string): ImageSlot['resource'] | null {
    const found = resource(url);
    if (found.kind === 'remote' && !this.#options.remoteImages) {
      this.inventory.add('images', found.url, found.host);
      return null;
    }
    return found.kind === 'none' ? null : found;
  }

  image(url: string): string | null {
    const known = this.#variables.get(url);
    if (known !== undefined) {
      return known;
    }
    const found = this.#admit(url);
    if (!found) {
      return null;
    }
    const variable = `--mx-img-${this.#variables.size + 1}`;
    this.#variables.set(url, variable);
    this.images.push({ place: { variable }, resource: found });
    return variable;
  }

  style(text: string): string {
    let clean = this.#styles.get(text);
    if (clean === undefined) {
      clean = cleanStyleAttribute(text, this);
      this.#styles.set(text, clean);
    }
    return clean;
  }

  imageElement(element: HTMLImageElement, url: string): void {
    const found = this.#admit(url);
    this.#withImage.add(element);
    if (found) {
      this.images.push({ place: { element }, resource: found });
    } else if (resource(url).kind === 'remote') {
      this.blockedImages.push(element);
    }
  }

  hasImage(element: Element): boolean {
    return this.#withImage.has(element) || element.hasAttribute('src');
  }

  /** After the walk: adds what had to wait. */
  settle(): void {
    for (const { element, variable } of this.backgrounds) {
      element.style.setProperty('background-image', `var(${variable}, none)`);
    }
    this.blockedImages.forEach((element) => element.classList.add('mx-blocked'));
  }

  link(element: Element, value: string): void {
    const trimmed = value.trim();
    if (trimmed.startsWith('#') && trimmed.length > 1) {
      this.anchors.set(element, namePrefix + trimmed.slice(1));
      return;
    }
    const target = linkTarget(trimmed);
    if (target) {
      this.links.set(element, target);
    } else if (trimmed !== '') {
      this.deadLinks.add(element);
    }
  }
}

const purify = createDOMPurify(window);
let findings: Findings | null = null;

/** Classes beginning with ours are ours alone. */
function cleanClass(value: string): string {
  return value
    .split(/\s+/)
    .filter((name) => !name.toLowerCase().startsWith('mx-'))
    .join(' ');
}

/**
 * Decides about one attribute.
 * @returns the value that stays; null when the attribute goes
 */
function attribute(element: Element, name: string, value: string, found: Findings): string | null {
  switch (name) {
    case 'style':
      return found.style(value) || null;
    case 'id':
      return namePrefix + value;
    case 'class':
      return cleanClass(value) || null;
    case 'role':
      return /^(?:presentation|none|img|separator)$/i.test(value) ? value : null;
    case 'href':
      if (element.localName === 'a') {
        found.link(element, value);
      }
      return null;
    case 'name':
      if (element.localName === 'a' && !element.id) {
        element.id = namePrefix + value;
      }
      return null;
    case 'src':
      if (element instanceof HTMLImageElement || element.localName === 'img') {
        found.imageElement(element as HTMLImageElement, value);
      } else {
        found.dropped(value);
      }
      return null;
    case 'srcset':
      srcset(element, value, found);
      return null;
    case 'background': {
      const variable = found.image(value);
      if (variable !== null && element instanceof HTMLElement) {
        found.backgrounds.push({ element, variable });
      }
      return null;
    }
    default:
      return allowedNames.has(name) ? value : null;
  }
}

const allowedNames = new Set(allowedAttributes);

function srcset(element: Element, value: string, found: Findings): void {
  const urls = srcsetUrls(value);
  const first = urls[0];
  // Only where there is no src: the choice between sizes is not worth a second way to fetch.
  const takes = first !== undefined && element.localName === 'img' && !found.hasImage(element);
  if (takes) {
    found.imageElement(element as HTMLImageElement, first);
  }
  urls.slice(takes ? 1 : 0).forEach((url) => found.dropped(url));
}

purify.addHook('uponSanitizeAttribute', (node, event) => {
  const clean = findings && attribute(node, event.attrName, event.attrValue, findings);
  event.keepAttr = clean !== null;
  if (clean !== null) {
    event.attrValue = clean;
  }
});

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
  const read = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return (target) => (read ? (read.call(target) as T[K]) : target[name]);
}

const bodyOf = getter(Document.prototype, 'body');
const attributesOf = getter(Element.prototype, 'attributes');
const childNodesOf = getter(Node.prototype, 'childNodes');
const localNameOf = getter(Element.prototype, 'localName');

interface Prepared {
  readonly body: HTMLElement;
  readonly sheets: readonly string[];
  readonly dark: boolean;
}

/** The same content in an element of that name without attributes. */
function withoutAttributes(doc: Document, element: Element): HTMLElement {
  const plain = Document.prototype.createElement.call(doc, element === bodyOf(doc) ? 'body' : 'div');
  plain.append(...Array.from(childNodesOf(element)));
  Element.prototype.replaceWith.call(element, plain);
  return plain;
}

/** Walks the parsed, inert document before the sanitiser does: reads style sheets, counts, defuses attribute bombs. */
function prepare(doc: Document, found: Findings): Prepared {
  const sheets: string[] = [];
  let dark = false;
  let direction = '';
  for (const element of Array.from(Document.prototype.getElementsByTagName.call(doc, '*'))) {
    const name = localNameOf(element);
    if (element instanceof HTMLStyleElement) {
      const media = element.getAttribute('media');
      const text = element.textContent;
      sheets.push(media ? `@media ${media.replace(/[{};]/g, '')}{${text}}` : text);
      element.remove();
    } else if (attributesOf(element).length > maxAttributes) {
      withoutAttributes(doc, element);
    } else if (!tags.has(name) && !(element instanceof HTMLFormElement)) {
      countForbidden(element, found);
      if (name === 'meta' && /^(?:supported-)?color-schemes?$/i.test(element.getAttribute('name') ?? '')) {
        dark ||= /\bdark\b/i.test(element.getAttribute('content') ?? '');
      }
    } else if (name === 'html') {
      direction = element.getAttribute('dir') ?? '';
    }
  }
  const body = bodyOf(doc);
  if (direction !== '' && body instanceof HTMLBodyElement && !body.hasAttribute('dir')) {
    body.setAttribute('dir', direction);
  }
  return { body, sheets, dark: dark || declaresDark(sheets) };
}

/**
 * Makes a mail's HTML harmless: DOMPurify with short lists of elements and attributes, CSS by the browser's own parser,
 * URLs out of the tree. The result never passes through a parser again, so it cannot change its meaning.
 */
export function sanitise(html: string, options: SanitiseOptions): SanitisedHtml {
  const found = new Findings(options);
  // A document made by DOMParser is inert: it loads nothing and runs nothing.
  const doc = new DOMParser().parseFromString(html, 'text/html');
  const { body: raw, sheets, dark } = prepare(doc, found);
  const css = sheets.map((sheet) => cleanSheet(sheet, found, options.scheme)).join('');
  findings = found;
  try {
    const empty = document.implementation.createHTMLDocument('').body;
    const clean: Node = purify.sanitize(raw instanceof HTMLBodyElement ? raw : empty, {
      ALLOWED_TAGS: ['#text', ...allowedTags],
      ALLOWED_ATTR: allowedAttributes,
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      FORBID_CONTENTS: droppedWithContent,
      RETURN_DOM: true,
    });
    found.settle();
    const body = clean instanceof HTMLElement ? clean : empty;
    return {
      body,
      css,
      links: found.links,
      deadLinks: found.deadLinks,
      anchors: found.anchors,
      images: found.images,
      blocked: found.inventory.hosts(),
      declaresDark: dark,
    };
  } finally {
    findings = null;
  }
}
