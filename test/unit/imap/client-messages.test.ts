import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { FetchItem } from '../../../extension/imap/client/api.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { uid, type Uid } from '../../../extension/imap/wire/ids.ts';
import { failure } from './failure.ts';
import { turns } from './manual-clock.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

async function opened(capabilities: string): Promise<SignedIn & { readonly mailbox: Mailbox }> {
  const scene = await signedIn(capabilities);
  const selecting = scene.client.select('INBOX');
  await answerSelect(scene.server, 9);
  return { ...scene, mailbox: await selecting };
}

const uids = (...numbers: number[]): readonly Uid[] => numbers.map(uid);
const basic = 'IMAP4rev1 IDLE UNSELECT';

test('a move by fall-back copies, marks, removes, in this order and only what was copied', async () => {
  const { mailbox, server } = await opened(`${basic} UIDPLUS`);
  const moving = mailbox.move(uids(3, 4, 5), 'Työ');
  const copy = await server.command('UID COPY');
  assert.equal(copy.rest, '3:5 Ty&APY-');
  await turns();
  assert.equal(server.unread, '', 'nothing goes before the copy is confirmed');
  server.say(`${copy.tag} OK [COPYUID 7 3:4 90:91] copied`);
  const store = await server.command('UID STORE');
  assert.equal(store.rest, '3:4 +FLAGS.SILENT (\\Deleted)');
  server.say(`${store.tag} OK marked`);
  assert.equal(await server.answer('UID EXPUNGE', '* 3 EXPUNGE', '* 3 EXPUNGE'), '3:4');
  const { copies, source } = await moving;
  assert.equal(source, 'removed');
  assert.deepEqual(copies[0]?.destination, [{ from: 90, to: 91 }]);
});

for (const [what, answer] of [
  ['is refused', 'NO [OVERQUOTA] full'],
  ['is not understood', 'BAD what'],
] as const) {
  test(`a move whose copy ${what} leaves the source alone`, async () => {
    const { mailbox, server } = await opened(`${basic} UIDPLUS`);
    const moving = failure(mailbox.move(uids(3), 'Work'));
    const { tag } = await server.command('UID COPY');
    server.say(`${tag} ${answer}`);
    assert.equal((await moving).kind, 'refused');
    await turns();
    assert.equal(server.unread, '');
  });
}

test('a move whose copy never gets an answer leaves the source alone', async () => {
  const { mailbox, server } = await opened(`${basic} UIDPLUS`);
  const moving = failure(mailbox.move(uids(3), 'Work'));
  await server.command('UID COPY');
  server.say('* BYE going down');
  server.close();
  assert.equal((await moving).kind, 'closed');
  assert.ok(!server.history.some((line) => /STORE|EXPUNGE/.test(line)));
});

test('without UIDPLUS nothing is expunged while others have marked messages too', async () => {
  const { mailbox, server } = await opened(basic);
  const moving = mailbox.move(uids(3), 'Work');
  await server.answer('UID COPY');
  await server.answer('UID STORE');
  assert.equal(await server.answer('UID SEARCH', '* SEARCH 3 8'), 'DELETED');
  assert.equal((await moving).source, 'flagged');
  assert.ok(!server.history.some((line) => /EXPUNGE/.test(line)));
});

for (const [what, untagged] of [
  ['does not parse', ['* SEARCH 3 8 x(']],
  ['does not parse, beside one that does', ['* SEARCH 3 99999999999', '* SEARCH 3 4']],
  ['is no answer to a SEARCH', ['* SORT 3 8']],
  ['has a name that nobody knows', ['* SEARC 3 8']],
  ['does not come', []],
  ['names others, and not the one that was just marked', ['* SEARCH 4']],
  ['leaves out the one that was just marked', ['* SEARCH']],
] as const)
  test(`fault 46: without UIDPLUS, the answer who is marked ${what}: nothing is expunged`, async () => {
    const { mailbox, server } = await opened(basic);
    const removing = mailbox.remove(uids(3, 4));
    await server.answer('UID STORE');
    await server.answer('UID SEARCH', ...untagged);
    const gone = removing.then(String, String);
    // It may be asked whether they are still there: they are.
    while ((await Promise.race([gone, turns().then(() => null)])) === null)
      await server.answer('UID FETCH', '* 3 FETCH (UID 3 FLAGS ())', '* 4 FETCH (UID 4 FLAGS ())');
    assert.equal(await removing, 'flagged');
    assert.ok(!server.history.some((line) => /EXPUNGE/.test(line)));
    assert.equal(server.unread, '');
  });

