/** Stands for one literal in `CommandUnit.text`; no octet on the wire can look like it. */
export const literalMark = '\u0100';

/** One client command: its text as latin1 without the final CRLF, every literal folded to one `literalMark`. */
export interface CommandUnit {
  readonly text: string;
  readonly literals: readonly Buffer[];
}

export interface CommandReaderSink {
  command(unit: CommandUnit): void;
  /** A line that answers a continuation (AUTHENTICATE, IDLE); literals mean nothing in it. */
  line(text: string): void;
  /** A synchronising literal waits for our go-ahead (RFC 9051 §4.3). */
  continuation(): void;
  /** `tag` as far as it could be read. The reader has skipped the command. */
  tooBig(tag: string, what: 'line' | 'literal'): void;
}

const maxLine = 65_536;
const literalEnd = /\{(\d{1,20})(\+?)\}$/;

/** Cuts the client's octets into commands. Call `expectLine` when the next line belongs to a continuation. */
export class CommandReader {
  readonly #sink: CommandReaderSink;
  readonly #maxLiteral: number;
  #pending: Buffer[] = [];
  #pendingSize = 0;
  #text = '';
  #literals: Buffer[] = [];
  #need: number | null = null;
  /** Octets of a refused non-synchronising literal that are still to come. */
  #discard = 0;
  /** True while the rest of a refused command's line is thrown away. */
  #skipping = false;
  #lineExpected = false;

  constructor(sink: CommandReaderSink, limits: { readonly maxLiteral: number }) {
    this.#sink = sink;
    this.#maxLiteral = limits.maxLiteral;
  }

  expectLine(expected: boolean): void {
    this.#lineExpected = expected;
  }

  push(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingSize += chunk.length;
    // A literal is gathered chunk by chunk; joining at every chunk would cost the square of its size.
    if (this.#need !== null && this.#pendingSize < this.#need) return;
    let buffer = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending);
    for (;;) {
      const used = this.#step(buffer);
      if (used === 0) break;
      buffer = buffer.subarray(used);
    }
    this.#pending = buffer.length === 0 ? [] : [buffer];
    this.#pendingSize = buffer.length;
  }

  /** Handles one line or literal; returns the octets it used, 0 when more must come first. */
  #step(buffer: Buffer): number {
    if (this.#discard > 0) {
      const used = Math.min(this.#discard, buffer.length);
      this.#discard -= used;
      return used;
    }
    if (this.#need !== null) {
      if (buffer.length < this.#need) return 0;
      const size = this.#need;
      this.#need = null;
      this.#literals.push(Buffer.from(buffer.subarray(0, size)));
      this.#text += literalMark;
      return size || this.#step(buffer);
    }
    const lf = buffer.indexOf(0x0a);
    if (lf < 0) {
      if (buffer.length <= maxLine) return 0;
      if (!this.#skipping) this.#refuse(buffer.toString('latin1', 0, 200), 'line');
      this.#skipping = true;
      return buffer.length;
    }
    const end = lf > 0 && buffer[lf - 1] === 0x0d ? lf - 1 : lf;
    this.#line(buffer.toString('latin1', 0, end));
    return lf + 1;
  }

  #line(line: string): void {
    if (this.#skipping) {
      // A refused non-synchronising literal is followed by the rest of its command, which may hold literals in turn.
      const more = literalEnd.exec(line);
      if (more?.[2] === '+') this.#discard = Number(more[1]);
      else this.#skipping = false;
      return;
    }
    if (this.#lineExpected) {
      this.#sink.line(line);
      return;
    }
    const literal = literalEnd.exec(line);
    if (literal !== null) {
      const size = Number(literal[1]);
      const synchronising = literal[2] === '';
      if (size > this.#maxLiteral) {
        this.#skipping = !synchronising;
        this.#discard = synchronising ? 0 : size;
        this.#refuse(this.#text + line, 'literal');
        return;
      }
      this.#text += line.slice(0, literal.index);
      this.#need = size;
      if (synchronising) this.#sink.continuation();
      return;
    }
    const unit: CommandUnit = { text: this.#text + line, literals: this.#literals };
    this.#text = '';
    this.#literals = [];
    this.#sink.command(unit);
  }

  #refuse(text: string, what: 'line' | 'literal'): void {
    this.#text = '';
    this.#literals = [];
    this.#sink.tooBig(/^[^\s"(){%*\\\]]+/.exec(text)?.[0] ?? '*', what);
  }
}
