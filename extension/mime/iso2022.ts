/** Seven-bit East Asian charsets that TextDecoder lacks: rewritten to their eight-bit forms, which it has. */

const esc = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const tilde = 0x7e;
const lineFeed = 0x0a;

/** ISO-2022-KR (RFC 1557) → EUC-KR, and the GB 2312 part of ISO-2022-CN (RFC 1922) → GBK: SO sets the high bit. */
export function shiftedToEightBit(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const octet = bytes[at] ?? 0;
    if (octet === shiftOut) shifted = true;
    else if (octet === shiftIn) shifted = false;
    else if (octet === esc && bytes[at + 1] === 0x24) at += 3;
    else {
      // A line ends every shift, so that one lost SI costs one line.
      if (octet === lineFeed) shifted = false;
      out[length++] = shifted && octet > 0x20 && octet < 0x7f ? octet | 0x80 : octet;
    }
  }
  return out.subarray(0, length);
}

/** HZ (RFC 1843) → GBK: `~{` … `~}` sets the high bit, `~~` is a tilde, `~` before a line end vanishes. */
export function hzToEightBit(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const octet = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (octet === tilde && (next === 0x7b || next === 0x7d)) {
      shifted = next === 0x7b;
      at++;
    } else if (octet === tilde && next === tilde && !shifted) {
      out[length++] = tilde;
      at++;
    } else if (octet === tilde && next === lineFeed) {
      at++;
    } else {
      if (octet === lineFeed) shifted = false;
      out[length++] = shifted && octet > 0x20 && octet < 0x7f ? octet | 0x80 : octet;
    }
  }
  return out.subarray(0, length);
}
