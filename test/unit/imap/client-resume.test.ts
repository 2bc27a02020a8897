import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MailboxEvent } from '../../../extension/imap/client/api.ts';
import type { KnownMailbox } from '../../../extension/imap/client/known-mailbox.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { modSeq, uid } from '../../../extension/imap/wire/ids.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { until } from './manual-clock.ts';
import { signedIn, type ScriptedServer } from './scripted-server.ts';

const known: KnownMailbox = {
  uidValidity: 77,
  uidNext: 51,
  modSeq: modSeq(900n),
  uids: [
    { from: 10, to: 20 },
    { from: 30, to: 50 },
  ],
};

/** Answers a SELECT; gives its arguments. */
async function answerSelect(server: ScriptedServer, ...more: readonly string[]): Promise<string> {
  return await server.answer('SELECT', '* 30 EXISTS', '* OK [UIDVALIDITY 77] valid', '* OK [UIDNEXT 61] next', ...more);
}

function plain(flags: ReadonlyMap<number, readonly string[]>): Record<number, readonly string[]> {
  return Object.fromEntries(flags);
}

test('QRESYNC: enabled once, the known state goes out, what changed comes back', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QRESYNC ESEARCH');
  const resuming = client.resume(inbox, known);
  assert.equal(await server.answer('ENABLE', '* ENABLED QRESYNC'), 'QRESYNC');
  const sent = await answerSelect(
    server,
    '* OK [HIGHESTMODSEQ 1000] highest',
    // The server may tell of messages that were never of interest.
    '* VANISHED (EARLIER) 12,25,41:43,48:49,55',
    '* 3 FETCH (UID 13 FLAGS (\\Seen) MODSEQ (950))',
    '* 29 FETCH (UID 52 FLAGS (\\Flagged) MODSEQ (960))',
  );
  assert.equal(sent, 'INBOX (QRESYNC (77 900 10:20,30:50))');
  const { mailbox, resumption } = await resuming;
  assert.ok(resumption.kind === 'changes');
  const { changes } = resumption;
  assert.equal(changes.by, 'qresync');
  assert.deepEqual(changes.vanished, [
    { from: 12, to: 12 },
    { from: 41, to: 43 },
    { from: 48, to: 49 },
  ]);
  assert.deepEqual(plain(changes.flags), { 13: ['\\Seen'] });
  assert.deepEqual(changes.arrived, { from: 51, to: 60 });
  assert.equal(mailbox.highestModSeq, 1000n);
  assert.equal(mailbox.exists, 30);

  const again = client.resume(inbox, { ...known, modSeq: modSeq(1000n), uidNext: 61 });
  await answerSelect(server, '* OK [HIGHESTMODSEQ 1000] highest');
  const second = await again;
  assert.ok(second.resumption.kind === 'changes');
  assert.deepEqual(second.resumption.changes, { by: 'qresync', vanished: [], flags: new Map(), arrived: null });
});

test('a set of known messages too long for a line is sent as the range it lies in', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QRESYNC');
  const uids = Array.from({ length: 5_000 }, (_, i) => ({ from: 2 * i + 1, to: 2 * i + 1 }));
  const resuming = client.resume(inbox, { ...known, uids });
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  const sent = await answerSelect(server, '* OK [HIGHESTMODSEQ 900]', '* VANISHED (EARLIER) 1:10');
  assert.equal(sent, 'INBOX (QRESYNC (77 900 1:9999))');
  const { resumption } = await resuming;
  assert.ok(resumption.kind === 'changes');
  assert.deepEqual(
    resumption.changes.vanished.map(({ from }) => from),
    [1, 3, 5, 7, 9],
  );
});

test('CONDSTORE without QRESYNC: changes are fetched, what is gone is found by a search', async () => {
  const { client, server } = await signedIn('IMAP4rev1 CONDSTORE ESEARCH');
  const resuming = client.resume(inbox, known);
  assert.equal(await answerSelect(server, '* OK [HIGHESTMODSEQ 1000] highest'), 'INBOX (CONDSTORE)');
  assert.equal(
    await server.answer('UID FETCH', '* 3 FETCH (UID 13 FLAGS (\\Seen) MODSEQ (950))'),
    '10:20,30:50 (UID FLAGS) (CHANGEDSINCE 900)',
  );
  const { tag, rest } = await server.command('UID SEARCH');
  assert.match(rest, /UID 10:20,30:50$/);
  server.say(`* ESEARCH (TAG "${tag}") UID ALL 10:19,30:50`, `${tag} OK`);
  const { resumption } = await resuming;
  assert.ok(resumption.kind === 'changes');
  const { by, vanished, flags, arrived } = resumption.changes;
  assert.equal(by, 'condstore');
  assert.deepEqual(vanished, [{ from: 20, to: 20 }]);
  assert.deepEqual(plain(flags), { 13: ['\\Seen'] });
  assert.deepEqual(arrived, { from: 51, to: 60 });
});

