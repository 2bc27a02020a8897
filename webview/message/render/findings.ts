import type { Limitation } from './budget.ts';
import { cleanStyleAttribute, type CssContext, type Scheme } from './css.ts';
import { Inventory } from './inventory.ts';
import { namePrefix } from './policy.ts';
import { linkTarget, resource, type LinkTarget, type Resource } from './urls.ts';

/** An image that the mail shows: by an element, or by a custom property that its CSS uses. */
export interface ImageSlot {
  readonly place: { readonly element: HTMLImageElement } | { readonly variable: string };
  readonly resource: Exclude<Resource, { kind: 'none' }>;
}

export interface SanitiseOptions {
  readonly scheme: Scheme;
  /** False: remote images are counted instead of kept. */
  readonly remoteImages: boolean;
}

/** What the hooks write into while one mail is cleaned. */
export class Findings implements CssContext {
  readonly links = new Map<Element, LinkTarget>();
  readonly deadLinks = new Set<Element>();
  readonly anchors = new Map<Element, string>();
  readonly images: ImageSlot[] = [];
  readonly inventory = new Inventory();
  /** Attributes cannot be added while the sanitiser walks them, so what is to be added waits here. */
  readonly backgrounds: { element: HTMLElement; variable: string }[] = [];
  readonly blockedImages: Element[] = [];
  /** Links and images that came since somebody last took them out of here: they are to be dressed. */
  readonly fresh: Element[] = [];
  /** What was left out, in the order in which it was found. */
  readonly limitations = new Map<string, Limitation>();
  readonly #withImage = new Set<Element>();
  readonly #options: SanitiseOptions;
  readonly #variables = new Map<string, string>();
  readonly #styles = new Map<string, string>();

  constructor(options: SanitiseOptions) {
    this.#options = options;
  }

  limit(text: string, liftable: boolean): void {
    this.limitations.set(text, { text, liftable });
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
    this.fresh.push(element);
    if (found) {
      this.images.push({ place: { element }, resource: found });
    } else if (resource(url).kind === 'remote') {
      this.blockedImages.push(element);
    }
  }

  hasImage(element: Element): boolean {
    return this.#withImage.has(element) || element.hasAttribute('src');
  }

  /** After a piece: adds what had to wait. */
  settle(): void {
    for (const { element, variable } of this.backgrounds.splice(0)) {
      element.style.setProperty('background-image', `var(${variable}, none)`);
    }
    this.blockedImages.splice(0).forEach((element) => element.classList.add('mx-blocked'));
  }

  link(element: Element, value: string): void {
    const trimmed = value.trim();
    this.fresh.push(element);
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
