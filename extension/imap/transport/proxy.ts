import { isIP, type Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { ImapError, type ProxyProblem, type RetryAdvice } from '../errors.ts';
import { abortedWhileConnecting } from './connect-error.ts';
import type { ProxyOptions } from './proxy-options.ts';
import { endpointOf, openSocket } from './socket.ts';
import { handshake } from './tls-handshake.ts';
import type { Tunnel } from './tunnel.ts';

export interface RouteOptions {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  readonly proxy?: ProxyOptions;
}

/**
 * A socket whose octets reach `host`, by way of the proxy if there is one; the caller owns it.
 * @throws ImapError of kind `connect` (without a proxy), `proxy`, `invalid-argument` or `aborted`.
 */
export async function openRoute(options: RouteOptions): Promise<Socket> {
  const { proxy, host, port, signal } = options;
  if (proxy === undefined) return await openSocket({ host, port, signal });
  const name = endpointOf(proxy.host, proxy.port);
  // Only who has a proxy pays for loading what speaks with it.
  const tunnels = await import('./tunnel.ts');
  const socket = await reach(proxy, name, signal);
  const target = { host: isIP(host) === 0 ? domainToASCII(host) || host : host, port };
  const onAbort = (): void => void socket.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const made: Tunnel =
      proxy.kind === 'socks5'
        ? await tunnels.throughSocks(socket, proxy, target)
        : await tunnels.throughConnect(socket, proxy, target);
    if (signal.aborted) throw abortedWhileConnecting();
    if (made.problem !== null) throw proxyError(name, made.problem, made.message);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** A socket to the proxy itself. */
async function reach(proxy: ProxyOptions, name: string, signal: AbortSignal): Promise<Socket> {
  try {
    const socket = await openSocket({ host: proxy.host, port: proxy.port, signal });
    return proxy.kind === 'https' ? await handshake(socket, proxy.host, name, proxy.tls ?? {}, signal) : socket;
  } catch (error) {
    if (!(error instanceof ImapError)) throw error;
    const { detail } = error;
    if (detail.kind === 'connect') throw proxyError(name, 'unreachable', detail.message);
    if (detail.kind === 'tls') throw proxyError(name, 'tls', detail.message);
    throw error;
  }
}

const sentences: Readonly<Record<ProxyProblem, string>> = {
  unreachable: 'cannot be reached',
  tls: 'has no secure connection to offer that can be trusted',
  'sign-in': 'does not accept the user name and password for it, or wants some',
  forbidden: 'does not let this connection through',
  'target-unreachable': 'cannot reach the mail server',
  'not-a-proxy': 'does not answer as such a proxy does',
};

const advice: Readonly<Record<ProxyProblem, RetryAdvice>> = {
  unreachable: 'reconnect',
  tls: 'after-user',
  'sign-in': 'after-user',
  forbidden: 'after-user',
  'target-unreachable': 'reconnect',
  'not-a-proxy': 'after-user',
};

function proxyError(proxy: string, problem: ProxyProblem, message: string): ImapError {
  return new ImapError(
    `The proxy ${proxy} ${sentences[problem]}: ${message}.`,
    { kind: 'proxy', problem, proxy, message },
    { retry: advice[problem] },
  );
}
