import assert from 'node:assert/strict';
import { createDeflateRaw, createInflateRaw, deflateRawSync, constants } from 'node:zlib';
import { test } from 'node:test';
import * as imap from '../../../extension/imap/index.ts';
import type { TransportEnd } from '../../../extension/imap/transport/transport.ts';
import { failure } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { answerSelect, scene, signedIn } from './scripted-server.ts';

const basic = 'IMAP4rev1 IDLE UNSELECT';

test('languages, comparators, and other users', async () => {
  const { client, server } = await signedIn(`${basic} LANGUAGE I18NLEVEL=2 UNAUTHENTICATE`);
  const asking = client.session.language(['de', 'en']);
  assert.equal(await server.answer('LANGUAGE', '* LANGUAGE (de)'), 'de en');
  assert.deepEqual(await asking, ['de']);
  const comparing = client.session.comparator();
  await server.answer('COMPARATOR', '* COMPARATOR i;unicode-casemap');
  assert.deepEqual(await comparing, { active: 'i;unicode-casemap', matching: [] });
  const proxying = client.session.proxyAuth('bob');
  assert.equal(await server.answer('PROXYAUTH'), 'bob');
  await server.answer('CAPABILITY', `* CAPABILITY ${basic} UNAUTHENTICATE`);
  await proxying;
  const leaving = client.session.unauthenticate();
  await server.answer('UNAUTHENTICATE');
  await server.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR');
  await leaving;
  assert.equal(client.state, 'not-authenticated');
  const again = client.signIn({ kind: 'password', user: 'carol', password: 'x' });
  await server.answer('AUTHENTICATE PLAIN');
  await server.answer('CAPABILITY', `* CAPABILITY ${basic}`);
  await again;
  assert.equal(client.authenticated, true);
});

test('PROXYAUTH goes out after signing in and before a mailbox is open, never else', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select('INBOX');
  await answerSelect(server, 1);
  await selecting;
  assert.deepEqual(await failure(client.session.proxyAuth('bob')), { kind: 'illegal-state', state: 'selected' });
  const early = scene();
  early.server.say('* OK [CAPABILITY IMAP4rev1] hi');
  const stranger = await imap.connect(early.options);
  const refused = await failure(stranger.session.proxyAuth('bob'));
  assert.deepEqual(refused, { kind: 'illegal-state', state: 'not-authenticated' });
  await turns();
  assert.deepEqual([server.unread, early.server.unread], ['', '']);
});

test('a search in several mailboxes', async () => {
  const { client, server } = await signedIn(`${basic} MULTISEARCH`);
  const searching = client.session.search({ subtree: [imap.inbox] }, { unkeyword: '$x' });
  const { tag, rest } = await server.command('ESEARCH');
  assert.equal(rest, 'IN (subtree (INBOX)) RETURN (ALL COUNT) UNKEYWORD $x');
  server.say(
    `* ESEARCH (TAG "${tag}" MAILBOX a UIDVALIDITY 1) UID COUNT 1 ALL 4`,
    `* ESEARCH (TAG "other" MAILBOX b UIDVALIDITY 1) UID ALL 9`,
    `* ESEARCH (TAG "${tag}" MAILBOX "b c" UIDVALIDITY 2) UID COUNT 2 ALL 5:6`,
    `${tag} OK`,
  );
  assert.deepEqual(
    (await searching).map(({ mailbox, count }) => [mailbox?.display, count]),
    [
      ['a', 1],
      ['b c', 2],
    ],
  );
});

test('one window of a result', async () => {
  const { client, server } = await signedIn(`${basic} PARTIAL`);
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  const mailbox = await selecting;
  const searching = mailbox.find('ALL', { partial: '-1:-2' });
  const { tag, rest } = await server.command('UID SEARCH');
  assert.equal(rest, 'RETURN (PARTIAL -1:-2 COUNT) ALL');
  server.say(`* ESEARCH (TAG "${tag}") UID COUNT 900 PARTIAL (-1:-2 8:9)`, `${tag} OK`);
  const { uids, count } = await searching;
  assert.deepEqual([uids, count], [[{ from: 8, to: 9 }], 900]);
  assert.equal((await failure(mailbox.find('ALL', { partial: '1:2) ALL' }))).kind, 'invalid-argument');
});

