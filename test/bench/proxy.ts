import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** What went through since the last `reset`. */
export interface Traffic {
  readonly up: number;
  readonly down: number;
  /** How often the client began to send after it had heard something. */
  readonly roundTrips: number;
}

export interface Proxy {
  readonly port: number;
  readonly traffic: Traffic;
  reset(): void;
  close(): void;
}

interface Counts {
  up: number;
  down: number;
  roundTrips: number;
}

/**
 * Passes octets on, each way half a round trip late. Opening costs two round trips until the greeting: the connection's own, and the
 * greeting's way. In order, whatever the timers do.
 * @param roundTripMs 0 only counts.
 */
export async function startProxy(target: { host: string; port: number }, roundTripMs: number): Promise<Proxy> {
  const counts: Counts = { up: 0, down: 0, roundTrips: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ ...target, noDelay: true });
    let heard = true;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    const up = delayed(upstream, roundTripMs / 2);
    // The way to the server's first octet: SYN, SYN-ACK, ACK, greeting.
    let opened = false;
    const down = delayed(client, roundTripMs / 2, () => {
      heard = true;
    });
    client.on('data', (chunk) => {
      if (heard) counts.roundTrips++;
      heard = false;
      counts.up += chunk.length;
      up.send(chunk);
    });
    upstream.on('data', (chunk) => {
      counts.down += chunk.length;
      down.send(chunk, opened ? 0 : roundTripMs * 1.5);
      opened = true;
    });
    client.on('end', () => up.end());
    upstream.on('end', () => down.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get traffic() {
      return { ...counts };
    },
    reset: () => void Object.assign(counts, { up: 0, down: 0, roundTrips: 0 }),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

interface Late {
  send(chunk: Buffer, extraMs?: number): void;
  end(): void;
}

function delayed(socket: Socket, ms: number, sent: () => void = () => undefined): Late {
  const queue: { readonly due: number; readonly run: () => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  let lastDue = 0;
  const work = (): void => {
    timer = null;
    const now = performance.now();
    let next = queue[0];
    while (next !== undefined && next.due <= now + 0.3) {
      queue.shift();
      next.run();
      next = queue[0];
    }
    if (next !== undefined) timer = setTimeout(work, Math.max(0, next.due - now));
  };
  const add = (extraMs: number, run: () => void): void => {
    if (ms === 0) {
      run();
      return;
    }
    lastDue = Math.max(lastDue, performance.now() + ms + extraMs);
    queue.push({ due: lastDue, run });
    timer ??= setTimeout(work, ms + extraMs);
  };
  return {
    send: (chunk, extraMs = 0) =>
      add(extraMs, () => {
        sent();
        socket.write(chunk);
      }),
    end: () => add(0, () => socket.end()),
  };
}
