import { noLiterals, type LiteralSpan, type ResponseFrame } from './frame.ts';
import { asciiText } from './intern.ts';
import { astringChar, atomChar, decodeText, digitChar, looseChar, octetClass } from './octets.ts';
import { closesString, nextMark, quotedEnd } from './scan.ts';
import { parseSequenceSet } from './sequence-set.ts';
import type { NumberRange } from './sequence-set.ts';

/** Deviations that the cursor itself puts up with; the grammar's table of quirks explains them. */
export type CursorQuirk =
  'extra-space' | 'missing-space' | 'unescaped-quote' | 'eight-bit' | 'float-number' | 'negative-number' | 'mended-set';

/** Why a response does not parse: the grammar rule it was in, what was missing, where. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

/** Nesting beyond this is no mail (a response of a million parentheses is an attack). */
export const maxDepth = 100;
/** Strings and lists one response may hold before it counts as an attack on memory. */
const maxItems = 250_000;
const maxRanges = 1_000_000;

const space = 0x20;
const quote = 0x22;
const open = 0x28;
const close = 0x29;
const minus = 0x2d;
const backslash = 0x5c;
const braceOpen = 0x7b;
const tilde = 0x7e;
const cr = 0x0d;
const lf = 0x0a;
const ignore = (): void => undefined;
const noOctets = Buffer.alloc(0);

/** A string's place in the frame. `escaped` when backslashes of a quoted string have still to be taken out. */
export interface StringSpan {
  readonly start: number;
  readonly end: number;
  readonly escaped: boolean;
  readonly streamed: boolean;
  /** As announced for a streamed literal, else the stretch's length. */
  readonly size: number;
}

/**
 * Reads the tokens of one response (RFC 9051 §9) in place. Every method either takes what it names and moves on, or throws
 * ParseError. Nothing here recurses.
 */
export class Cursor {
  bytes: Buffer;
  literals: readonly LiteralSpan[];
  /** Where the response begins. */
  #start = 0;
  pos: number;
  end: number;
  /** The response's first word; empty where that says nothing. */
  word = '';
  /** The grammar rules that are being read, outermost first. */
  readonly path: string[] = [];
  readonly #quirk: (id: CursorQuirk) => void;
  /** Some of the response's literals went to a stream. */
  streams: boolean;
  #depth = 0;
  #items = 0;

  constructor(frame: ResponseFrame, quirk: (id: CursorQuirk) => void = ignore, start = 0, end = frame.bytes.length) {
    this.bytes = frame.bytes;
    this.literals = frame.literals;
    this.streams = hasStreamed(frame.literals);
    this.pos = start;
    this.end = end;
    this.#quirk = quirk;
  }

  /** Begins with another response, which lies at `start`…`end`; the places of its literals count from `start`. */
  restart(bytes: Buffer, literals: readonly LiteralSpan[], start: number, end: number): void {
    this.bytes = bytes;
    this.literals = literals;
    this.streams = hasStreamed(literals);
    this.#start = start;
    this.pos = start;
    this.end = end;
    this.word = '';
    if (this.path.length > 0) this.path.length = 0;
    this.#depth = 0;
    this.#items = 0;
  }

  /** Holds on to nothing any more. */
  release(): void {
    this.bytes = noOctets;
    this.literals = noLiterals;
    this.end = 0;
  }

  get atEnd(): boolean {
    return this.pos >= this.end;
  }

  /** The next octet, -1 at the end. */
  peek(): number {
    return this.pos < this.end ? (this.bytes[this.pos] ?? -1) : -1;
  }

  fail(expected: string): never {
    const path = this.word === '' ? this.path : [this.word, ...this.path];
    const where = path.length > 0 ? `${path.join(' › ')}: ` : '';
    throw new ParseError(`${where}expected ${expected} at octet ${this.pos - this.#start}`);
  }

  /** Takes `octet` if it is next. */
  take(octet: number): boolean {
    if (this.peek() !== octet) return false;
    this.pos++;
    return true;
  }

