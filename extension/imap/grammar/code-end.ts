const quote = 0x22;
const open = 0x28;
const close = 0x29;
const backslash = 0x5c;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;

/**
 * Finds the `]` that ends a response code whose inside begins at `start`. Brackets may be inside: in quoted strings, within
 * parentheses (Gmail's flags), or in pairs. Where that reading finds no end, plainer ones are tried.
 * @returns its offset, or null when there is none.
 */
export function codeEnd(bytes: Buffer, start: number, end: number): number | null {
  const first = bytes.subarray(start, end).indexOf(bracketClose);
  if (first < 0) return null;
  return careful(bytes, start, end) ?? nested(bytes, start, end) ?? start + first;
}

function careful(bytes: Buffer, start: number, end: number): number | null {
  let parentheses = 0;
  let brackets = 0;
  let quoted = false;
  for (let at = start; at < end; at++) {
    const octet = bytes[at];
    if (quoted) {
      if (octet === backslash) at++;
      else if (octet === quote) quoted = false;
    } else if (octet === quote) quoted = true;
    else if (octet === open) parentheses++;
    else if (octet === close) {
      parentheses--;
      // Brackets inside a list pair up inside it, or are part of a word.
      if (parentheses === 0) brackets = 0;
    } else if (octet === bracketOpen) brackets++;
    else if (octet === bracketClose && parentheses <= 0) {
      if (brackets === 0) return at;
      brackets--;
    } else if (octet === bracketClose && brackets > 0) brackets--;
  }
  return null;
}

function nested(bytes: Buffer, start: number, end: number): number | null {
  let brackets = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === bracketOpen) brackets++;
    else if (bytes[at] === bracketClose && brackets-- === 0) return at;
  }
  return null;
}
