import { affordable, dataUrlBytes, raster } from './raster.ts';

/** Images of one message as blob URLs: by Content-ID as the host sends them, and by `data:` URL. */
export class ImageStore {
  readonly #byCid = new Map<string, string | null>();
  readonly #byData = new Map<string, string | null>();
  readonly #waiting = new Map<string, Set<(url: string | null) => void>>();
  readonly #urls: string[] = [];

  #blob(bytes: Uint8Array<ArrayBuffer>): string | null {
    const image = raster(bytes);
    if (!image || !affordable(image, bytes.length)) {
      return null;
    }
    const url = URL.createObjectURL(new Blob([bytes], { type: image.type }));
    this.#urls.push(url);
    return url;
  }

  /** The first image with a Content-ID wins; a second one cannot take its place. */
  put(cid: string, data: Uint8Array): void {
    this.#settle(cid, () => this.#blob(new Uint8Array(data)));
  }

  fail(cid: string): void {
    this.#settle(cid, () => null);
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

  dispose(): void {
    this.#urls.forEach((url) => URL.revokeObjectURL(url));
    this.#waiting.clear();
  }
}
