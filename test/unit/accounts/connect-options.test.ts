import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rootCertificates } from 'node:tls';
import { readCaFile, systemCertificates } from '../../../extension/accounts/ca-certificates.ts';
import { connectOptionsFor, credentialsFor } from '../../../extension/accounts/connect-options.ts';
import { ImapError } from '../../../extension/imap/errors.ts';

const signal = new AbortController().signal;
const endpoint = { host: 'imap.example.org', port: 993, security: 'tls' } as const;

describe('how an account is connected to', () => {
  it('demands the protection of the account and passes listeners on', () => {
    const trace = (): void => undefined;
    const options = connectOptionsFor(endpoint, { trace, signal });
    assert.equal(options.protect, 'tls');
    assert.equal(options.endpoint, 'imap.example.org:993');
    assert.equal(options.trace, trace);
    assert.equal(options.signal, signal);
    assert.ok(!('onStatus' in options));
    assert.equal(connectOptionsFor({ ...endpoint, security: 'starttls' }).protect, 'starttls');
  });

  it('never opens an unprotected connection to another machine', async () => {
    const { open } = connectOptionsFor({ ...endpoint, security: 'none' });
    await assert.rejects(
      open(signal),
      (error) => error instanceof ImapError && error.detail.kind === 'plaintext-forbidden',
    );
  });

  it('opens one to this machine', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const transport = await connectOptionsFor({ host: '127.0.0.1', port, security: 'none' }).open(signal);
    assert.deepEqual(transport.security, { kind: 'none' });
    transport.destroy();
    server.close();
  });

  it('signs in with the user name, not the address', () => {
    assert.deepEqual(credentialsFor({ user: 'ada' }, 's'), { kind: 'password', user: 'ada', password: 's' });
  });
});

describe('authorities', () => {
  it('reads every certificate of a PEM file and nothing around them', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'me-ca-'));
    try {
      const [first, second] = rootCertificates;
      assert.ok(first !== undefined && second !== undefined);
      await writeFile(join(dir, 'ca.pem'), `# mine\n${first}\n\ntext\n${second}\n`);
      assert.deepEqual(await readCaFile(join(dir, 'ca.pem')), [first, second]);
      await writeFile(join(dir, 'none.pem'), 'nothing');
      await assert.rejects(readCaFile(join(dir, 'none.pem')), /holds no certificate/);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('does not go on without a file that is named', async () => {
    const { open } = connectOptionsFor({ ...endpoint, caFile: '/nowhere/ca.pem' });
    await assert.rejects(
      open(signal),
      (error) =>
        error instanceof ImapError &&
        error.detail.kind === 'invalid-argument' &&
        error.message.includes('/nowhere/ca.pem'),
    );
  });

  it('gives what the system trusts beside the shipped ones, each once', () => {
    const certificates = systemCertificates();
    assert.equal(new Set(certificates).size, certificates.length);
    assert.ok(certificates.every((certificate) => !rootCertificates.includes(certificate)));
    assert.equal(systemCertificates(), certificates, 'read once');
  });
});
