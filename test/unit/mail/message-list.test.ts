import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { MessageList } from '../../../extension/mail/message-list.ts';
import { accountId, MailboxGoneError } from '../../../extension/mail/model.ts';
import { untilList } from './until.ts';
import { FakeMailbox } from './fake-mailbox.ts';

const never = new AbortController().signal;

async function listOf(fake: FakeMailbox): Promise<MessageList> {
  const list = new MessageList(accountId('a'), inbox, () => 60_000);
  await list.attach(fake.client(), never);
  return list;
}

function uids(list: MessageList): number[] {
  return list.rows.map((row) => row.ref.uid);
}

test('the first page is the newest hundred, newest first', async () => {
  const fake = new FakeMailbox(250);
  const list = await listOf(fake);
  assert.equal(list.rows.length, 100);
  assert.deepEqual(uids(list).slice(0, 3), [2500, 2490, 2480]);
  assert.equal(list.hasMore, true);
  assert.equal(list.total, 250);
  assert.deepEqual(fake.log, ['select', 'page 0+100']);
});

test('Load more adds the page behind, until nothing is left', async () => {
  const fake = new FakeMailbox(250);
  const list = await listOf(fake);
  await list.loadMore();
  await list.loadMore();
  assert.equal(list.rows.length, 250);
  assert.deepEqual(uids(list).slice(-2), [20, 10]);
  assert.equal(list.hasMore, false);
  assert.deepEqual(fake.log.slice(1), ['page 0+100', 'page 100+100', 'page 200+100']);
});

test('Load more pressed twice at once does not load a page twice', async () => {
  const fake = new FakeMailbox(400);
  const list = await listOf(fake);
  await Promise.all([list.loadMore(), list.loadMore()]);
  assert.equal(new Set(uids(list)).size, 300);
});

test('mail that arrives while the list is open stands on top', async () => {
  const fake = new FakeMailbox(3);
  const list = await listOf(fake);
  fake.arrive(100, 110);
  await untilList(list, () => list.rows.length === 5);
  assert.deepEqual(uids(list), [110, 100, 30, 20, 10]);
});

test('an expunged message leaves the list; one beyond the page only lowers the total', async () => {
  const fake = new FakeMailbox(150);
  const list = await listOf(fake);
  fake.expunge(1490);
  assert.equal(uids(list).includes(1490), false);
  assert.equal(list.rows.length, 99);
  fake.expunge(10);
  assert.equal(list.rows.length, 99);
  assert.equal(list.total, 148);
});

test('an expunge of a message whose UID is unknown makes the list read again', async () => {
  const fake = new FakeMailbox(5);
  const list = await listOf(fake);
  fake.expunge(30, false);
  await untilList(list, () => list.rows.length === 4);
  assert.deepEqual(uids(list), [50, 40, 20, 10]);
});

test('flags that another client changes show in the row, and only that row is told', async () => {
  const fake = new FakeMailbox(3);
  const list = await listOf(fake);
  const told: (number[] | null)[] = [];
  list.onDidChange((change) => told.push(change.rows?.map((row) => row.ref.uid) ?? null));
  fake.emit({ kind: 'flags', uid: uid(20), flags: ['\\Seen'] });
  fake.emit({ kind: 'flags', uid: uid(20), flags: ['\\Seen'] });
  assert.deepEqual(list.row(uid(20))?.flags, ['\\Seen']);
  assert.deepEqual(told, [[20]]);
});

test('VANISHED takes whole ranges without expanding them', async () => {
  const fake = new FakeMailbox(5);
  const list = await listOf(fake);
  fake.emit({ kind: 'vanished', uids: [{ from: 20, to: 4294967295 }], count: 1 });
  assert.deepEqual(uids(list), [10]);
});

test('after a reconnect only what changed is read', async () => {
  const fake = new FakeMailbox(250);
  const list = await listOf(fake);
  await list.loadMore();
  fake.log.length = 0;
  fake.uids = [...fake.uids.filter((one) => one !== 2400), 2510, 2520];
  fake.flags.set(2450, ['\\Seen']);
  await list.attach(fake.client(), never);
  assert.deepEqual(fake.log, ['select', 'fetch 2501:2520']);
  assert.equal(list.rows.length, 201);
  assert.deepEqual(uids(list).slice(0, 3), [2520, 2510, 2500]);
  assert.equal(list.row(uid(2400)), undefined);
  assert.deepEqual(list.row(uid(2450))?.flags, ['\\Seen']);
  assert.equal(list.hasMore, true);
  assert.equal(fake.listeners, 1);
  assert.equal(fake.idling, 1);
});

