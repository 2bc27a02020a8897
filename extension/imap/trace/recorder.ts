import type { ResponseFrame } from '../wire/frame.ts';
import { decodeText } from '../wire/octets.ts';
import type { TraceEvent, TracePart, TraceRecord, TraceSink } from './record.ts';
import type { Secrets } from './secrets.ts';

/** Text of one record beyond this is cut: a SEARCH answer of megabytes is not read in a log. */
const maxText = 64 * 1024;

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
    return this.#record((common) => ({ ...common, type: 'line', direction: 'sent', parts, trusted }));
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
  let at = 0;
  for (const { start, size, streamed } of frame.literals) {
    pushText(parts, frame.bytes, at, start);
    parts.push({ kind: 'literal', size });
    at = streamed ? start : start + size;
  }
  pushText(parts, frame.bytes, at, frame.bytes.length);
  return parts;
}

function withoutSecrets(parts: readonly TracePart[], secrets: Secrets | null): readonly TracePart[] {
  if (secrets === null) return parts;
  return parts.flatMap((part) => (part.kind === 'text' ? secrets.parts(part.text) : [part]));
}

function pushText(parts: TracePart[], bytes: Buffer, from: number, to: number): void {
  if (to <= from) return;
  const end = Math.min(to, from + maxText);
  const text = decodeText(bytes, from, end).replace(/\r?\n$/, '');
  const cut = to - end;
  parts.push({ kind: 'text', text: cut > 0 ? `${text}… (${cut} more octets)` : text });
}
