import { decodeTransferBytes } from './transfer.ts';
import { decodeYenc } from './yenc.ts';

/** A file that a text carries within itself, as mailers did before MIME and news posters still do. */
export interface EmbeddedFile {
  readonly kind: 'uuencode' | 'base64' | 'yenc';
  /** As its first line names it, octets read as UTF-8 else Latin-1; not cleaned. */
  readonly name: string;
  /** Octet range in the text, from its first line to behind its last. */
  readonly start: number;
  readonly end: number;
  /** Its last line is there. */
  readonly whole: boolean;
}

const lf = 0x0a;
/** More in one text are left as text. */
const maxFiles = 200;
const beginLine = /^begin(-base64)? [0-7]{3,4} (\S.{0,254}?)\s*$/;
const ybeginLine = /^=ybegin (?:.{0,200}? )?(?:line|size)=\d{1,15} .{0,200}?\bname=(\S.{0,254}?)\s*$/;

/**
 * uuencoded, base64-encoded (POSIX uuencode) and yEnc files inside a text whose transfer encoding is undone. A first line
 * counts only if what follows it is such data: prose that begins with “begin 644 …” stays prose. One pass; never throws.
 */
export function findEmbeddedFiles(bytes: Uint8Array): readonly EmbeddedFile[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: EmbeddedFile[] = [];
  const starts = ['begin', '=ybegin '].map((word) => ({ word, next: -1 }));
  for (let at = 0; found.length < maxFiles;) {
    // Each word is looked for once from each of its places, so that a text full of the one costs no search for the other.
    for (const start of starts) if (start.next < at) start.next = nextLine(text, start.word, at);
    const start = Math.min(...starts.map(({ next }) => next));
    if (start >= text.length) break;
    const file = embeddedAt(text, start);
    if (file !== null) found.push(file);
    at = file === null ? start + 1 : file.end;
  }
  return found;
}

/** The file's octets. `bytes` is the text that `findEmbeddedFiles` was given. */
export function embeddedContent(
  bytes: Uint8Array,
  file: EmbeddedFile,
): { readonly bytes: Uint8Array; readonly problems: readonly string[] } {
  const block = bytes.subarray(file.start, file.end);
  switch (file.kind) {
    case 'yenc':
      return decodeYenc(block);
    case 'uuencode':
      return decodeTransferBytes(block, 'x-uuencode');
    case 'base64': {
      const text = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
      const body = text.subarray(text.indexOf(lf) + 1);
      const last = body.lastIndexOf('\n====');
      return decodeTransferBytes(last < 0 ? body : body.subarray(0, last), 'base64');
    }
  }
}

/** About how many octets it holds, without decoding it. */
export function embeddedSize(bytes: Uint8Array, file: EmbeddedFile): number {
  const octets = file.end - file.start;
  if (file.kind !== 'yenc') return Math.floor((octets * 45) / 63);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + file.start, Math.min(octets, 600)).toString('latin1');
  const part = /^=ypart begin=(\d{1,15}) end=(\d{1,15})/m.exec(head);
  if (part !== null) return Math.max(0, Number(part[2]) - Number(part[1]) + 1);
  return Number(/^=ybegin .{0,300}?\bsize=(\d{1,15})/.exec(head)?.[1] ?? octets);
}

/** The text with a line of `label(file)` in the place of each file. */
export function withoutEmbeddedFiles(
  bytes: Uint8Array,
  files: readonly EmbeddedFile[],
  label: (file: EmbeddedFile) => string,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const file of files) {
    pieces.push(bytes.subarray(at, file.start), Buffer.from(`${label(file)}\r\n`));
    at = file.end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}

/** Offset of the next line from `from` on that begins with `word`; the text's length when there is none. */
function nextLine(text: Buffer, word: string, from: number): number {
  if (from === 0 && text.toString('latin1', 0, word.length) === word) return 0;
  const found = text.indexOf(`\n${word}`, Math.max(0, from - 1), 'latin1');
  return found < 0 ? text.length : found + 1;
}

function embeddedAt(text: Buffer, start: number): EmbeddedFile | null {
  const first = lineAt(text, start);
  const yenc = ybeginLine.exec(first.text);
  if (yenc !== null) {
    const end = closing(text, first.next, '=yend');
    return { kind: 'yenc', name: named(yenc[1] ?? ''), start, ...end };
  }
  const begin = beginLine.exec(first.text);
  if (begin === null) return null;
  const base64 = begin[1] !== undefined;
  const second = lineAt(text, first.next);
  if (!(base64 ? /^[A-Za-z0-9+/]{4,}={0,2}$/ : uuLine).test(second.text) || !(base64 || fits(second.text))) return null;
  const end = base64 ? closing(text, first.next, '====') : uuEnd(text, first.next);
  return { kind: base64 ? 'base64' : 'uuencode', name: named(begin[2] ?? ''), start, ...end };
}

const uuLine = /^[\x20-\x60]{2,}$/;

/** The first character of a uuencoded line tells its length; blanks at the end, which are zeros, may be lost. */
function fits(line: string): boolean {
  const octets = (line.charCodeAt(0) - 0x20) & 0x3f;
  const needed = Math.ceil(octets / 3) * 4;
  return octets > 0 && line.length - 1 <= needed + 2 && line.length - 1 >= Math.min(needed, 1);
}

/** Up to its `end`; without one, as long as the lines are uuencoded ones. */
function uuEnd(text: Buffer, from: number): Pick<EmbeddedFile, 'end' | 'whole'> {
  for (let at = from; at < text.length;) {
    const line = lineAt(text, at);
    if (line.text.trimEnd() === 'end') return { end: line.next, whole: true };
    if (line.text !== '' && line.text !== '`' && !(uuLine.test(line.text) && fits(line.text)))
      return { end: at, whole: false };
    at = line.next;
  }
  return { end: text.length, whole: false };
}

function closing(text: Buffer, from: number, mark: string): Pick<EmbeddedFile, 'end' | 'whole'> {
  const found = text.indexOf(`\n${mark}`, from - 1, 'latin1');
  return found < 0 ? { end: text.length, whole: false } : { end: lineAt(text, found + 1).next, whole: true };
}

/** A line without its end, at most its first 1000 octets, and where the next one begins. */
function lineAt(text: Buffer, start: number): { readonly text: string; readonly next: number } {
  const newline = text.indexOf(lf, start);
  const next = newline < 0 ? text.length : newline + 1;
  return { text: text.toString('latin1', start, Math.min(next, start + 1000)).replace(/\r?\n$/, ''), next };
}

function named(latin1: string): string {
  const utf8 = Buffer.from(latin1, 'latin1').toString('utf8');
  return utf8.includes('\ufffd') ? latin1 : utf8;
}