test('ENABLE that enables nothing (iCloud) leaves CONDSTORE', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QRESYNC CONDSTORE ESEARCH');
  const resuming = client.resume(inbox, known);
  await server.answer('ENABLE');
  assert.equal(await answerSelect(server, '* OK [HIGHESTMODSEQ 900] highest'), 'INBOX (CONDSTORE)');
  await server.answer('UID FETCH');
  const { tag } = await server.command('UID SEARCH');
  server.say(`* ESEARCH (TAG "${tag}") UID ALL 10:20,30:50`, `${tag} OK`);
  const { resumption } = await resuming;
  assert.equal(resumption.kind === 'changes' && resumption.changes.by, 'condstore');
  assert.equal(client.quirks.find(({ id }) => id === 'missing-enabled')?.count, 1);
});

test('without mod-sequences the flags of the known messages are read, page by page', async () => {
  const { client, server } = await signedIn('IMAP4rev1');
  const resuming = client.resume(inbox, { ...known, modSeq: null, uids: [{ from: 1, to: 1_500 }] });
  assert.equal(await answerSelect(server), 'INBOX');
  assert.equal(await server.answer('UID FETCH', '* 1 FETCH (UID 5 FLAGS (\\Seen))'), '1:1000 (UID FLAGS)');
  assert.equal(await server.answer('UID FETCH', '* 2 FETCH (UID 1500 FLAGS ())'), '1001:1500 (UID FLAGS)');
  const { resumption } = await resuming;
  assert.ok(resumption.kind === 'changes');
  assert.equal(resumption.changes.by, 'flags');
  assert.deepEqual(plain(resumption.changes.flags), { 5: ['\\Seen'], 1500: [] });
  assert.deepEqual(resumption.changes.vanished, [
    { from: 1, to: 4 },
    { from: 6, to: 1_499 },
  ]);
});

test('fault 49: another UIDVALIDITY voids all that was known', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QRESYNC');
  const resuming = client.resume(inbox, known);
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  await server.answer('SELECT', '* 3 EXISTS', '* OK [UIDVALIDITY 78] made anew', '* OK [HIGHESTMODSEQ 5000]');
  assert.equal((await resuming).resumption.kind, 'void');
});

test('fault 55: HIGHESTMODSEQ below the known one: every flag is read again', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QRESYNC ESEARCH');
  const resuming = client.resume(inbox, { ...known, uids: [{ from: 10, to: 11 }] });
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  await answerSelect(server, '* OK [HIGHESTMODSEQ 899]');
  assert.equal(
    await server.answer('UID FETCH', '* 1 FETCH (UID 10 FLAGS ())', '* 2 FETCH (UID 11 FLAGS ())'),
    '10:11 (UID FLAGS)',
  );
  const { resumption } = await resuming;
  assert.equal(resumption.kind === 'changes' && resumption.changes.by, 'flags');
});

test('fault 55: a mod-sequence of 0, or one that goes back, ends their use in that mailbox', async () => {
  for (const lie of [
    '* 1 FETCH (UID 10 FLAGS () MODSEQ (0))',
    '* 1 FETCH (UID 10 FLAGS () MODSEQ (-1))',
    '* OK [HIGHESTMODSEQ 999] back',
    '* OK [HIGHESTMODSEQ 0] none',
  ]) {
    const { client, server } = await signedIn('IMAP4rev1 CONDSTORE');
    const selecting = client.resume(inbox, null);
    await answerSelect(server, '* OK [HIGHESTMODSEQ 1000]');
    const { mailbox } = await selecting;
    assert.equal(mailbox.highestModSeq, 1000n);
    server.say(lie, '* 31 EXISTS');
    await until(() => mailbox.exists === 31);
    assert.equal(mailbox.highestModSeq, null, lie);
  }
});