test('annotations of old, and mailboxes by XLIST', async () => {
  const { client, server } = await signedIn(`${basic} ANNOTATEMORE XLIST`);
  const reading = client.administration.getAnnotation('INBOX', '/comment', 'value.priv');
  assert.equal(
    await server.answer('GETANNOTATION', '* ANNOTATION INBOX "/comment" ("value.priv" "mine")'),
    'INBOX "/comment" "value.priv"',
  );
  assert.equal((await reading).get('INBOX')?.get('/comment')?.get('value.priv'), 'mine');
  const writing = client.administration.setAnnotation('INBOX', '/comment', { 'value.priv': null, x: 'y' });
  assert.equal(await server.answer('SETANNOTATION'), 'INBOX "/comment" ("value.priv" NIL "x" "y")');
  await writing;
  const listing = client.mailboxes.xlist();
  await server.answer('XLIST', '* XLIST (\\HasNoChildren \\AllMail) "/" "[Gmail]/All Mail"');
  assert.equal((await listing)[0]?.specialUse, '\\All');
});

test('the usual names stand in where no special use is told', async () => {
  const { client, server } = await signedIn(basic);
  const finding = client.mailboxes.findSpecialUse('\\Junk');
  await server.answer('LIST', '* LIST () "." INBOX', '* LIST () "." INBOX.spam', '* LIST (\\Noselect) "." Junk');
  assert.equal((await finding)?.name.display, 'INBOX.spam');
});

test('names go as UTF-8 once that is enabled', async () => {
  const { client, server } = await signedIn(`${basic} ENABLE UTF8=ACCEPT`);
  const enabling = client.session.enable(['UTF8=ACCEPT']);
  await server.answer('ENABLE', '* ENABLED UTF8=ACCEPT');
  assert.deepEqual(await enabling, ['UTF8=ACCEPT']);
  assert.equal(client.utf8Enabled, true);
  const creating = client.mailboxes.create('Grüße');
  assert.equal(await server.answer('CREATE'), Buffer.from('"Grüße"').toString('latin1'));
  assert.equal(await creating, null);
  const appending = client.mailboxes.append('INBOX', { content: Buffer.from('x'), utf8: true });
  const { tag, rest } = await server.command('APPEND');
  assert.equal(rest, 'INBOX UTF8 (~{1}');
  server.say('+ go');
  await server.expect(/^x\)$/);
  server.say(`${tag} OK in`);
  await appending;
});

test('what was told last can be asked', async () => {
  const { client, server } = await signedIn(basic);
  const told: string[] = [];
  const listening = client.onData((data) => told.push(data.type));
  const noop = client.noop();
  await server.answer('NOOP', '* 3 RECENT', '* OK [UIDNEXT 5] x', '* X-NEWS 1');
  const { data, status } = await noop;
  assert.deepEqual([data.map((one) => one.type), status.text], [['recent', 'status', 'unknown'], 'done']);
  assert.equal(client.lastData('recent')?.count, 3);
  assert.equal(client.lastData('exists'), null);
  assert.deepEqual(client.lastCode('uidnext'), { name: 'UIDNEXT', value: 5 });
  assert.deepEqual(told, ['recent', 'unknown']);
  listening.dispose();
});

test('a refused token says why', async () => {
  for (const mechanism of ['XOAUTH2', 'OAUTHBEARER']) {
    const { server, open } = imap.scriptedServer();
    const connecting = imap.connect({ open, protect: 'local' });
    server.say(`* OK [CAPABILITY IMAP4rev1 AUTH=${mechanism} SASL-IR] hello`);
    const client = await connecting;
    const signing = failure(client.signIn({ kind: 'token', user: 'u', accessToken: 't', vendor: 'v' }));
    const { tag, rest } = await server.command(`AUTHENTICATE ${mechanism}`);
    const said = Buffer.from(rest, 'base64').toString();
    assert.equal(said.includes('vendor=v'), mechanism !== 'OAUTHBEARER');
    server.say(`+ ${Buffer.from('{"status":"invalid_token","scope":"mail"}').toString('base64')}`);
    await server.expect(mechanism !== 'OAUTHBEARER' ? /^$/ : /^AQ==$/);
    server.say(`${tag} NO [AUTHENTICATIONFAILED] no`);
    const detail = await signing;
    assert.ok(detail.kind === 'refused');
    assert.deepEqual(detail.oauth, { status: 'invalid_token', scope: 'mail', openidConfiguration: null });
    client.destroy();
  }
});

