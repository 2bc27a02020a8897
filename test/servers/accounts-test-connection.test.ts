import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { describeError } from '../../extension/accounts/describe-error.ts';
import type { Endpoint } from '../../extension/accounts/connect-options.ts';
import { testConnection, type TestHooks, type TestOutcome } from '../../extension/accounts/test-connection.ts';
import type { ConnectOptions, ImapClient } from '../../extension/imap/client/api.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import type { TraceRecord } from '../../extension/imap/trace/record.ts';
import { freePort, scripted, type Talk } from './accounts-scripted.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';
import type { CertificateName } from './dovecot/certs.ts';

const canary = 'C4n4ry-pass';

describe('Test connection against Dovecot', () => {
  let dovecot: Dovecot;
  let person: TestUser;
  before(async () => {
    dovecot = await startDovecot();
    person = dovecot.user('accounts');
  });
  after(() => dovecot.stop());

  const at = (change: Partial<Endpoint> = {}): Endpoint & { readonly user: string } => ({
    host: '127.0.0.1',
    port: dovecot.tlsPort,
    security: 'tls',
    caFile: dovecot.caFile,
    user: person.user,
    ...change,
  });
  const withoutCa = ({
    caFile: _unused,
    ...rest
  }: Endpoint & { readonly user: string }): Endpoint & { readonly user: string } => rest;
  const titleOf = (outcome: TestOutcome, where: Endpoint): string =>
    outcome.kind === 'failed' ? describeError(outcome.error, where).title : outcome.kind;
  const expectTitle = async (
    where: Endpoint & { readonly user: string },
    title: string,
    password = person.password,
    hooks: TestHooks = {},
  ): Promise<void> => {
    assert.equal(titleOf(await testConnection(where, password, hooks), where), title);
  };

  it('signs in over TLS, STARTTLS, and plainly on loopback', async () => {
    for (const [security, port, kind] of [
      ['tls', dovecot.tlsPort, 'tls'],
      ['starttls', dovecot.port, 'tls'],
      ['none', dovecot.port, 'none'],
    ] as const) {
      const outcome = await testConnection(at({ security, port }), person.password);
      assert.equal(outcome.kind, 'ok', security);
      assert.equal(outcome.kind === 'ok' && outcome.security.kind, kind);
      assert.ok(
        outcome.kind === 'ok' && outcome.capabilities.includes('IDLE'),
        'capabilities are those after signing in',
      );
    }
  });

  it('says goodbye', async () => {
    const trace: TraceRecord[] = [];
    await testConnection(at(), person.password, { trace: (record) => trace.push(record) });
    const sent = trace.flatMap((record) => (record.type === 'line' && record.direction === 'sent' ? record.parts : []));
    assert.ok(sent.some((part) => part.kind === 'text' && /LOGOUT/.test(part.text)));
  });

  it('tells a wrong password, and keeps it out of the trace', async () => {
    const trace: TraceRecord[] = [];
    await expectTitle(at(), 'Wrong user name or password', canary, { trace: (record) => trace.push(record) });
    const text = JSON.stringify(trace);
    for (const form of [
      canary,
      Buffer.from(canary).toString('base64'),
      Buffer.from(`\0${person.user}\0${canary}`).toString('base64'),
    ]) {
      assert.ok(!text.includes(form));
    }
  });

  it('tells what is wrong with a certificate', async () => {
    const rows: readonly (readonly [CertificateName, string])[] = [
      ['wrongHost', 'The certificate belongs to another server'],
      ['expired', 'The certificate has expired'],
      ['selfSigned', 'The certificate is signed by the server itself'],
      ['unknownCa', 'The certificate’s issuer is not known'],
    ];
    for (const [name, title] of rows) {
      const front = await dovecot.tlsFront(name);
      const where = at({ port: front.port });
      const outcome = await testConnection(where, canary);
      assert.equal(titleOf(outcome, where), title);
      const detail = outcome.kind === 'failed' ? describeError(outcome.error, where) : null;
      assert.ok(detail?.choices.includes('trust-certificate'));
      await front.close();
    }
    await expectTitle(withoutCa(at()), 'The certificate’s issuer is not known');
    await expectTitle(
      withoutCa(at({ port: dovecot.port, security: 'starttls' })),
      'The certificate’s issuer is not known',
    );
  });

  it('accepts a pinned certificate and no other', async () => {
    const pin = (name: CertificateName): string => new X509Certificate(dovecot.certs[name].cert).fingerprint256;
    const front = await dovecot.tlsFront('selfSigned');
    assert.equal(
      (await testConnection(at({ port: front.port, pinnedFingerprint: pin('selfSigned') }), person.password)).kind,
      'ok',
    );
    await expectTitle(
      at({ port: front.port, pinnedFingerprint: pin('good') }),
      'The certificate is not the one you trusted',
    );
    await front.close();
    await expectTitle(at({ pinnedFingerprint: pin('selfSigned') }), 'The certificate is not the one you trusted');
  });

  it('tells TLS spoken to the plain port', async () => {
    await expectTitle(at({ port: dovecot.port }), 'The server does not speak TLS on this port');
  });

  it('tells plain text spoken to the TLS port, where both wait for the other', async () => {
    for (const security of ['starttls', 'none'] as const) {
      const where = at({ security });
      const impatient = (options: ConnectOptions): Promise<ImapClient> =>
        connectImap({ ...options, greetingTimeoutMs: 50 });
      const outcome = await testConnection(where, canary, {}, impatient);
      assert.equal(titleOf(outcome, where), 'The server sent no greeting');
      const { detail } = describeError(outcome.kind === 'failed' ? outcome.error : null, where);
      assert.match(detail, /choose TLS/);
    }
  });

  it('tells a port where nothing listens', async () => {
    const port = await freePort();
    await expectTitle(at({ port }), 'The server refused the connection');
    await expectTitle(at({ port, security: 'starttls' }), 'The server refused the connection');
  });

  it('tells an unknown host', async () => {
    // RFC 6761 §6.4: no name below .invalid exists; a machine without a name service says that it could not ask.
    const outcome = await testConnection(at({ host: 'imap.mail-explorer.invalid' }), person.password);
    assert.match(titleOf(outcome, at()), /^The server’s name (is not known|could not be looked up)$/);
  });

  it('tells a missing authority file', async () => {
    await expectTitle(at({ caFile: join(dovecot.dir, 'nothing.pem') }), 'This could not be done');
  });

  it('sends no password in the clear where the server is not on this machine', async () => {
    await expectTitle(
      at({ host: 'imap.example.org', port: dovecot.port, security: 'none' }),
      'The connection is not encrypted',
      canary,
    );
  });
});