test('without UIDPLUS, an answer in several lines counts as a whole', async () => {
  const { mailbox, server } = await opened(basic);
  const removing = mailbox.remove(uids(3, 4));
  await server.answer('UID STORE');
  await server.answer('UID SEARCH', '* SEARCH 8', '* SEARCH 3 4');
  assert.equal(await removing, 'flagged');
  assert.ok(!server.history.some((line) => /EXPUNGE/.test(line)));
});

test('without UIDPLUS, messages that have gone meanwhile are no reason to leave the others', async () => {
  const { mailbox, server } = await opened(basic);
  const removing = mailbox.remove(uids(3, 4));
  await server.answer('UID STORE');
  await server.answer('UID SEARCH', '* SEARCH 4');
  // Another message may change at that moment.
  assert.match(await server.answer('UID FETCH', '* 8 FETCH (UID 8 FLAGS ())'), /^3 /);
  await server.answer('EXPUNGE', '* 3 EXPUNGE');
  assert.equal(await removing, 'removed');
  const none = mailbox.remove(uids(3, 4));
  await server.answer('UID STORE');
  await server.answer('UID SEARCH');
  const { tag } = await server.command('UID FETCH');
  server.say(`${tag} NO Some of the requested messages no longer exist.`);
  assert.equal(await none, 'removed');
  // Taken up again where they went before: that others are marked is no concern of theirs.
  const gone = mailbox.remove(uids(3, 4));
  await server.answer('UID STORE');
  await server.answer('UID SEARCH', '* SEARCH 8');
  await server.answer('UID FETCH');
  assert.equal(await gone, 'removed');
  assert.equal(server.history.filter((line) => / EXPUNGE/.test(line)).length, 1);
  assert.equal(server.unread, '');
});

test('without UIDPLUS a plain EXPUNGE is used when only ours are marked', async () => {
  const { mailbox, server } = await opened(basic);
  const removing = mailbox.remove(uids(3, 4));
  await server.answer('UID STORE');
  await server.answer('UID SEARCH', '* SEARCH 3 4');
  await server.answer('EXPUNGE', '* 3 EXPUNGE', '* 3 EXPUNGE');
  assert.equal(await removing, 'removed');
  assert.equal(mailbox.exists, 7);
});

test('MOVE itself, with COPYUID before the messages go; a map that does not fit is ignored', async () => {
  const { mailbox, server } = await opened(`${basic} UIDPLUS MOVE`);
  const moving = mailbox.move(uids(1, 2), 'Work');
  await server.answer('UID MOVE', '* OK [COPYUID 7 1:2 50:51] there', '* 1 EXPUNGE', '* 1 EXPUNGE');
  assert.deepEqual((await moving).copies[0]?.source, [{ from: 1, to: 2 }]);
  const copying = mailbox.copy(uids(3), 'Work');
  const { tag } = await server.command('UID COPY');
  server.say(`${tag} OK [COPYUID 7 3 1:4294967295] copied`);
  assert.deepEqual(await copying, []);
});

for (const [what, told] of [
  ['more than was asked', '1:100 201:300'],
  ['another message, as a sequence number would', '5 201'],
  ['ours among others', '5,50 201:202'],
] as const)
  test(`fault 30: COPYUID names ${what}: it is not believed, and only what was asked to move goes`, async () => {
    const { mailbox, server } = await opened(`${basic} UIDPLUS`);
    const moving = mailbox.move(uids(50), 'Work');
    const { tag } = await server.command('UID COPY');
    server.say(`${tag} OK [COPYUID 7 ${told}] copied`);
    assert.equal(await server.answer('UID STORE'), '50 +FLAGS.SILENT (\\Deleted)');
    assert.equal(await server.answer('UID EXPUNGE'), '50');
    assert.deepEqual(await moving, { copies: [], source: 'removed' });
  });