test('mod-sequences of FETCH data count once a command is answered, and less than HIGHESTMODSEQ', async () => {
  const { client, server } = await signedIn('IMAP4rev1 CONDSTORE');
  const selecting = client.resume(inbox, null);
  await answerSelect(server, '* OK [HIGHESTMODSEQ 90]');
  const { mailbox } = await selecting;
  const first = client.noop();
  const { tag } = await server.command('NOOP');
  server.say('* 1 FETCH (UID 6 MODSEQ (103))', '* 31 EXISTS');
  await until(() => mailbox.exists === 31);
  assert.equal(mailbox.highestModSeq, 90n);
  server.say(`${tag} OK [HIGHESTMODSEQ 99] delaying`);
  await first;
  assert.equal(mailbox.highestModSeq, 99n);
  const second = client.noop();
  await server.answer('NOOP', '* 3 FETCH (UID 8 MODSEQ (104))');
  await second;
  assert.equal(mailbox.highestModSeq, 104n);
  assert.deepEqual(mailbox.known([uid(8), uid(6)]), {
    uidValidity: 77,
    uidNext: 9,
    modSeq: 104n,
    uids: [
      { from: 6, to: 6 },
      { from: 8, to: 8 },
    ],
  });
});

test('a row that cannot be read is no message that has gone; nor is a search that cannot be read an empty one', async () => {
  const { client, server } = await signedIn('IMAP4rev1');
  const resuming = client.resume(inbox, { ...known, modSeq: null, uids: [{ from: 10, to: 12 }] });
  await answerSelect(server);
  const cut = ['* 1 FETCH (UID 10 FLAGS ())', '* 2 FETCH (UID 11 FLAGS (', '* 3 FETCH UID'];
  for (let tries = 0; tries < 2; tries++) await server.answer('UID FETCH', ...cut);
  await server.answer('UID SEARCH', '* SEARCH 10 11');
  const { resumption } = await resuming;
  assert.ok(resumption.kind === 'changes');
  assert.deepEqual(resumption.changes.vanished, [{ from: 12, to: 12 }]);

  const again = client.resume(inbox, { ...known, modSeq: null, uids: [{ from: 10, to: 12 }] });
  await answerSelect(server);
  for (let tries = 0; tries < 2; tries++) await server.answer('UID FETCH', '* 3 FETCH UID');
  await server.answer('UID SEARCH', '* SEARCH 10 x11');
  await assert.rejects(again, (error) => error instanceof ImapError && error.detail.kind === 'malformed-reply');
});

test('a search that only its OK answers decides nothing: the messages themselves are asked for', async () => {
  const three = [10, 20, 30].map((n) => ({ from: n, to: n }));
  for (const there of [[10, 30], []]) {
    const { client, server } = await signedIn('IMAP4rev1 CONDSTORE');
    const resuming = client.resume(inbox, { ...known, uids: three });
    await answerSelect(server, '* OK [HIGHESTMODSEQ 1000]');
    await server.answer('UID FETCH', '* 2 FETCH (UID 30 FLAGS (\\Seen) MODSEQ (955))');
    await server.answer('UID SEARCH');
    const rows = there.map((n, index) => `* ${index + 1} FETCH (UID ${n})`);
    assert.equal(await server.answer('UID FETCH', ...rows, '* 9 FETCH (UID 50 FLAGS ())'), '10,20,30 (UID)');
    const { resumption } = await resuming;
    assert.ok(resumption.kind === 'changes');
    assert.deepEqual(
      resumption.changes.vanished.map(({ from }) => from),
      [10, 20, 30].filter((n) => !there.includes(n)),
    );
    assert.equal(server.unread, '');
    client.destroy();
  }
});

test('a search that only its OK answers, and rows that cannot be read: nothing has gone for certain', async () => {
  const { client, server } = await signedIn('IMAP4rev1');
  const resuming = client.resume(inbox, { ...known, modSeq: null, uids: [{ from: 10, to: 12 }] });
  await answerSelect(server);
  for (let tries = 0; tries < 2; tries++) await server.answer('UID FETCH', '* 3 FETCH UID');
  await server.answer('UID SEARCH');
  await server.answer('UID FETCH', '* 3 FETCH UID');
  const { resumption } = await resuming;
  assert.deepEqual(resumption.kind === 'changes' && resumption.changes.vanished, []);
});

test('a server of short lines is asked for flags with short ones', async () => {
  const { client, server } = await signedIn('IMAP4rev1 XYMHIGHESTMODSEQ');
  const uids = Array.from({ length: 300 }, (_, index) => ({ from: 1_000_000 + 2 * index, to: 1_000_000 + 2 * index }));
  const resuming = client.resume(inbox, { ...known, modSeq: null, uids });
  await answerSelect(server);
  const asked: string[] = [];
  while (asked.join().split(',').length < uids.length) {
    const set = (await server.answer('UID FETCH')).split(' ')[0] ?? '';
    assert.ok(set.length <= 600, String(set.length));
    asked.push(set);
  }
  const { resumption } = await resuming;
  assert.equal(resumption.kind === 'changes' && resumption.changes.vanished.length, uids.length);
  assert.deepEqual(
    asked.join().split(',').map(Number),
    uids.map(({ from }) => from),
  );
});

