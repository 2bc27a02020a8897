/** Where one literal of a response lies. */
export interface LiteralSpan {
  /** Offset in `ResponseFrame.bytes` of the literal's first octet (for a streamed one: of the octet behind `{n}CRLF`). */
  readonly start: number;
  /** Octets announced by the server. */
  readonly size: number;
  /** True when the octets went to the sink chunk by chunk and are absent from `bytes`. */
  readonly streamed: boolean;
}

/**
 * One whole response: from its first octet to the one before its final CRLF, literals in place behind their `{n}CRLF`
 * (RFC 9051 §2.2.2, §4.3). `bytes` is owned by the frame and never reused, so views into it stay valid.
 */
export interface ResponseFrame {
  readonly bytes: Buffer;
  readonly literals: readonly LiteralSpan[];
}

export const noLiterals: readonly LiteralSpan[] = [];

/** The frame of a response without literals. */
export function frameOf(bytes: Buffer, start: number, end: number): ResponseFrame {
  return { bytes: bytes.subarray(start, end), literals: noLiterals };
}

/** What breaks the framing itself: after one of these no octet can be trusted and the connection is closed. */
export type FramingViolation =
  | { readonly kind: 'line-too-long'; readonly limit: number }
  | { readonly kind: 'literal-too-large'; readonly size: string; readonly limit: number }
  | { readonly kind: 'response-too-large'; readonly limit: number }
  | { readonly kind: 'too-many-literals'; readonly limit: number };

/** Receives what the splitter finds, in wire order. No call may re-enter the splitter. */
export interface SplitterSink {
  frame(frame: ResponseFrame): void;
  /**
   * Where it is there, stands in for `frame` for a response without literals: `start`…`end` of `bytes`, which are never reused.
   * Nearly every response of a list comes so, and costs no object of its own.
   */
  line?(bytes: Buffer, start: number, end: number): void;
  /**
   * A literal longer than the inline limit begins. `head` holds the response up to and with `{n}CRLF`.
   * Its octets follow by `literalChunk`, then `literalEnd`; the frame itself comes when the response is complete.
   */
  literalStart(head: ResponseFrame, size: number): void;
  literalChunk(chunk: Buffer): void;
  literalEnd(): void;
  violation(violation: FramingViolation): void;
  /** A response without literals has not ended with its chunk: the first `length` octets of `bytes` are what came of it. */
  unfinished?(bytes: Buffer, length: number): void;
  /** A deviation in the framing that was put up with; the grammar's table of quirks explains it. */
  deviation?(id: 'bare-lf' | 'nul-padding' | 'odd-literal'): void;
}
