import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import { openProcess } from '../../../extension/imap/transport/process.ts';
import { openTcp } from '../../../extension/imap/transport/tcp.ts';
import { openTls } from '../../../extension/imap/transport/tls.ts';
import type { TlsOptions } from '../../../extension/imap/transport/tls-handshake.ts';
import type { Transport, TransportEnd } from '../../../extension/imap/transport/transport.ts';
import { failure } from './failure.ts';
import { turns, until } from './manual-clock.ts';

const host = '127.0.0.1';

interface Listening {
  text: string;
  ends: TransportEnd[];
}

function listen(transport: Transport): Listening {
  const heard: Listening = { text: '', ends: [] };
  transport.start({ data: (chunk) => (heard.text += chunk.toString('latin1')), end: (end) => heard.ends.push(end) });
  return heard;
}

/** A TCP server on a free port that lives as long as the test. */
async function serve(context: TestContext, onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const never = new AbortController().signal;

test('memory: in order, both ways, and never in the same turn', async () => {
  const [a, b] = memoryPair();
  const heardByB = listen(b);
  const heardByA = listen(a);
  a.write(Buffer.from('one '));
  a.write(Buffer.from('two'));
  b.write(Buffer.from('three'));
  assert.equal(heardByB.text, '');
  await turns();
  assert.equal(heardByB.text, 'one two');
  assert.equal(heardByA.text, 'three');
  assert.equal(a.security.kind, 'local');
});

test('memory: the writer may use its buffer again', async () => {
  const [a, b] = memoryPair();
  const heard = listen(b);
  const buffer = Buffer.from('abc');
  a.write(buffer);
  buffer.fill('x');
  await turns();
  assert.equal(heard.text, 'abc');
});

test('memory: back-pressure, pause and resume', async () => {
  const [a, b] = memoryPair({ highWater: 10 });
  b.pause();
  const heard = listen(b);
  assert.equal(a.write(Buffer.alloc(10)), true);
  assert.equal(a.write(Buffer.alloc(1)), false);
  let drained = false;
  const draining = a.drained().then(() => (drained = true));
  await turns();
  assert.equal(heard.text, '');
  assert.equal(drained, false);
  b.resume();
  await draining;
  assert.equal(heard.text.length, 11);
  await a.drained();
});

test('memory: what came before start is held; a second start replaces the handler', async () => {
  const [a, b] = memoryPair();
  a.write(Buffer.from('early'));
  await turns();
  const first = listen(b);
  await turns();
  assert.equal(first.text, 'early');
  const second = listen(b);
  a.write(Buffer.from('late'));
  await turns();
  assert.equal(first.text, 'early');
  assert.equal(second.text, 'late');
});

test('memory: close delivers what is queued, destroy does not; each side ends once', async () => {
  const [a, b] = memoryPair();
  const heardByA = listen(a);
  const heardByB = listen(b);
  a.write(Buffer.from('bye'));
  a.close();
  a.close();
  a.write(Buffer.from('too late'));
  await turns();
  assert.equal(heardByB.text, 'bye');
  assert.deepEqual(heardByB.ends, [{ kind: 'eof' }]);
  assert.deepEqual(heardByA.ends, [{ kind: 'closed-by-us' }]);

  const [c, d] = memoryPair();
  const heardByD = listen(d);
  c.write(Buffer.from('lost'));
  c.destroy();
  await turns();
  assert.equal(heardByD.text, '');
  assert.deepEqual(heardByD.ends, [{ kind: 'eof' }]);
  await d.drained();
});

test('tcp: octets, end of the other side, end of ours', async (context) => {
  const port = await serve(context, (socket) => socket.end('hello'));
  const transport = await openTcp({ host, port, signal: never });
  assert.equal(transport.endpoint, `${host}:${port}`);
  assert.equal(transport.loopback, true);
  await turns();
  const heard = listen(transport);
  await until(() => heard.ends.length > 0);
  assert.equal(heard.text, 'hello');
  assert.deepEqual(heard.ends, [{ kind: 'eof' }]);
  transport.write(Buffer.from('nobody listens'));

  const other = await openTcp({ host, port: await serve(context, () => undefined), signal: never });
  const ended = listen(other);
  other.close();
  await until(() => ended.ends.length > 0);
  assert.deepEqual(ended.ends, [{ kind: 'closed-by-us' }]);
});

test('tcp: a reset is an end, not an exception', async (context) => {
  const port = await serve(context, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const transport = await openTcp({ host, port, signal: never });
  const heard = listen(transport);
  transport.write(Buffer.from('x'));
  await until(() => heard.ends.length > 0);
  assert.equal(heard.ends[0]?.kind, 'error');
  assert.equal(heard.ends[0].code, 'ECONNRESET');
});

test('tcp: a refused port, an unknown host and a cancelled attempt are typed errors', async (context) => {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const refused = await failure(openTcp({ host, port, signal: never }));
  assert.equal(refused.kind === 'connect' && refused.code, 'ECONNREFUSED');
  const unknown = await failure(openTcp({ host: 'no-such-host.invalid', port, signal: never }));
  assert.ok(unknown.kind === 'connect' && ['ENOTFOUND', 'EAI_AGAIN'].includes(unknown.code ?? ''));
  const open = await serve(context, () => undefined);
  assert.equal((await failure(openTcp({ host, port: open, signal: AbortSignal.abort() }))).kind, 'aborted');
  const controller = new AbortController();
  const connecting = failure(openTcp({ host, port: open, signal: controller.signal }));
  controller.abort();
  assert.equal((await connecting).kind, 'aborted');
});

test('tls: a server that speaks plain text on the port, one that hangs up, one that is silent', async (context) => {
  const plain = await serve(context, (socket) => socket.write('* OK hello, I speak in the clear\r\n'));
  const spoken = await failure(openTls({ host, port: plain, signal: never }));
  assert.equal(spoken.kind === 'tls' && spoken.problem, 'not-tls');
  const gone = await serve(context, (socket) => socket.destroy());
  assert.ok(['tls', 'connect'].includes((await failure(openTls({ host, port: gone, signal: never }))).kind));
  const silent = await serve(context, () => undefined);
  const controller = new AbortController();
  const waiting = failure(openTls({ host, port: silent, signal: controller.signal }));
  await turns();
  controller.abort();
  assert.equal((await waiting).kind, 'aborted');
});

test('tls: options that cannot be used are one typed error, and no socket is left', async (context) => {
  const sockets: Socket[] = [];
  const port = await serve(context, (socket) => sockets.push(socket.resume()));
  const unusable: readonly TlsOptions[] = [
    { clientCertificate: { cert: 'no certificate', key: 'no key' } },
    { minVersion: 'TLSv9' as 'TLSv1.3' },
  ];
  for (const options of unusable) {
    const direct = failure(openTls({ host, port, signal: never, ...options }));
    assert.equal((await direct).kind, 'invalid-argument');
    const upgraded = await openTcp({ host, port, signal: never, tls: options });
    assert.equal((await failure(upgraded.upgrade(never))).kind, 'invalid-argument');
    const proxy = { kind: 'https', host, port, tls: options } as const;
    assert.equal((await failure(openTcp({ host, port: 143, signal: never, proxy }))).kind, 'invalid-argument');
  }
  await until(() => sockets.length === 6 && sockets.every((socket) => socket.destroyed));
});

test('starttls: octets that came before the handshake are an injection', async (context) => {
  let connection: Socket | null = null;
  const port = await serve(context, (socket) => {
    connection = socket;
    socket.write('greeting');
  });
  const transport = await openTcp({ host, port, signal: never });
  const heard = listen(transport);
  await until(() => heard.text === 'greeting' && connection !== null);
  // The octets are in the clear and meant to be read as if they came from within TLS.
  (connection as Socket | null)?.write('* CAPABILITY FORGED\r\n');
  const detail = await failure(transport.upgrade(never));
  assert.equal(detail.kind === 'starttls' && detail.problem, 'injected-data');
});

test('process: speaks with a program, and tells when it cannot be started', async () => {
  const transport = await openProcess({
    command: process.execPath,
    args: ['-e', 'process.stdin.pipe(process.stdout)'],
    signal: never,
  });
  assert.equal(transport.security.kind, 'local');
  const heard = listen(transport);
  transport.write(Buffer.from('echo'));
  await until(() => heard.text === 'echo');
  transport.close();
  await until(() => heard.ends.length > 0);
  const missing = await failure(openProcess({ command: '/no/such/program', signal: never }));
  assert.equal(missing.kind === 'connect' && missing.code, 'ENOENT');
});