test('long sets go out in several commands', async () => {
  const { mailbox, server } = await opened(basic);
  const many = Array.from({ length: 4_000 }, (_, index) => uid(index * 2 + 1));
  const adding = mailbox.addFlags(many, ['\\Seen'], { silent: true });
  let commands = 0;
  let messages = 0;
  while (messages < many.length) {
    const rest = await server.answer('UID STORE');
    assert.ok(rest.length < 8_100);
    messages += rest.split(',').length;
    commands++;
  }
  await adding;
  assert.ok(commands > 1);
});

test('a message is streamed up, octet for octet, behind the consent of the server', async () => {
  const { client, server } = await signedIn(basic);
  async function* source(): AsyncGenerator<Buffer> {
    for (const piece of ['From: a\r\n', '', '\r\nbody {3}\r\n', 'A1 OK']) yield Buffer.from(piece);
  }
  const size = 'From: a\r\n\r\nbody {3}\r\nA1 OK'.length;
  const appending = client.mailboxes.append('Sent', { content: { size, source: source() }, flags: ['\\Seen'] });
  const { tag, rest } = await server.command('APPEND');
  assert.equal(rest, `Sent (\\Seen) {${size}}`);
  const noop = client.noop();
  await turns();
  assert.equal(server.unread, '');
  server.say('+ go on');
  assert.equal(await server.octets(size), 'From: a\r\n\r\nbody {3}\r\nA1 OK');
  await server.expect(/^$/);
  server.say(`${tag} OK [APPENDUID 7 12] in`);
  assert.deepEqual((await appending)?.uids, [{ from: 12, to: 12 }]);
  await server.answer('NOOP');
  await noop;
});

test('a streamed message refused before it was sent costs nothing but itself', async () => {
  const { client, server } = await signedIn(basic);
  let read = false;
  async function* source(): AsyncGenerator<Buffer> {
    read = true;
    yield Buffer.from('x');
  }
  const appending = failure(client.mailboxes.append('Nowhere', { content: { size: 1, source: source() } }));
  const { tag } = await server.command('APPEND');
  server.say(`${tag} NO [TRYCREATE] no such mailbox`);
  assert.equal((await appending).kind, 'refused');
  assert.equal(read, false);
  const noop = client.noop();
  await server.answer('NOOP');
  await noop;
});

for (const [what, second, announced] of [
  ['a literal that waits', Buffer.alloc(9000, 97), /^ \{9000\}$/],
  ['one that is streamed too', { size: 5, source: [Buffer.from('12345')] }, /^ \{5\+\}$/],
  ['one at hand', Buffer.from('abc'), /^ \{3\+\}$/],
] as const)
  test(`refused while the first of several messages goes up, before ${what}: the line ends there and serves the next command`, async () => {
    const { client, server } = await signedIn(`${basic} MULTIAPPEND LITERAL-`);
    const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
    async function* first(): AsyncGenerator<Buffer> {
      yield Buffer.from('Subject: 1\r\n');
      await gate;
      yield Buffer.from('\r\nx');
    }
    const content = second instanceof Uint8Array ? second : { size: second.size, source: Readable.from(second.source) };
    const messages = [{ content: { size: 15, source: first() } }, { content }];
    const appending = failure(client.mailboxes.appendAll('Sent', messages));
    const { tag, rest } = await server.command('APPEND');
    assert.equal(rest, 'Sent {15+}');
    server.say(`${tag} NO [OVERQUOTA] full`);
    assert.equal((await appending).kind, 'refused');
    const noop = client.noop();
    open(undefined);
    // All that was announced, and the end of the line: whether the server reads on behind its NO or not, it is in step.
    assert.equal(await server.octets(15), 'Subject: 1\r\n\r\nx');
    await server.expect(/^$/);
    await server.answer('NOOP');
    await noop;
    assert.ok(!server.history.some((line) => announced.test(line)));
  });

