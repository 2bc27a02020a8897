import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { ConnectOptions, ImapClient } from '../../extension/imap/client/api.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { ImapError, type ImapErrorDetail } from '../../extension/imap/errors.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { openTls } from '../../extension/imap/transport/tls.ts';
import type { TlsOptions } from '../../extension/imap/transport/tls-handshake.ts';
import type { CertificateName } from './dovecot/certs.ts';
import { startDovecot, type Dovecot } from './dovecot.ts';

async function failure(promise: Promise<ImapClient>): Promise<ImapErrorDetail> {
  const error = await promise.then(
    (client) => (client.destroy(), assert.fail('It should have failed.')),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ImapError, String(error));
  return error.detail;
}

describe('TLS, and what can be wrong with it', () => {
  let dovecot: Dovecot;
  const closers: (() => void)[] = [];
  before(async () => (dovecot = await startDovecot()));
  after(async () => {
    for (const close of closers) close();
    await dovecot.stop();
  });

  const tls = (port: number, options: TlsOptions = { ca: [dovecot.ca] }, host = dovecot.host): ConnectOptions => ({
    protect: 'tls',
    open: (signal) => openTls({ host, port, signal, ...options }),
  });
  const starttls = (port: number, options: TlsOptions = { ca: [dovecot.ca] }): ConnectOptions => ({
    protect: 'starttls',
    open: (signal) => openTcp({ host: dovecot.host, port, signal, tls: options }),
  });

  /** A TCP listener of the test's own. */
  async function serve(onConnection: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    server.listen(0, dovecot.host);
    await once(server, 'listening');
    closers.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return (server.address() as AddressInfo).port;
  }

  const fingerprint = (name: CertificateName): string => new X509Certificate(dovecot.certs[name].cert).fingerprint256;

  it('a good certificate, with the host as name or as address', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const client = await connectImap(tls(dovecot.tlsPort, { ca: [dovecot.ca] }, host));
      assert.ok(client.security.kind === 'tls');
      assert.match(client.security.protocol, /^TLSv1\.[23]$/);
      assert.equal(client.security.fingerprint256, fingerprint('good'));
      client.destroy();
    }
  });

  for (const [name, problem] of [
    ['expired', 'expired'],
    ['wrongHost', 'wrong-host'],
    ['selfSigned', 'self-signed'],
    ['unknownCa', 'unknown-ca'],
  ] as const) {
    it(`${name}: refused with the certificate's fingerprint, and accepted when it is the pinned one`, async () => {
      const front = await dovecot.tlsFront(name);
      const detail = await failure(connectImap(tls(front.port)));
      assert.ok(detail.kind === 'tls');
      assert.equal(detail.problem, problem);
      assert.equal(detail.fingerprint256, fingerprint(name));
      for (const pin of [fingerprint(name), fingerprint(name).replaceAll(':', '').toLowerCase()]) {
        const client = await connectImap(tls(front.port, { fingerprint256: pin }));
        assert.equal(client.security.kind, 'tls');
        client.destroy();
      }
      await front.close();
    });
  }

  it('a pinned fingerprint is the only one accepted, however good another certificate is', async () => {
    const detail = await failure(
      connectImap(tls(dovecot.tlsPort, { ca: [dovecot.ca], fingerprint256: fingerprint('expired') })),
    );
    assert.equal(detail.kind, 'tls');
  });

  it('without the private CA nobody is trusted', async () => {
    const detail = await failure(connectImap(tls(dovecot.tlsPort, {})));
    assert.equal(detail.kind === 'tls' && detail.problem, 'unknown-ca');
    const behind = await failure(connectImap(starttls(dovecot.port, {})));
    assert.equal(behind.kind === 'tls' && behind.problem, 'unknown-ca');
  });

  it('sends the name of the server by SNI, the one it was told to, and none for an address', async () => {
    const heard: string[] = [];
    let connections = 0;
    const { cert, key } = dovecot.certs.good;
    const SNICallback = (name: string, done: (error: Error | null) => void): void => {
      heard.push(name);
      done(null);
    };
    const server = createTlsServer({ cert, key, SNICallback }).on('connection', () => connections++);
    server.on('tlsClientError', () => undefined);
    server.listen(0, dovecot.host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const [host, options] of [
      ['localhost', {}],
      ['localhost', { serverName: 'mail.example.test' }],
      ['127.0.0.1', {}],
    ] as const) {
      const transport = openTls({ host, port, ca: [dovecot.ca], signal: new AbortController().signal, ...options });
      await transport.then(
        (one) => one.destroy(),
        () => undefined,
      );
    }
    server.close();
    await once(server, 'close');
    assert.deepEqual([heard, connections], [['localhost', 'mail.example.test'], 3]);
  });

  it('TLS 1.1 is too old, and 1.2 where 1.3 is demanded', async () => {
    const { cert, key } = dovecot.certs.good;
    const serveUpTo = async (maxVersion: 'TLSv1.1' | 'TLSv1.2'): Promise<number> => {
      const server = createTlsServer({ cert, key, maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
      server.on('secureConnection', (socket) => socket.on('error', () => undefined).write('* OK hi\r\n'));
      server.on('tlsClientError', () => undefined);
      server.listen(0, dovecot.host);
      await once(server, 'listening');
      closers.push(() => server.close());
      return (server.address() as AddressInfo).port;
    };
    const [old, recent] = [await serveUpTo('TLSv1.1'), await serveUpTo('TLSv1.2')];
    assert.equal((await failure(connectImap(tls(old)))).kind, 'tls');
    assert.equal((await failure(connectImap(tls(recent, { ca: [dovecot.ca], minVersion: 'TLSv1.3' })))).kind, 'tls');
    const transport = await openTls({
      ...{ host: dovecot.host, port: recent, ca: [dovecot.ca], signal: new AbortController().signal },
    });
    assert.equal(transport.security.kind === 'tls' && transport.security.protocol, 'TLSv1.2');
    transport.destroy();
  });

  it('TLS towards a port in the clear', async () => {
    const detail = await failure(connectImap(tls(dovecot.port)));
    assert.equal(detail.kind === 'tls' && detail.problem, 'not-tls');
  });

  it('in the clear towards a TLS port: no greeting, after the time set for it', async () => {
    const detail = await failure(connectImap({ ...starttls(dovecot.tlsPort), greetingTimeoutMs: 200 }));
    assert.ok(detail.kind === 'greeting' && (detail.problem === 'none' || detail.problem === 'garbage'));
  });

  it('a port that is refused, a host that is not known', async () => {
    const port = await serve(() => undefined);
    closers.pop()?.();
    const refused = await failure(connectImap(tls(port)));
    assert.equal(refused.kind === 'connect' && refused.code, 'ECONNREFUSED');
    const unknown = await failure(connectImap(tls(993, {}, 'no-such-host.invalid')));
    assert.equal(unknown.kind, 'connect');
  });

  it('octets injected behind the OK to STARTTLS, in the same segment and after it', async () => {
    for (const together of [true, false]) {
      const heard: string[] = [];
      const port = await serve((socket) => {
        socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n');
        socket.on('data', (chunk) => {
          const text = chunk.toString('latin1');
          heard.push(text);
          if (!text.includes('STARTTLS')) return;
          const ok = `${text.split(' ')[0] ?? ''} OK go\r\n`;
          const injected = '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* OK [ALERT] call us\r\n';
          if (together) socket.write(ok + injected);
          else socket.write(ok, () => socket.write(injected));
        });
      });
      const detail = await failure(connectImap(starttls(port)));
      assert.equal(detail.kind === 'starttls' && detail.problem, 'injected-data', `together: ${together}`);
      assert.ok(!heard.join('').includes('LOGIN'));
    }
  });

  it('octets before the handshake of a real TLS server are not passed on as protected', async () => {
    const { cert, key } = dovecot.certs.good;
    const port = await serve((socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n');
      socket.once('data', (chunk) => {
        socket.write(`${chunk.toString('latin1').split(' ')[0] ?? ''} OK go\r\n* 1 EXISTS\r\n`);
        new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) }).on(
          'error',
          () => undefined,
        );
      });
    });
    const detail = await failure(connectImap(starttls(port)));
    assert.equal(detail.kind === 'starttls' && detail.problem, 'injected-data');
  });

  it('a server that hangs up in the handshake', async () => {
    const port = await serve((socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n');
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (text.includes('STARTTLS')) socket.write(`${text.split(' ')[0] ?? ''} OK go\r\n`);
        else socket.destroy();
      });
    });
    assert.ok(['tls', 'connect'].includes((await failure(connectImap(starttls(port)))).kind));
  });

  it('a server that never begins the handshake, and a person who cancels', async () => {
    const port = await serve((socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n');
      socket.once('data', (chunk) => socket.write(`${chunk.toString('latin1').split(' ')[0] ?? ''} OK go\r\n`));
    });
    const late = await failure(connectImap({ ...starttls(port), connectTimeoutMs: 200 }));
    assert.equal(late.kind === 'connect' && late.code, 'ETIMEDOUT');
    const controller = new AbortController();
    const waiting = failure(connectImap({ ...starttls(port), signal: controller.signal }));
    controller.abort();
    assert.equal((await waiting).kind, 'aborted');
  });
});
