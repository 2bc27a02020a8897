import { endpointOf, openSocket } from './tcp.ts';
import { wrapInTls, type TlsOptions } from './tls-handshake.ts';
import type { Transport } from './transport.ts';

export interface TlsConnectOptions extends TlsOptions {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection that is protected from the first octet (RFC 8314 §3).
 * @throws ImapError of kind `connect`, `tls` or `aborted`.
 */
export async function openTls(options: TlsConnectOptions): Promise<Transport> {
  const socket = await openSocket(options);
  return await wrapInTls(socket, options.host, endpointOf(options.host, options.port), options, options.signal);
}
