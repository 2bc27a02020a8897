import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { failure, rejection } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { bytes, opened, readerOf, uids } from './opened-mailbox.ts';
import { answerSelect } from './scripted-server.ts';

const work = mailboxFromDisplay('Work', false);
const mebibyte = 1024 * 1024;

test('SELECT gives what the server told', async () => {
  const { mailbox } = await opened(10);
  assert.deepEqual(
    [
      mailbox.exists,
      mailbox.uidValidity,
      mailbox.uidNext,
      mailbox.readOnly,
      mailbox.permanentFlags,
      mailbox.flags.length,
    ],
    [10, 77, 101, false, ['\\Answered', '\\Seen', '\\*'], 5],
  );
});

test('a page is counted from the newest and costs one command', async () => {
  const { mailbox, server } = await opened(250);
  const page = uids(mailbox.fetchPage({ skip: 100, count: 100 }, ['FLAGS', 'RFC822.SIZE']));
  const { tag, rest } = await server.command('FETCH');
  assert.equal(rest, '51:150 (UID FLAGS RFC822.SIZE)');
  server.say('* 51 FETCH (UID 510 FLAGS () RFC822.SIZE 5)', '* 52 FETCH (UID 520 FLAGS () RFC822.SIZE 5)', `${tag} OK`);
  assert.deepEqual(await page, [510, 520]);
  assert.deepEqual(await uids(mailbox.fetchPage({ skip: 250, count: 100 }, [])), []);
  assert.deepEqual(await uids(mailbox.fetchPage({ skip: 0, count: 0 }, [])), []);
  const last = uids(mailbox.fetchPage({ skip: 200, count: 100 }, []));
  assert.equal(await server.answer('FETCH'), '1:50 (UID)');
  await last;
});

test('sequence numbers are only used while nothing else is under way', async () => {
  const { mailbox, client, server } = await opened(10);
  const before = client.noop();
  const page = uids(mailbox.fetchPage({ skip: 0, count: 2 }, []));
  const { tag } = await server.command('NOOP');
  await turns();
  assert.equal(server.unread, '');
  server.say('* 3 EXPUNGE', `${tag} OK`);
  await before;
  assert.equal(
    await server.answer('FETCH', '* 9 FETCH (UID 100)'),
    '8:9 (UID)',
    'the numbers are those after the EXPUNGE',
  );
  assert.deepEqual(await page, [100]);
});

test('flags that come unasked during a fetch are news, not rows', async () => {
  const { mailbox, server, said } = await opened(10);
  const rows = uids(mailbox.fetch([uid(10), uid(30)], ['RFC822.SIZE']));
  const { tag, rest } = await server.command('UID FETCH');
  assert.equal(rest, '10,30 (UID RFC822.SIZE)');
  server.say(
    '* 1 FETCH (UID 10 RFC822.SIZE 1)',
    '* 1 FETCH (FLAGS (\\Seen))',
    '* 2 FETCH (UID 20 RFC822.SIZE 9)',
    `${tag} OK`,
  );
  assert.deepEqual(await rows, [10]);
  assert.deepEqual(said, [{ kind: 'flags', uid: 10, flags: ['\\Seen'] }]);
});

test('fetches of different messages go out together and are told apart by UID', async () => {
  const { mailbox, server } = await opened(10);
  const one = uids(mailbox.fetch([uid(10)], ['FLAGS']));
  const two = uids(mailbox.fetch([{ from: 20, to: 30 }], ['FLAGS']));
  const same = uids(mailbox.fetch([uid(30)], ['FLAGS']));
  const first = await server.command('UID FETCH');
  const second = await server.command('UID FETCH');
  await turns();
  assert.equal(server.unread, '', 'a set that overlaps waits');
  server.say('* 2 FETCH (UID 20 FLAGS ())', '* 1 FETCH (UID 10 FLAGS ())', `${first.tag} OK`, `${second.tag} OK`);
  assert.deepEqual([await one, await two], [[10], [20]]);
  await server.answer('UID FETCH');
  assert.deepEqual(await same, []);
});

test('a set too long for one line goes in several commands', async () => {
  const { mailbox, server } = await opened(10);
  const many = Array.from({ length: 3000 }, (_, index) => uid(index * 2 + 1));
  const rows = uids(mailbox.fetch(many, []));
  let asked = 0;
  while (asked < 3000) {
    const rest = await server.answer('UID FETCH');
    assert.ok(rest.length < 8_100);
    asked += rest.split(',').length;
  }
  assert.equal(asked, 3000);
  await rows;
});