test('LOGIN is never sent where it is switched off, or could be read on the way', async () => {
  for (const [capabilities, kind] of [
    ['IMAP4rev1 LOGINDISABLED', 'no-mechanism'],
    ['IMAP4rev1', 'plaintext-forbidden'],
  ] as const) {
    const [near, far] = imap.memoryPair({ security: { kind: 'none' }, loopback: false });
    const server = new imap.ScriptedServer(far);
    const allowed = kind === 'no-mechanism';
    server.say(`* OK [CAPABILITY ${capabilities}] hello`);
    const connecting = imap.connect({ open: () => Promise.resolve(near), protect: 'none', allowPlaintext: allowed });
    if (!allowed) {
      assert.equal((await failure(connecting)).kind, kind);
      continue;
    }
    const client = await connecting;
    assert.equal((await failure(client.login('u', 'p'))).kind, kind);
    assert.equal(server.unread, '');
    client.destroy();
  }
});

test('compression: whatever the chunks, and with what came behind the OK', async () => {
  const { client, server } = await signedIn(`${basic} COMPRESS=DEFLATE`);
  const compressing = client.session.compress();
  const { tag } = await server.command('COMPRESS');
  const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  const inflate = createInflateRaw();
  let heard = '';
  inflate.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  const compressed: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => compressed.push(chunk));
  const say = async (text: string): Promise<void> => {
    compressed.length = 0;
    await new Promise<void>((resolve) => deflate.write(text, () => resolve()));
    for (const octet of Buffer.concat(compressed)) server.raw(String.fromCharCode(octet));
  };
  // Queued behind it: not one octet of this may leave uncompressed.
  const noop = client.noop();
  server.say(`${tag} OK compressed from here`);
  await compressing;
  await until(() => server.unread.length > 0);
  inflate.write(Buffer.from(await server.octets(server.unread.length), 'latin1'));
  await until(() => heard.includes('NOOP\r\n'));
  await say(`* 7 EXISTS\r\n* 2 RECENT\r\n${heard.split(' ')[0] ?? ''} OK done\r\n`);
  assert.equal((await noop).data.length, 2);
  server.close();
  assert.equal((await client.closed).kind, 'eof');
});

test('compressed data that swells beyond measure ends the connection', async () => {
  const [near, far] = imap.memoryPair();
  const bomb = deflateRawSync(Buffer.alloc(256 * 1024 * 1024));
  const ended = Promise.withResolvers<TransportEnd>();
  let received = 0;
  const transport = imap.deflated(near, bomb);
  transport.start({ data: (chunk) => (received += chunk.length), end: ended.resolve });
  const end = await ended.promise;
  assert.ok(end.kind === 'error' && end.code === 'EDEFLATE');
  assert.ok(received <= 65 * 1024 * 1024, `${received} octets got through`);
  far.destroy();
});

test('octets that are no DEFLATE end the connection, not the process', async () => {
  const [near] = imap.memoryPair();
  const ended = Promise.withResolvers<TransportEnd>();
  imap.deflated(near, Buffer.from('* 1 EXISTS\r\n')).start({ data: () => undefined, end: ended.resolve });
  assert.equal((await ended.promise).kind, 'error');
});

