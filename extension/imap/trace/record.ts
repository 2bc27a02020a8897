/** A stretch of one recorded line. Secrets are never recorded: the writer marks them and only their length remains. */
export type TracePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly size: number }
  | { readonly kind: 'secret'; readonly size: number };

export type TraceEvent =
  | { readonly kind: 'connecting'; readonly endpoint: string }
  | { readonly kind: 'connected'; readonly endpoint: string; readonly security: string }
  | { readonly kind: 'tls'; readonly protocol: string; readonly cipher: string }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'note'; readonly text: string };

interface TraceCommon {
  /** `Date.now()` when it happened. */
  readonly at: number;
  /** Unique in this process, counted from 1. */
  readonly connection: number;
  /** Position within the connection, from 0. */
  readonly index: number;
}

/** One record of the protocol log: a line (with its literals folded to sizes) sent or received, or something that happened. */
export type TraceRecord =
  | (TraceCommon & {
      readonly type: 'line';
      readonly direction: 'sent' | 'received';
      readonly parts: readonly TracePart[];
      /** False for what came before TLS on a connection that is to be protected. */
      readonly trusted: boolean;
    })
  | (TraceCommon & { readonly type: 'event'; readonly event: TraceEvent });

export type TraceSink = (record: TraceRecord) => void;
