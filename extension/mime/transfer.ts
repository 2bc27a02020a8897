import { base64Decoder } from './base64.ts';
import { quotedPrintableDecoder } from './quoted-printable.ts';
import { uuDecoder } from './uuencode.ts';

/** Undoes a Content-Transfer-Encoding (RFC 2045 §6) octet by octet; cut anywhere, the output is the same. Never throws. */
export interface TransferDecoder {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back for want of more input. */
  end(): Uint8Array;
  /** What was mended, one sentence each; complete after `end`. */
  readonly problems: readonly string[];
}

const nothing = new Uint8Array(0);

/** `encoding` as the header has it, any case. One that is unknown passes the octets through and says so. */
export function transferDecoder(encoding: string): TransferDecoder {
  switch (
    encoding
      .trim()
      .toLowerCase()
      .replace(/^["']|["';,]+$/g, '')
  ) {
    case 'base64':
      return base64Decoder();
    case 'quoted-printable':
      return quotedPrintableDecoder();
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode':
      return uuDecoder();
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return identity([]);
    default:
      return identity([
        `The transfer encoding ${encoding.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 40)} is unknown; the octets are shown as they came.`,
      ]);
  }
}

/** A whole part at once. */
export function decodeTransferBytes(
  bytes: Uint8Array,
  encoding: string,
): { readonly bytes: Uint8Array; readonly problems: readonly string[] } {
  const decoder = transferDecoder(encoding);
  const head = decoder.push(bytes);
  const tail = decoder.end();
  return { bytes: tail.length === 0 ? head : Buffer.concat([head, tail]), problems: decoder.problems };
}

/** Decodes while the octets arrive; holds no more than one chunk. Errors of the source pass through. */
export async function* decodeTransfer(
  source: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = transferDecoder(encoding);
  for await (const chunk of source) {
    const decoded = decoder.push(chunk);
    if (decoded.length > 0) yield decoded;
  }
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}

/** About how many octets a part of `size` transferred ones holds once decoded; exact for identity encodings. */
export function decodedSizeEstimate(size: number, encoding: string): number {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      // Lines of 76 characters and a CRLF carry 57 octets.
      return Math.floor((size * 57) / 78);
    case 'quoted-printable':
      return size;
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode':
      return Math.floor((size * 45) / 63);
    default:
      return size;
  }
}

function identity(problems: readonly string[]): TransferDecoder {
  return { push: (chunk) => chunk, end: () => nothing, problems };
}