test('NOTIFY asks for items of new messages, which come by themselves (RFC 5465 §5.2)', async () => {
  const { client, server } = await signedIn(`${basic} NOTIFY`);
  const selecting = client.select('INBOX');
  await answerSelect(server, 1);
  await selecting;
  const fetch = ['ENVELOPE', { section: 'HEADER' }] as const;
  const news = { event: 'MessageNew', fetch } as const;
  const asking = client.session.notify([{ where: 'selected', events: [news, 'MessageExpunge'] }]);
  assert.equal(
    await server.answer('NOTIFY'),
    'SET (selected (MessageNew (UID ENVELOPE BODY.PEEK[HEADER]) MessageExpunge))',
  );
  await asking;
  const came: imap.Response[] = [];
  const listening = client.onMessage((message) => came.push(message));
  server.say('* 2 EXISTS', '* 2 FETCH (UID 11 BODY[HEADER] {6}\r\nA: b\r\n)');
  await until(() => came.length === 1);
  const [message] = came;
  assert.deepEqual(message?.type === 'fetch' && [message.uid, [...message.sections.keys()]], [11, ['BODY[HEADER]']]);
  // What a command asked for is its own.
  const mailbox = client.selected;
  const reading = mailbox?.getFlags([imap.uid(11)]);
  await server.answer('UID FETCH', '* 2 FETCH (UID 11 FLAGS (x))');
  await reading;
  assert.equal(came.length, 1);
  listening.dispose();
  const elsewhere = client.session.notify([{ where: 'personal', events: [news, 'MessageExpunge'] }]);
  assert.equal((await failure(elsewhere)).kind, 'invalid-argument');
  assert.equal(server.unread, '');
});

test('dates, flags, sets and letters as text', () => {
  const invalid = (error: unknown): boolean =>
    error instanceof imap.ImapError && error.detail.kind === 'invalid-argument';
  const date = new Date('2024-02-05T09:08:07Z');
  assert.equal(imap.formatInternalDate(date), '" 5-Feb-2024 09:08:07 +0000"');
  assert.equal(imap.formatInternalDate(date.getTime() / 1000), '" 5-Feb-2024 09:08:07 +0000"');
  const local = new Date(2024, 1, 5, 9, 8, 7);
  assert.equal(imap.formatInternalDate([2024, 2, 5, 9, 8, 7, 0, 36, -1]), imap.formatInternalDate(local));
  for (const text of ['"05-Feb-2024 10:08:07 +0100"', '05-Feb-2024 10:08:07 +0100'])
    assert.equal(imap.formatInternalDate(text), '"05-Feb-2024 10:08:07 +0100"');
  assert.equal(imap.formatInternalDate(date, 90), '" 5-Feb-2024 10:38:07 +0130"');
  assert.equal(imap.formatInternalDate(date, -570), '" 4-Feb-2024 23:38:07 -0930"');
  for (const none of [NaN, '', 'yesterday', '"05-Feb-2024', new Date(NaN), [2024, 2, 31, 0, 0, 0] as const])
    assert.throws(() => imap.formatInternalDate(none), invalid);
  assert.throws(() => imap.formatInternalDate(date, 0.5), invalid);
  assert.deepEqual(imap.parseInternalDate('1 (INTERNALDATE "05-Feb-2024 10:08:07 +0100")'), date);
  assert.deepEqual(imap.parseInternalDate(imap.formatInternalDate(date)), date);
  assert.equal(imap.parseInternalDate('yesterday'), null);
  assert.deepEqual(imap.parseFlags('1 (FLAGS (\\Seen $x a]b) UID 4)'), ['\\Seen', '$x', 'a]b']);
  assert.deepEqual(imap.parseFlags('()'), []);
  assert.equal(imap.toLetters(0x1af), 'BKP');
  assert.equal(imap.toLetters(0), '');
  assert.throws(() => imap.toLetters(0.5), invalid);
  assert.deepEqual(imap.messageSet('1:3,6,9:12'), [
    { from: 1, to: 3 },
    { from: 6, to: 6 },
    { from: 9, to: 12 },
  ]);
  assert.throws(() => imap.messageSet('1;2'), invalid);
  assert.equal(imap.formatSequenceSet(imap.savedResult), '$');
});

test('a printed trace, level by level, controls made visible', () => {
  const common = { at: Date.UTC(2024, 0, 1, 10, 19, 40, 820), connection: 1, index: 0 };
  const line: imap.TraceRecord = {
    ...common,
    type: 'line',
    direction: 'sent',
    trusted: true,
    parts: [
      { kind: 'text', text: 'A1 LOGIN a\x1b ' },
      { kind: 'secret', size: 6 },
      { kind: 'literal', size: 9 },
    ],
  };
  const note: imap.TraceRecord = { ...common, type: 'event', event: { kind: 'note', text: 'odd' } };
  const closed: imap.TraceRecord = { ...common, type: 'event', event: { kind: 'closed', reason: 'bye' } };
  const at = (level: imap.DebugLevel): (string | null)[] =>
    [line, note, closed].map((one) => imap.printRecord(one, level));
  assert.deepEqual(at(0), [null, null, null]);
  assert.deepEqual(at(1), [null, null, '19:40.82 closed: bye']);
  assert.deepEqual(at(3), [null, '19:40.82 odd', '19:40.82 closed: bye']);
  assert.equal(at(4)[0], '19:40.82 > A1 LOGIN a\\x1b ***…');
  assert.equal(at(5)[0], '19:40.82 > A1 LOGIN a\\x1b <6 octets hidden><literal of 9 octets>');
});

