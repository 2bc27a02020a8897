import type { Socket } from 'node:net';
import { ImapError } from '../errors.ts';
import type { ProxyOptions } from './proxy-options.ts';
import { openRoute } from './proxy.ts';
import { endpointOf, isLoopback } from './socket.ts';
import { StreamTransport } from './stream-transport.ts';
import { wrapInTls, type TlsOptions } from './tls-handshake.ts';
import type { Transport, UpgradableTransport } from './transport.ts';

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** What STARTTLS is to use; `host` is the name that the certificate must bear. */
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
}

/**
 * Opens an unprotected TCP connection, which STARTTLS may protect later.
 * @throws ImapError of kind `connect`, `proxy` or `aborted`.
 */
export async function openTcp(options: TcpOptions): Promise<UpgradableTransport> {
  return new TcpTransport(await openRoute(options), options);
}

class TcpTransport extends StreamTransport implements UpgradableTransport {
  readonly #socket: Socket;
  readonly #options: TcpOptions;

  constructor(socket: Socket, options: TcpOptions) {
    super(socket, {
      endpoint: endpointOf(options.host, options.port),
      security: { kind: 'none' },
      // A proxy on this machine passes on to machines that are not.
      loopback: options.proxy === undefined && isLoopback(socket.remoteAddress),
    });
    this.#socket = socket;
    this.#options = options;
  }

  async upgrade(signal: AbortSignal): Promise<Transport> {
    const early = this.detach();
    if (early !== null && early.length > 0) {
      this.#socket.destroy();
      throw injectedData();
    }
    try {
      return await wrapInTls(this.#socket, this.#options.host, this.endpoint, this.#options.tls ?? {}, signal);
    } catch (error) {
      // After its OK the server's next octets must be a TLS record; plain text there is an injection (RFC 9051 §6.2.1).
      if (error instanceof ImapError && error.detail.kind === 'tls' && error.detail.problem === 'not-tls')
        throw injectedData();
      throw error;
    }
  }
}

/** Octets in the clear behind the OK to STARTTLS: whoever sent them wants them read as if they had been protected. */
export function injectedData(): ImapError {
  return new ImapError(
    'The server, or someone between, sent unprotected data after agreeing to STARTTLS. The connection was given up.',
    { kind: 'starttls', problem: 'injected-data', text: '' },
    { command: 'STARTTLS' },
  );
}
