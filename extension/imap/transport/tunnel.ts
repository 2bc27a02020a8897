import { isIP, type Socket } from 'node:net';
import { SocksClient } from 'socks';
import type { ProxyProblem } from '../errors.ts';
import type { ProxyOptions } from './proxy-options.ts';

/** `problem` null: from here on the socket's octets are the target's. A bundle of its own, so failures are data and no ImapError. */
export type Tunnel = { readonly problem: null } | { readonly problem: ProxyProblem; readonly message: string };

export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** SOCKS5 over a connected socket (RFC 1928, RFC 1929). The host name is sent as it is: the proxy looks it up. */
export function throughSocks(socket: Socket, proxy: ProxyOptions, target: TunnelTarget): Promise<Tunnel> {
  const { user = '', password = '' } = proxy;
  if (Buffer.byteLength(user) > 255 || Buffer.byteLength(password) > 255) {
    return Promise.resolve({ problem: 'sign-in', message: 'SOCKS5 takes 255 octets of user name and password each' });
  }
  return new Promise((resolve) => {
    let client: SocksClient;
    try {
      client = new SocksClient({
        command: 'connect',
        proxy: { host: proxy.host, port: proxy.port, type: 5, ...(user === '' ? {} : { userId: user, password }) },
        destination: target,
        existing_socket: socket,
      });
    } catch {
      resolve({ problem: 'not-a-proxy', message: 'the address of proxy or server cannot be sent' });
      return;
    }
    client.once('error', (error) => resolve(socksFailure(error.message)));
    client.once('established', () => {
      // The library hands what came behind the answer over as a `data` event in the next turn, whoever listens then.
      const early: Buffer[] = [];
      const keep = (chunk: Buffer): void => void early.push(chunk);
      socket.on('data', keep);
      setImmediate(() => {
        socket.off('data', keep);
        socket.pause();
        if (early.length > 0) socket.unshift(Buffer.concat(early));
        resolve({ problem: null });
      });
    });
    client.connect(socket);
  });
}

/** The library tells its failures by text only. */
function socksFailure(text: string): Tunnel {
  const reply = /rejected connection - (\w+)/.exec(text)?.[1];
  if (reply !== undefined) return socksReplies[reply] ?? { problem: 'forbidden', message: 'it gave no known reason' };
  if (/authentication failed|authentication type/i.test(text)) {
    return { problem: 'sign-in', message: 'it refused the sign-in' };
  }
  if (/socks version/i.test(text)) return { problem: 'not-a-proxy', message: 'what answers there is not SOCKS5' };
  return { problem: 'not-a-proxy', message: 'it hung up before it had answered' };
}

/** REP of RFC 1928 §6. */
const socksReplies: Readonly<Record<string, Tunnel>> = {
  Failure: { problem: 'target-unreachable', message: 'it failed without a reason' },
  NotAllowed: { problem: 'forbidden', message: 'its rules do not allow it' },
  NetworkUnreachable: { problem: 'target-unreachable', message: 'there is no way to its network' },
  HostUnreachable: { problem: 'target-unreachable', message: 'the host is unknown to it or cannot be reached' },
  ConnectionRefused: { problem: 'target-unreachable', message: 'the server refused its connection' },
  TTLExpired: { problem: 'target-unreachable', message: 'the way to the server is too long' },
  CommandNotSupported: { problem: 'forbidden', message: 'it does not make connections' },
  AddressNotSupported: { problem: 'forbidden', message: 'it does not take this kind of address' },
};

/** CONNECT over a connected socket (RFC 9110 §9.3.6), with Basic where there is a user (RFC 7617). */
export async function throughConnect(socket: Socket, proxy: ProxyOptions, target: TunnelTarget): Promise<Tunnel> {
  // Loaded late: as a module it brings Node's whole fetch along, 30 ms and megabytes of it.
  const { request } = await import('node:http');
  const authority = `${isIP(target.host) === 6 ? `[${target.host}]` : target.host}:${target.port}`;
  const { user = '', password = '' } = proxy;
  const basic = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return await new Promise<Tunnel>((resolve) => {
    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(user === '' ? {} : { 'proxy-authorization': `Basic ${basic}` }) },
      setHost: false,
      // With this and without `agent` Node pools nothing.
      createConnection: () => socket,
    });
    asked.once('connect', (response, _socket, head) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status >= 300) {
        resolve(connectFailure(status));
        return;
      }
      socket.pause();
      if (head.length > 0) socket.unshift(head);
      resolve({ problem: null });
    });
    // Node parses the answer; whatever it calls wrong is no answer of an HTTP proxy.
    asked.once('error', (error) => {
      const parse = 'code' in error && typeof error.code === 'string' && error.code.startsWith('HPE_');
      resolve({
        problem: 'not-a-proxy',
        message: parse ? 'what answers there is not HTTP' : 'it hung up before it had answered',
      });
    });
    asked.end();
  });
}

function connectFailure(status: number): Tunnel {
  if (status === 407) return { problem: 'sign-in', message: 'it answered 407 to the sign-in' };
  // 502 to 504: the proxy tried (RFC 9110 §15.6.3 to §15.6.5).
  if (status >= 502 && status <= 504) return { problem: 'target-unreachable', message: `it answered ${status}` };
  return { problem: 'forbidden', message: `it answered ${status}` };
}
