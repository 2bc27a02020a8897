import createDOMPurify from 'dompurify';
import { counted, formatSize } from '../format.ts';
import { Pace, onRequest, type Budget, type Limitation } from './budget.ts';
import { cleanRule, parseSheet, selectorsIn } from './css.ts';
import { nestsTooDeeply } from './css-nesting.ts';
import { Findings, type ImageSlot, type SanitiseOptions } from './findings.ts';
import type { BlockedHost } from './inventory.ts';
import { defuse } from './measure.ts';
import { allowedAttributes, allowedTags, droppedWithContent, namePrefix } from './policy.ts';
import { inPieces, type RawPiece } from './pieces.ts';
import { inert, prepare } from './prepare.ts';
import { tame } from './tame.ts';
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
}

/** Clean nodes and the clean element that they belong into. */
export interface Piece {
  readonly parent: HTMLElement;
  readonly nodes: readonly Node[];
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
    case 'rowspan':
    case 'colspan':
    case 'span':
      // Sixty thousand rows are laid out even where there is one.
      return String(Math.min(Math.trunc(Number(value)) || 1, name === 'rowspan' ? 1000 : 100));
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

purify.setConfig({
  ALLOWED_TAGS: ['#text', ...allowedTags],
  ALLOWED_ATTR: allowedAttributes,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  FORBID_CONTENTS: droppedWithContent,
  RETURN_DOM: true,
});

function purified(holder: HTMLElement, found: Findings): HTMLElement {
  findings = found;
  try {
    // The configuration is the one set above; the option only tells the compiler what comes back.
    const clean: Node = purify.sanitize(holder, { RETURN_DOM: true });
    return clean instanceof HTMLElement ? clean : inert.createElement('body');
  } finally {
    findings = null;
  }
}

/**
 * A document made by DOMParser is inert: it loads nothing and runs nothing. Still Chromium asks the page's policy about
 * text tracks and bases there, is brought down by thousands of templates or rules within each other, and hangs on
 * brackets in media queries. So those elements lose their names before, and style sheets are of no type that it reads.
 */
function unarmed(html: string): string {
  return html
    .replace(/<(\/?)(track|base|source|link|template)\b/gi, '<$1x-$2')
    .replace(/<style(?=[\s/>])/gi, '<style type=x ');
}

/**
 * Makes a mail's HTML harmless: DOMPurify with short lists of elements and attributes, CSS by the browser's own parser,
 * URLs out of the tree. The result never passes through a parser again, so it cannot change its meaning. The work comes
 * in turns: first all of `read`, then all of `pieces`, each `yield` being a place to rest or to stop.
 */
export class Sanitiser implements SanitisedHtml {
  /** Attributes of the mail's body; the mail's own tree comes in pieces. */
  body: HTMLElement = inert.createElement('body');
  css = '';
  declaresDark = false;
  /** Elements of the pieces that came. */
  elements = 0;
  readonly #found: Findings;
  readonly #html: string;
  readonly #options: SanitiseOptions;
  readonly #budget: Budget;
  #raw: HTMLElement = inert.createElement('body');

  constructor(html: string, options: SanitiseOptions, budget: Budget) {
    this.#html = html;
    this.#options = options;
    this.#budget = budget;
    this.#found = new Findings(options);
  }

  get links(): ReadonlyMap<Element, LinkTarget> {
    return this.#found.links;
  }

  get deadLinks(): ReadonlySet<Element> {
    return this.#found.deadLinks;
  }

  get anchors(): ReadonlyMap<Element, string> {
    return this.#found.anchors;
  }

  get images(): readonly ImageSlot[] {
    return this.#found.images;
  }

  get blocked(): BlockedHost[] {
    return this.#found.inventory.hosts();
  }

  get limitations(): Limitation[] {
    return [...this.#found.limitations.values()];
  }

  /** Links and images that came since the last call. */
  takeFresh(): Element[] {
    return this.#found.fresh.splice(0);
  }

  /** Says that the rest was given up. */
  giveUp(seconds: number): void {
    this.#found.limit(
      `Only its beginning is shown: after ${seconds.toFixed(1)} seconds of work the rest would still take long.`,
      this.#budget !== onRequest,
    );
  }

