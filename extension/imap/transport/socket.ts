import { connect, isIP, type Socket } from 'node:net';
import { abortedWhileConnecting, connectError } from './connect-error.ts';

/** A connected socket, without any proxy; the caller owns it. @throws ImapError of kind `connect` or `aborted`. */
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
