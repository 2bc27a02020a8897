import { findSheet } from './find.ts';
import { baseSheet, enforcedSheet, invertedSheet, type Appearance } from './frame-styles.ts';
import type { ImageStore } from './images.ts';
import { KeyForwarder } from './keys.ts';
import { dressAnchor, dressDeadLink, dressLink, linkWarnings } from './links.ts';
import type { ImageSlot } from './findings.ts';
import type { SanitisedHtml } from './sanitise.ts';
import type { LinkTarget } from './urls.ts';

const blankGif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** A frame taller than this scrolls inside: a mail may not make the page endless. */
const maxHeight = 200_000;

export interface FrameOptions {
  readonly appearance: Appearance;
  readonly remoteImages: boolean;
  readonly images: ImageStore;
  /** 1 is the mail's own size. */
  readonly zoom: number;
  /** Focusable element around the frame. */
  readonly outside: HTMLElement;
  /** A person follows a link. */
  onLink(target: LinkTarget): void;
  /** The pointer or the focus is on a link, or leaves it; with what the reader should know about it. */
  onHover(target: LinkTarget | null, warning: string): void;
  /** A place in the frame should be scrolled to; pixels from the frame's top. */
  onScrollTo(top: number): void;
  onWheel(event: WheelEvent): void;
}

/** What the frame may do, in its own words; the policy of the page around it applies as well. */
function policy(remoteImages: boolean): string {
  const images = remoteImages ? 'blob: data: https:' : 'blob: data:';
  return `default-src 'none'; img-src ${images}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'`;
}

/** The document that the frame starts with: nothing of the mail is in it. */
function shell(remoteImages: boolean): string {
  return (
    `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy(remoteImages)}">` +
    '<meta charset="utf-8"><meta name="referrer" content="no-referrer"></head><body></body></html>'
  );
}

/** Too small to be looked at: it counts who opens the mail. */
export function isPixel(image: Element): boolean {
  return ['width', 'height'].some((name) => {
    const size = image.getAttribute(name);
    return size !== null && size !== '' && Number(size) <= 2;
  });
}

/** A mail's HTML in a frame without scripts, as tall as its content. One per shown part; `dispose` when it goes. */
export class MailFrame {
  readonly element: HTMLIFrameElement;
  /** Resolves when the mail's tree is in the frame. */
  readonly shown: Promise<void>;
  readonly #content: SanitisedHtml;
  readonly #options: FrameOptions;
  readonly #keys: KeyForwarder;
  readonly #observer: ResizeObserver;

  constructor(content: SanitisedHtml, options: FrameOptions) {
    this.#content = content;
    this.#options = options;
    this.#keys = new KeyForwarder(options.outside);
    this.#observer = new ResizeObserver(() => this.#fit());
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-same-origin');
    frame.setAttribute('allow', '');
    frame.setAttribute('referrerpolicy', 'no-referrer');
    frame.title = 'Message text';
    frame.srcdoc = shell(options.remoteImages);
    this.element = frame;
    this.shown = new Promise((resolve) => {
      frame.addEventListener('load', () => {
        const doc = frame.contentDocument;
        if (doc?.URL === 'about:srcdoc') {
          this.#fill(doc);
          resolve();
        }
      });
    });
  }

  #fill(doc: Document): void {
    const theme = getComputedStyle(document.body);
    const dark = {
      background: theme.getPropertyValue('--vscode-editor-background').trim() || '#1f1f1f',
      foreground: theme.getPropertyValue('--vscode-editor-foreground').trim() || '#cccccc',
    };
    const { appearance } = this.#options;
    const above = appearance === 'inverted' ? enforcedSheet + invertedSheet : enforcedSheet;
    for (const css of [baseSheet(appearance, dark), this.#content.css, above + findSheet]) {
      const style = doc.createElement('style');
      style.textContent = css;
      doc.head.append(style);
    }
    this.#fillBody(doc);
    this.#dress();
    for (const slot of this.#content.images) {
      this.#place(slot, doc);
    }
    doc.documentElement.style.setProperty('zoom', String(this.#options.zoom), 'important');
    this.#listen(doc);
    this.#keys.attach(doc);
    this.#observer.observe(doc.documentElement);
    this.#observer.observe(this.element);
    this.#fit();
  }

  #fillBody(doc: Document): void {
    const source = this.#content.body;
    const body = doc.body;
    for (const { name, value } of Array.from(source.attributes)) {
      body.setAttribute(name, value);
    }
    // An important declaration of the body itself would win over the enforced sheet.
    for (const name of ['height', 'min-height', 'max-height', 'display', 'float', 'visibility', 'opacity']) {
      body.style.removeProperty(name);
    }
    body.append(...Array.from(source.childNodes));
  }

  #dress(): void {
    const { links, deadLinks, anchors } = this.#content;
    links.forEach((target, element) => dressLink(element as HTMLElement, target));
    deadLinks.forEach((element) => dressDeadLink(element as HTMLElement));
    anchors.forEach((_, element) => dressAnchor(element as HTMLElement));
    for (const image of this.element.contentDocument?.images ?? []) {
      image.referrerPolicy = 'no-referrer';
      if (image.classList.contains('mx-blocked')) {
        image.classList.toggle('mx-pixel', isPixel(image));
        this.#blank(image);
      }
    }
  }

