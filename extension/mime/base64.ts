import type { TransferDecoder } from './transfer.ts';

/** Six bits per character of RFC 4648 §4; 64 = padding, 65 = white space, 66 = foreign. */
const table = new Uint8Array(256).fill(66);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  table[char.charCodeAt(0)] = value;
}
table[0x3d] = 64;
for (const space of [0x20, 0x09, 0x0a, 0x0d]) table[space] = 65;

/**
 * Base64 as RFC 2045 §6.8 wants it read: foreign characters are passed over. Padding in the middle ends a quantum and
 * decoding goes on, because joined base64 texts occur; missing padding is taken as read.
 */
export function base64Decoder(): TransferDecoder {
  let bits = 0;
  let count = 0;
  let foreign = 0;
  let padded = false;
  let joined = false;
  let incomplete = false;

  /** Ends a quantum: the characters so far carry one or two octets, or, if there is but one, none. */
  function flush(out: Uint8Array, length: number): number {
    if (count === 2) out[length++] = (bits >> 4) & 0xff;
    if (count === 3) {
      out[length++] = (bits >> 10) & 0xff;
      out[length++] = (bits >> 2) & 0xff;
    }
    if (count === 1) incomplete = true;
    bits = 0;
    count = 0;
    return length;
  }

  return {
    push(chunk) {
      const out = new Uint8Array(Math.ceil(((chunk.length + count) * 3) / 4) + 3);
      let length = 0;
      for (let at = 0; at < chunk.length; at++) {
        const value = table[chunk[at] ?? 0] ?? 66;
        if (value < 64) {
          if (padded) {
            joined = true;
            padded = false;
          }
          bits = (bits << 6) | value;
          if (++count === 4) {
            out[length++] = (bits >> 16) & 0xff;
            out[length++] = (bits >> 8) & 0xff;
            out[length++] = bits & 0xff;
            bits = 0;
            count = 0;
          }
        } else if (value === 64) {
          padded = true;
          length = flush(out, length);
        } else if (value === 66) {
          foreign++;
        }
      }
      return out.subarray(0, length);
    },
    end() {
      const out = new Uint8Array(3);
      return out.subarray(0, flush(out, 0));
    },
    get problems() {
      const problems: string[] = [];
      if (foreign > 0) problems.push(`Base64: ${foreign} characters that do not belong were passed over.`);
      if (joined) problems.push('Base64: text went on after its padding and was joined.');
      if (incomplete) problems.push('Base64: the text ends in the middle of an octet.');
      return problems;
    },
  };
}
