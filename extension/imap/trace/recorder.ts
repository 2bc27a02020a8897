import type { ResponseFrame } from '../wire/frame.ts';
import { decodeText } from '../wire/octets.ts';
import type { TraceEvent, TracePart, TraceRecord, TraceSink } from './record.ts';
import type { Secrets } from './secrets.ts';

/** Text of one record beyond this is cut: a SEARCH answer of megabytes is not read in a log. */
const maxText = 64 * 1024;
/** A literal's size, and the object around each part, count too: a line may consist of nothing else. */
const partCost = 40;

/** Numbers what happens on one connection and hands it to the sink, if there is one. */
export class TraceRecorder {
  readonly #connection: number;
  readonly #sink: TraceSink | null;
  #index = 0;

  constructor(connection: number, sink: TraceSink | null) {
    this.#connection = connection;
    this.#sink = sink;
  }

  /** Whether anybody wants the records. */
  get listens(): boolean {
    return this.#sink !== null;
  }

  event(event: TraceEvent): number {
    return this.#record((common) => ({ ...common, type: 'event', event }));
  }

  sent(parts: readonly TracePart[], trusted: boolean): number {
    return this.#record((common) => ({ ...common, type: 'line', direction: 'sent', parts: bounded(parts), trusted }));
  }

  /**
   * @param frame may be null while nobody `listens`.
   * @param hides a challenge of SASL, of which only the length is kept; or what the line may repeat.
   */
  received(frame: ResponseFrame | null, trusted: boolean, hides: 'challenge' | Secrets | null = null): number {
    if (this.#sink === null || frame === null) return this.#index++;
    return this.#record((common) => ({
      ...common,
      type: 'line',
      direction: 'received',
      parts: hides === 'challenge' ? challengeOf(frame) : withoutSecrets(partsOf(frame), hides),
      trusted,
    }));
  }

  #record(make: (common: { at: number; connection: number; index: number }) => TraceRecord): number {
    const index = this.#index++;
    if (this.#sink !== null) {
      try {
        this.#sink(make({ at: Date.now(), connection: this.#connection, index }));
      } catch {
        // A log that fails must not take the connection with it.
      }
    }
    return index;
  }
}

/** `+` and how long what follows it was. */
function challengeOf(frame: ResponseFrame): readonly TracePart[] {
  const size = Math.max(0, frame.bytes.length - 2);
  return [{ kind: 'text', text: '+ ' }, ...(size > 0 ? [{ kind: 'secret' as const, size }] : [])];
}

function partsOf(frame: ResponseFrame): readonly TracePart[] {
  const parts: TracePart[] = [];
  const { bytes, literals } = frame;
  let at = 0;
  let left = maxText;
  for (const { start, size, streamed } of literals) {
    if (left <= 0) break;
    const octets = pushText(parts, bytes, at, start, left);
    if (octets > left) return parts;
    left -= octets + partCost;
    parts.push({ kind: 'literal', size });
    at = streamed ? start : start + size;
  }
  pushText(parts, bytes, at, bytes.length, Math.max(left, 0));
  return parts;
}

/** What is sent, cut as what is received is. */
function bounded(parts: readonly TracePart[]): readonly TracePart[] {
  let left = maxText;
  const last = parts.findIndex((part) => (left -= partCost + (part.kind === 'text' ? part.text.length : 0)) < 0);
  const cut = parts[last];
  if (cut === undefined) return parts;
  const text = cut.kind === 'text' ? cut.text.slice(0, Math.max(0, left + cut.text.length)) : '';
  return [...parts.slice(0, last), { kind: 'text', text: `${text}… (the rest is left out)` }];
}

function withoutSecrets(parts: readonly TracePart[], secrets: Secrets | null): readonly TracePart[] {
  if (secrets === null) return parts;
  return bounded(parts.flatMap((part) => (part.kind === 'text' ? secrets.parts(part.text) : [part])));
}

/** Pushes at most `most` octets and says how many there were. */
function pushText(parts: TracePart[], bytes: Buffer, from: number, to: number, most: number): number {
  if (to <= from) return 0;
  const end = Math.min(to, from + most);
  const text = decodeText(bytes, from, end).replace(/\r?\n$/, '');
  // What follows is left out too, literals and all.
  parts.push({ kind: 'text', text: end < to ? `${text}… (${bytes.length - end} more octets)` : text });
  return to - from;
}
