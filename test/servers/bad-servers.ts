import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { DemoServer } from '../../extension/demo/demo-server.ts';
import type { Identity } from './dovecot/certs.ts';

/** The demo server behind a port of 127.0.0.1, with a hand on its octets. */
export interface DemoOnTcp extends AsyncDisposable {
  readonly port: number;
  /** Connections that were made so far. */
  connections(): number;
  /** From now on a literal of `size` octets or more ends its connection half-way; null: none does. */
  dieInLiterals(size: number | null): void;
}

export interface DemoOnTcpOptions {
  /** Greets in the clear with `greeting`, then asks for STARTTLS and goes on under this certificate. */
  readonly startTls?: { readonly identity: Identity; readonly greeting: string };
  /** TLS from the first octet on, under this certificate. */
  readonly tls?: Identity;
}

type Octets = Pick<Socket, 'on' | 'write' | 'end'>;

/** Serves `demo` over TCP: user and password are its `credentials`. The demo itself stays with the caller. */
export async function demoOnTcp(demo: DemoServer, options: DemoOnTcpOptions = {}): Promise<DemoOnTcp> {
  let connections = 0;
  let deadly: number | null = null;
  const sockets = new Set<Socket>();
  const serve = (octets: Octets, greeted: boolean): void => {
    const transport = demo.connect();
    let hidden = greeted;
    let dead = false;
    octets.on('data', (chunk: Buffer) => transport.write(chunk));
    octets.on('close', () => transport.destroy());
    transport.start({
      data: (chunk) => {
        // Under STARTTLS the client has its greeting already.
        const shown = hidden ? chunk.subarray(chunk.indexOf('\n') + 1) : chunk;
        hidden = false;
        const end = deadly === null ? null : halfOfLiteral(shown, deadly);
        if (dead) return;
        if (end === null) octets.write(shown);
        else {
          dead = true;
          octets.end(shown.subarray(0, end));
        }
      },
      end: () => void octets.end(),
    });
  };
  const accept = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (options.startTls === undefined) serve(socket, false);
    else beginTls(socket, options.startTls, (secure) => serve(secure, true));
  };
  const server = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    dieInLiterals: (size) => {
      deadly = size;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Where in `chunk` the first literal of that size is half said; null when there is none. */
function halfOfLiteral(chunk: Buffer, size: number): number | null {
  for (const match of chunk.toString('latin1').matchAll(/\{(\d+)\}\r\n/g)) {
    const announced = Number(match[1]);
    if (announced >= size) return match.index + match[0].length + Math.floor(announced / 2);
  }
  return null;
}

/** A server's half of the way to STARTTLS (RFC 9051 §6.2.1). */
function beginTls(
  socket: Socket,
  { identity, greeting }: NonNullable<DemoOnTcpOptions['startTls']>,
  secured: (socket: TLSSocket) => void,
): void {
  const onData = (chunk: Buffer): void => {
    for (const [, tag = '', command] of chunk.toString('latin1').matchAll(/^(\S+) (\S+)\r?$/gm)) {
      if (command === 'CAPABILITY') socket.write(`* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK done\r\n`);
      else if (command === 'STARTTLS') {
        socket.off('data', onData);
        socket.pause();
        socket.write(`${tag} OK begin\r\n`);
        const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(identity) });
        secure.on('error', () => undefined);
        secured(secure);
      }
    }
  };
  socket.on('data', onData);
  socket.write(`${greeting}\r\n`);
}