  /** Style sheets, colours, body; before the pieces. */
  *read(): Generator<void> {
    const budget = this.#budget;
    const html = this.#html;
    const liftable = budget !== onRequest;
    if (html.length > budget.characters) {
      this.#found.limit(
        `Only its first ${formatSize(budget.characters)} are shown: its HTML has ${formatSize(html.length)}.`,
        liftable,
      );
    }
    const { html: text, attributes } = defuse(html.slice(0, budget.characters));
    if (attributes > 0) {
      this.#found.limit(`An element is shown without its attributes: it has ${attributes}.`, false);
    }
    yield;
    const doc = new DOMParser().parseFromString(unarmed(text), 'text/html');
    yield;
    const { body, sheets, dark, elements } = yield* prepare(doc, this.#found);
    this.declaresDark = dark;
    if (body instanceof HTMLBodyElement) this.#raw = body;
    if (elements > budget.elements) {
      this.#found.limit(
        `Only its first ${counted(budget.elements, 'element', 'elements')} are shown: it has ${elements}.`,
        liftable,
      );
    }
    this.css = yield* this.#sheets(sheets, Math.min(elements, budget.elements), liftable);
    this.body = purified(this.#raw.cloneNode(false) as HTMLElement, this.#found);
    this.#found.settle();
  }

  *#sheets(sheets: readonly string[], elements: number, liftable: boolean): Generator<void, string> {
    const budget = this.#budget;
    const characters = sheets.reduce((sum, { length }) => sum + length, 0);
    if (characters > budget.styles) {
      this.#found.limit(`Its style sheets are left out: they have ${formatSize(characters)}.`, liftable);
      return '';
    }
    const clean: string[] = [];
    let selectors = 0;
    let rules = 0;
    for (const sheet of sheets) {
      if (nestsTooDeeply(sheet)) {
        this.#found.limit('A style sheet is left out: its rules stand too deep in each other.', false);
        continue;
      }
      yield;
      for (const rule of parseSheet(sheet, this.#found)) {
        selectors += selectorsIn(rule);
        clean.push(cleanRule(rule, this.#found, this.#options.scheme));
        if (++rules % 50 === 0) yield;
      }
    }
    if (selectors * elements > budget.matches) {
      this.#found.limit(
        `Its style sheets are left out: they hold each of ${elements} elements against ${selectors} selectors.`,
        liftable,
      );
      return '';
    }
    return clean.join('');
  }

  /** The mail's tree. A piece is to be put into its parent before the next one is asked for. */
  *pieces(): Generator<Piece | null> {
    const budget = this.#budget;
    const ready: Piece[] = [];
    const clean = (piece: RawPiece, parent: HTMLElement): HTMLElement | null => {
      const done = purified(piece.holder, this.#found);
      this.#found.settle();
      if (tame(done, piece.depth, budget.depth)) this.#tooDeep();
      const nodes = Array.from(done.childNodes);
      ready.push({ parent, nodes });
      const first = nodes[0];
      return piece.open && first instanceof HTMLElement ? first : null;
    };
    for (const { elements, flattened } of inPieces(this.#raw, this.body, budget.depth, clean)) {
      if (flattened) this.#tooDeep();
      this.elements += elements;
      yield ready.pop() ?? null;
      if (this.elements >= budget.elements) return;
    }
  }

  #tooDeep(): void {
    this.#found.limit(
      `Elements that stand in more than ${this.#budget.depth} others are shown without their own form.`,
      false,
    );
  }
}

/** All of it as one tree, up to what *Show anyway* would show. */
export async function sanitise(html: string, options: SanitiseOptions): Promise<SanitisedHtml> {
  const pace = new Pace();
  const content = new Sanitiser(html, options, onRequest);
  for (const _ of content.read()) if (pace.isOver) await pace.rest();
  for (const piece of content.pieces()) {
    piece?.parent.append(...piece.nodes);
    if (pace.isOver) await pace.rest();
  }
  return content;
}
