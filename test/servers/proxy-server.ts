import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface ProxyServerOptions {
  readonly user?: string;
  readonly password?: string;
  /** Where a name leads, whatever name it is: the tests' names exist nowhere. Default: the host asked for. */
  readonly resolve?: (host: string) => string;
  /** REP of RFC 1928 §6, or a status of HTTP, in place of a connection. */
  readonly refuse?: number;
  /** Waits for the server's first octets and sends them in one piece with the answer. */
  readonly together?: boolean;
  /** Sends the answer one octet at a time. */
  readonly trickle?: boolean;
}

export interface ProxyServer {
  readonly port: number;
  /** `host:port` of everything asked for, names as they came. */
  readonly asked: readonly string[];
  /** User names and passwords as they came. */
  readonly credentials: readonly string[];
  close(): Promise<void>;
}

/** A SOCKS5 proxy (RFC 1928, RFC 1929) on loopback, CONNECT only. */
export async function socksServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const record = { asked: [] as string[], credentials: [] as string[] };
  const server = createServer((client) => void socks(client, options, record).catch(() => client.destroy()));
  return await listening(server, record);
}

/** A proxy that knows CONNECT (RFC 9110 §9.3.6); with `tls` over TLS. */
export async function connectServer(
  options: ProxyServerOptions & { readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<ProxyServer> {
  const record = { asked: [] as string[], credentials: [] as string[] };
  const server: HttpServer = options.tls === undefined ? createHttp() : createHttps(options.tls);
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    void tunnel(request, client, options, record).catch(() => client.destroy());
  });
  return await listening(server, record);
}

interface Seen {
  readonly asked: string[];
  readonly credentials: string[];
}

async function listening(server: Server, record: Seen): Promise<ProxyServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ...record,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function socks(client: Socket, options: ProxyServerOptions, record: Seen): Promise<void> {
  const reader = new Reader(client);
  const [, methods = 0] = await reader.take(2);
  const offered = await reader.take(methods);
  const wanted = options.user === undefined ? 0 : 2;
  if (!offered.includes(wanted)) {
    client.end(Buffer.from([5, 0xff]));
    return;
  }
  client.write(Buffer.from([5, wanted]));
  if (wanted === 2) {
    const user = (await reader.take((await reader.take(2))[1] ?? 0)).toString();
    const password = (await reader.take((await reader.take(1))[0] ?? 0)).toString();
    record.credentials.push(`${user}:${password}`);
    const right = user === options.user && password === options.password;
    client.write(Buffer.from([1, right ? 0 : 1]));
    if (!right) {
      client.end();
      return;
    }
  }
  const kind = (await reader.take(4))[3];
  const host =
    kind === 3
      ? (await reader.take((await reader.take(1))[0] ?? 0)).toString()
      : (await reader.take(kind === 1 ? 4 : 16)).join('.');
  const port = (await reader.take(2)).readUInt16BE();
  record.asked.push(`${host}:${port}`);
  const answer = (reply: number): Buffer => Buffer.from([5, reply, 0, 1, 127, 0, 0, 1, 0, 0]);
  if (options.refuse !== undefined) {
    client.end(answer(options.refuse));
    return;
  }
  const target = await reach(options, host, port);
  if (target === null) client.end(answer(5));
  else await join(client, reader.rest(), target, answer(0), options);
}

async function tunnel(
  request: IncomingMessage,
  client: Socket,
  options: ProxyServerOptions,
  record: Seen,
): Promise<void> {
  const end = (status: string): void => void client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
  const given = Buffer.from(/^Basic (.*)$/.exec(request.headers['proxy-authorization'] ?? '')?.[1] ?? '', 'base64');
  if (given.length > 0) record.credentials.push(given.toString());
  if (options.user !== undefined && given.toString() !== `${options.user}:${options.password ?? ''}`) {
    end('407 Proxy Authentication Required');
    return;
  }
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? [];
  record.asked.push(`${host}:${port}`);
  if (options.refuse !== undefined) {
    end(`${options.refuse} No`);
    return;
  }
  const target = await reach(options, host, Number(port));
  if (target === null) end('502 Bad Gateway');
  else await join(client, Buffer.alloc(0), target, Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n'), options);
}

async function reach(options: ProxyServerOptions, host: string, port: number): Promise<Socket | null> {
  const target = connect({ host: options.resolve?.(host) ?? host, port });
  target.on('error', () => undefined);
  return await once(target, 'connect').then(
    () => target,
    () => null,
  );
}

async function join(
  client: Socket,
  early: Buffer,
  target: Socket,
  answer: Buffer,
  options: ProxyServerOptions,
): Promise<void> {
  client.once('close', () => target.destroy());
  target.once('close', () => client.destroy());
  if (early.length > 0) target.write(early);
  if (options.together === true) {
    const [first] = (await once(target, 'data')) as [Buffer];
    target.pause();
    client.write(Buffer.concat([answer, first]));
  } else if (options.trickle === true) {
    client.setNoDelay();
    for (const octet of answer) {
      client.write(Buffer.from([octet]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  } else client.write(answer);
  client.pipe(target);
  target.pipe(client);
}

/** Takes a stream's octets by the count. */
class Reader {
  readonly #socket: Socket;
  #kept: Buffer = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  readonly #keep = (chunk: Buffer): void => {
    this.#kept = Buffer.concat([this.#kept, chunk]);
    this.#wake();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#keep);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#kept.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    const taken = this.#kept.subarray(0, count);
    this.#kept = this.#kept.subarray(count);
    return taken;
  }

  /** What has come behind; the stream is not listened to any more. */
  rest(): Buffer {
    this.#socket.off('data', this.#keep);
    this.#socket.pause();
    return this.#kept;
  }
}
