import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import * as imap from '../../extension/imap/index.ts';
import { makeCertificates, type Certificates } from './dovecot/certs.ts';
import { provesScramPlus } from './scram-plus.ts';

const salt = Buffer.from('a salt of the test');
const iterations = 4096;
const password = 'correct horse';

interface Exchange {
  mechanism: string;
  header: string;
  binding: Buffer;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The server's half of SCRAM-SHA-256 (RFC 5802 §3); notes what the client bound itself to, and says yes if the password is right. */
function converse(socket: TLSSocket, mechanisms: string, done: (exchange: Exchange) => void): void {
  const exchange: Exchange = { mechanism: '', header: '', binding: Buffer.alloc(0) };
  let firstBare = '';
  let serverFirst = '';
  let tag = '';
  let rest = '';
  const challenge = (text: string): void => void socket.write(`+ ${Buffer.from(text).toString('base64')}\r\n`);
  const line = (text: string): void => {
    const [first = '', command, mechanism = '', initial = ''] = text.split(' ');
    if (command === 'LOGOUT') {
      socket.end(`* BYE\r\n${first} OK\r\n`);
      return;
    }
    if (command === 'AUTHENTICATE') {
      tag = first;
      exchange.mechanism = mechanism;
      const message = Buffer.from(initial, 'base64').toString();
      const [flag = '', authorization = ''] = message.split(',');
      exchange.header = `${flag},${authorization},`;
      firstBare = message.slice(exchange.header.length);
      serverFirst = `${/r=[^,]*/.exec(firstBare)?.[0] ?? ''}server,s=${salt.toString('base64')},i=${iterations}`;
      challenge(serverFirst);
      return;
    }
    const message = Buffer.from(text, 'base64').toString();
    if (message === '') {
      done(exchange);
      socket.write(`${tag} OK [CAPABILITY IMAP4rev1] in\r\n`);
      return;
    }
    const withoutProof = message.replace(/,p=.*$/, '');
    const bound = Buffer.from(/c=([^,]*)/.exec(message)?.[1] ?? '', 'base64');
    exchange.binding = bound.subarray(exchange.header.length);
    const auth = `${firstBare},${serverFirst},${withoutProof}`;
    const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), auth);
    const proof = Buffer.from(/p=(.*)$/.exec(message)?.[1] ?? '', 'base64');
    assert.deepEqual(proof, Buffer.from(clientKey.map((octet, at) => octet ^ (signature[at] ?? 0))));
    challenge(`v=${hmac(hmac(salted, 'Server Key'), auth).toString('base64')}`);
  };
  socket.write(`* OK [CAPABILITY IMAP4rev1 SASL-IR ${mechanisms}] hello\r\n`);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const text = rest.slice(0, end);
      rest = rest.slice(end + 2);
      line(text);
    }
  });
}

describe('SCRAM bound to its TLS connection', () => {
  let dir: string;
  let certificates: Certificates;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'me-bind-'));
    certificates = await makeCertificates(dir);
  });
  after(() => rm(dir, { recursive: true, force: true }));

  async function signIn(
    mechanisms: string,
    maxVersion: 'TLSv1.2' | 'TLSv1.3',
  ): Promise<Exchange & { readonly exporter: Buffer; readonly unique: Buffer | undefined }> {
    let exchange: Exchange | null = null;
    let exporter = Buffer.alloc(0);
    let unique: Buffer | undefined;
    const server: Server = createServer({ ...certificates.identities.good, maxVersion }, (socket) => {
      exporter = socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
      unique = socket.getPeerFinished();
      converse(socket, mechanisms, (one) => (exchange = one));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = await imap.connect({
      protect: 'tls',
      open: (signal) => imap.openTls({ host: '127.0.0.1', port, ca: [certificates.ca], signal }),
    });
    try {
      await client.signIn({ kind: 'password', user: 'alice', password });
      assert.ok(exchange !== null);
      return { ...(exchange as Exchange), exporter, unique };
    } finally {
      client.destroy();
      server.close();
    }
  }

  it('by the exporter of TLS 1.3', async () => {
    const both = 'AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-256-PLUS';
    const { mechanism, header, binding, exporter } = await signIn(both, 'TLSv1.3');
    assert.deepEqual([mechanism, header], ['SCRAM-SHA-256-PLUS', 'p=tls-exporter,,']);
    assert.deepEqual(binding, exporter);
  });

  it('by the Finished message of TLS 1.2', async () => {
    const { mechanism, header, binding, unique } = await signIn('AUTH=SCRAM-SHA-256-PLUS', 'TLSv1.2');
    assert.deepEqual([mechanism, header], ['SCRAM-SHA-256-PLUS', 'p=tls-unique,,']);
    assert.ok(unique !== undefined && unique.length > 0);
    assert.deepEqual(binding, unique);
  });

  it('says that it could have been bound where the server offers no binding', async () => {
    const { mechanism, header, binding } = await signIn('AUTH=SCRAM-SHA-256', 'TLSv1.3');
    assert.deepEqual([mechanism, header, binding.length], ['SCRAM-SHA-256', 'y,,', 0]);
  });

  it('signs in by choice and by name, as the check for real servers does', async () => {
    const server = createServer(certificates.identities.good, (socket) =>
      converse(socket, 'AUTH=PLAIN AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-256-PLUS', () => undefined),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      // The server of this file knows no other way to answer a wrong password than to stop the test.
      await provesScramPlus({
        ...{ host: '127.0.0.1', port, ca: certificates.ca, user: 'alice', password, judgesPassword: false },
      });
    } finally {
      server.close();
    }
  });

  it('gives the hash of the certificate', async () => {
    const server = createServer(certificates.identities.good);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { signal } = new AbortController();
    const transport = await imap.openTls({ host: '127.0.0.1', port, ca: [certificates.ca], signal });
    const { security } = transport;
    assert.ok(security.kind === 'tls');
    const { raw } = new X509Certificate(certificates.identities.good.cert);
    assert.deepEqual(security.bind?.('tls-server-end-point'), createHash('sha256').update(raw).digest());
    transport.destroy();
    server.close();
  });
});
