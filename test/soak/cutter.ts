import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How connections end. `stall`: silence in both directions, then a reset. */
export const endings = ['reset', 'fin', 'half-line', 'stall'] as const;
export type Ending = (typeof endings)[number];

const stallMs = 800;

/** A way to a server that can be cut: whoever connects to `port` is passed on to the server. */
export class Cutter {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [client: Socket, upstream: Socket]>();
  cuts = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(host: string, port: number): Promise<Cutter> {
    const server = createServer();
    const cutter = new Cutter(server);
    server.on('connection', (client) => cutter.#pass(client, connect({ host, port })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return cutter;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that there are. */
  get live(): number {
    return this.#pairs.size;
  }

  /** Ends every connection that there is. */
  cut(ending: Ending): void {
    for (const pair of this.#pairs) {
      const [client, upstream] = pair;
      this.cuts++;
      upstream.unpipe(client);
      client.unpipe(upstream);
      if (ending === 'stall') {
        client.pause();
        upstream.pause();
        const timer = setTimeout(() => end(pair, true), stallMs);
        client.once('close', () => clearTimeout(timer));
      } else if (ending === 'half-line') client.write('* 7 FETCH (UI', () => end(pair, true));
      else end(pair, ending === 'reset');
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) end(pair, true);
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(client: Socket, upstream: Socket): void {
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#pairs.delete(pair);
        for (const one of pair) one.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  }
}

function end([client, upstream]: readonly [Socket, Socket], reset: boolean): void {
  upstream.destroy();
  if (reset) client.resetAndDestroy();
  else client.end();
}
