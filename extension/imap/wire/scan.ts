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
/** 1 for octets that a string cannot stand in front of without having ended; a space is looked at more closely. */
const border = new Uint8Array(256);
for (const octet of [open, close, bracketClose, cr, lf]) border[octet] = 1;
const digit = new Uint8Array(256).fill(1, 0x30, 0x3a);

/** Whether the quote at `at` closes its string. One that no border follows, or a text that runs into another quote, belongs to it. */
export function closesString(bytes: Buffer, at: number, end: number): boolean {
  if (at + 1 >= end) return true;
  const next = bytes[at + 1] ?? 0;
  if (next !== space) return border[next] === 1;
  return at + 2 >= end || telling[bytes[at + 2] ?? 0] === 1 || goesOn(bytes, at + 2, end);
}

/** Whether a list goes on at `at`, behind a string and a space, with something other than a string or a list. */
function goesOn(bytes: Buffer, at: number, end: number): boolean {
  const first = bytes[at] ?? 0;
  // What nearly every list has there is decided by a few octets, without looking for the next quote.
  if ((first | 0x20) === 0x6e && isNil(bytes, at)) return true;
  if (digit[first] === 1 && isCount(bytes, at)) return true;
  return !runsIntoQuote(bytes, at, end);
}

function isNil(bytes: Buffer, at: number): boolean {
  const next = bytes[at + 3];
  return (
    (next === space || next === close) &&
    ((bytes[at] ?? 0) | 0x20) === 0x6e &&
    ((bytes[at + 1] ?? 0) | 0x20) === 0x69 &&
    ((bytes[at + 2] ?? 0) | 0x20) === 0x6c
  );
}

/** A number that more of a list, or its end, follows: no text that only begins with one, as `"the "new" 5 of them"`. */
function isCount(bytes: Buffer, from: number): boolean {
  let at = from + 1;
  while (digit[bytes[at] ?? 0] === 1) at++;
  if (bytes[at] !== space) return bytes[at] === close;
  const next = bytes[at + 1] ?? 0;
  return telling[next] === 1 || digit[next] === 1 || isNil(bytes, at + 1);
}

/** Whether what begins at `from` goes on until a quote that no space stands in front of, as `word"` of `"a "quoted" word"`. */
function runsIntoQuote(bytes: Buffer, from: number, end: number): boolean {
  let at = from;
  for (; at < end; at++) {
    const octet = bytes[at] ?? 0;
    if (octet === cr || octet === lf) return false;
    if (telling[octet] === 1) break;
  }
  if (at >= end || bytes[at] !== quote || bytes[at - 1] === space) return false;
  // A space may be missing behind NIL.
  return at - from !== 3 || bytes.toString('latin1', from, at).toUpperCase() !== 'NIL';
}

/** Offset behind the quoted string that opens at `from`; -1 when it does not end. */
export function quotedEnd(bytes: Buffer, from: number, end: number): number {
  let at = from + 1;
  while (at < end) {
    const octet = bytes[at];
    if (octet === quote) {
      // The commonest borders right here: it is the hot loop of a list of messages.
      const next = bytes[at + 1] ?? 0;
      if (next === close || (next === space && bytes[at + 2] === quote)) return at + 1;
      if (closesString(bytes, at, end)) return at + 1;
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