test('after a reconnect that finds many messages gone the rows are filled up from below', async () => {
  const fake = new FakeMailbox(250);
  const list = await listOf(fake);
  fake.uids = fake.uids.slice(0, 160);
  await list.attach(fake.client(), never);
  assert.equal(list.rows.length, 100);
  assert.deepEqual([uids(list)[0], uids(list).at(-1)], [1600, 610]);
});

test('more new mail than is worth catching up with: the list starts over', async () => {
  const fake = new FakeMailbox(250);
  const list = await listOf(fake);
  fake.uids.push(...Array.from({ length: 2_000 }, (_, at) => 3_000 + at));
  fake.log.length = 0;
  await list.attach(fake.client(), never);
  assert.deepEqual(fake.log, ['select', 'page 0+100']);
  assert.equal(list.rows.length, 100);
  assert.equal(uids(list)[0], 4_999);
});

test('contradictions in a row cost one reading', async () => {
  const fake = new FakeMailbox(5);
  const list: MessageList = new MessageList(accountId('a'), inbox, () => 60_000, {
    selectAgain: () => void list.attach(fake.client(), never, 'background'),
    lookFor: () => undefined,
  });
  await list.attach(fake.client(), never);
  fake.log.length = 0;
  for (let i = 0; i < 50; i++) fake.emit({ kind: 'resync-needed', reason: 'lies' });
  await untilList(list, () => list.state.kind === 'loading');
  await untilList(list, () => list.state.kind === 'ready');
  // The numbers of messages are in doubt: only a new SELECT tells how many there are.
  assert.deepEqual(fake.log, ['select', 'page 0+100']);
});

test('a message that goes while its row is being read leaves no row', async () => {
  const fake = new FakeMailbox(3);
  const list = await listOf(fake);
  fake.arrive(100);
  while (fake.log.length < 3) await Promise.resolve();
  // The row is on its way: the message was there when it was read.
  fake.emit({ kind: 'vanished', uids: [{ from: 100, to: 100 }], count: 3 });
  await list.loadMore();
  assert.deepEqual(uids(list), [30, 20, 10]);
});

test('messages that arrive one by one in one go are all read', async () => {
  const fake = new FakeMailbox(3);
  const list = await listOf(fake);
  fake.arrive(100);
  fake.arrive(110);
  fake.arrive(120);
  await untilList(list, () => list.rows.length === 6);
  assert.deepEqual(uids(list), [120, 110, 100, 30, 20, 10]);
  assert.equal(fake.log.length, 3);
});

test('a mailbox of which the server says that it is gone is looked for; the rows stay until it is certain', async () => {
  const fake = new FakeMailbox(3);
  let asked = 0;
  const list = new MessageList(accountId('a'), inbox, () => 60_000, {
    selectAgain: () => undefined,
    lookFor: () => void asked++,
  });
  await list.attach(fake.client(), never);
  fake.emit({ kind: 'nonexistent' });
  assert.deepEqual([asked, list.state.kind, list.rows.length], [1, 'ready', 3]);
  list.fail(new MailboxGoneError(inbox));
  assert.deepEqual(list.rows, []);
});

test('another UIDVALIDITY drops the old rows', async () => {
  const fake = new FakeMailbox(3);
  const list = await listOf(fake);
  fake.uidValidity = 2;
  fake.uids = [10];
  await list.attach(fake.client(), never);
  assert.deepEqual(
    list.rows.map((row) => [row.ref.uid, row.ref.uidValidity]),
    [[10, 2]],
  );
});

test('a failure is kept in the state and the rows stay readable', async () => {
  const fake = new FakeMailbox(3);
  const list = await listOf(fake);
  list.fail(new Error('gone'));
  assert.equal(list.state.kind, 'failed');
  assert.equal(list.rows.length, 3);
});