  expect(octet: number): void {
    if (!this.take(octet)) this.fail(`"${String.fromCharCode(octet)}"`);
  }

  /** Takes the space between two values; none, or several, is put up with. */
  sp(): void {
    if (this.peek() !== space) {
      if (this.pos < this.end && this.peek() !== close) this.#quirk('missing-space');
      return;
    }
    this.pos++;
    if (this.peek() === space) {
      this.#quirk('extra-space');
      this.skipSpaces();
    }
  }

  skipSpaces(): void {
    while (this.pos < this.end && this.bytes[this.pos] === space) this.pos++;
  }

  /** Enters a parenthesised list. */
  enter(): void {
    this.expect(open);
    if (++this.#depth > maxDepth) this.fail(`no more than ${maxDepth} nested lists`);
    this.#spend();
  }

  /** Leaves a parenthesised list. */
  leave(): void {
    this.expect(close);
    this.#depth--;
  }

  /** Counts what takes memory. */
  #spend(): void {
    if (++this.#items > maxItems) this.fail(`no more than ${maxItems} items`);
  }

  /** Whether a list opens here. */
  get atList(): boolean {
    return this.peek() === open;
  }

  /** Whether the list that is open ends here, spaces aside. At the end of the response it ends too; `leave` then fails. */
  atListEnd(): boolean {
    this.skipSpaces();
    return this.pos >= this.end || this.bytes[this.pos] === close;
  }

  /** Whether a quoted string or literal begins here. */
  get atString(): boolean {
    const next = this.peek();
    return next === quote || next === braceOpen || (next === tilde && this.bytes[this.pos + 1] === braceOpen);
  }

  get atDigit(): boolean {
    const next = this.peek();
    return next >= 0x30 && next <= 0x39;
  }

  /** Takes NIL, in any case, if that is the whole next token. */
  nil(): boolean {
    const { bytes, pos, end } = this;
    if (end - pos < 3) return false;
    if (
      ((bytes[pos] ?? 0) | 0x20) !== 0x6e ||
      ((bytes[pos + 1] ?? 0) | 0x20) !== 0x69 ||
      ((bytes[pos + 2] ?? 0) | 0x20) !== 0x6c
    )
      return false;
    if (end - pos > 3 && ((octetClass[bytes[pos + 3] ?? 0] ?? 0) & astringChar) !== 0) return false;
    this.pos += 3;
    return true;
  }

  /** Moves over the octets of one class and returns where they began; fails when there is none. */
  run(charClass: number, expected: string): number {
    const start = this.pos;
    this.skipRun(charClass);
    if (this.pos === start) this.fail(expected);
    return start;
  }

  /** As `run`, but none is fine. */
  skipRun(charClass: number): void {
    const { bytes, end } = this;
    let at = this.pos;
    while (at < end && ((octetClass[bytes[at] ?? 0] ?? 0) & charClass) !== 0) at++;
    this.pos = at;
  }

  atom(): string {
    this.#spend();
    const start = this.run(atomChar, 'an atom');
    return this.#text(start, this.pos);
  }

  /** An atom in upper case: keywords know no case (RFC 9051 §9 note 1). */
  keyword(): string {
    return this.atom().toUpperCase();
  }

  /** Anything up to a space or parenthesis. */
  loose(): string {
    this.#spend();
    const start = this.run(looseChar, 'a value');
    return this.#text(start, this.pos);
  }

  string(): string {
    return this.#plainQuoted() ?? this.#decode(this.stringSpan());
  }

  /** What nearly every string is: quoted, ASCII, without backslashes. Null, and nothing taken, for any other. */
  #plainQuoted(): string | null {
    const { bytes, end } = this;
    const start = this.pos + 1;
    if (start >= end || bytes[this.pos] !== quote) return null;
    let bits = 0;
    let at = start;
    for (; at < end; at++) {
      const octet = bytes[at] ?? 0;
      if (octet === quote) break;
      if (octet === backslash) return null;
      bits |= octet;
    }
    if (at >= end || bits >= 0x80 || !closesString(bytes, at, end)) return null;
    this.#spend();
    this.pos = at + 1;
    return asciiText(bytes, start, at);
  }