test('a list with rights and metadata, of special uses only; refused before sending where it is not offered', async () => {
  const { client, server } = await signedIn(`${basic} LIST-MYRIGHTS LIST-METADATA SPECIAL-USE`);
  const listing = client.list({ rights: true, metadata: ['/shared/comment'], specialUseOnly: true });
  assert.equal(
    await server.answer(
      'LIST',
      '* LIST (\\Sent) "/" Sent',
      '* MYRIGHTS Sent lrs',
      '* METADATA Sent (/shared/comment {3}\r\nour)',
    ),
    '(SPECIAL-USE) "" "*" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE MYRIGHTS METADATA (/shared/comment))',
  );
  const [sent] = await listing;
  assert.equal(sent?.rights, 'lrs');
  assert.equal(sent.metadata?.get('/shared/comment'), 'our');
  const plain = await signedIn(basic);
  for (const options of [{ rights: true }, { metadata: ['/x'] }, { specialUseOnly: true }, { recursive: true }])
    assert.equal((await failure(plain.client.list(options))).kind, 'capability');
  assert.equal(plain.server.unread, '');
});

test('what changed since, what vanished, and one window', async () => {
  const { client, server } = await signedIn(`${basic} QRESYNC PARTIAL OBJECTID`);
  const known = { uidValidity: 77, modSeq: imap.modSeq(20n), uids: [{ from: 1, to: 9 }] };
  const selecting = client.select('INBOX', { qresync: known });
  const { tag, rest } = await server.command('SELECT');
  assert.equal(rest, 'INBOX (QRESYNC (77 20 1:9))');
  server.say(
    '* 5 EXISTS',
    '* OK [UIDVALIDITY 77] x',
    '* OK [HIGHESTMODSEQ 40] x',
    '* OK [MAILBOXID (abc)] x',
    '* VANISHED (EARLIER) 3:4',
    `${tag} OK [READ-WRITE] in`,
  );
  const mailbox = await selecting;
  assert.deepEqual([mailbox.exists, mailbox.highestModSeq, mailbox.mailboxId], [5, 40n, 'abc']);
  assert.deepEqual(client.lastData('vanished')?.uids, [{ from: 3, to: 4 }]);
  const rows: number[] = [];
  const reading = (async () => {
    const modifiers = { changedSince: imap.modSeq(20n), vanished: true, partial: '-1:-10' };
    for await (const row of mailbox.fetch(imap.everyMessage, ['FLAGS'], modifiers)) rows.push(row.uid);
  })();
  const asked = await server.answer('UID FETCH', '* 2 FETCH (UID 6 FLAGS (\\Seen) MODSEQ (33))');
  assert.equal(asked, '1:4294967295 (UID FLAGS) (PARTIAL -1:-10 CHANGEDSINCE 20 VANISHED)');
  await reading;
  assert.deepEqual(rows, [6]);
});

test('without sequence numbers (UIDONLY) messages are told by their UIDs', async () => {
  const { client, server } = await signedIn(`${basic} UIDONLY ENABLE`);
  const enabling = client.session.enable(['UIDONLY']);
  await server.answer('ENABLE', '* ENABLED UIDONLY');
  await enabling;
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  const mailbox = await selecting;
  const flags = mailbox.getFlags([imap.uid(40)]);
  await server.answer('UID FETCH', '* 40 UIDFETCH (UID 40 FLAGS (\\Seen))');
  assert.deepEqual([...(await flags)], [[40, ['\\Seen']]]);
  const removing = mailbox.expunge();
  await server.answer('EXPUNGE', '* VANISHED 40');
  assert.equal(await removing, 1);
  assert.equal(mailbox.exists, 8);
});
