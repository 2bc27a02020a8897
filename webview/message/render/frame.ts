import { findSheet } from './find.ts';
import { baseSheet, enforcedSheet, invertedSheet, type Appearance } from './frame-styles.ts';
import type { ImageStore } from './images.ts';
import { KeyForwarder } from './keys.ts';
import { dressAnchor, dressDeadLink, dressLink, linkWarnings } from './links.ts';
import type { ImageSlot } from './findings.ts';
import type { Piece, Sanitiser } from './sanitise.ts';
import type { LinkTarget } from './urls.ts';

const blankGif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** A frame taller than this scrolls inside: a mail may not make the page endless. */
const maxHeight = 200_000;

export interface FrameOptions {
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
  /** The frame's empty document is there. */
  readonly loaded: Promise<void>;
  readonly #options: FrameOptions;
  readonly #keys: KeyForwarder;
  readonly #observer: ResizeObserver;
  #content: Sanitiser | null = null;
  #placed = 0;
  #zoom: number;

  constructor(options: FrameOptions) {
    this.#options = options;
    this.#zoom = options.zoom;
    this.#keys = new KeyForwarder(options.outside);
    this.#observer = new ResizeObserver(() => this.#fit());
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-same-origin');
    frame.setAttribute('allow', '');
    frame.setAttribute('referrerpolicy', 'no-referrer');
    frame.title = 'Message text';
    frame.srcdoc = shell(options.remoteImages);
    this.element = frame;
    this.loaded = new Promise((resolve) => {
      frame.addEventListener('load', () => {
        if (frame.contentDocument?.URL === 'about:srcdoc') resolve();
      });
    });
  }

  /** Style sheets and what a body says of itself; once, when the frame is loaded. */
  begin(content: Sanitiser, appearance: Appearance): void {
    const doc = this.element.contentDocument;
    if (!doc) return;
    this.#content = content;
    const theme = getComputedStyle(document.body);
    const dark = {
      background: theme.getPropertyValue('--vscode-editor-background').trim() || '#1f1f1f',
      foreground: theme.getPropertyValue('--vscode-editor-foreground').trim() || '#cccccc',
    };
    const above = appearance === 'inverted' ? enforcedSheet + invertedSheet : enforcedSheet;
    for (const css of [baseSheet(appearance, dark), content.css, above + findSheet]) {
      const style = doc.createElement('style');
      style.textContent = css;
      doc.head.append(style);
    }
    const body = doc.body;
    for (const { name, value } of Array.from(content.body.attributes)) {
      body.setAttribute(name, value);
    }
    // An important declaration of the body itself would win over the enforced sheet.
    for (const name of ['height', 'min-height', 'max-height', 'display', 'float', 'visibility', 'opacity']) {
      body.style.removeProperty(name);
    }
    doc.documentElement.style.setProperty('zoom', String(this.#zoom), 'important');
    this.#listen(doc);
    this.#keys.attach(doc);
    this.#observer.observe(doc.documentElement);
    this.#observer.observe(this.element);
  }

  /**
   * More of the mail, laid out at once.
   * @returns milliseconds that it took
   */
  add(pieces: readonly Piece[]): number {
    const doc = this.element.contentDocument;
    const content = this.#content;
    if (!doc || !content) return 0;
    const began = performance.now();
    for (const { parent, nodes } of pieces) {
      (parent === content.body ? doc.body : parent).append(...nodes);
    }
    this.#dress(content);
    for (const slot of content.images.slice(this.#placed)) {
      this.#place(slot, doc);
    }
    this.#placed = content.images.length;
    this.#fit();
    return performance.now() - began;
  }

  #dress(content: Sanitiser): void {
    for (const element of content.takeFresh()) {
      const target = content.links.get(element);
      if (target) dressLink(element as HTMLElement, target);
      else if (content.deadLinks.has(element)) dressDeadLink(element as HTMLElement);
      else if (content.anchors.has(element)) dressAnchor(element as HTMLElement);
      else if (element.localName === 'img') this.#dressImage(element as HTMLImageElement);
    }
  }

  #dressImage(image: HTMLImageElement): void {
    image.referrerPolicy = 'no-referrer';
    if (image.classList.contains('mx-blocked')) {
      image.classList.toggle('mx-pixel', isPixel(image));
      this.#blank(image);
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
    const target = this.#content?.links.get(link);
    const anchor = this.#content?.anchors.get(link);
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
      const target = (link && this.#content?.links.get(link)) ?? null;
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
    this.#zoom = factor;
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
