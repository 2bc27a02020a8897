import { invalidArgument } from '../errors.ts';
import type { CommandPart } from './command-part.ts';
import { formatDate, formatDateTime } from './datetime.ts';
import type { MailboxName } from './mailbox-name.ts';
import { astringChar, atomChar, octetClass } from './octets.ts';
import { formatSequenceSet, maxNumber, rangesOf } from './sequence-set.ts';
import type { NumberRange } from './sequence-set.ts';

export { hasSynchronisingLiteral, partOctets, secretLine, traceParts } from './command-part.ts';
export type { CommandPart } from './command-part.ts';

/** What the connection allows in commands. */
export interface WriterMode {
  /** LITERAL+ (RFC 7888): no literal needs to wait. */
  readonly literalPlus: boolean;
  /** LITERAL- or IMAP4rev2: literals up to 4096 octets need not wait. */
  readonly literalMinus: boolean;
  /** BINARY beside one of them: literals that may hold NUL need wait no more than others (RFC 7888 §6). */
  readonly binary?: boolean;
  /** Longer literals wait whatever else is offered: the server will refuse them, and should be able to say so (APPENDLIMIT, RFC 7889). */
  readonly waitAbove?: number;
  /** UTF8=ACCEPT or IMAP4rev2 is enabled: quoted strings may hold UTF-8. */
  readonly utf8: boolean;
}

