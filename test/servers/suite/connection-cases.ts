import assert from 'node:assert/strict';
import type * as imap from '../../../extension/imap/index.ts';
import { clientCertificate, token } from '../dovecot/tokens.ts';
import { core, type Case } from './case.ts';
import { failure, type Scene } from './scene.ts';

const mechanisms = [
  'PLAIN',
  'LOGIN',
  'CRAM-MD5',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'SCRAM-SHA-1-PLUS',
  'SCRAM-SHA-256-PLUS',
];

function byMechanism(mechanism: string): Case {
  const signIn = async (scene: Scene, password: string): Promise<void> => {
    const client = await scene.open();
    await client.signIn({ kind: 'password', user: scene.user.user, password, mechanism });
    assert.equal(client.authenticated, true);
    assert.ok(scene.sent(client).some((line) => line.includes(`AUTHENTICATE ${mechanism}`)));
  };
  return {
    capability: `AUTH=${mechanism}`,
    name: `signs in by ${mechanism}, and not with a wrong password`,
    async works(scene) {
      await signIn(scene, scene.user.password);
      assert.equal((await failure(signIn(scene, 'wrong'))).detail.kind, 'refused');
    },
    async otherwise(scene) {
      const client = await scene.open();
      const before = scene.sent(client).length;
      const { detail } = await failure(client.signIn({ kind: 'password', ...scene.user, mechanism }));
      assert.equal(detail.kind, 'no-mechanism');
      assert.equal(scene.sent(client).length, before);
    },
  };
}

function tokenOf(user: string, mechanism: string): imap.Credentials {
  return { kind: 'token', user, accessToken: token(user), mechanism };
}

function byOther(
  mechanism: string,
  credentials: (scene: Scene) => Promise<imap.Credentials>,
  certificate?: (scene: Scene) => Promise<{ readonly cert: string; readonly key: string }>,
): Case {
  return {
    capability: `AUTH=${mechanism}`,
    name: `signs in by ${mechanism}`,
    async works(scene) {
      const client = await scene.open(
        'tls',
        certificate === undefined ? {} : { clientCertificate: await certificate(scene) },
      );
      await client.signIn(await credentials(scene));
      assert.equal(client.authenticated, true);
    },
    async otherwise(scene) {
      const client = await scene.open();
      const before = scene.sent(client).length;
      assert.equal((await failure(client.signIn(await credentials(scene)))).detail.kind, 'no-mechanism');
      assert.equal(scene.sent(client).length, before);
    },
  };
}