test('a streamed message refused while it goes up is sent to its end, and the next command follows', async () => {
  const { client, server } = await signedIn(`${basic} LITERAL+`);
  const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from('ab');
    await gate;
    yield Buffer.from('cd');
  }
  const appending = failure(client.mailboxes.append('Sent', { content: { size: 4, source: source() } }));
  const { tag } = await server.command('APPEND');
  server.say(`${tag} NO [OVERQUOTA] full`);
  assert.equal((await appending).kind, 'refused');
  const noop = client.noop();
  await turns();
  assert.equal(server.unread, 'ab');
  open(undefined);
  await server.expect(/^abcd$/);
  await server.answer('NOOP');
  await noop;
});

for (const [what, pieces] of [
  ['too short', ['ab']],
  ['too long', ['abc', 'de']],
] as const) {
  test(`a source that is ${what} ends the connection: the server waits for octets that are none`, async () => {
    const { client } = await signedIn(`${basic} LITERAL+`);
    async function* source(): AsyncGenerator<Buffer> {
      for (const piece of pieces) yield Buffer.from(piece);
    }
    const detail = await failure(client.mailboxes.append('INBOX', { content: { size: 4, source: source() } }));
    assert.ok(detail.kind === 'closed' && detail.reason.kind === 'protocol');
  });
}

test('several messages in one command, or one after the other; APPENDUID that does not fit is ignored', async () => {
  const messages = ['a', 'b'].map((text) => ({ content: Buffer.from(text) }));
  const together = await signedIn(`${basic} MULTIAPPEND LITERAL+`);
  const all = together.client.mailboxes.appendAll('INBOX', messages);
  const first = await together.server.command('APPEND');
  assert.equal(first.rest, 'INBOX {1+}');
  await together.server.expect(/^a \{1\+\}$/);
  await together.server.expect(/^b$/);
  together.server.say(`${first.tag} OK [APPENDUID 7 1:4294967295] in`);
  assert.deepEqual(await all, [null]);
  const apart = await signedIn(`${basic} LITERAL+`);
  const each = apart.client.mailboxes.appendAll('INBOX', messages);
  for (const text of ['a', 'b']) {
    const { tag } = await apart.server.command('APPEND');
    await apart.server.expect(new RegExp(`^${text}$`));
    apart.server.say(`${tag} OK in`);
  }
  assert.deepEqual(await each, [null, null]);
});

test('what a server does not offer is never sent', async () => {
  const { client, mailbox, server } = await opened(basic);
  const message = { content: Buffer.from('x') };
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => mailbox.expungeUids(uids(1)),
    () => mailbox.replace(uid(1), message),
    () => mailbox.sort([{ key: 'DATE' }]),
    () => mailbox.thread(),
    () => mailbox.follow('ALL', () => undefined),
    () => mailbox.find('ALL', { save: true }),
    () => mailbox.find('ALL', { partial: '1:10' }),
    () => mailbox.addLabels(uids(1), ['x']),
    () => client.session.enable(['CONDSTORE']),
    () => client.session.compress(),
    () => client.session.unauthenticate(),
    () => client.session.notify(null),
    () => client.session.language(['de']),
    () => client.session.comparator(['i;basic']),
    () => client.session.search('personal', 'ALL'),
    () => client.mailboxes.namespace(),
    () => client.mailboxes.xlist(),
    () => client.mailboxes.create('x', { specialUse: ['\\Sent'] }),
    () => client.mailboxes.append('x', { content: [{ url: '/x' }] }),
    () => client.administration.getQuota(''),
    () => client.administration.getAcl('x'),
    () => client.administration.getMetadata(null, ['/x']),
    () => client.administration.getAnnotation('x', '*', '*'),
    () => client.command('GETACL', [{ string: 'x' }]),
  ];
  for (const attempt of attempts) assert.equal((await failure(attempt())).kind, 'capability', String(attempt));
  assert.equal(server.unread, '');
});

test('a read-only mailbox is never written to', async () => {
  const scene = await signedIn(`${basic} MOVE UIDPLUS REPLACE`);
  const selecting = scene.client.select('INBOX', { readOnly: true });
  await answerSelect(scene.server, 9, 'EXAMINE');
  const mailbox = await selecting;
  const attempts: readonly Promise<unknown>[] = [
    mailbox.addFlags(uids(1), ['\\Seen']),
    mailbox.move(uids(1), 'x'),
    mailbox.remove(uids(1)),
    mailbox.expunge(),
    mailbox.expungeUids(uids(1)),
    mailbox.replace(uid(1), { content: Buffer.from('x') }),
  ];
  for (const attempt of attempts) assert.equal((await failure(attempt)).kind, 'illegal-state');
  assert.equal(scene.server.unread, '');
});

