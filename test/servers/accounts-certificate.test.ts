import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fetchCertificate } from '../../extension/accounts/fetch-certificate.ts';
import { startDovecot, type Dovecot } from './dovecot.ts';

async function listen(greet: (socket: Socket) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    greet(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('looking at a certificate that was refused', () => {
  let dovecot: Dovecot;
  before(async () => (dovecot = await startDovecot()));
  after(() => dovecot.stop());

  it('reads it over TLS', async () => {
    const facts = await fetchCertificate({ host: '127.0.0.1', port: dovecot.tlsPort, security: 'tls' });
    assert.equal(facts?.fingerprint256, new X509Certificate(dovecot.certs.good.cert).fingerprint256);
    assert.equal(facts?.issuer, new X509Certificate(dovecot.ca).subject.replace(/^CN=/, ''));
    assert.ok(facts.names.includes('localhost'));
    assert.ok(facts.validTo !== null);
  });

  it('reads it behind STARTTLS', async () => {
    const facts = await fetchCertificate({ host: '127.0.0.1', port: dovecot.port, security: 'starttls' });
    assert.equal(facts?.fingerprint256, new X509Certificate(dovecot.certs.good.cert).fingerprint256);
  });

  it('reads one that has expired', async () => {
    const front = await dovecot.tlsFront('expired');
    const facts = await fetchCertificate({ host: '127.0.0.1', port: front.port, security: 'tls' });
    assert.equal(facts?.fingerprint256, new X509Certificate(dovecot.certs.expired.cert).fingerprint256);
    await front.close();
  });

  it('has null where there is no TLS, no server, or no end', async () => {
    const plain = await listen((socket) => socket.end('* OK ready\r\n'));
    assert.equal(await fetchCertificate({ host: '127.0.0.1', port: plain.port, security: 'tls' }), null);
    plain.server.close();
    assert.equal(await fetchCertificate({ host: '127.0.0.1', port: plain.port, security: 'tls' }), null);
    const silent = await listen(() => undefined);
    for (const security of ['tls', 'starttls'] as const) {
      assert.equal(await fetchCertificate({ host: '127.0.0.1', port: silent.port, security }, { timeoutMs: 50 }), null);
      assert.equal(
        await fetchCertificate({ host: '127.0.0.1', port: silent.port, security }, { signal: AbortSignal.abort() }),
        null,
      );
    }
    silent.server.close();
  });

  it('says nothing but STARTTLS, and gives up on a server that does not want it', async () => {
    const heard: string[] = [];
    for (const [greeting, answer] of [
      ['* BYE busy', ''],
      ['220 smtp', ''],
      ['* OK hi', 'a NO not now'],
      ['* OK hi', 'a BAD what'],
      ['* OK hi', `* OK ${'x'.repeat(9000)}`],
    ] as const) {
      const server = await listen((socket) => {
        socket.on('data', (chunk) => {
          heard.push(chunk.toString());
          socket.write(`${answer}\r\n`);
        });
        socket.write(`${greeting}\r\n`);
      });
      assert.equal(await fetchCertificate({ host: '127.0.0.1', port: server.port, security: 'starttls' }), null);
      server.server.close();
    }
    assert.deepEqual(new Set(heard), new Set(['a STARTTLS\r\n']));
  });
});
