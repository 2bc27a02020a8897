import assert from 'node:assert/strict';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import { QuirkCounter } from '../../../extension/imap/grammar/quirk-counter.ts';
import type { QuirkId } from '../../../extension/imap/grammar/quirks.ts';
import type { FetchResponse, MalformedResponse, Response } from '../../../extension/imap/grammar/types.ts';
import type { FramingViolation, LiteralSpan, ResponseFrame } from '../../../extension/imap/wire/frame.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import type { SplitterLimits } from '../../../extension/imap/wire/splitter.ts';

/** What the sink was told, octets as latin1, the chunks of a literal put together. */
export type SplitterEvent =
  | { readonly kind: 'frame'; readonly text: string; readonly literals: readonly LiteralSpan[] }
  | { readonly kind: 'literal'; readonly head: string; readonly size: number; text: string; ended: boolean }
  | { readonly kind: 'violation'; readonly violation: FramingViolation };

export interface SplitOptions {
  readonly limits?: Partial<SplitterLimits>;
  readonly inlineLimit?: number;
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Pushes the chunks and returns what came out. */
export function split(chunks: Iterable<Buffer>, options: SplitOptions = {}): SplitterEvent[] {
  const events: SplitterEvent[] = [];
  const current = (): SplitterEvent & { kind: 'literal' } => {
    const last = events.at(-1);
    assert.ok(last?.kind === 'literal' && !last.ended);
    return last;
  };
  const splitter = new ResponseSplitter(
    {
      frame: ({ bytes, literals }) => events.push({ kind: 'frame', text: bytes.toString('latin1'), literals }),
      literalStart: (head, size) =>
        events.push({ kind: 'literal', head: head.bytes.toString('latin1'), size, text: '', ended: false }),
      literalChunk: (chunk) => {
        assert.ok(chunk.length > 0);
        current().text += chunk.toString('latin1');
      },
      literalEnd: () => {
        current().ended = true;
      },
      violation: (violation) => events.push({ kind: 'violation', violation }),
    },
    options.limits,
  );
  if (options.inlineLimit !== undefined) splitter.setInlineLimit(options.inlineLimit);
  for (const chunk of chunks) splitter.push(chunk);
  return events;
}

/** The whole responses in `text`, whose lines end as they are written. */
export function framesOf(octets: Buffer): ResponseFrame[] {
  const frames: ResponseFrame[] = [];
  const splitter = new ResponseSplitter({
    frame: (frame) => frames.push(frame),
    literalStart: () => undefined,
    literalChunk: () => undefined,
    literalEnd: () => undefined,
    violation: (violation) => assert.fail(JSON.stringify(violation)),
  });
  splitter.push(octets);
  assert.ok(splitter.atBoundary, 'the text ends in mid-response');
  return frames;
}

export function frameOf(line: string): ResponseFrame {
  const [frame, ...more] = framesOf(latin1(`${line}\r\n`));
  assert.ok(frame !== undefined && more.length === 0, 'one response was meant');
  return frame;
}

export interface Parsed {
  readonly response: Response | MalformedResponse;
  /** Quirks used so far, in the order of first use. */
  readonly quirks: () => readonly QuirkId[];
}

export function parseWithQuirks(line: string, utf8 = false): Parsed {
  const counter = new QuirkCounter();
  const response = parseResponse(frameOf(line), { utf8, onQuirk: counter.report });
  return { response, quirks: () => counter.entries().map(([id]) => id) };
}

export function parse(line: string, utf8 = false): Response | MalformedResponse {
  return parseWithQuirks(line, utf8).response;
}

export function parseAs<T extends Response['type']>(
  line: string,
  type: T,
  utf8 = false,
): Extract<Response, { type: T }> {
  const response = parse(line, utf8);
  assert.equal(
    response.type,
    type,
    JSON.stringify(response, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
  return response as Extract<Response, { type: T }>;
}

/** FETCH of one message with these items. */
export function fetchOf(items: string): { readonly fetch: FetchResponse; readonly quirks: () => readonly QuirkId[] } {
  const { response, quirks } = parseWithQuirks(`* 7 FETCH (${items})`);
  if (response.type !== 'fetch') return assert.fail(response.type === 'malformed' ? response.reason : response.type);
  return { fetch: response, quirks };
}