test('fault 52: a line of the answer to QRESYNC that cannot be read: what changed is asked for', async () => {
  for (const line of [
    '* VANISHED (EARLIER) 20,x',
    '* 1 FETCH (UID 10 FLAGS (\\Seen MODSEQ (60))',
    '* 9 FETCH (FLAGS ())',
  ]) {
    const { client, server } = await signedIn('IMAP4rev1 QRESYNC CONDSTORE ESEARCH');
    const resuming = client.resume(inbox, known);
    await server.answer('ENABLE', '* ENABLED QRESYNC');
    await answerSelect(server, '* OK [HIGHESTMODSEQ 1000]', '* VANISHED (EARLIER) 12', line);
    assert.equal(
      await server.answer('UID FETCH', '* 1 FETCH (UID 10 FLAGS (\\Seen) MODSEQ (960))'),
      '10:20,30:50 (UID FLAGS) (CHANGEDSINCE 900)',
      line,
    );
    const { tag } = await server.command('UID SEARCH');
    server.say(`* ESEARCH (TAG "${tag}") UID ALL 10:11,13:19,30:50`, `${tag} OK`);
    const { resumption } = await resuming;
    assert.ok(resumption.kind === 'changes');
    assert.deepEqual(resumption.changes.vanished, [
      { from: 12, to: 12 },
      { from: 20, to: 20 },
    ]);
    assert.deepEqual(plain(resumption.changes.flags), { 10: ['\\Seen'] });
    client.destroy();
  }
});

test('what comes before CLOSED in answer to SELECT is about the mailbox before', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QRESYNC');
  const resuming = client.resume(inbox, known);
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  const { tag } = await server.command('SELECT');
  server.say('* VANISHED (EARLIER) 12', '* 1 FETCH (UID 13 FLAGS (\\Deleted))', '* OK [CLOSED] before');
  server.say('* 30 EXISTS', '* OK [UIDVALIDITY 77]', '* OK [UIDNEXT 51]', '* OK [HIGHESTMODSEQ 1000]');
  server.say('* VANISHED (EARLIER) 14', `${tag} OK`);
  const { resumption } = await resuming;
  assert.ok(resumption.kind === 'changes');
  assert.deepEqual(resumption.changes, {
    by: 'qresync',
    vanished: [{ from: 14, to: 14 }],
    flags: new Map(),
    arrived: null,
  });
});

test('what happens in a mailbox between its opening and the result is told behind the result, and no flags twice', async () => {
  const { client, server } = await signedIn('IMAP4rev1 CONDSTORE ESEARCH');
  const told: MailboxEvent[] = [];
  let resumed = false;
  const resuming = client.resume(inbox, known, {
    onEvent: (event) => {
      assert.ok(!resumed || told.length > 0, 'what was held comes first');
      told.push(event);
    },
  });
  const { tag } = await server.command('SELECT');
  server.say('* 30 EXISTS', '* OK [UIDVALIDITY 77]', '* OK [UIDNEXT 61]', '* OK [HIGHESTMODSEQ 1000]');
  // In one go with the OK: nobody had a turn to listen.
  server.say(`${tag} OK`, '* 1 FETCH (UID 10 FLAGS (\\Seen))', '* 1 EXPUNGE', '* 30 EXISTS');
  await server.answer('UID FETCH', '* 1 FETCH (UID 11 FLAGS (old))');
  const search = await server.command('UID SEARCH');
  assert.deepEqual(told, []);
  server.say('* 1 FETCH (UID 11 FLAGS (new))', '* 30 FETCH (UID 60 FLAGS (other))');
  server.say(`* ESEARCH (TAG "${search.tag}") UID ALL 11:20,30:50`, `${search.tag} OK`);
  const { resumption } = await resuming;
  resumed = true;
  assert.ok(resumption.kind === 'changes');
  assert.deepEqual(plain(resumption.changes.flags), { 10: ['\\Seen'], 11: ['new'] });
  server.say('* 2 FETCH (UID 12 FLAGS ())');
  await until(() => told.length === 4);
  assert.deepEqual(told, [
    { kind: 'expunge', uid: 10, count: 29 },
    { kind: 'exists', count: 30, previous: 29 },
    { kind: 'flags', uid: 60, flags: ['other'] },
    { kind: 'flags', uid: 12, flags: [] },
  ]);
});