  astring(): string {
    if (this.atString) return this.string();
    this.#spend();
    const start = this.run(astringChar, 'a string');
    return this.#text(start, this.pos);
  }

  /** NIL, a string, or (as some servers do) an atom. */
  nstring(): string | null {
    return this.nil() ? null : this.astring();
  }

  /** As `astring`, octet for octet (latin1): for mailbox names, which go back unchanged. `charClass` says what an unquoted one may hold. */
  wireString(charClass: number): string {
    if (!this.atString) {
      const start = this.run(charClass, 'a mailbox');
      return this.bytes.toString('latin1', start, this.pos);
    }
    const span = this.stringSpan();
    if (span.streamed) this.fail('a literal that was kept');
    const raw = this.bytes.toString('latin1', span.start, span.end);
    return span.escaped ? unescape(raw) : raw;
  }

  /** Finds a quoted string or literal and moves behind it. */
  stringSpan(): StringSpan {
    this.#spend();
    return this.peek() === quote ? this.#quoted() : this.#literal();
  }

  #quoted(): StringSpan {
    const { bytes, end } = this;
    const start = this.pos + 1;
    let at = start;
    let escaped = false;
    while (at < end) {
      const octet = bytes[at];
      if (octet === backslash) {
        escaped = true;
        at += 2;
        continue;
      }
      if (octet === quote) {
        if (closesString(bytes, at, end)) {
          this.pos = at + 1;
          return { start, end: at, escaped, streamed: false, size: at - start };
        }
        this.#quirk('unescaped-quote');
      }
      at++;
    }
    return this.fail('the end of a quoted string');
  }

  #literal(): StringSpan {
    const { bytes } = this;
    let at = this.pos;
    if (bytes[at] === tilde) at++;
    if (at >= this.end || bytes[at] !== braceOpen) this.fail('a string');
    at++;
    let size = 0;
    const digits = at;
    for (; at < this.end && isDigit(bytes[at] ?? 0); at++) size = size * 10 + (bytes[at] ?? 0) - 0x30;
    if (at === digits) this.fail('the size of a literal');
    while (at < this.end && bytes[at] !== lf && at - digits < 80) at++;
    if (bytes[at] !== lf || at >= this.end) this.fail('a literal');
    const start = at + 1;
    if (this.streams && this.#isStreamed(start)) {
      this.pos = start;
      return { start, end: start, escaped: false, streamed: true, size };
    }
    if (start + size > this.end) this.fail(`a literal of ${size} octets`);
    this.pos = start + size;
    return { start, end: this.pos, escaped: false, streamed: false, size };
  }

  #isStreamed(start: number): boolean {
    const place = start - this.#start;
    let low = 0;
    let high = this.literals.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const literal = this.literals[middle];
      if (literal === undefined) return false;
      if (literal.start === place) return literal.streamed;
      if (literal.start < place) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  #decode(span: StringSpan): string {
    if (span.streamed) this.fail('a literal that was kept');
    const text = this.#text(span.start, span.end);
    return span.escaped ? unescape(text) : text;
  }

  #text(start: number, end: number): string {
    const { bytes } = this;
    for (let i = start; i < end; i++) {
      if ((bytes[i] ?? 0) >= 0x80) {
        this.#quirk('eight-bit');
        return decodeText(bytes, start, end);
      }
    }
    return asciiText(bytes, start, end);
  }

  /** Text of a stretch of the frame as it stands there. */
  raw(start: number, end: number): string {
    return decodeText(this.bytes, start, end);
  }

  /** A whole number, 0 … 2⁵³−1, exact; larger ones are refused. */
  number(): number {
    const { bytes, end } = this;
    const start = this.pos;
    let at = start;
    let n = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      n = n * 10 + digit;
      if (n > Number.MAX_SAFE_INTEGER) this.fail('a number below 2⁵³');
    }
    if (at === start) this.fail('a number');
    this.pos = at;
    return n;
  }

  /** A whole number below 2⁶⁴, as bigint. */
  number64(): bigint {
    const start = this.run(digitChar, 'a number');
    if (this.pos - start > 20) this.fail('a number below 2⁶⁴');
    const n = BigInt(this.bytes.toString('latin1', start, this.pos));
    if (n >= 1n << 64n) this.fail('a number below 2⁶⁴');
    return n;
  }

  /** A count or size as servers send it: -1 and NIL mean not known (null), 9.3e+06 is rounded, quotes are taken off. */
  looseNumber(): number | null {
    if (this.peek() === quote) {
      this.pos++;
      const n = this.looseNumber();
      this.expect(quote);
      return n;
    }
    if (this.nil()) return null;
    if (this.peek() === minus) {
      this.#quirk('negative-number');
      this.pos++;
      this.number();
      return null;
    }
    const start = this.pos;
    const n = this.number();
    const next = this.peek() | 0x20;
    if (next !== 0x2e && next !== 0x65) return n;
    this.run(looseChar, 'a number');
    const rounded = Math.round(Number(this.bytes.toString('latin1', start, this.pos)));
    if (!Number.isSafeInteger(rounded)) this.fail('a number below 2⁵³');
    this.#quirk('float-number');
    return rounded;
  }

  /** A sequence set, its ranges in the order sent. */
  set(): readonly NumberRange[] {
    const start = this.run(looseChar, 'a sequence set');
    const parsed = parseSequenceSet(this.bytes.toString('latin1', start, this.pos), maxRanges);
    if (parsed === null) {
      this.pos = start;
      return this.fail('a sequence set');
    }
    if (parsed.mended) this.#quirk('mended-set');
    return parsed.ranges;
  }

  /** Moves over one value of any kind: atom, string, or list with all that is in it. */
  skipValue(): void {
    const first = this.peek();
    if (first === open) this.#skipList();
    else if (first === quote) this.#skipQuoted();
    else if (first === braceOpen || (first === tilde && this.bytes[this.pos + 1] === braceOpen)) this.#skipBrace();
    else this.run(looseChar, 'a value');
  }

  #skipList(): void {
    const { bytes, end } = this;
    const room = maxDepth - this.#depth;
    let depth = 0;
    for (let at = this.pos; ; at++) {
      at = nextMark(bytes, at, end);
      if (at < 0) this.fail('the end of a quoted string');
      if (at >= end) this.fail('")"');
      const octet = bytes[at];
      if (octet === open) {
        if (++depth > room) this.fail(`no more than ${maxDepth} nested lists`);
      } else if (octet === close) {
        if (--depth === 0) {
          this.pos = at + 1;
          return;
        }
      } else {
        this.pos = at;
        this.#skipBrace();
        at = this.pos - 1;
      }
    }
  }

  #skipQuoted(): void {
    const end = quotedEnd(this.bytes, this.pos, this.end);
    if (end < 0) this.fail('the end of a quoted string');
    this.pos = end;
  }

  /** A literal, or a brace that announces none. */
  #skipBrace(): void {
    let at = this.pos + 1;
    while (at < this.end && at - this.pos < 80 && inMarker(this.bytes[at] ?? 0)) at++;
    if (at < this.end && (this.bytes[at] === cr || this.bytes[at] === lf)) this.#literal();
    else this.pos++;
  }
}

function hasStreamed(literals: readonly LiteralSpan[]): boolean {
  return literals.length > 0 && literals.some((literal) => literal.streamed);
}

/** Octets of `{n}`, `{n+}`, `~{n}`. */
function inMarker(octet: number): boolean {
  return isDigit(octet) || octet === braceOpen || octet === 0x7d || octet === 0x2b || octet === minus;
}

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

function unescape(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
