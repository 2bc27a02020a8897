/** Raster formats that an image of a mail may have. SVG is none: it is a document. */
export type RasterType =
  'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/bmp' | 'image/x-icon' | 'image/avif';

export interface Raster {
  readonly type: RasterType;
  /** Pixels; null where the header does not say at once. */
  readonly width: number | null;
  readonly height: number | null;
}

/** One inline image may have this many octets … */
export const maxImageBytes = 16 * 1024 * 1024;
/** … and this many pixels: a few octets can unpack to gigabytes. */
export const maxImagePixels = 64_000_000;

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) {
      return false;
    }
  }
  return true;
}

function jpegSize(view: DataView): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) {
      return null;
    }
    const marker = view.getUint8(at + 1);
    // Start of frame, all kinds; C4, C8 and CC share the range but hold no size.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(view: DataView, bytes: Uint8Array): { width: number; height: number } | null {
  if (view.byteLength < 30) {
    return null;
  }
  if (startsWith(bytes, 12, 'VP8X')) {
    const three = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
    return { width: three(24) + 1, height: three(27) + 1 };
  }
  if (startsWith(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function avifSize(view: DataView, bytes: Uint8Array): { width: number; height: number } | null {
  const end = Math.min(bytes.length - 16, 4096);
  for (let at = 4; at < end; at++) {
    if (startsWith(bytes, at, 'ispe')) {
      return { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
  }
  return null;
}

/** Knows a raster image by its first octets, whatever its label says. Null when it is none that may be shown. */
export function raster(bytes: Uint8Array): Raster | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const make = (type: RasterType, size: { width: number; height: number } | null): Raster => ({
    type,
    width: size?.width ?? null,
    height: size?.height ?? null,
  });
  if (startsWith(bytes, 0, '\u0089PNG\r\n\u001a\n') && bytes.length >= 24) {
    return make('image/png', { width: view.getUint32(16), height: view.getUint32(20) });
  }
  if (startsWith(bytes, 0, 'GIF8') && bytes.length >= 10) {
    return make('image/gif', { width: view.getUint16(6, true), height: view.getUint16(8, true) });
  }
  if (startsWith(bytes, 0, '\u00ff\u00d8\u00ff')) {
    return make('image/jpeg', jpegSize(view));
  }
  if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WEBP')) {
    return make('image/webp', webpSize(view, bytes));
  }
  if (startsWith(bytes, 0, 'BM') && bytes.length >= 26) {
    const height = Math.abs(view.getInt32(22, true));
    return make('image/bmp', { width: Math.abs(view.getInt32(18, true)), height });
  }
  if (startsWith(bytes, 4, 'ftypavif') || startsWith(bytes, 4, 'ftypavis')) {
    return make('image/avif', avifSize(view, bytes));
  }
  if (startsWith(bytes, 0, '\u0000\u0000\u0001\u0000') && bytes.length >= 22) {
    return make('image/x-icon', null);
  }
  return null;
}

/** Is the image small enough to be unpacked? Unknown sizes pass: the octets are capped. */
export function affordable(image: Raster, bytes: number): boolean {
  return bytes <= maxImageBytes && (image.width ?? 0) * (image.height ?? 0) <= maxImagePixels;
}

/** Octets of a base64 or percent-encoded `data:` URL; null when it is malformed or over the cap. */
export function dataUrlBytes(url: string): Uint8Array<ArrayBuffer> | null {
  const comma = url.indexOf(',');
  if (comma < 0 || url.length > maxImageBytes * 1.4) {
    return null;
  }
  const body = url.slice(comma + 1);
  try {
    if (!/;\s*base64\s*$/i.test(url.slice(5, comma))) {
      const octets = body.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      return Uint8Array.from(octets, (c) => c.charCodeAt(0));
    }
    return Uint8Array.from(atob(decodeURIComponent(body).replace(/\s/g, '')), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}