test('a section comes chunk by chunk while its tail is on the wire', async () => {
  const { mailbox, server } = await opened();
  const progress: number[] = [];
  const onProgress = (received: number, total: number): number => progress.push(received, total);
  const reader = readerOf(mailbox.section(uid(10), '1.2', { onProgress }));
  const first = reader.next();
  const { tag, rest } = await server.command('UID FETCH');
  assert.equal(rest, '10 (UID BODY.PEEK[1.2])');
  server.raw(`* 1 FETCH (UID 10 BODY[1.2] {${mebibyte}}\r\n`);
  server.raw('a'.repeat(1000));
  const early = await first;
  assert.ok(early.done !== true);
  assert.equal(early.value.toString(), 'a'.repeat(1000), 'the first octets are there before the last are sent');
  server.raw('a'.repeat(mebibyte - 1000));
  server.say(')', `${tag} OK`);
  let received = 1000;
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) received += next.value.length;
  assert.equal(received, mebibyte);
  assert.deepEqual(progress.slice(0, 2), [1000, mebibyte]);
  assert.deepEqual(progress.slice(-2), [mebibyte, mebibyte]);
});

test('small, empty and absent sections', async () => {
  const { mailbox, server } = await opened();
  const small = bytes(mailbox.section(uid(10), 'HEADER'));
  await server.answer('UID FETCH', '* 1 FETCH (UID 10 BODY[HEADER] {5}\r\nhello FLAGS (\\Seen))');
  assert.equal((await small).toString(), 'hello');
  const nil = bytes(mailbox.section(uid(10), '9'));
  await server.answer('UID FETCH', '* 1 FETCH (UID 10 BODY[9] NIL)');
  assert.equal((await nil).length, 0);
  const quoted = bytes(mailbox.section(uid(10), '1'));
  await server.answer('UID FETCH', '* 1 FETCH (BODY[1] "text" UID 10)');
  assert.equal((await quoted).toString(), 'text');
});

test('a section of a message that has vanished', async () => {
  const { mailbox, server } = await opened();
  const reading = rejection(bytes(mailbox.section(uid(999), '')));
  await server.answer('UID FETCH');
  const error = await reading;
  assert.equal(error.detail.kind, 'invalid-argument');
  assert.equal(error.mailbox, 'INBOX');
});

test('the part asked for, whether or not the server heeds the partial', async () => {
  const { mailbox, server } = await opened();
  const heeded = bytes(mailbox.section(uid(10), '', { offset: 2, length: 3 }));
  assert.equal(
    await server.answer('UID FETCH', '* 1 FETCH (UID 10 BODY[]<2> {3}\r\ncde)'),
    '10 (UID BODY.PEEK[]<2.3>)',
  );
  assert.equal((await heeded).toString(), 'cde');
  const ignored = bytes(mailbox.section(uid(10), '', { offset: 2, length: 3 }));
  await server.answer('UID FETCH', '* 1 FETCH (UID 10 BODY[] {6}\r\nabcdef)');
  assert.equal((await ignored).toString(), 'cde');
});

test('the UID may come behind the body', async () => {
  const { mailbox, server } = await opened();
  const reading = bytes(mailbox.section(uid(10), ''));
  await server.answer('UID FETCH', `* 1 FETCH (BODY[] {100000}\r\n${'b'.repeat(100_000)} UID 10)`);
  assert.equal((await reading).length, 100_000);
});

test('a reader that is slow holds the connection, and nothing but that', async () => {
  const { mailbox, server, clock } = await opened();
  const reader = readerOf(mailbox.section(uid(10), ''));
  const first = reader.next();
  const { tag } = await server.command('UID FETCH');
  const size = 20 * mebibyte;
  server.raw(`* 1 FETCH (UID 10 BODY[] {${size}}\r\n`);
  const piece = 'c'.repeat(64 * 1024);
  let sent = 0;
  for (let taken = true; taken && sent < size; sent += piece.length) {
    taken = server.raw(piece);
    if (!taken) {
      await turns(30);
      taken = server.raw('');
    }
  }
  assert.ok(sent < 2 * mebibyte, `${sent} octets were taken from the wire though nobody read`);
  for (; sent < size; sent += piece.length) server.raw(piece);
  server.say(')', `${tag} OK`);
  const early = await first;
  let received = early.done === true ? 0 : early.value.length;
  // A slow person is not a slow server: the deadline does not run.
  await clock.advance(10 * 60_000);
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) received += next.value.length;
  assert.equal(received, size);
});