export const connectionCases: readonly Case[] = [
  core('TLS from the first byte, and the best mechanism', async (scene) => {
    const client = await scene.signedIn();
    assert.equal(client.security.kind, 'tls');
    assert.equal(client.state, 'authenticated');
    await client.logout();
    assert.deepEqual(await client.closed, { kind: 'logout' });
  }),
  core('LOGIN, the command', async (scene) => {
    const client = await scene.open();
    await client.login(scene.user.user, scene.user.password);
    assert.equal(client.state, 'authenticated');
    const other = await scene.open();
    assert.equal((await failure(other.login(scene.user.user, 'wrong'))).detail.kind, 'refused');
    assert.equal(other.state, 'not-authenticated');
  }),
  core('a certificate that cannot be verified is refused', async (scene) => {
    assert.equal((await failure(scene.open('tls', { ca: [] }))).detail.kind, 'tls');
  }),
  core('signing in twice is refused before anything is sent', async (scene) => {
    const client = await scene.signedIn();
    const before = scene.sent(client).length;
    const { detail } = await failure(client.signIn({ kind: 'password', ...scene.user }));
    assert.equal(detail.kind, 'illegal-state');
    assert.equal(scene.sent(client).length, before);
  }),
  core('what was offered before signing in does not count afterwards', async (scene) => {
    const client = await scene.open();
    const before = client.capabilities;
    await client.signIn({ kind: 'password', ...scene.user });
    assert.notEqual(client.capabilities, before);
    assert.ok(client.capabilities.has('IMAP4rev1'));
    assert.deepEqual(await client.session.capability(), client.capabilities.all);
  }),
  core('what this server is forgiven in an everyday session', async (scene) => {
    const { client, mailbox } = await scene.opened(2);
    await client.list({ status: ['MESSAGES'] });
    for await (const _ of mailbox.fetch([{ from: 1, to: 2 }], ['FLAGS', 'ENVELOPE', 'BODYSTRUCTURE'])) continue;
    await mailbox.find({ seen: false });
    await mailbox.close();
    const known = { dovecot: [], cyrus: ['old-channel-binding', 'auth-after-login'], courier: ['auth-after-login'] };
    assert.deepEqual(
      client.quirks.map(({ id }) => id),
      known[scene.server.name],
    );
  }),
  {
    capability: 'STARTTLS',
    name: 'STARTTLS, and the capabilities of the protected connection',
    async works(scene) {
      const client = await scene.open('starttls');
      assert.equal(client.security.kind, 'tls');
      await client.signIn({ kind: 'password', ...scene.user });
      assert.equal((await client.noop()).status.kind, 'OK');
    },
    async otherwise(scene) {
      assert.equal((await failure(scene.open('starttls'))).detail.kind, 'starttls');
    },
  },
  {
    capability: 'LOGINDISABLED',
    name: 'no password goes where the server forbids it',
    async works(scene) {
      const client = await scene.open('none');
      const before = scene.sent(client).length;
      const refused = await failure(client.login(scene.user.user, scene.user.password));
      assert.equal(refused.detail.kind, 'no-mechanism');
      assert.equal(scene.sent(client).length, before);
    },
    async otherwise(scene) {
      const client = await scene.open('none');
      await client.login(scene.user.user, scene.user.password);
      assert.equal(client.state, 'authenticated');
    },
  },
  {
    capability: 'SASL-IR',
    name: 'what the client says first goes with the command',
    async works(scene) {
      const client = await scene.open();
      await client.signIn({ kind: 'password', ...scene.user, mechanism: 'PLAIN' });
      assert.ok(scene.sent(client).some((line) => line.includes('AUTHENTICATE PLAIN ')));
    },
    async otherwise(scene) {
      const client = await scene.open();
      await client.signIn({ kind: 'password', ...scene.user, mechanism: 'PLAIN' });
      assert.ok(scene.sent(client).some((line) => line.endsWith('AUTHENTICATE PLAIN')));
    },
  },
  ...mechanisms.map(byMechanism),
  byOther('XOAUTH2', async ({ user }) => tokenOf(user.user, 'XOAUTH2')),
  byOther('OAUTHBEARER', async ({ user }) => tokenOf(user.user, 'OAUTHBEARER')),
  byOther('ANONYMOUS', async () => ({ kind: 'anonymous', trace: 'test@example.org' })),
  byOther(
    'EXTERNAL',
    async () => ({ kind: 'external' }),
    ({ user, server }) => clientCertificate(user.user, server.tlsDir, server.tlsDir),
  ),
  {
    capability: 'AUTH=SCRAM-SHA-256-PLUS',
    name: 'SCRAM bound to TLS 1.3 as this server understands it',
    async works(scene) {
      const client = await scene.signedIn();
      assert.ok(scene.sent(client).some((line) => line.includes('AUTHENTICATE SCRAM-SHA-256-PLUS')));
      assert.equal(client.security.kind === 'tls' ? client.security.protocol : '', 'TLSv1.3');
      assert.ok(client.quirks.some(({ id }) => id === 'old-channel-binding'));
    },
    async otherwise(scene) {
      const client = await scene.signedIn();
      assert.ok(!scene.sent(client).some((line) => line.includes('-PLUS')));
    },
  },
  {
    capability: 'COMPRESS=DEFLATE',
    name: 'compresses, and goes on as before',
    async works(scene) {
      const { client, mailbox } = await scene.opened(2);
      await client.session.compress();
      assert.equal((await mailbox.find()).count, 2);
      const again = await failure(client.session.compress());
      assert.ok(again.detail.kind === 'refused' && again.detail.status.code?.name === 'COMPRESSIONACTIVE');
      assert.equal((await client.noop()).status.kind, 'OK');
    },
    refused: ({ last }) => last.session.compress(),
  },
];