  #missing(image: HTMLImageElement): void {
    image.classList.add('mx-missing');
    this.#blank(image);
  }

  /** An image without words leaves an empty place of its size; the browser would draw a broken picture there. */
  #blank(image: HTMLImageElement): void {
    const url = image.alt.trim() === '' ? this.#options.images.data(blankGif) : null;
    if (url !== null) {
      image.src = url;
    }
  }

  #place(slot: ImageSlot, doc: Document): void {
    const show = (url: string | null): void => {
      if ('variable' in slot.place) {
        // Quotes and brackets of a URL must not end the CSS function early.
        const safe = url?.replace(/["\\\n\r()]/g, (char) => encodeURIComponent(char)) ?? null;
        doc.documentElement.style.setProperty(slot.place.variable, safe === null ? 'none' : `url("${safe}")`);
      } else if (url === null) {
        this.#missing(slot.place.element);
      } else {
        const { element } = slot.place;
        element.addEventListener('error', () => this.#missing(element), { once: true });
        element.src = url;
      }
    };
    switch (slot.resource.kind) {
      case 'cid':
        this.#options.images.cid(slot.resource.cid, show);
        break;
      case 'data':
        show(this.#options.images.data(slot.resource.url));
        break;
      case 'remote':
        show(this.#options.remoteImages ? slot.resource.url : null);
        break;
    }
  }

  #linkOf(event: Event): Element | null {
    const target = event.target as Element | null;
    return target?.closest('.mx-link') ?? null;
  }

  #follow(event: Event): void {
    const link = this.#linkOf(event);
    if (!link) {
      return;
    }
    event.preventDefault();
    const target = this.#content.links.get(link);
    const anchor = this.#content.anchors.get(link);
    if (target) {
      this.#options.onLink(target);
    } else if (anchor !== undefined) {
      const place = this.element.contentDocument?.getElementById(anchor);
      if (place) {
        this.#options.onScrollTo(place.getBoundingClientRect().top);
      }
    }
  }

  #listen(doc: Document): void {
    const hover = (event: Event): void => {
      const link = this.#linkOf(event);
      const target = (link && this.#content.links.get(link)) ?? null;
      this.#options.onHover(target, link && target ? linkWarnings(link.textContent, target).join(' ') : '');
    };
    const leave = (): void => this.#options.onHover(null, '');
    doc.addEventListener('click', (event) => this.#follow(event));
    doc.addEventListener('auxclick', (event) => event.preventDefault());
    doc.addEventListener('dragstart', (event) => event.preventDefault());
    doc.addEventListener('pointerover', hover);
    doc.addEventListener('focusin', hover);
    doc.documentElement.addEventListener('pointerleave', leave);
    doc.addEventListener('focusout', leave);
    doc.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey) {
        this.#follow(event);
      }
    });
    doc.addEventListener('wheel', (event) => this.#options.onWheel(event), { passive: false });
    // A click leaves focus in the frame, where the workbench cannot hear keys: selecting is done, so focus goes out.
    doc.addEventListener('pointerup', () => this.#options.outside.focus({ preventScroll: true }));
  }

  #fit(): void {
    const root = this.element.contentDocument?.documentElement;
    if (!root) {
      return;
    }
    const scrollbar = root.scrollWidth > root.clientWidth ? 16 : 0;
    const height = Math.ceil(root.getBoundingClientRect().height) + scrollbar;
    root.style.setProperty('overflow-y', height > maxHeight ? 'auto' : 'hidden', 'important');
    this.element.style.height = `${Math.min(height, maxHeight)}px`;
  }

  /** How large the mail is drawn; 1 is its own size. */
  zoom(factor: number): void {
    this.element.contentDocument?.documentElement.style.setProperty('zoom', String(factor), 'important');
    this.#fit();
  }

  /** The selected text of the frame, as text and as the sanitised tree. Null when nothing is selected. */
  selection(): { readonly text: string; readonly html: string } | null {
    const doc = this.element.contentDocument;
    const selection = doc?.getSelection();
    if (!doc || !selection || selection.isCollapsed || selection.rangeCount === 0) {
      return null;
    }
    const holder = doc.createElement('div');
    holder.append(selection.getRangeAt(0).cloneContents());
    return { text: selection.toString(), html: holder.innerHTML };
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#keys.dispose();
    this.element.remove();
  }
}
