import createDOMPurify from 'dompurify';
import { cleanSheet } from './css.ts';
import { Findings, type ImageSlot, type SanitiseOptions } from './findings.ts';
import type { BlockedHost } from './inventory.ts';
import { htmlCost, maxAttributes } from './measure.ts';
import { allowedAttributes, allowedTags, droppedWithContent, namePrefix } from './policy.ts';
import { inert, prepare } from './prepare.ts';
import { srcsetUrls, type LinkTarget } from './urls.ts';

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

/**
 * Makes a mail's HTML harmless: DOMPurify with short lists of elements and attributes, CSS by the browser's own parser,
 * URLs out of the tree. The result never passes through a parser again, so it cannot change its meaning.
 */
export function sanitise(html: string, options: SanitiseOptions): SanitisedHtml {
  const found = new Findings(options);
  // A document made by DOMParser is inert: it loads nothing and runs nothing.
  // Chromium still asks the page's policy about text tracks and bases there, so they lose their names before.
  const doc = new DOMParser().parseFromString(html.replace(/<(track|base)\b/gi, '<x-$1'), 'text/html');
  const { body: raw, sheets, dark } = prepare(doc, found, htmlCost(html).attributesOfOne > maxAttributes);
  const css = sheets.map((sheet) => cleanSheet(sheet, found, options.scheme)).join('');
  findings = found;
  try {
    const empty = inert.createElement('body');
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