test('a command issued while a section is being read does not wait for itself', async () => {
  const { mailbox, client, server } = await opened();
  const size = 4 * mebibyte;
  let received = 0;
  let asked = false;
  const reading = (async () => {
    for await (const chunk of mailbox.section(uid(10), '')) {
      received += chunk.length;
      if (asked) continue;
      asked = true;
      await client.status(work, ['MESSAGES']);
    }
  })();
  const { tag } = await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${size}}\r\n${'d'.repeat(size)})\r\n${tag} OK\r\n`);
  await server.answer('STATUS', '* STATUS Work (MESSAGES 1)');
  await reading;
  assert.equal(received, size);
});

test('a command issued while rows are being read does not wait for itself', async () => {
  const { mailbox, client, server } = await opened(20_000);
  let rows = 0;
  const reading = (async () => {
    for await (const row of mailbox.fetchPage({ skip: 0, count: 20_000 }, ['FLAGS', 'RFC822.SIZE'])) {
      rows++;
      if (row.uid === 1) await client.noop();
    }
  })();
  const { tag } = await server.command('FETCH');
  for (let seq = 1; seq <= 20_000; seq++) server.say(`* ${seq} FETCH (UID ${seq} FLAGS () RFC822.SIZE 1)`);
  server.say(`${tag} OK`);
  await server.answer('NOOP');
  await reading;
  assert.equal(rows, 20_000);
});

test('the server dies in the middle of a literal', async () => {
  const { mailbox, server } = await opened();
  const received: Buffer[] = [];
  const reading = failure(
    (async () => {
      for await (const chunk of mailbox.section(uid(10), '')) received.push(chunk);
    })(),
  );
  await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${mebibyte}}\r\n${'h'.repeat(5000)}`);
  server.close();
  assert.deepEqual(await reading, { kind: 'closed', reason: { kind: 'eof' } });
  assert.equal(Buffer.concat(received).length, 5000);
});

test('sections of two messages at once are told apart', async () => {
  const { mailbox, server } = await opened();
  const one = bytes(mailbox.section(uid(10), ''));
  const two = bytes(mailbox.section(uid(20), ''));
  const first = await server.command('UID FETCH');
  const second = await server.command('UID FETCH');
  const long = 100_000;
  server.raw(`* 2 FETCH (UID 20 BODY[] {${long}}\r\n${'2'.repeat(long)})\r\n`);
  server.raw(`* 1 FETCH (UID 10 BODY[] {${long}}\r\n${'1'.repeat(long)})\r\n`);
  server.say(`${first.tag} OK`, `${second.tag} OK`);
  assert.equal((await one).toString('latin1'), '1'.repeat(long));
  assert.equal((await two).toString('latin1'), '2'.repeat(long));
});

