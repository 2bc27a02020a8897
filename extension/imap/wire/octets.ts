import { isUtf8 } from 'node:buffer';

/** Classes of octets, as bits in `octetClass` (RFC 9051 §9). Octets above 127 count as atom characters: servers send them. */
export const atomChar = 1;
/** ATOM-CHAR or `]`. */
export const astringChar = 2;
/** ASTRING-CHAR or `%` or `*`: an unquoted mailbox in LIST. */
export const listChar = 4;
/** What an unquoted value may hold at the worst: all but SP, parentheses and line ends. */
export const looseChar = 8;
export const digitChar = 16;

export const octetClass: Uint8Array = makeClasses();

function makeClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let octet = 0; octet < 256; octet++) {
    let bits = 0;
    const control = octet < 0x20 || octet === 0x7f;
    if (!control && !' (){%*"\\]'.includes(String.fromCharCode(octet))) bits |= atomChar | astringChar | listChar;
    if (octet === 0x5d) bits |= astringChar | listChar;
    if (octet === 0x25 || octet === 0x2a) bits |= listChar;
    if (!' ()\r\n'.includes(String.fromCharCode(octet))) bits |= looseChar;
    if (octet >= 0x30 && octet <= 0x39) bits |= digitChar;
    classes[octet] = bits;
  }
  return classes;
}

/** Text of a stretch of octets: UTF-8 where it is that, else latin1; so nothing is ever lost or refused. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if ((bytes[i] ?? 0) >= 0x80) {
      return bytes.toString(isUtf8(bytes.subarray(start, end)) ? 'utf8' : 'latin1', start, end);
    }
  }
  return bytes.toString('latin1', start, end);
}

/** A copy with memory of its own, for few octets that are kept for long: Node's pool would keep 64 KiB alive for each of them. */
export function ownCopy(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(end - start);
  bytes.copy(copy, 0, start, end);
  return copy;
}
