const quote = 0x22;
const open = 0x28;
const close = 0x29;
const backslash = 0x5c;
const bracketClose = 0x5d;
const braceOpen = 0x7b;
const space = 0x20;
const cr = 0x0d;
const lf = 0x0a;

/** 1 for octets that mean something between the values of a list. */
const telling = new Uint8Array(256);
for (const octet of [quote, open, close, braceOpen]) telling[octet] = 1;

/** What may follow the closing quote of a string. Any other octet says that the quote belonged to the string. */
export function endsString(next: number): boolean {
  return next === space || next === close || next === open || next === bracketClose || next === cr || next === lf;
}

/** Offset behind the quoted string that opens at `from`; -1 when it does not end. */
export function quotedEnd(bytes: Buffer, from: number, end: number): number {
  let at = from + 1;
  while (at < end) {
    const octet = bytes[at];
    if (octet === quote) {
      if (at + 1 >= end || endsString(bytes[at + 1] ?? 0)) return at + 1;
    } else if (octet === backslash) at++;
    at++;
  }
  return -1;
}

/**
 * Offset of the next parenthesis or brace at or behind `from`, quoted strings passed over; `end` when there is none, -1 when a quoted
 * string does not end. The hot loop of a list of messages.
 */
export function nextMark(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const octet = bytes[at] ?? 0;
    if (telling[octet] === 0) at++;
    else if (octet !== quote) return at;
    else {
      at = quotedEnd(bytes, at, end);
      if (at < 0) return -1;
    }
  }
  return end;
}
