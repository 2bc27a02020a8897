import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as imap from '../../extension/imap/index.ts';
import { clientCertificate, prepareTokens, token, tokenConfig } from './dovecot/tokens.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';

function mail(subject: string, extra = ''): Buffer {
  return Buffer.from(`From: a@example.org\r\nTo: b@example.org\r\nSubject: ${subject}\r\n${extra}\r\nHello.\r\n`);
}

async function refusal(promise: Promise<unknown>): Promise<imap.ImapErrorDetail> {
  const error = await promise.then(
    () => assert.fail('It should have failed.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof imap.ImapError, String(error));
  return error.detail;
}

describe('every family of commands on Dovecot', () => {
  let dovecot: Dovecot;
  let dir: string;
  const clients: imap.Client[] = [];
  before(async () => {
    dir = await prepareTokens();
    dovecot = await startDovecot({ extraConfig: tokenConfig(dir) });
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await dovecot.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function connect(tls: Partial<imap.TlsOptions> = {}): Promise<imap.Client> {
    const { host, tlsPort, ca } = dovecot;
    const client = await imap.connect({
      protect: 'tls',
      open: (signal) => imap.openTls({ host, port: tlsPort, ca: [ca], ...tls, signal }),
    });
    clients.push(client);
    return client;
  }

  async function signedIn(user: TestUser = dovecot.user('surface')): Promise<imap.Client> {
    const client = await connect();
    await client.signIn({ kind: 'password', ...user });
    return client;
  }

  describe('signing in', () => {
    const user = 'alice';
    const password = 'secret';
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256']) {
      it(`${mechanism}, and a wrong password`, async () => {
        const client = await connect();
        await client.signIn({ kind: 'password', user, password, mechanism });
        assert.equal(client.state, 'authenticated');
        const other = await connect();
        const detail = await refusal(other.signIn({ kind: 'password', user, password: 'wrong', mechanism }));
        assert.equal(detail.kind, 'refused');
        assert.equal(other.state, 'not-authenticated');
      });
    }

    it('LOGIN, the command', async () => {
      const client = await connect();
      await client.login(user, password);
      assert.equal(client.state, 'authenticated');
    });

    it('PLAIN as somebody else, by a master user', async () => {
      const client = await connect();
      const admin = { kind: 'password', user: 'admin', password: 'master', mechanism: 'PLAIN' } as const;
      await client.signIn({ ...admin, authorizationId: 'bob' });
      assert.equal((await client.administration.getQuotaRoot('INBOX')).quotas[0]?.resources.length, 2);
    });

    for (const mechanism of ['XOAUTH2', 'OAUTHBEARER']) {
      it(`${mechanism}, and what the server says of a token that has expired`, async () => {
        const client = await connect();
        await client.signIn({ kind: 'token', user, accessToken: token(user), mechanism });
        assert.equal(client.state, 'authenticated');
        const other = await connect();
        const expired = { kind: 'token', user, accessToken: token(user, -30), mechanism } as const;
        const detail = await refusal(other.signIn(expired));
        assert.ok(detail.kind === 'refused');
        assert.ok(detail.oauth !== undefined && detail.oauth.status !== null);
      });
    }

    it('EXTERNAL, by a client certificate', async () => {
      const certificate = await clientCertificate('alice', dir, join(dovecot.dir, 'tls'));
      const client = await connect({ clientCertificate: certificate });
      await client.signIn({ kind: 'external' });
      assert.equal(client.state, 'authenticated');
    });

    it('ANONYMOUS', async () => {
      const client = await connect();
      await client.signIn({ kind: 'anonymous', trace: 'test@example.org' });
      assert.equal(client.state, 'authenticated');
    });

    it('a mechanism of the caller, at once, in steps, and cancelled', async () => {
      const plain = await connect();
      const mechanism = imap.saslCallable('PLAIN', () => `\0${user}\0${password}`);
      await plain.signIn({ kind: 'sasl', mechanism });
      const steps = await connect();
      const answers = [user, password];
      await steps.signIn({ kind: 'sasl', mechanism: imap.saslCallable('LOGIN', () => answers.shift() ?? null) });
      assert.equal(steps.state, 'authenticated');
      const cancelled = await connect();
      const none = imap.saslCallable('LOGIN', () => null);
      assert.equal((await refusal(cancelled.signIn({ kind: 'sasl', mechanism: none }))).kind, 'aborted');
      await cancelled.login(user, password);
      assert.equal(cancelled.state, 'authenticated');
    });
  });

  it('manages mailboxes', async () => {
    const client = await signedIn();
    const { mailboxes } = client;
    await mailboxes.create('Ärger & Co');
    assert.equal(await mailboxes.exists('Ärger & Co'), true);
    assert.equal(await mailboxes.exists('Ärger'), false);
    await mailboxes.subscribe('Ärger & Co');
    const subscribed = async (): Promise<readonly string[]> =>
      (await mailboxes.listSubscribed()).map(({ name }) => name.display);
    assert.ok((await subscribed()).includes('Ärger & Co'));
    await mailboxes.unsubscribe('Ärger & Co');
    assert.ok(!(await subscribed()).includes('Ärger & Co'));
    await mailboxes.rename('Ärger & Co', 'Freude/日本');
    assert.equal(await mailboxes.exists('Freude/日本'), true);
    await mailboxes.delete('Freude/日本');
    assert.equal(await mailboxes.exists('Freude/日本'), false);
    assert.equal((await mailboxes.findSpecialUse('\\Trash'))?.name.display, 'Trash');
    assert.equal(await mailboxes.findSpecialUse('\\Important'), null);
    assert.equal((await mailboxes.namespace()).personal[0]?.delimiter, '/');
    assert.equal((await refusal(mailboxes.xlist())).kind, 'capability');
    assert.equal((await refusal(mailboxes.create('x', { specialUse: ['\\Sent'] }))).kind, 'capability');
  });

  it('appends: flags and date, a stream, several at once, from pieces', async () => {
    const client = await signedIn();
    const date = new Date('2020-02-29T12:00:00Z');
    const one = await client.mailboxes.append('INBOX', { content: mail('one'), flags: ['\\Seen', '$Work'], date });
    assert.equal(imap.countNumbers(one?.uids ?? []), 1);
    const big = Buffer.concat([mail('streamed'), Buffer.alloc(3_000_000, 'x\r\n')]);
    async function* source(): AsyncGenerator<Buffer> {
      for (let at = 0; at < big.length; at += 100_000) yield big.subarray(at, at + 100_000);
    }
    await client.mailboxes.append('INBOX', { content: { size: big.length, source: source() } });
    const three = ['a', 'b', 'c'].map((subject) => ({ content: mail(subject), flags: ['\\Flagged'] }));
    const [together, ...more] = await client.mailboxes.appendAll('INBOX', three);
    assert.deepEqual([imap.countNumbers(together?.uids ?? []), more.length], [3, 0]);
    const mailbox = await client.select('INBOX');
    assert.equal(mailbox.exists, 5);
    const url = `/INBOX;UIDVALIDITY=${mailbox.uidValidity ?? 0}/;UID=1/;SECTION=HEADER`;
    const pieces = [{ url }, { text: Buffer.from('Put together.\r\n') }];
    await client.mailboxes.append('INBOX', { content: pieces });
    const rows = new Map<number, imap.FetchedMessage>();
    for await (const row of mailbox.fetch(imap.everyMessage, ['RFC822.SIZE', 'INTERNALDATE', 'FLAGS', 'ENVELOPE']))
      rows.set(row.uid, row);
    assert.deepEqual(rows.get(1)?.internalDate, date);
    assert.ok(rows.get(1)?.flags?.includes('$Work'));
    assert.equal(rows.get(2)?.size, big.length);
    assert.equal(rows.get(6)?.envelope?.subject, 'one');
    const missing = await refusal(client.mailboxes.append('Nowhere', { content: mail('lost') }));
    assert.ok(missing.kind === 'refused' && missing.status.code?.name === 'TRYCREATE');
  });

  async function filled(count = 5): Promise<{ readonly client: imap.Client; readonly mailbox: imap.Mailbox }> {
    const client = await signedIn();
    const messages = Array.from({ length: count }, (_, index) => ({ content: mail(`Message ${index + 1}`) }));
    await client.mailboxes.appendAll('INBOX', messages);
    await client.mailboxes.create('Target');
    return { client, mailbox: await client.select('INBOX') };
  }
  const uids = (...numbers: number[]): readonly imap.Uid[] => numbers.map(imap.uid);

  it('changes flags, and leaves alone what somebody else changed', async () => {
    const { mailbox } = await filled();
    assert.deepEqual((await mailbox.addFlags(uids(1, 2), ['\\Seen', 'mine'])).get(imap.uid(1))?.includes('mine'), true);
    assert.equal((await mailbox.removeFlags(uids(1), ['mine'])).get(imap.uid(1))?.includes('mine'), false);
    assert.equal((await mailbox.setFlags(uids(2), ['\\Draft'], { silent: true })).size, 0);
    assert.deepEqual(
      (await mailbox.getFlags(uids(2))).get(imap.uid(2))?.filter((flag) => flag !== '\\Recent'),
      ['\\Draft'],
    );
    const stale = { operation: 'add', values: ['\\Flagged'], unchangedSince: imap.modSeq(1n) } as const;
    assert.deepEqual((await mailbox.storeValues(uids(1, 2), stale)).modified, [{ from: 1, to: 2 }]);
    assert.equal((await refusal(mailbox.addLabels(uids(1), ['x']))).kind, 'capability');
  });

  it('copies, moves, removes', async () => {
    const { client, mailbox } = await filled();
    const [copied] = await mailbox.copy(uids(1, 3), 'Target');
    assert.deepEqual(copied?.source, [
      { from: 1, to: 1 },
      { from: 3, to: 3 },
    ]);
    const moved = await mailbox.move(uids(2), 'Target');
    assert.equal(moved.source, 'removed');
    assert.equal(imap.countNumbers(moved.copies[0]?.destination ?? []), 1);
    assert.equal(mailbox.exists, 4);
    await mailbox.markDeleted(uids(5));
    assert.equal(await mailbox.remove(uids(1)), 'removed');
    assert.equal(mailbox.exists, 3);
    assert.equal(await mailbox.expungeUids(uids(3)), 0);
    assert.equal(await mailbox.expunge(), 1);
    assert.equal((await client.status('Target', ['MESSAGES'])).messages, 3);
    await mailbox.check();
    await mailbox.markDeleted(uids(3));
    await mailbox.closeAndExpunge();
    assert.equal(client.state, 'authenticated');
    assert.equal((await client.status('INBOX', ['MESSAGES'])).messages, 1);
    const readOnly = await client.select('INBOX', { readOnly: true });
    assert.equal((await refusal(readOnly.move(uids(4), 'Target'))).kind, 'illegal-state');
    assert.equal((await refusal(readOnly.replace(imap.uid(4), { content: mail('new') }))).kind, 'illegal-state');
  });

  it('finds: queries, nested lists, text, other scripts; saved and used again', async () => {
    const { client, mailbox } = await filled();
    await client.mailboxes.append('INBOX', { content: mail('=?utf-8?Q?Gr=C3=BC=C3=9Fe?='), flags: ['\\Seen'] });
    const found = async (criteria: imap.SearchInput): Promise<readonly number[]> => [
      ...imap.eachNumber((await mailbox.find(criteria)).uids),
    ];
    assert.deepEqual(await found({ subject: 'Grüße' }), [6]);
    assert.deepEqual(await found(['SUBJECT', 'Grüße']), [6]);
    assert.deepEqual(await found('SUBJECT "Grüße"'), [6]);
    assert.deepEqual(
      await found({ seen: false, or: [{ subject: 'Message 1' }, { subject: 'Message 3' }, { uids: uids(5) }] }),
      [1, 3, 5],
    );
    assert.deepEqual(await found({ not: [{ subject: 'Message' }], since: new Date(Date.now() - 86_400_000) }), [6]);
    assert.deepEqual(await found(['OR', ['SUBJECT', 'Message 2'], ['SUBJECT', 'Message 4'], 'LARGER', 10]), [2, 4]);
    assert.deepEqual(await found({ header: { Subject: '' }, smaller: 1_000_000, younger: 3600 }), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await found({}), [1, 2, 3, 4, 5, 6]);
    assert.equal((await refusal(mailbox.find([]))).kind, 'invalid-argument');
    assert.deepEqual(await found([Buffer.from('SUBJECT'), Buffer.from('Message 2')]), [2]);
    assert.deepEqual(await found({ uids: imap.messageSet('9:*') }), [6]);
    assert.deepEqual([...(await mailbox.getFlags(imap.messageSet('9:*'))).keys()], uids(6));
    assert.equal((await mailbox.find({ modSeq: imap.modSeq(1n) })).count, 6);
    assert.ok((await mailbox.find({ modSeq: imap.modSeq(1n) })).modSeq !== null);
    await mailbox.find({ subject: 'Message 2' }, { save: true });
    assert.deepEqual([...(await mailbox.getFlags(imap.savedResult)).keys()], uids(2));
    assert.deepEqual(await found({ uids: imap.savedResult }), [2]);
    const bad = await refusal(mailbox.find('SUBJECT "x'));
    assert.equal(bad.kind, 'invalid-argument');
    assert.equal((await refusal(mailbox.find('NONSENSE'))).kind, 'refused');
    const charset = await refusal(mailbox.find({ subject: 'x' }, { charset: 'X-NONE' }));
    assert.ok(charset.kind === 'refused' && charset.status.code?.name === 'BADCHARSET');
  });

  it('sorts, and puts conversations together', async () => {
    const { client, mailbox } = await filled(3);
    const reply = 'In-Reply-To: <m1@example.org>\r\nReferences: <m1@example.org>\r\n';
    await client.mailboxes.append('INBOX', { content: mail('Talk', 'Message-ID: <m1@example.org>\r\n') });
    await client.mailboxes.append('INBOX', { content: mail('Re: Talk', `Message-ID: <m2@example.org>\r\n${reply}`) });
    await client.noop();
    const sorted = await mailbox.sort([{ key: 'SUBJECT', reverse: true }], { uids: uids(1, 2, 3) });
    assert.deepEqual([...imap.eachNumber(sorted.uids)], [3, 2, 1]);
    const threads = await mailbox.thread('REFERENCES', { subject: 'Talk' });
    assert.deepEqual(threads, [{ numbers: [4, 5], branches: [] }]);
    assert.equal((await mailbox.thread('ORDEREDSUBJECT')).length, 4);
  });

  it('keeps a search up to date', async () => {
    const { client, mailbox } = await filled(2);
    const changes: imap.FollowedChange[] = [];
    const following = await mailbox.follow({ flagged: true }, (change) => changes.push(change));
    assert.equal(following.found.count, 0);
    await mailbox.addFlags(uids(2), ['\\Flagged']);
    await client.noop();
    assert.deepEqual(changes.at(0)?.added, [{ from: 2, to: 2 }]);
    following.dispose();
  });

  it('gives parts decoded, previews and save dates', async () => {
    const { client, mailbox } = await filled(1);
    const encoded = 'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n';
    const content = Buffer.from(`Subject: b\r\n${encoded}\r\n${Buffer.from('decoded text').toString('base64')}\r\n`);
    await client.mailboxes.append('INBOX', { content, binary: true });
    await client.noop();
    const items: readonly imap.FetchItem[] = [
      { section: '1', binary: true },
      { binarySize: '1' },
      'PREVIEW',
      'SAVEDATE',
      'MODSEQ',
    ];
    for await (const row of mailbox.fetch(uids(2), items)) {
      const part = row.sections.get('BINARY[1]');
      assert.ok(part?.kind === 'bytes');
      assert.equal(part.bytes.toString(), 'decoded text');
      assert.equal(row.binarySizes?.get('1'), 12);
      assert.equal(row.preview, 'decoded text');
      assert.ok(row.saveDate instanceof Date);
      assert.ok((row.modSeq ?? 0n) > 0n);
    }
  });

  it('quota, rights, metadata', async () => {
    const client = await signedIn({ user: 'bob', password: 'secret' });
    const { administration } = client;
    const { roots, quotas } = await administration.getQuotaRoot('INBOX');
    assert.deepEqual(roots, ['User quota']);
    assert.deepEqual(
      quotas[0]?.resources.map(({ name, limit }) => [name, limit]),
      [
        ['STORAGE', 64n],
        ['MESSAGE', 20n],
      ],
    );
    assert.equal((await administration.getQuota('User quota'))?.resources.length, 2);
    assert.equal((await refusal(administration.setQuota('User quota', { STORAGE: 1 }))).kind, 'refused');
    await client.mailboxes.create('Ours').catch(() => undefined);
    await administration.setAcl('Ours', 'alice', 'lr');
    assert.ok(
      (await administration.getAcl('Ours')).some(({ identifier, rights }) => identifier === 'alice' && rights === 'lr'),
    );
    await administration.setAcl('Ours', 'alice', '+s');
    assert.ok(
      (await administration.getAcl('Ours')).some(
        ({ identifier, rights }) => identifier === 'alice' && /s/.test(rights),
      ),
    );
    await administration.deleteAcl('Ours', 'alice');
    assert.ok(!(await administration.getAcl('Ours')).some(({ identifier }) => identifier === 'alice'));
    assert.match(await administration.myRights('Ours'), /^[a-z]+$/);
    assert.ok((await administration.listRights('Ours', 'alice')).optional.length > 0);
    await administration.setMetadata('Ours', { '/private/comment': 'a "note"\r\nin two lines' });
    const { entries } = await administration.getMetadata('Ours', ['/private/comment', '/private/none']);
    assert.equal(entries.get('/private/comment'), 'a "note"\r\nin two lines');
    assert.equal(entries.get('/private/none'), null);
    const short = await administration.getMetadata('Ours', ['/private/comment'], { maxSize: 3 });
    assert.equal(short.longest, 'a "note"\r\nin two lines'.length);
    await administration.setMetadata('Ours', { '/private/comment': null });
    assert.equal(
      (await administration.getMetadata(null, ['/shared/comment'])).entries.get('/shared/comment') ?? null,
      null,
    );
    assert.equal((await refusal(administration.getAnnotation('Ours', '*', 'value.priv'))).kind, 'capability');
  });

  it('compresses, and goes on as before', async () => {
    const { client, mailbox } = await filled(3);
    await client.session.compress();
    assert.equal((await mailbox.find()).count, 3);
    const big = Buffer.concat([mail('big'), Buffer.alloc(1_000_000, 'abc\r\n')]);
    await client.mailboxes.append('INBOX', { content: big });
    let received = 0;
    for await (const chunk of mailbox.section(imap.uid(4), '')) received += chunk.length;
    assert.equal(received, big.length);
    const compressed = await refusal(client.session.compress());
    assert.ok(compressed.kind === 'refused' || compressed.kind === 'capability');
    assert.equal((await client.noop()).status.kind, 'OK');
  });

  it('enables, tells of other mailboxes, and answers what it cannot do before anything is sent', async () => {
    const client = await signedIn();
    const { session } = client;
    assert.deepEqual(await session.enable(['CONDSTORE', 'QRESYNC']), ['CONDSTORE', 'QRESYNC']);
    assert.ok((await session.capability()).includes('IDLE'));
    const counts: string[] = [];
    client.onData((data) => {
      if (data.type === 'mailbox-status') counts.push(data.name.display);
    });
    await session.notify([{ where: 'personal', events: ['MessageNew', 'MessageExpunge'] }], { status: true });
    assert.ok(counts.includes('INBOX') && counts.includes('Sent'));
    await session.notify(null);
    for (const one of [
      session.language(),
      session.comparator(),
      session.unauthenticate(),
      session.search('personal', 'ALL'),
    ])
      assert.equal((await refusal(one)).kind, 'capability');
    assert.equal((await refusal(session.proxyAuth('bob'))).kind, 'refused');
    assert.equal((await refusal(client.command('FETCH', [{ raw: '1' }, { raw: 'FLAGS' }]))).kind, 'illegal-state');
    const { data } = await client.command('STATUS', [{ mailbox: imap.inbox }, { raw: '(MESSAGES)' }]);
    assert.equal(data[0]?.type, 'mailbox-status');
    assert.ok((await client.id({ name: 'test' }))?.get('name') === 'Dovecot');
  });

  it('watches a mailbox while another client changes it', async () => {
    const user = dovecot.user('watch');
    const client = await signedIn(user);
    const other = await signedIn(user);
    const mailbox = await client.select('INBOX');
    const watching = mailbox.watch();
    const first = watching.next();
    const appended = other.mailboxes.append('INBOX', { content: mail('news') });
    const event = await first;
    await appended;
    assert.ok(event.done !== true && event.value.kind === 'exists' && event.value.count === 1);
    await watching.return();
    assert.equal(mailbox.exists, 1);
  });

  it('speaks through a child process', async () => {
    const conf = join(dovecot.dir, 'dovecot.conf');
    const libexec = '/usr/lib/dovecot/imap';
    await using client = await imap.connect({
      protect: 'local',
      open: (signal) => imap.openProcess({ command: libexec, args: ['-c', conf, '-u', 'alice'], pipe: true, signal }),
    });
    assert.equal(client.greeting.kind, 'PREAUTH');
    assert.equal((await client.select('INBOX')).readOnly, false);
  });
});
