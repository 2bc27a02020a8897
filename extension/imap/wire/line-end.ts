/** A literal announced at the end of a line: `{n}`, `{n+}`, `~{n}` (RFC 9051 §4.3, RFC 6855 literal8). */
export interface LiteralMarker {
  /** Octets announced; Infinity beyond 2⁵³−1. */
  readonly size: number;
  /** The digits as sent, for messages; at most 40 of them. */
  readonly digits: string;
  /** Written with padding zeros or with a client's `+`. */
  readonly odd: boolean;
  /** Offset of `{`, or of the `~` before it. */
  readonly at: number;
}

const braceOpen = 0x7b;
const braceClose = 0x7d;
const plus = 0x2b;
const minus = 0x2d;
const tilde = 0x7e;
const space = 0x20;
const asterisk = 0x2a;
/** More digits than any size has, zero padding included. */
const maxDigits = 64;

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 0x30 && octet <= 0x39;
}

/**
 * Looks at the raw end of the line `from`…`end` (line end excluded). Quotes do not matter: a quoted string cannot hold
 * a line end, so `{n}` there is a literal by the framing itself.
 */
export function literalMarker(bytes: Buffer, from: number, end: number): LiteralMarker | null {
  let at = end - 1;
  if (at < from + 2 || bytes[at] !== braceClose) return null;
  at--;
  const signed = bytes[at] === plus || bytes[at] === minus;
  if (signed) at--;
  const lastDigit = at;
  while (at >= from && isDigit(bytes[at])) {
    at--;
    if (lastDigit - at > maxDigits) return null;
  }
  if (at === lastDigit || at < from || bytes[at] !== braceOpen) return null;
  const digits = bytes.toString('latin1', at + 1, lastDigit + 1);
  const size = Number(digits);
  if (at > from && bytes[at - 1] === tilde) at--;
  return {
    size: Number.isSafeInteger(size) ? size : Infinity,
    digits: digits.slice(0, 40),
    odd: signed || /^0./.test(digits),
    at,
  };
}

const textKinds = new Set(['OK', 'NO', 'BAD', 'BYE', 'PREAUTH']);

/**
 * Whether the response that begins at `start` is text for people to its end, so that `{5}` there announces nothing:
 * continuations, tagged lines and untagged status (RFC 9051 resp-text), and lines that are no IMAP at all.
 */
export function isTextLine(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== asterisk) return true;
  let at = start + 1;
  while (at < end && bytes[at] === space) at++;
  const word = at;
  while (at < end && at - word < 8 && isLetter(bytes[at])) at++;
  if (at === word) return !isDigit(bytes[at]);
  return textKinds.has(bytes.toString('latin1', word, at).toUpperCase());
}

function isLetter(octet: number | undefined): boolean {
  if (octet === undefined) return false;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

const fetchHead = /^\* *\d+ +FETCH\b/i;
const bodyItem = /(?:\]|\]<\d+>|[ (]RFC822(?:\.TEXT|\.HEADER)?) *$/i;

/** Whether the literal announced at `marker` is the value of FETCH BODY[…], BINARY[…] or RFC822…: octets of a message. */
export function literalMayStream(bytes: Buffer, start: number, marker: number): boolean {
  return (
    fetchHead.test(bytes.toString('latin1', start, Math.min(start + 40, marker))) &&
    bodyItem.test(bytes.toString('latin1', Math.max(start, marker - 40), marker))
  );
}
