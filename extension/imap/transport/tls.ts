import type { ProxyOptions } from './proxy-options.ts';
import { openRoute } from './proxy.ts';
import { endpointOf } from './socket.ts';
import { wrapInTls, type TlsOptions } from './tls-handshake.ts';
import type { Transport } from './transport.ts';

export interface TlsConnectOptions extends TlsOptions {
  readonly host: string;
  readonly port: number;
  readonly proxy?: ProxyOptions;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection that is protected from the first octet (RFC 8314 §3).
 * @throws ImapError of kind `connect`, `proxy`, `tls`, `aborted` or `invalid-argument` (TLS options that cannot be used).
 */
export async function openTls(options: TlsConnectOptions): Promise<Transport> {
  const socket = await openRoute(options);
  return await wrapInTls(socket, options.host, endpointOf(options.host, options.port), options, options.signal);
}
