import { affordable, dataUrlBytes, raster } from './raster.ts';

/**
 * Images of one message as blob URLs: by Content-ID as the host sends them, and by `data:` URL. A page shows one
 * message for as long as it lives, so the URLs go with the page.
 */
export class ImageStore {
  readonly #byCid = new Map<string, string | null>();
  readonly #byData = new Map<string, string | null>();
  readonly #blobs = new Map<string, Blob>();
  readonly #waiting = new Map<string, Set<(url: string | null) => void>>();

  #blob(bytes: Uint8Array<ArrayBuffer>): string | null {
    const image = raster(bytes);
    if (!image || !affordable(image, bytes.length)) {
      return null;
    }
    const blob = new Blob([bytes], { type: image.type });
    const url = URL.createObjectURL(blob);
    this.#blobs.set(url, blob);
    return url;
  }

  /** The first image with a Content-ID wins; a second one cannot take its place. */
  put(cid: string, data: Uint8Array): void {
    this.#settle(cid, () => this.#blob(new Uint8Array(data)));
  }

  fail(cid: string): void {
    this.#settle(cid, () => null);
  }

  /** What could not be fetched may come when the message is shown anew. */
  forgetFailures(): void {
    for (const [cid, url] of this.#byCid) {
      if (url === null) {
        this.#byCid.delete(cid);
      }
    }
  }

  #settle(cid: string, make: () => string | null): void {
    if (this.#byCid.has(cid)) {
      return;
    }
    const url = make();
    this.#byCid.set(cid, url);
    this.#waiting.get(cid)?.forEach((use) => use(url));
    this.#waiting.delete(cid);
  }

  /** Calls back with a blob URL, or null when there is no image to show; at once or when the host has sent it. */
  cid(cid: string, use: (url: string | null) => void): void {
    const known = this.#byCid.get(cid);
    if (known !== undefined) {
      use(known);
      return;
    }
    const waiting = this.#waiting.get(cid) ?? new Set();
    this.#waiting.set(cid, waiting.add(use));
  }

  /** An image that is here, as a `data:` URL for a document outside this page; null when it is not, or not an image. */
  async embedded(
    image: { readonly kind: 'cid'; readonly cid: string } | { readonly kind: 'data'; readonly url: string },
  ): Promise<string | null> {
    const url = image.kind === 'cid' ? this.#byCid.get(image.cid) : this.data(image.url);
    const blob = url === undefined || url === null ? undefined : this.#blobs.get(url);
    return blob === undefined ? null : dataUrl(blob);
  }

  /** A `data:` image as a blob URL; null when it is no raster image or too large. */
  data(url: string): string | null {
    let known = this.#byData.get(url);
    if (known === undefined) {
      const bytes = dataUrlBytes(url);
      known = bytes && this.#blob(bytes);
      this.#byData.set(url, known);
    }
    return known;
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(new Error('The image could not be read.')));
    reader.readAsDataURL(blob);
  });
}
