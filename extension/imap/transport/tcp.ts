import { connect, isIP, type Socket } from 'node:net';
import { ImapError } from '../errors.ts';
import { abortedWhileConnecting, connectError } from './connect-error.ts';
import { StreamTransport } from './stream-transport.ts';
import { wrapInTls, type TlsOptions } from './tls-handshake.ts';
import type { Transport, UpgradableTransport } from './transport.ts';

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** What STARTTLS is to use; `host` is the name that the certificate must bear. */
  readonly tls?: TlsOptions;
}

/**
 * Opens an unprotected TCP connection, which STARTTLS may protect later.
 * @throws ImapError of kind `connect` or `aborted`.
 */
export async function openTcp(options: TcpOptions): Promise<UpgradableTransport> {
  return new TcpTransport(await openSocket(options), options);
}

/** A connected socket; the caller owns it. @throws ImapError of kind `connect` or `aborted`. */
export function openSocket(options: {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
}): Promise<Socket> {
  const { host, port, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortedWhileConnecting());
      return;
    }
    // A slow address family must not be given up after Node's default quarter of a second.
    const socket = connect({ host, port, noDelay: true, keepAlive: true, autoSelectFamilyAttemptTimeout: 2_000 });
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect);
    };
    const onConnect = (): void => {
      settle();
      socket.off('error', onError);
      resolve(socket);
    };
    const onError = (error: Error): void => {
      settle();
      reject(connectError(endpointOf(host, port), error));
    };
    const onAbort = (): void => {
      settle();
      socket.destroy();
      reject(abortedWhileConnecting());
    };
    // Stays until the connection stands: an aborted socket may still report a failure.
    socket.on('error', onError);
    socket.once('connect', onConnect);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** `host:port`, IPv6 addresses in brackets. */
export function endpointOf(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

class TcpTransport extends StreamTransport implements UpgradableTransport {
  readonly #socket: Socket;
  readonly #options: TcpOptions;

  constructor(socket: Socket, options: TcpOptions) {
    super(socket, {
      endpoint: endpointOf(options.host, options.port),
      security: { kind: 'none' },
      loopback: isLoopback(socket.remoteAddress),
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
