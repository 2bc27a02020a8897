import { decodeHeaderBytes } from './charset.ts';
import { decodeEncodedWords } from './encoded-words.ts';

/** One field of a header block (RFC 5322 §2.2). */
export interface HeaderField {
  /** As spelt in the mail. */
  readonly name: string;
  /** Unfolded, otherwise as it stands: octets read as UTF-8, else windows-1252. */
  readonly raw: string;
  /** `raw` with its encoded words decoded. */
  readonly value: string;
  /** Octet range in the input, line end included. */
  readonly start: number;
  readonly end: number;
}

export interface HeaderBlock {
  /** In order, duplicates kept. */
  readonly fields: readonly HeaderField[];
  /** Offset of the first octet behind the empty line, or of what ended the block; the input's length when nothing did. */
  readonly bodyStart: number;
  readonly problems: readonly string[];
}

const lf = 0x0a;
const colon = 0x3a;
/** More fields than any mail has; the rest is passed over and said. */
const maxFields = 10_000;
/** Octets of one field; what is beyond is not read, for the value goes to the view and to the trees. */
const maxFieldOctets = 1024 * 1024;

/**
 * Reads a header block from `start`, up to the empty line, a line that `isEnd` claims, or the end. Linear in its length;
 * never throws. Lines may end in LF alone. A first line that is no field means that there is no header; a later one is
 * passed over and reported.
 */
export function parseHeaders(
  bytes: Uint8Array,
  start = 0,
  isEnd?: (lineStart: number, lineEnd: number) => boolean,
): HeaderBlock {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: HeaderField[] = [];
  const problems = new Set<string>();
  let at = start;
  let bodyStart = buffer.length;
  let open: { readonly start: number; end: number } | null = null;

  const finish = (): void => {
    if (open === null) return;
    if (open.end - open.start > maxFieldOctets)
      problems.add('A field of the header is longer than 1 MB; the rest of it is not shown.');
    if (fields.length < maxFields) fields.push(readField(buffer, open.start, open.end));
    else problems.add(`The header holds more than ${maxFields} fields; the rest is not shown.`);
    open = null;
  };

  while (at < buffer.length) {
    const newline = buffer.indexOf(lf, at);
    const lineEnd = newline < 0 ? buffer.length : newline + 1;
    const first = buffer[at];
    if (isEmptyLine(buffer, at, lineEnd)) {
      bodyStart = lineEnd;
      break;
    }
    if (isEnd?.(at, lineEnd) === true) {
      bodyStart = at;
      break;
    }
    if (first === 0x20 || first === 0x09) {
      if (open !== null) open.end = lineEnd;
      else problems.add('A continuation line stands before the first header field.');
    } else if (nameLength(buffer, at, lineEnd) > 0) {
      finish();
      open = { start: at, end: lineEnd };
    } else if (isMboxFrom(buffer, at)) {
      problems.add('An mbox “From ” line stands in the header.');
    } else if (fields.length === 0 && open === null) {
      problems.add('The message has no header.');
      bodyStart = at;
      break;
    } else {
      finish();
      problems.add('A line of the header is not a header field and was passed over.');
    }
    at = lineEnd;
  }
  finish();
  return { fields, bodyStart, problems: [...problems] };
}

/** The first field of that name, any case. */
export function headerField(fields: readonly HeaderField[], name: string): HeaderField | null {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === wanted) ?? null;
}

function readField(buffer: Buffer, start: number, end: number): HeaderField {
  const length = nameLength(buffer, start, end);
  const name = buffer.toString('latin1', start, start + length).trimEnd();
  const valueStart = buffer.indexOf(colon, start + length) + 1;
  const raw = decodeHeaderBytes(buffer.subarray(valueStart, Math.min(end, start + maxFieldOctets)))
    .replace(/\r?\n/g, '')
    .trim();
  return { name, raw, value: decodeEncodedWords(raw), start, end };
}

/** Length of the field name at `at`: printable ASCII up to the colon, blanks before it allowed (RFC 5322 §4.5); 0 when there is none. */
function nameLength(buffer: Buffer, at: number, end: number): number {
  let position = at;
  while (position < end) {
    const octet = buffer[position] ?? 0;
    if (octet === colon) return position - at;
    if (octet <= 0x20 || octet >= 0x7f) break;
    position++;
  }
  const name = position - at;
  while (position < end && (buffer[position] === 0x20 || buffer[position] === 0x09)) position++;
  return buffer[position] === colon ? name : 0;
}

function isEmptyLine(buffer: Buffer, at: number, end: number): boolean {
  return end - at === 1 ? buffer[at] === lf : end - at === 2 && buffer[at] === 0x0d && buffer[at + 1] === lf;
}

function isMboxFrom(buffer: Buffer, at: number): boolean {
  const line = buffer.toString('latin1', at, at + 6);
  return line.startsWith('From ') || line === '>From ';
}
