import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DemoServer } from '../../../extension/demo/demo-server.ts';
import { signedIn, smallServer, type RawClient } from './raw-client.ts';

async function two(): Promise<{ server: DemoServer; a: RawClient; b: RawClient }> {
  const server = smallServer();
  const [a, b] = [await signedIn(server), await signedIn(server)];
  await a.ok('SELECT Box');
  await b.ok('SELECT Box');
  return { server, a, b };
}

test('\\Recent goes to the first that looks', async () => {
  const server = smallServer();
  const [a, b] = [await signedIn(server), await signedIn(server)];
  assert.ok((await a.ok('EXAMINE Box')).includes('* 3 RECENT'));
  assert.ok((await a.ok('SELECT Box')).includes('* 3 RECENT'));
  assert.ok((await b.ok('SELECT Box')).includes('* 0 RECENT'));
});

test('IDLE hears of new mail, flags and expunges at once', async () => {
  const { server, a, b } = await two();
  a.write('i IDLE\r\n');
  assert.match(await a.next(), /^\+ /);
  assert.equal(server.deliver('Box', { raw: Buffer.from('Subject: four\r\n\r\n4\r\n') }), 4);
  assert.equal(await a.next(), '* 4 EXISTS');
  assert.match(await a.next(), /^\* \d+ RECENT$/);
  await b.ok('UID STORE 2 +FLAGS (\\Flagged)');
  assert.match(await a.next(), /^\* 2 FETCH \(UID 2 FLAGS \(\\Flagged( \\Recent)?\)\)$/);
  await b.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
  assert.match(await a.next(), /^\* 1 FETCH \(UID 1 FLAGS \(\\Deleted/);
  await b.ok('EXPUNGE');
  assert.equal(await a.next(), '* 1 EXPUNGE');
  a.write('DONE\r\n');
  assert.deepEqual(await a.until('i'), { untagged: [], tagged: 'OK IDLE done' });
});

test('IDLE ends with DONE only', async () => {
  const { a } = await two();
  a.write('i IDLE\r\n');
  assert.match(await a.next(), /^\+ /);
  a.write('j NOOP\r\n');
  assert.match((await a.until('i')).tagged, /^BAD /);
  assert.match((await a.send('NOOP')).tagged, /^OK /);
});

test('no EXPUNGE comes with FETCH, STORE or SEARCH; numbers hold until it does', async () => {
  const { a, b } = await two();
  await b.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
  await b.ok('EXPUNGE');
  const fetched = await a.send('FETCH 1:3 UID');
  assert.deepEqual(
    fetched.untagged,
    [1, 2, 3].map((n) => `* ${n} FETCH (UID ${n})`),
  );
  assert.match(fetched.tagged, /^OK \[EXPUNGEISSUED\]/);
  assert.deepEqual((await a.send('SEARCH ALL')).untagged, ['* SEARCH 2 3']);
  assert.match((await a.send('COPY 1 INBOX')).tagged, /^NO \[EXPUNGEISSUED\]/);
  // The refused COPY was allowed to tell; from here the numbers are new.
  assert.deepEqual((await a.send('UID FETCH 1:* UID')).untagged, ['* 1 FETCH (UID 2)', '* 2 FETCH (UID 3)']);
});

test('a UID that is gone is passed over, and the EXPUNGE follows', async () => {
  const { a, b } = await two();
  await b.ok('UID STORE 2 +FLAGS.SILENT (\\Deleted)');
  await b.ok('EXPUNGE');
  assert.deepEqual(await a.ok('UID FETCH 2 (UID BODY.PEEK[])'), ['* 2 EXPUNGE']);
});

test('reading a body marks it for both, peeking and EXAMINE for none', async () => {
  const { a, b } = await two();
  assert.deepEqual(await a.ok('FETCH 1 BODY.PEEK[TEXT]'), ['* 1 FETCH (BODY[TEXT] {3}\r\n1\r\n)']);
  assert.deepEqual(await b.ok('NOOP'), []);
  assert.deepEqual(await a.ok('FETCH 1 BODY[TEXT]'), ['* 1 FETCH (BODY[TEXT] {3}\r\n1\r\n FLAGS (\\Seen \\Recent))']);
  assert.deepEqual(await b.ok('NOOP'), ['* 1 FETCH (UID 1 FLAGS (\\Seen))']);
  await b.ok('EXAMINE Box');
  assert.deepEqual(await b.ok('FETCH 2 BODY[TEXT]'), ['* 2 FETCH (BODY[TEXT] {3}\r\n2\r\n)']);
});

test('a mailbox deleted under a client is empty from then on', async () => {
  const { a, b } = await two();
  await b.ok('DELETE Box');
  assert.deepEqual(await a.ok('NOOP'), ['* 1 EXPUNGE', '* 1 EXPUNGE', '* 1 EXPUNGE']);
  assert.match((await a.send('EXPUNGE')).tagged, /^NO \[NONEXISTENT\]/);
  assert.match((await a.send('SELECT Box')).tagged, /^NO \[NONEXISTENT\]/);
});

test('a connection that goes away leaves the others alone', async () => {
  const server = smallServer();
  const stays = await signedIn(server);
  const transport = server.connect();
  transport.start({ data: () => undefined, end: () => undefined });
  assert.equal(server.connections, 2);
  transport.destroy();
  while (server.connections > 1) await stays.ok('NOOP');
  assert.match((await stays.send('SELECT Box')).tagged, /^OK /);
  server.dispose();
  assert.deepEqual(await stays.ended(), { kind: 'eof' });
});