test('rows with bodies gather them whole', async () => {
  const { mailbox, server } = await opened();
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const row of mailbox.fetch([uid(10)], [{ section: '' }])) {
      for (const section of row.sections.values()) if (section.kind === 'bytes') sizes.push(section.bytes.length);
    }
  })();
  const { tag } = await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${mebibyte}}\r\n${'i'.repeat(mebibyte)})\r\n${tag} OK\r\n`);
  await reading;
  assert.deepEqual(sizes, [mebibyte]);
});

test('EXISTS, EXPUNGE and FLAGS become events with UIDs', async () => {
  const { mailbox, server, said } = await opened(3);
  const rows = uids(mailbox.fetchPage({ skip: 0, count: 3 }, []));
  await server.answer('FETCH', '* 1 FETCH (UID 10)', '* 2 FETCH (UID 20)', '* 3 FETCH (UID 30)');
  await rows;
  server.say('* 4 EXISTS', '* 2 EXPUNGE', '* 2 FETCH (FLAGS (\\Flagged))', '* 3 EXPUNGE');
  await until(() => said.length === 4);
  assert.deepEqual(said, [
    { kind: 'exists', count: 4, previous: 3 },
    { kind: 'expunge', uid: 20, count: 3 },
    { kind: 'flags', uid: 30, flags: ['\\Flagged'] },
    { kind: 'expunge', uid: null, count: 2 },
  ]);
});

test('fault 52: counts that contradict themselves ask for a resync and never go below zero', async () => {
  const { mailbox, server, said } = await opened(3);
  server.say('* 1 EXISTS', '* 9 EXPUNGE', '* 0 EXPUNGE', '* 1 EXPUNGE', '* 1 EXPUNGE');
  await until(() => said.length >= 5);
  assert.deepEqual(
    said.map((event) => event.kind),
    ['resync-needed', 'resync-needed', 'resync-needed', 'expunge', 'resync-needed'],
  );
  assert.equal(mailbox.exists, 0);
});

test('fault 49: a UIDVALIDITY that changes under us asks for a resync', async () => {
  const { mailbox, server, said } = await opened(3);
  server.say('* OK [UIDVALIDITY 77] as before', '* OK [UIDVALIDITY 78] made anew');
  await until(() => said.length > 0);
  assert.deepEqual(
    said.map((event) => event.kind),
    ['resync-needed'],
  );
  assert.equal(mailbox.uidValidity, 78);
});

test('fault 58: a mailbox that the server closes by itself is closed', async () => {
  const { mailbox, client, server, said } = await opened(3);
  server.say('* OK [CLOSED] it was deleted');
  await until(() => said.length > 0);
  assert.deepEqual(said, [{ kind: 'closed' }]);
  assert.equal((await failure(mailbox.search([]))).kind, 'illegal-state');
  const selecting = client.select(work);
  await answerSelect(server, 1);
  assert.equal((await selecting).exists, 1);
});

test('a UID that contradicts what was learnt asks for a resync', async () => {
  const { server, said } = await opened(3);
  server.say('* 1 FETCH (UID 10 FLAGS ())', '* 2 FETCH (UID 9 FLAGS ())');
  await until(() => said.length > 1);
  assert.ok(said.some((event) => event.kind === 'resync-needed'));
});

test('STORE and SEARCH: what goes out, what comes back', async () => {
  const { mailbox, server, said } = await opened(10, 'IMAP4rev1');
  const storing = mailbox.store([uid(30), uid(10), uid(11)], 'add', ['\\Seen', '$Work']);
  assert.equal(await server.answer('UID STORE', '* 1 FETCH (UID 10 FLAGS (\\Seen))'), '10:11,30 +FLAGS (\\Seen $Work)');
  await storing;
  assert.deepEqual(said, [{ kind: 'flags', uid: 10, flags: ['\\Seen'] }]);
  const searching = mailbox.search([
    { key: 'UNSEEN' },
    { key: 'SUBJECT' },
    { text: 'caffè "x"' },
    { uids: [uid(1), uid(2)] },
  ]);
  const [tag = '', rest = ''] = await server.expect(/^(\S+) UID SEARCH (.*)$/);
  assert.equal(rest, 'CHARSET UTF-8 UNSEEN SUBJECT {10}');
  server.say('+ ok');
  assert.equal(await server.octets(10), Buffer.from('caffè "x"').toString('latin1'));
  await server.expect(/^ UID 1:2$/);
  server.say('* SEARCH 1 2', `${tag} OK`);
  assert.deepEqual(await searching, { type: 'search', numbers: [1, 2], modSeq: null });
});

test('ESEARCH answers in ranges; a server that says nothing found nothing', async () => {
  const { mailbox, server } = await opened(10, 'IMAP4rev1 ESEARCH');
  const searching = mailbox.search([]);
  const { tag, rest } = await server.command('UID SEARCH');
  assert.equal(rest, 'RETURN (ALL COUNT) ALL');
  server.say(`* ESEARCH (TAG "${tag}") UID COUNT 3 ALL 1:3`, `${tag} OK`);
  const found = await searching;
  assert.ok(found.type === 'esearch');
  assert.deepEqual(found.all, [{ from: 1, to: 3 }]);
  const nothing = mailbox.search([{ key: 'FLAGGED' }]);
  await server.answer('UID SEARCH');
  const none = await nothing;
  assert.ok(none.type === 'esearch' && none.uid);
  assert.deepEqual([none.all ?? [], none.count ?? 0], [[], 0]);
});

test('closing never expunges what others marked', async () => {
  const modern = await opened();
  const closing = modern.mailbox.close();
  await modern.server.answer('UNSELECT');
  await closing;
  assert.deepEqual(modern.said, [{ kind: 'closed' }]);

  const old = await opened(3, 'IMAP4rev1');
  const leaving = old.mailbox.close();
  await answerSelect(old.server, 3, 'EXAMINE');
  await old.server.answer('CLOSE');
  await leaving;
});