describe('Test connection against a server that misbehaves', () => {
  type Row = readonly [name: string, talk: Talk, security: 'none' | 'starttls', title: string];
  const hang: Talk = { greeting: '' };
  const rows: readonly Row[] = [
    ['garbage greeting', { greeting: 'SSH-2.0-OpenSSH_9\r\n' }, 'none', 'This is not an IMAP server'],
    ['BYE greeting', { greeting: '* BYE overloaded\r\n' }, 'none', 'The server turned the connection away'],
    [
      'BYE greeting before TLS',
      { greeting: '* BYE overloaded\r\n' },
      'starttls',
      'The server turned the connection away',
    ],
    ['PREAUTH where TLS is required', { greeting: '* PREAUTH hello\r\n' }, 'starttls', 'The server skips encryption'],
    [
      'STARTTLS not offered',
      { greeting: '* OK [CAPABILITY IMAP4rev1] hi\r\n', capability: 'IMAP4rev1' },
      'starttls',
      'The server does not offer STARTTLS',
    ],
    [
      'STARTTLS refused',
      { greeting: '* OK hi\r\n', capability: 'IMAP4rev1 STARTTLS', starttls: 'NO not today' },
      'starttls',
      'The server refused STARTTLS',
    ],
    [
      'bytes injected behind STARTTLS',
      { greeting: '* OK hi\r\n', capability: 'IMAP4rev1 STARTTLS', starttls: 'OK go\r\n* OK [ALERT] evil' },
      'starttls',
      'Someone may be tampering with the connection',
    ],
    ['hangs up at once', { greeting: null }, 'none', 'The server sent no greeting'],
  ];
  for (const [name, talk, security, title] of rows) {
    it(name, async () => {
      await using server = await scripted(talk);
      const where = { host: '127.0.0.1', port: server.port, security, user: 'ada' };
      const outcome = await testConnection(where, canary);
      assert.equal(outcome.kind, 'failed');
      const { title: actual } = describeError(outcome.kind === 'failed' ? outcome.error : null, where);
      assert.equal(actual, title);
      assert.ok(
        !server.heard().includes(canary) &&
          !server.heard().includes('LOGIN') &&
          !server.heard().includes('AUTHENTICATE'),
      );
    });
  }

  it('is cancelled at once while the server says nothing', async () => {
    await using server = await scripted(hang);
    for (const security of ['none', 'starttls', 'tls'] as const) {
      const controller = new AbortController();
      const testing = testConnection({ host: '127.0.0.1', port: server.port, security, user: 'ada' }, canary, {
        signal: controller.signal,
      });
      await server.connected();
      controller.abort();
      assert.deepEqual(await testing, { kind: 'cancelled' });
    }
  });
});
