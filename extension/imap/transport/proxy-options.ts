import type { TlsOptions } from './tls-handshake.ts';

/** A proxy that connections are led through. The name of the mail server is looked up by the proxy, never here. */
export interface ProxyOptions {
  /** `socks5`: RFC 1928. `http`: CONNECT (RFC 9110 §9.3.6); `https`: the same over TLS with the proxy. */
  readonly kind: 'socks5' | 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** RFC 1929 for SOCKS5, Basic (RFC 7617) for CONNECT: readable on the way to the proxy unless it is `https`. */
  readonly user?: string;
  readonly password?: string;
  /** How the certificate of an `https` proxy is judged. */
  readonly tls?: TlsOptions;
}
