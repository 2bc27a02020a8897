import { literalMark, type CommandUnit } from './command-reader.ts';
import { bad } from './refusal.ts';
import { parseSequenceSet, type SequenceSet } from './sequence.ts';

const atomChar = /[^\x00-\x20\x7f-\uffff(){%*"\\\]]/y;
const astringChar = /[^\x00-\x20\x7f-\uffff(){%*"\\]/y;
const listChar = /[^\x00-\x20\x7f-\uffff(){"\\]/y;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads a command's arguments by the grammar of RFC 9051 §9; every mismatch ends the command with BAD. Strings are latin1. */
export class ArgumentReader {
  readonly #text: string;
  readonly #literals: readonly Buffer[];
  #at = 0;
  #literal = 0;

  constructor(unit: CommandUnit) {
    this.#text = unit.text;
    this.#literals = unit.literals;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.#at] ?? '';
  }

  /** True, and passed over, when `text` comes next in any case. */
  take(text: string): boolean {
    if (this.#text.slice(this.#at, this.#at + text.length).toLowerCase() !== text.toLowerCase()) return false;
    this.#at += text.length;
    return true;
  }

  expect(text: string, what = `'${text}'`): void {
    if (!this.take(text)) throw bad(`Expected ${what} at octet ${this.#at}`);
  }

  space(): void {
    this.expect(' ', 'a space');
  }

  end(): void {
    if (!this.atEnd) throw bad(`Too many arguments: nothing may follow at octet ${this.#at}`);
  }

  #run(char: RegExp): string {
    const from = this.#at;
    for (;;) {
      char.lastIndex = this.#at;
      if (!char.test(this.#text)) break;
      this.#at++;
    }
    return this.#text.slice(from, this.#at);
  }

  #some(char: RegExp, what: string): string {
    const text = this.#run(char);
    if (text === '') throw bad(`Expected ${what} at octet ${this.#at}`);
    return text;
  }

  tag(): string {
    const tag = this.#some(astringChar, 'a tag');
    if (tag.includes('+')) throw bad('A tag holds no plus sign');
    return tag;
  }

  /** An atom in upper case: command names, items, keywords of the grammar. */
  word(): string {
    return this.#some(atomChar, 'a word').toUpperCase();
  }

  /** What stands up to the next of `stops` or the end, upper case. */
  upTo(stops: string): string {
    const from = this.#at;
    while (!this.atEnd && !stops.includes(this.peek())) this.#at++;
    return this.#text.slice(from, this.#at).toUpperCase();
  }

  /** All that is left, as it stands. */
  rest(): string {
    const text = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return text;
  }

  atom(): string {
    return this.#some(atomChar, 'an atom');
  }

  number(): number {
    const digits = this.#some(/[0-9]/y, 'a number');
    const value = Number(digits);
    if (value > 0xffff_ffff) throw bad(`Number out of range: ${digits.slice(0, 20)}`);
    return value;
  }

  bigNumber(): bigint {
    const value = BigInt(this.#some(/[0-9]/y, 'a number').slice(0, 30));
    if (value >= 1n << 63n) throw bad('Mod-sequence out of range');
    return value;
  }

  /** A literal's octets; BAD when none comes next. */
  literal(): Buffer {
    const bytes = this.peek() === literalMark ? this.#literals[this.#literal] : undefined;
    if (bytes === undefined) throw bad(`Expected a literal at octet ${this.#at}`);
    this.#at++;
    this.#literal++;
    return bytes;
  }

  #quoted(): string {
    this.expect('"');
    let value = '';
    for (;;) {
      let char = this.peek();
      if (char === '' || char === literalMark) throw bad('A quoted string has no end');
      this.#at++;
      if (char === '"') return value;
      if (char === '\\') {
        char = this.peek();
        if (char !== '"' && char !== '\\') throw bad('Only " and \\ may follow a backslash');
        this.#at++;
      }
      value += char;
    }
  }

  string(): string {
    return this.peek() === '"' ? this.#quoted() : this.literal().toString('latin1');
  }

  astring(): string {
    const next = this.peek();
    return next === '"' || next === literalMark ? this.string() : this.#some(astringChar, 'an astring');
  }

  nstring(): string | null {
    return this.take('NIL') ? null : this.string();
  }

  /** A LIST pattern: like an astring, with wildcards. */
  pattern(): string {
    const next = this.peek();
    return next === '"' || next === literalMark ? this.string() : this.#some(listChar, 'a mailbox pattern');
  }

  /** `(a b c)` of whatever `item` reads; may be empty. */
  list<T>(item: () => T): T[] {
    this.expect('(');
    const items: T[] = [];
    if (this.take(')')) return items;
    do items.push(item());
    while (this.take(' '));
    this.expect(')');
    return items;
  }

  flag(): string {
    return (this.take('\\') ? '\\' : '') + this.atom();
  }

  sequenceSet(): SequenceSet {
    const text = this.#some(/[0-9:*,]/y, 'a sequence set');
    return parseSequenceSet(text);
  }

  /** `"17-Jul-1996 02:44:25 -0700"` (RFC 9051 date-time). */
  dateTime(): Date {
    const text = this.#quoted();
    const match = /^([ \d]\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
    const month = months.indexOf((match?.[2] ?? '').toLowerCase());
    if (match === null || month < 0) throw bad('Not a date-time');
    const [, day, , year, hour, minute, second, sign, zoneHour, zoneMinute] = match;
    const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
    return new Date(
      Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second)) - zone * 60_000,
    );
  }

  /** `1-Feb-1994`, quoted or not: days since 1970-01-01. */
  day(): number {
    const text = this.peek() === '"' ? this.#quoted() : this.atom();
    const match = /^(\d{1,2})-(\w{3})-(\d{4})$/.exec(text);
    const month = months.indexOf((match?.[2] ?? '').toLowerCase());
    if (match === null || month < 0) throw bad('Not a date');
    return Date.UTC(Number(match[3]), month, Number(match[1])) / 86_400_000;
  }
}
