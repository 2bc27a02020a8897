import { ownCopy } from './octets.ts';

/** Strings that mailboxes repeat thousands of times (types, charsets, hosts, names), found by their octets. Bounded: a server chooses them. */
const slots = 2048;
const longest = 24;
const known: string[] = Array<string>(slots).fill('');

/** The text of ASCII octets `start`…`end`; the same string for the same octets where that is likely to save one. */
export function asciiText(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return '';
  if (length > longest) return bytes.toString('latin1', start, end);
  const slot = slotOf(bytes, start, end);
  const text = known[slot] ?? '';
  if (text.length === length && isAt(bytes, start, text)) return text;
  const fresh = bytes.toString('latin1', start, end);
  known[slot] = fresh;
  return fresh;
}

/** Some octets tell most strings apart; what they do not only takes turns in its slot. */
function slotOf(bytes: Buffer, start: number, end: number): number {
  const middle = (start + end) >> 1;
  let hash = end - start;
  hash = Math.imul(hash, 31) + (bytes[start] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[start + 1] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[middle - 1] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[middle] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[end - 2] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[end - 1] ?? 0);
  return (hash ^ (hash >>> 11)) & (slots - 1);
}

function isAt(bytes: Buffer, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** In lower case; nearly always it is. */
export function lowerCase(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code >= 0x41 && code <= 0x5a) || code >= 0x80) return text.toLowerCase();
  }
  return text;
}

/** The same list without the room for some 16 more that the engine gives to each list that grows; lists of trees are short and many. */
export function trimmed<T>(list: T[]): readonly T[] {
  return list.slice();
}

interface Entry<T> {
  readonly octets: Buffer;
  readonly value: T;
}

/** Values read from short stretches that repeat, found by their octets; the last few of them. */
export class Shared<T> {
  readonly #slots: (Entry<T> | undefined)[];

  /** @param size a power of two. */
  constructor(size: number) {
    this.#slots = Array<undefined>(size).fill(undefined);
  }

  find(bytes: Buffer, start: number, end: number): T | null {
    const known = this.#slots[slotOf(bytes, start, end) & (this.#slots.length - 1)];
    if (known?.octets.length !== end - start) return null;
    const { octets } = known;
    for (let i = 0; i < octets.length; i++) if (bytes[start + i] !== octets[i]) return null;
    return known.value;
  }

  keep(bytes: Buffer, start: number, end: number, value: T): void {
    const slot = slotOf(bytes, start, end) & (this.#slots.length - 1);
    this.#slots[slot] = { octets: ownCopy(bytes, start, end), value };
  }
}