test('labels, replacing, and flags that come back', async () => {
  const { mailbox, server } = await opened(`${basic} X-GM-EXT-1 REPLACE LITERAL+`);
  const adding = mailbox.addLabels(uids(4), ['\\Inbox', 'Grüße "x"']);
  const label = '* 4 FETCH (UID 4 X-GM-LABELS (\\Inbox "Gr&APwA3w-e"))';
  assert.equal(await server.answer('UID STORE', label), '4 +X-GM-LABELS (\\Inbox "Gr&APwA3w-e \\"x\\"")');
  assert.deepEqual([...(await adding)], [[4, ['\\Inbox', 'Grüße']]]);
  const replacing = mailbox.replace(uid(4), { content: Buffer.from('new'), flags: ['\\Draft'] });
  const { tag, rest } = await server.command('UID REPLACE');
  assert.equal(rest, '4 INBOX (\\Draft) {3+}');
  await server.expect(/^new$/);
  server.say('* OK [APPENDUID 7 91] new', '* 4 EXPUNGE', `${tag} OK done`);
  assert.deepEqual(await replacing, { uidValidity: 7, uids: [{ from: 91, to: 91 }] });
});

test('a text is searched for again in a charset the server knows', async () => {
  const { mailbox, server } = await opened(basic);
  const finding = mailbox.find({ subject: 'Grüße' });
  const first = await server.command('UID SEARCH');
  assert.equal(first.rest, 'CHARSET UTF-8 SUBJECT {7}');
  server.say('+ go');
  await server.expect(/^Gr\xc3\xbc\xc3\x9fe$/);
  server.say(`${first.tag} NO [BADCHARSET (US-ASCII ISO-8859-1)] no`);
  const second = await server.command('UID SEARCH');
  assert.equal(second.rest, 'CHARSET ISO-8859-1 SUBJECT {5}');
  server.say('+ go');
  await server.expect(/^Gr\xfc\xdfe$/);
  server.say('* SEARCH 7 5 6', `${second.tag} OK`);
  assert.deepEqual((await finding).uids, [{ from: 5, to: 7 }]);
  const hopeless = failure(mailbox.find({ subject: '日本' }));
  const third = await server.command('UID SEARCH');
  server.say(`${third.tag} NO [BADCHARSET (US-ASCII)] no`);
  assert.equal((await hopeless).kind, 'refused');
});

