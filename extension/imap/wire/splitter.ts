import { noLiterals, type FramingViolation, type LiteralSpan, type ResponseFrame, type SplitterSink } from './frame.ts';
import { isTextLine, literalMarker, literalMayStream } from './line-end.ts';
import { Pieces } from './pieces.ts';

/** Caps of one connection, in octets unless said otherwise. Beyond one of them the stream cannot be trusted any more. */
export interface SplitterLimits {
  /** One line, without its line end. An untagged SEARCH of two million messages fits. */
  readonly line: number;
  /** One whole response as it is gathered: lines and inlined literals, streamed ones left out. */
  readonly response: number;
  /** One literal that is gathered. */
  readonly inlinedLiteral: number;
  /** One literal that goes to the sink chunk by chunk. */
  readonly streamedLiteral: number;
  /** Number of literals in one response. */
  readonly literals: number;
}

export const defaultLimits: SplitterLimits = {
  line: 16 * 1024 * 1024,
  response: 32 * 1024 * 1024,
  inlinedLiteral: 16 * 1024 * 1024,
  streamedLiteral: Number.MAX_SAFE_INTEGER,
  literals: 200_000,
};

const defaultInlineLimit = 64 * 1024;
const lf = 0x0a;
const cr = 0x0d;
const firstCapacity = 4096;
/** Octets of a literal still to come from which on it is kept in pieces. */
const longLiteral = 64 * 1024;
/** Octets of room for what follows a long literal: it is copied once. */
const behindLiteral = 512;
/** Octets looked at one by one before Node is asked to search. */
const nearOctets = 80;
const noOctets = Buffer.alloc(0);
/** Each streamed literal costs a copy of the response's head list; more of them in one response are gathered. */
const maxStreamed = 1000;

/**
 * Cuts the octets of a connection into responses (RFC 9051 §2.2.2, §4.3): lines ended by CRLF or a bare LF, with the
 * literals that `{n}` at a line's end announces. A response that lies within one chunk is handed on as a view of it;
 * only what crosses a chunk border is copied. Memory grows with the octets that arrived, never with those announced.
 * After a violation all further input is ignored.
 */
export class ResponseSplitter {
  readonly #sink: SplitterSink;
  readonly #limits: SplitterLimits;
  #inlineLimit = defaultInlineLimit;

  /** The unfinished response as far as it came with earlier chunks or lies before a streamed literal. */
  #held: Buffer = noOctets;
  #heldLength = 0;
  /** The end of what is held, while a literal comes: not in `#held` yet. */
  readonly #pieces = new Pieces();
  /** Index in the current chunk behind what `#held` has; so octet `i` of the chunk is octet `#heldLength + i - #from` of the response. */
  #from = 0;
  /** False between responses, where NUL padding is skipped. */
  #inResponse = false;
  /** Offset in the response where the current line began. */
  #lineStart = 0;
  #literals: LiteralSpan[] | null = null;
  #streamedLiterals = 0;
  /** Octets of the current literal still to come. */
  #literalLeft = 0;
  #streaming = false;
  #broken = false;
  #stopped = false;
  #rest: Buffer | null = null;

