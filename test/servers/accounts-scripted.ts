import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a server says, whatever the client wants. */
export interface Talk {
  /** Null hangs up, empty says nothing. */
  readonly greeting: string | null;
  readonly capability?: string;
  readonly starttls?: string;
}

async function listen(serve: (socket: Socket) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

export interface Scripted extends AsyncDisposable {
  readonly port: number;
  heard(): string;
  /** Resolves when another client has come. */
  connected(): Promise<void>;
}

/** A server on a free port of 127.0.0.1 that knows CAPABILITY and STARTTLS only, and notes what it hears. */
export async function scripted(talk: Talk): Promise<Scripted> {
  let heard = '';
  let arrived = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const { server, port } = await listen((socket) => {
    sockets.add(socket);
    arrived.resolve();
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      for (const [, tag, command] of chunk.toString('latin1').matchAll(/^(\S+) (\S+)/gm)) {
        if (command === 'CAPABILITY') {
          socket.write(`* CAPABILITY ${talk.capability ?? 'IMAP4rev1'}\r\n${tag ?? ''} OK done\r\n`);
        } else if (command === 'STARTTLS') {
          socket.write(`${tag ?? ''} ${talk.starttls ?? 'NO'}\r\n`);
        }
      }
    });
    if (talk.greeting === null) {
      socket.end();
    } else {
      socket.write(talk.greeting);
    }
  });
  return {
    port,
    heard: () => heard,
    connected: async () => {
      await arrived.promise;
      arrived = Promise.withResolvers<void>();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const { port, server } = await listen(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