test('criteria cannot break out of their place', async () => {
  const { mailbox, server } = await opened(`${basic} LITERAL+`);
  const hostile = 'x" OR ALL\r\nA9 DELETE INBOX';
  for (const criteria of [{ subject: hostile }, ['SUBJECT', hostile]]) {
    const finding = mailbox.find(criteria);
    const { tag, rest } = await server.command('UID SEARCH');
    assert.equal(rest, `SUBJECT {${hostile.length}+}`);
    await server.expect(/^x" OR ALL$/);
    await server.expect(/^A9 DELETE INBOX$/);
    server.say(`${tag} OK none`);
    assert.equal((await finding).count, 0);
  }
  for (const criteria of [`SUBJECT "x"\r\nA9 NOOP`, '"open', { keyword: 'a b' }, [[]], 'SUBJECT {5}'] as const)
    assert.equal((await failure(mailbox.find(criteria))).kind, 'invalid-argument', JSON.stringify(criteria));
  assert.equal(server.unread, '');
});

test('the language of a query', async () => {
  const { mailbox, server } = await opened(`${basic} SAVEDATE WITHIN SEARCH=FUZZY X-GM-EXT-1`);
  const says = async (criteria: Parameters<Mailbox['find']>[0], expected: string): Promise<void> => {
    const finding = mailbox.find(criteria);
    assert.equal(await server.answer('UID SEARCH'), expected);
    await finding;
  };
  const day = new Date('2024-02-05T23:00:00Z');
  await says({}, 'ALL');
  await says({ seen: false, flagged: true, recent: false, new: true }, 'FLAGGED UNSEEN OLD NEW');
  await says({ from: ['a', 'b'], header: { 'X-Y': 'z' } }, 'FROM "a" FROM "b" HEADER X-Y "z"');
  await says(
    { since: day, sentOn: day, savedBefore: day },
    'SINCE 5-Feb-2024 SENTON 5-Feb-2024 SAVEDBEFORE 5-Feb-2024',
  );
  await says({ larger: 5, younger: 60, gmailMessageId: 12n }, 'LARGER 5 YOUNGER 60 X-GM-MSGID 12');
  await says({ not: { subject: 'a' }, fuzzy: { body: 'b' } }, 'NOT (SUBJECT "a") FUZZY (BODY "b")');
  await says({ or: [{ seen: true }, { uids: uids(1, 2, 5) }, {}] }, 'OR (SEEN) OR (UID 1:2,5) (ALL)');
  await says({ and: [{ keyword: '$x' }, { gmailRaw: 'has:attachment' }] }, '(KEYWORD $x) (X-GM-RAW "has:attachment")');
  await says(
    ['NOT', ['SUBJECT', 'a b', 'TO', 'x@y'], 'SINCE', day, 'LARGER', 5],
    'NOT (SUBJECT "a b" TO "x@y") SINCE 5-Feb-2024 LARGER 5',
  );
  await says(['UID', '1:3,9:*', 'TEXT', Buffer.from('x"y')], 'UID 1:3,9:* TEXT "x\\"y"');
});

test('a message beyond the limit of the server waits to be refused, for Cyrus hangs up on one that is sent at once', async () => {
  const { client, server } = await signedIn(`${basic} LITERAL+ APPENDLIMIT=10`);
  const small = client.mailboxes.append('INBOX', { content: Buffer.from('1234567890') });
  const first = await server.command('APPEND');
  assert.equal(first.rest, 'INBOX {10+}');
  await server.expect(/^1234567890$/);
  server.say(`${first.tag} OK in`);
  await small;
  const large = failure(client.mailboxes.append('INBOX', { content: Buffer.from('12345678901') }));
  const { tag, rest } = await server.command('APPEND');
  assert.equal(rest, 'INBOX {11}');
  server.say(`${tag} NO [TOOBIG] more than ten`);
  const detail = await large;
  assert.ok(detail.kind === 'refused' && detail.status.code?.name === 'TOOBIG');
});

test('what a query or an item needs and the server lacks is missed before anything is sent', async () => {
  const { mailbox, server } = await opened(basic);
  const missed = async (promise: Promise<unknown>): Promise<string | null> => {
    const error = await promise.catch((reason: unknown) => reason);
    return error instanceof ImapError && error.detail.kind === 'capability' ? error.detail.capability : null;
  };
  assert.equal(await missed(mailbox.find({ not: { or: [{ seen: true }, { younger: 60 }] } })), 'WITHIN');
  assert.equal(await missed(mailbox.find({ and: [{ fuzzy: { body: 'x' } }] })), 'SEARCH=FUZZY');
  assert.equal(await missed(mailbox.sort([{ key: 'ARRIVAL' }], { emailId: 'M1' })), 'SORT');
  const fetched = async (item: FetchItem): Promise<void> => {
    for await (const _ of mailbox.fetch(uids(1), [item])) assert.fail('Nothing was asked for.');
  };
  assert.equal(await missed(fetched('PREVIEW')), 'PREVIEW');
  assert.equal(await missed(fetched({ section: '1', binary: true })), 'BINARY');
  const finding = mailbox.find({ seen: true });
  assert.equal(await server.answer('UID SEARCH'), 'SEEN');
  await finding;
});

test('a client is disposed of with LOGOUT, also when the server no longer answers', async () => {
  const { client, server, clock } = await signedIn(basic);
  const disposing = client[Symbol.asyncDispose]();
  await server.command('LOGOUT');
  await clock.advance(6_000);
  await disposing;
  const error = await client.noop().catch((reason: unknown) => reason);
  assert.ok(error instanceof ImapError && error.detail.kind === 'closed');
});
