import type { Cursor } from '../wire/cursor.ts';
import type { Ahead, Grammar } from './context.ts';
import { readNumbers, type Stretch } from './search.ts';

const head = /^\* *(?:SEARCH|SORT)(?= )/i;
/** Octets in which a response has told what it is; what is shorter needs no reading ahead. */
const headLength = 256;

/**
 * Reads the numbers of a SEARCH or SORT line (RFC 3501 §7.2.5) while the line still comes: at the limit of a line there are millions, and
 * reading them all at its end would hold the thread.
 */
export class SearchAhead implements Ahead {
  readonly #grammar: Pick<Grammar, 'quirk'>;
  #numbers: number[] = [];
  /** Offset in the response of what is not read yet; null before its first octets, -1 when it is no search. */
  #pos: number | null = null;

  constructor(grammar: Pick<Grammar, 'quirk'>) {
    this.#grammar = grammar;
  }

  /** The first `length` octets of `bytes` are what has come of the response so far. */
  read(bytes: Buffer, length: number): void {
    if (length < headLength) return;
    this.#pos ??= head.exec(bytes.toString('latin1', 0, headLength))?.[0].length ?? -1;
    if (this.#pos < 0) return;
    const stretch: Stretch = { bytes, end: length, pos: this.#pos };
    readNumbers(stretch, this.#grammar, this.#numbers, false);
    this.#pos = stretch.pos;
  }

  take(c: Cursor): number[] | null {
    const pos = this.#pos;
    if (pos === null || pos <= c.pos) return null;
    c.pos = pos;
    const numbers = this.#numbers;
    this.forget();
    return numbers;
  }

  /** The response has ended, or never will. */
  forget(): void {
    if (this.#pos === null) return;
    this.#pos = null;
    this.#numbers = [];
  }
}
