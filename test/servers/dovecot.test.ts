import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { startDovecot, type Dovecot } from './dovecot.ts';
import { RawImap } from './dovecot/raw.ts';

describe('the Dovecot of the tests', () => {
  let server: Dovecot;
  before(async () => {
    server = await startDovecot();
  });
  after(() => server.stop());

  const tls = async (port: number, options: ConnectionOptions = {}): Promise<TLSSocket> => {
    const socket = connectTls({ host: server.host, port, ca: server.ca, ...options });
    await once(socket, 'secureConnect');
    return socket;
  };

  it('lets a user in and shows the special-use mailboxes', async () => {
    await using imap = await server.login('alice');
    const list = await imap.command('LIST "" "*" RETURN (SPECIAL-USE)');
    for (const use of ['Drafts', 'Sent', 'Trash', 'Junk', 'Archive']) {
      assert.match(list, new RegExp(`\\\\${use}\\) "/" "?${use}"?\r\n`));
    }
  });

  it('refuses a wrong password at once', async () => {
    await using imap = await RawImap.connect(server.host, server.port);
    assert.match(await imap.attempt('LOGIN alice wrong'), / NO \[AUTHENTICATIONFAILED\]/);
  });

  it('refuses a plain login from elsewhere', async () => {
    await using imap = await RawImap.connect(server.remoteHost, server.port);
    assert.match(await imap.command('CAPABILITY'), / LOGINDISABLED/);
    assert.match(await imap.attempt('LOGIN alice secret'), /\[PRIVACYREQUIRED\]/);
  });

  it('speaks TLS with a certificate of the private CA', async () => {
    await using imap = await RawImap.over(await tls(server.tlsPort));
    await imap.login('alice', 'secret');
  });

  it('gives every test a user of its own, with exactly the mail delivered', async () => {
    const { user } = server.user('deliver');
    assert.notEqual(server.user('deliver').user, user);
    const message = Buffer.from('Subject: caf\xe9\r\n\r\nBytes: \xff\xfe.\r\n', 'latin1');
    const date = new Date(Date.UTC(2020, 1, 3, 4, 5, 6));
    assert.equal(await server.deliver(user, 'INBOX', message, { flags: ['\\Flagged', '$Work'], date }), 1);
    await server.deliver(user, 'Projects/&AOk-t&AOk-', message);
    await using imap = await server.login(user);
    assert.match(await imap.command('SELECT INBOX'), /\* 1 EXISTS/);
    const fetched = await imap.command('UID FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[])');
    assert.match(fetched, /FLAGS \(\\Flagged \\Recent \$Work\)/);
    assert.match(fetched, /"03-Feb-2020 04:05:06 \+0000"/);
    assert.ok(fetched.includes(message.toString('latin1')));
    assert.match(await imap.command('LIST "" "Projects/*"'), /"?Projects\/&AOk-t&AOk-"?/);
  });

  it('enforces the small quota of bob', async () => {
    await assert.rejects(server.deliver('bob', 'INBOX', Buffer.alloc(70_000, 'x')), /OVERQUOTA/);
  });

  it('takes a message of 60 MB', async () => {
    const { user } = server.user();
    const line = `${'0123456789'.repeat(7)}\r\n`;
    const body = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(60 * 1024 * 1024, line)]);
    assert.equal(await server.deliver(user, 'INBOX', body), 1);
    await using imap = await server.login(user);
    await imap.command('SELECT INBOX');
    assert.match(await imap.command('FETCH 1 RFC822.SIZE'), new RegExp(`RFC822.SIZE ${body.length}\\)`));
  });

  it('fills a mailbox quickly', async () => {
    const { user } = server.user();
    await server.fillMailbox(user, 'INBOX', 5_001);
    await using imap = await server.login(user);
    assert.match(await imap.command('SELECT INBOX'), /\* 5001 EXISTS/);
    assert.match(await imap.command('FETCH 5000 ENVELOPE'), /"<fill-4995@example.org>" "<fill-5000@example.org>"/);
  });

  it('can be put behind a certificate that is wrong', async () => {
    const errors = {
      expired: 'CERT_HAS_EXPIRED',
      wrongHost: 'ERR_TLS_CERT_ALTNAME_INVALID',
      unknownCa: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      selfSigned: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    } as const;
    for (const name of ['expired', 'wrongHost', 'unknownCa', 'selfSigned'] as const) {
      const front = await server.tlsFront(name);
      await assert.rejects(tls(front.port), { code: errors[name] }, name);
      await using imap = await RawImap.over(await tls(front.port, { rejectUnauthorized: false }));
      await imap.login('alice', 'secret');
    }
  });
});