  constructor(sink: SplitterSink, limits: Partial<SplitterLimits> = {}) {
    this.#sink = sink;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Body literals longer than this many octets go to the sink as they arrive. Default 64 KiB. */
  setInlineLimit(octets: number): void {
    this.#inlineLimit = octets;
  }

  /** True when no octet of an unfinished response is held: nothing was sent behind the last frame. */
  get atBoundary(): boolean {
    return !this.#inResponse && this.#rest === null;
  }

  /**
   * Stops behind the response being delivered; meant to be called from `frame`. What follows in the chunk is kept aside
   * for `takeRest`: it belongs to another layer (TLS after STARTTLS, DEFLATE after COMPRESS).
   */
  stop(): void {
    this.#stopped = true;
  }

  /** The octets that came behind the response at which `stop` was called; splitting goes on with the next `push`. */
  takeRest(): Buffer {
    const rest = this.#rest ?? Buffer.alloc(0);
    this.#rest = null;
    this.#stopped = false;
    return rest;
  }

  /** Forgets an unfinished response, and a violation. */
  reset(): void {
    this.#startResponse();
    this.#stopped = false;
    this.#rest = null;
    this.#broken = false;
  }

  /** Takes the next octets. The chunk must not be changed afterwards: frames may be views of it. */
  push(chunk: Buffer): void {
    if (this.#broken || chunk.length === 0) return;
    if (this.#stopped) {
      this.#rest = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
      return;
    }
    this.#from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#literalLeft > 0) {
        at = this.#takeLiteral(chunk, at);
        continue;
      }
      if (!this.#inResponse) {
        if (chunk[at] === 0) this.#sink.deviation?.('nul-padding');
        while (at < chunk.length && chunk[at] === 0) at++;
        if (at === chunk.length) return;
        this.#inResponse = true;
        this.#from = at;
      }
      const end = lineFeed(chunk, at);
      if (!this.#withinLimits(this.#heldLength + (end < 0 ? chunk.length : end) - this.#from)) return;
      if (end < 0) break;
      this.#endLine(chunk, end);
      at = end + 1;
      if (this.#broken) return;
      if (this.#stopped) {
        if (at < chunk.length) this.#rest = chunk.subarray(at);
        return;
      }
    }
    if (!this.#inResponse) return;
    if (this.#isLong(chunk.length)) {
      this.#pieces.add(this.#from === 0 ? chunk : chunk.subarray(this.#from));
      this.#heldLength += chunk.length - this.#from;
      this.#from = chunk.length;
    } else this.#hold(chunk, chunk.length);
    if (this.#literals === null) this.#sink.unfinished?.(this.#held, this.#heldLength);
  }

  /** Whether a chunk of `length` ends within a literal that is better kept in pieces. */
  #isLong(length: number): boolean {
    if (this.#literalLeft === 0 || this.#streaming || this.#from === length) return false;
    return this.#pieces.length > 0 || this.#literalLeft >= longLiteral;
  }

  /** Returns the index behind what the chunk holds of the current literal. */
  #takeLiteral(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#literalLeft, chunk.length);
    this.#literalLeft -= end - at;
    if (this.#streaming) {
      this.#sink.literalChunk(chunk.subarray(at, end));
      this.#from = end;
    }
    if (this.#literalLeft === 0) this.#endLiteral(this.#heldLength + end - this.#from);
    return end;
  }

  /** Handles the line whose LF is at `end` of the chunk. */
  #endLine(chunk: Buffer, end: number): void {
    let bytes = chunk;
    let start = this.#from;
    let lfAt = end;
    if (this.#heldLength > 0) {
      this.#hold(chunk, end + 1);
      bytes = this.#held;
      start = 0;
      lfAt = this.#heldLength - 1;
    }
    const lineStart = start + this.#lineStart;
    const lineEnd = lfAt > lineStart && bytes[lfAt - 1] === cr ? lfAt - 1 : lfAt;
    if (lineEnd === lfAt) this.#sink.deviation?.('bare-lf');
    const marker = literalMarker(bytes, lineStart, lineEnd);
    if (marker === null || isTextLine(bytes, start, lineEnd)) {
      this.#finish(bytes, start, lineEnd);
      return;
    }
    if (marker.odd) this.#sink.deviation?.('odd-literal');
    const limits = this.#limits;
    const literals = (this.#literals ??= []);
    if (literals.length >= limits.literals) {
      this.#fail({ kind: 'too-many-literals', limit: limits.literals });
      return;
    }
    const length = lfAt + 1 - start;
    const streamed =
      marker.size > this.#inlineLimit &&
      this.#streamedLiterals < maxStreamed &&
      literalMayStream(bytes, start, marker.at);
    const limit = streamed ? limits.streamedLiteral : limits.inlinedLiteral;
    if (marker.size > limit) {
      this.#fail({ kind: 'literal-too-large', size: marker.digits, limit });
      return;
    }
    if (!streamed && length + marker.size > limits.response) {
      this.#fail({ kind: 'response-too-large', limit: limits.response });
      return;
    }
    literals.push({ start: length, size: marker.size, streamed });
    this.#literalLeft = marker.size;
    this.#streaming = streamed;
    if (streamed) {
      this.#streamedLiterals++;
      this.#hold(chunk, end + 1);
      this.#sink.literalStart({ bytes: this.#held.subarray(0, length), literals: [...literals] }, marker.size);
    }
    if (marker.size === 0) this.#endLiteral(length);
  }

  /** `length` is that of the response so far, as kept. */
  #endLiteral(length: number): void {
    if (this.#streaming) this.#sink.literalEnd();
    this.#streaming = false;
    this.#lineStart = length;
  }

  #finish(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    const roomy = bytes === this.#held && bytes.length - length > Math.max(firstCapacity, length >> 2);
    if (!roomy && this.#literals === null && this.#sink.line !== undefined) {
      this.#startResponse();
      this.#sink.line(bytes, start, end);
      return;
    }
    const view = roomy ? Buffer.from(bytes.subarray(start, end)) : bytes.subarray(start, end);
    const frame: ResponseFrame = { bytes: view, literals: this.#literals ?? noLiterals };
    this.#startResponse();
    this.#sink.frame(frame);
  }

  #startResponse(): void {
    this.#held = noOctets;
    this.#heldLength = 0;
    this.#pieces.clear();
    this.#inResponse = false;
    this.#lineStart = 0;
    this.#literals = null;
    this.#streamedLiterals = 0;
    this.#literalLeft = 0;
    this.#streaming = false;
  }

  #withinLimits(length: number): boolean {
    const { line, response } = this.#limits;
    const lineLimit = this.#lineStart + line;
    if (length <= lineLimit && length <= response) return true;
    // Whichever limit comes first on the wire is named, so that the verdict does not depend on how chunks fell.
    this.#fail(
      lineLimit <= response ? { kind: 'line-too-long', limit: line } : { kind: 'response-too-large', limit: response },
    );
    return false;
  }

  #fail(violation: FramingViolation): void {
    this.#startResponse();
    this.#broken = true;
    this.#sink.violation(violation);
  }

  /** Keeps the response as far as the chunk holds it, up to `end`. */
  #hold(chunk: Buffer, end: number): void {
    const needed = this.#heldLength + end - this.#from;
    const flat = this.#heldLength - this.#pieces.length;
    if (needed > this.#held.length) {
      const room = this.#pieces.length > 0 ? needed + behindLiteral : needed;
      const grown = Buffer.allocUnsafeSlow(Math.max(room, this.#held.length * 2, firstCapacity));
      this.#held.copy(grown, 0, 0, flat);
      this.#held = grown;
    }
    if (this.#pieces.length > 0) this.#pieces.moveTo(this.#held, flat);
    chunk.copy(this.#held, this.#heldLength, this.#from, end);
    this.#heldLength = needed;
    this.#from = end;
  }
}

/** Index of the next LF, -1 when there is none. For a short line, of which lists have many, Node's search costs more than the line. */
function lineFeed(chunk: Buffer, from: number): number {
  const near = Math.min(from + nearOctets, chunk.length);
  for (let at = from; at < near; at++) if (chunk[at] === lf) return at;
  return near === chunk.length ? -1 : chunk.indexOf(lf, near);
}
