/** How far the octets of a connection are protected from being read or forged on the way. */
export type TransportSecurity =
  | { readonly kind: 'none' }
  /** TLS is up and the certificate was accepted. `protocol` as in `TLSv1.3`. */
  | {
      readonly kind: 'tls';
      readonly protocol: string;
      readonly cipher: string;
      readonly fingerprint256: string;
      /** What ties an exchange to this connection (RFC 5929, RFC 9266); null where TLS does not give it. */
      readonly bind?: (type: ChannelBindingType) => Buffer | null;
    }
  /** The octets never leave this process (in-memory pair) or this machine's own child (stdio). */
  | { readonly kind: 'local' };

export type ChannelBindingType = 'tls-exporter' | 'tls-unique' | 'tls-server-end-point';

/** Why a transport ended. `error.message` is safe to show; it never holds a secret. */
export type TransportEnd =
  | { readonly kind: 'eof' }
  | { readonly kind: 'error'; readonly error: Error; readonly code: string | null }
  | { readonly kind: 'closed-by-us' };

export interface TransportHandler {
  data(chunk: Buffer): void;
  /** Called exactly once, after the last `data`. */
  end(end: TransportEnd): void;
}

/** A reliable, ordered stream of octets. It never throws from, nor emits, an 'error' event: ends are told by `end`. */
export interface Transport {
  readonly security: TransportSecurity;
  /** For people: `imap.example.org:993`, `in-memory`, `process dovecot`. */
  readonly endpoint: string;
  /** True when the other end is on this machine: unprotected octets do not reach a network. */
  readonly loopback?: boolean;
  /** Starts delivery; octets that came before are held until then. A second call replaces the handler. */
  start(handler: TransportHandler): void;
  /** Returns false when the caller should wait for `drained()` before it writes more. */
  write(chunk: Uint8Array): boolean;
  drained(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Sends what is queued, then ends. */
  close(): void;
  /** Ends at once; what is queued is lost. */
  destroy(): void;
}

/** A transport that can be wrapped in TLS in place (STARTTLS, RFC 9051 §6.2.1). The old one is dead once this is called. */
export interface UpgradableTransport extends Transport {
  upgrade(signal: AbortSignal): Promise<Transport>;
}

export function isUpgradable(transport: Transport): transport is UpgradableTransport {
  return 'upgrade' in transport;
}