const plainMode: WriterMode = { literalPlus: false, literalMinus: false, utf8: false };
const maxMinus = 4096;
/** Longer strings go as literals: some servers (UW, Yahoo) read lines of about 1000 octets only. */
const maxQuoted = 500;
const section = /^(?:(?:[1-9]\d*(?:\.[1-9]\d*)*)(?:\.(?:HEADER|TEXT|MIME))?|HEADER|TEXT)?$/;
const headerFields = /^((?:[1-9]\d*\.)*HEADER\.FIELDS(?:\.NOT)?) \(([^()\r\n]+)\)$/;
const systemFlag = /^\\[A-Za-z0-9!#$&'+,\-./:;<=>?@^_`|~]+$/;
// `]` is no atom character, but Gmail's own keywords hold it.
const keyword = /^[\x21\x23\x24\x26\x27\x2b-\x5b\x5d-\x7a\x7c-\x7e]+$/;

/**
 * Writes one command, part by part. The one place that decides between atom, quoted string and the kinds of literal, so that no
 * argument can break out of its field: CR, LF and NUL never get through in atoms and quoted strings.
 * Every method throws ImapError `invalid-argument` for what cannot be said; nothing of the command must be sent then.
 */
export class CommandWriter {
  readonly #mode: WriterMode;
  readonly #parts: CommandPart[] = [];
  #text = '';

  constructor(mode: WriterMode = plainMode) {
    this.#mode = mode;
  }

  /** Text that goes out as given, UTF-8 encoded: names of commands, keywords, what a person wrote in the console. */
  text(text: string): this {
    mustBeText(text);
    refuseLineBreaks(text, 'A command');
    this.#text += isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
    return this;
  }

  sp(): this {
    this.#text += ' ';
    return this;
  }

  /** A word that must be an atom: a name of a capability, mechanism, charset, quota resource. */
  atom(word: string): this {
    mustBeText(word);
    const octets = Buffer.from(word, 'utf8');
    if (!isAll(octets, atomChar) || hasEightBit(octets)) invalid(`"${visible(word)}" is no IMAP atom`);
    this.#text += word;
    return this;
  }

  /** flag-keyword: an atom, or what Gmail has for one. */
  keyword(word: string): this {
    mustBeText(word);
    if (!keyword.test(word)) invalid(`"${visible(word)}" is no keyword`);
    this.#text += word;
    return this;
  }

  number(n: number | bigint): this {
    // Text that begins like a number would bring along whatever follows in it.
    const is = typeof n === 'number' ? Number.isSafeInteger(n) : typeof n === 'bigint';
    if (!is || n < 0) invalid(`${visible(String(n))} is no IMAP number`);
    this.#text += String(n);
    return this;
  }

  /** astring: an atom where it can be one, else a string. */
  astring(value: string): this {
    mustBeText(value);
    return this.#astring(Buffer.from(value, 'utf8'));
  }

  /** A quoted string or literal, never an atom. */
  string(value: string): this {
    mustBeText(value);
    return this.#string(Buffer.from(value, 'utf8'));
  }

  /** As `string`, octet for octet. */
  octets(value: Uint8Array): this {
    mustBeOctets(value);
    return this.#string(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  }

  nstring(value: string | null): this {
    return value === null ? this.text('NIL') : this.string(value);
  }

  /** A mailbox by the octets the server gave it. */
  mailbox(name: MailboxName): this {
    mustBeText(name.wire);
    return this.#astring(Buffer.from(name.wire, 'latin1'));
  }

  /** The pattern of LIST: always a string, so that wildcards and quotes are unambiguous. */
  listPattern(pattern: string): this {
    mustBeText(pattern);
    return this.#string(Buffer.from(pattern, 'latin1'));
  }

  /** As `string`, kept out of every log. Never an atom: what some servers take for one differs, and a password is none. */
  secret(value: string): this {
    mustBeText(value);
    const octets = Buffer.from(value, 'utf8');
    refuseNul(octets);
    this.#flush();
    if (this.#mustBeLiteral(octets)) this.#parts.push(this.#literalPart(octets, false, true));
    else this.#parts.push({ kind: 'secret', bytes: Buffer.from(quoted(octets), 'latin1') });
    return this;
  }

  /** Octets that are sent as they are and kept out of every log: the initial response of AUTHENTICATE. */
  secretText(text: string): this {
    mustBeText(text);
    refuseLineBreaks(text, 'A secret');
    this.#flush();
    this.#parts.push({ kind: 'secret', bytes: Buffer.from(text, 'utf8') });
    return this;
  }

  /** A literal, whatever it holds but NUL. */
  literal(octets: Uint8Array): this {
    mustBeOctets(octets);
    refuseNul(octets);
    return this.#literal(octets, false);
  }

  /** literal8 (RFC 3516 §4.4, RFC 6855): may hold NUL. */
  literal8(octets: Uint8Array): this {
    mustBeOctets(octets);
    return this.#literal(octets, true);
  }

  /** A literal whose octets are produced while they are sent; `size` must be exact. */
  stream(size: number, source: AsyncIterable<Uint8Array>, binary = false): this {
    if (!(Number.isSafeInteger(size) && size >= 0)) invalid(`${visible(String(size))} is no size of a literal`);
    if (typeof source !== 'object' || !(Symbol.asyncIterator in source || Symbol.iterator in source))
      invalid('A stream gives its octets piece by piece');
    this.#flush();
    const sync = this.#mustWait(size, binary);
    this.#parts.push({ kind: 'stream', header: header(size, sync, binary), size, source, sync });
    return this;
  }

  /** flag-list (RFC 9051 §9), parentheses included. */
  flags(flags: readonly string[]): this {
    for (const flag of flags) {
      mustBeText(flag);
      if (!(systemFlag.test(flag) || keyword.test(flag)) || flag.toLowerCase() === '\\recent') {
        invalid(`"${visible(flag)}" is no flag that can be set`);
      }
    }
    return this.text(`(${flags.join(' ')})`);
  }

  /** sequence-set (RFC 9051 §9) from ranges, or from numbers in ascending order. */
  set(set: readonly NumberRange[] | readonly number[]): this {
    const ranges = asRanges(set);
    if (ranges.length === 0) invalid('An empty set names no message');
    for (const { from, to } of ranges) {
      if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 1 && from <= to && to <= maxNumber)) {
        invalid(`${from}:${to} is no range of messages`);
      }
    }
    this.#text += formatSequenceSet(ranges);
    return this;
  }

  /** date-time for APPEND, quotes included. */
  dateTime(date: Date): this {
    return this.text(`"${formatDateTime(valid(date))}"`);
  }

  /** date for SEARCH; the day is the UTC one. */
  date(date: Date): this {
    return this.text(formatDate(valid(date)));
  }

  /** `[section]`, with header names as strings where they need it. */
  section(spec: string): this {
    mustBeText(spec);
    const upper = spec.toUpperCase();
    if (section.test(upper)) return this.text(`[${upper}]`);
    const match = headerFields.exec(upper);
    if (match === null) invalid(`"${visible(spec)}" is no section of a message`);
    const [, fields = '', names = ''] = match;
    this.text(`[${fields} (`);
    names
      .split(' ')
      .filter((name) => name !== '')
      .forEach((name, index) => {
        if (index > 0) this.sp();
        this.astring(name.replace(/^"(.*)"$/, '$1'));
      });
    return this.text(')]');
  }

  /** Ends the command with CRLF. The writer is used up. */
  finish(): readonly CommandPart[] {
    // Verbatim text that ends like this would make the server take the next command for a literal's octets.
    if (/\{\d+[+-]?\}$/.test(this.#text)) invalid('A command cannot end in the announcement of a literal');
    this.#text += '\r\n';
    this.#flush();
    return this.#parts;
  }

  #astring(octets: Buffer): this {
    if (!isAstringAtom(octets)) return this.#string(octets);
    this.#text += octets.toString('latin1');
    return this;
  }

  #string(octets: Buffer): this {
    refuseNul(octets);
    if (this.#mustBeLiteral(octets)) return this.#literal(octets, false);
    this.#text += quoted(octets);
    return this;
  }

  #mustBeLiteral(octets: Buffer): boolean {
    if (octets.length > maxQuoted || octets.includes(0x0d) || octets.includes(0x0a)) return true;
    return hasEightBit(octets) && !this.#mode.utf8;
  }

  #literal(octets: Uint8Array, binary: boolean): this {
    this.#flush();
    this.#parts.push(this.#literalPart(octets, binary, false));
    return this;
  }

  #literalPart(bytes: Uint8Array, binary: boolean, secret: boolean): CommandPart {
    const sync = this.#mustWait(bytes.byteLength, binary);
    return { kind: 'literal', header: header(bytes.byteLength, sync, binary), bytes, sync, secret };
  }

  #mustWait(size: number, binary: boolean): boolean {
    if (binary && this.#mode.binary !== true) return true;
    if (size > (this.#mode.waitAbove ?? Infinity)) return true;
    return !(this.#mode.literalPlus || (this.#mode.literalMinus && size <= maxMinus));
  }

  #flush(): void {
    if (this.#text === '') return;
    this.#parts.push({ kind: 'text', text: this.#text });
    this.#text = '';
  }
}

function header(size: number, sync: boolean, binary: boolean): string {
  return `${binary ? '~' : ''}{${size}${sync ? '' : '+'}}\r\n`;
}

function quoted(octets: Buffer): string {
  return `"${octets.toString('latin1').replace(/["\\]/g, '\\$&')}"`;
}

function isAll(octets: Buffer, charClass: number): boolean {
  return octets.length > 0 && octets.every((octet) => ((octetClass[octet] ?? 0) & charClass) !== 0);
}

/** An ASCII word that no server can take for something else: NIL is one only where no string could be. */
function isAstringAtom(octets: Buffer): boolean {
  if (!isAll(octets, astringChar) || hasEightBit(octets)) return false;
  return octets.length !== 3 || octets.toString('latin1').toUpperCase() !== 'NIL';
}

function hasEightBit(octets: Buffer): boolean {
  return octets.some((octet) => octet >= 0x80);
}

function asRanges(set: readonly NumberRange[] | readonly number[]): readonly NumberRange[] {
  return isNumbers(set) ? rangesOf(set) : set;
}

function isNumbers(set: readonly NumberRange[] | readonly number[]): set is readonly number[] {
  return typeof set[0] === 'number';
}

function valid(date: Date): Date {
  return date instanceof Date && !Number.isNaN(date.getTime()) ? date : invalid('Not a date');
}

/** Callers in plain JavaScript may give anything. */
function mustBeText(value: unknown): void {
  if (typeof value !== 'string') invalid(`Text is wanted, not ${value === null ? 'null' : typeof value}`);
}

function mustBeOctets(value: unknown): void {
  if (!(value instanceof Uint8Array)) invalid(`Octets are wanted, not ${value === null ? 'null' : typeof value}`);
}

function refuseNul(octets: Uint8Array): void {
  if (octets.includes(0)) invalid('IMAP strings cannot hold the NUL character');
}

function refuseLineBreaks(text: string, what: string): void {
  if (/[\r\n\0]/.test(text)) invalid(`${what} cannot hold line breaks or the NUL character`);
}

/** Control characters made harmless for a message. */
function visible(text: string): string {
  return text.slice(0, 80).replace(/[\x00-\x1f\x7f-\x9f]/g, '\ufffd');
}

function invalid(message: string): never {
  throw invalidArgument(message);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}
