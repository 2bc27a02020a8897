import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import { clock, RawClient, signedIn, smallServer } from './raw-client.ts';

const plain = (text: string): string => Buffer.from(text).toString('base64');

async function greeted(server: DemoServer): Promise<RawClient> {
  const client = new RawClient(server.connect());
  assert.match(await client.next(), /^\* OK \[CAPABILITY IMAP4rev1 .*AUTH=PLAIN\] /);
  return client;
}

test('LOGIN takes the demo password only', async () => {
  const client = await greeted(smallServer());
  assert.match((await client.send('LOGIN demo@mail-explorer.example wrong')).tagged, /^NO \[AUTHENTICATIONFAILED\] /);
  assert.match((await client.send('LOGIN someone@else.example demo')).tagged, /^NO \[AUTHENTICATIONFAILED\] /);
  assert.match(
    (await client.send('LOGIN "demo@mail-explorer.example" "demo"')).tagged,
    /^OK \[CAPABILITY IMAP4rev1 [^\]]*IDLE[^\]]*\] /,
  );
  assert.match((await client.send('LOGIN demo@mail-explorer.example demo')).tagged, /^BAD /);
});

test('AUTHENTICATE PLAIN works at once and behind a continuation', async () => {
  const server = smallServer();
  const good = plain('\0demo@mail-explorer.example\0demo');
  assert.match((await (await greeted(server)).send(`AUTHENTICATE PLAIN ${good}`)).tagged, /^OK /);

  const slow = await greeted(server);
  slow.write('a AUTHENTICATE PLAIN\r\n');
  assert.equal(await slow.next(), '+ ');
  slow.write(`${good}\r\n`);
  assert.match((await slow.until('a')).tagged, /^OK \[CAPABILITY /);

  const other = await greeted(server);
  assert.match(
    (await other.send(`AUTHENTICATE PLAIN ${plain('\0demo@mail-explorer.example\0no')}`)).tagged,
    /^NO \[AUTHENTICATIONFAILED\]/,
  );
  assert.match(
    (await other.send(`AUTHENTICATE PLAIN ${plain('boss\0demo@mail-explorer.example\0demo')}`)).tagged,
    /^NO \[AUTHORIZATIONFAILED\]/,
  );
  assert.match((await other.send('AUTHENTICATE PLAIN =')).tagged, /^BAD /);
  assert.match((await other.send('AUTHENTICATE CRAM-MD5')).tagged, /^NO /);
  other.write('b AUTHENTICATE PLAIN\r\n');
  assert.equal(await other.next(), '+ ');
  other.write('*\r\n');
  assert.match((await other.until('b')).tagged, /^BAD /);
  assert.match((await other.send('NOOP')).tagged, /^OK /);
});

test('commands are held to their state', async () => {
  const server = smallServer();
  const client = await greeted(server);
  assert.match((await client.send('SELECT INBOX')).tagged, /^BAD Sign in first/);
  assert.match((await client.send('FETCH 1 FLAGS')).tagged, /^BAD /);
  assert.match((await client.send('STARTTLS')).tagged, /^BAD Unknown command/);
  const user = await signedIn(server);
  assert.match((await user.send('FETCH 1 FLAGS')).tagged, /^BAD Select a mailbox first/);
  assert.match((await user.send('NOOP again')).tagged, /^BAD /);
  user.write('\r\n');
  assert.match(await user.next(), /^\* BAD /);
});

test('literals: synchronising, non-synchronising, empty, and too large', async () => {
  const server = smallServer();
  const client = await greeted(server);
  client.write('a LOGIN {25}\r\n');
  assert.match(await client.next(), /^\+ /);
  client.write('demo@mail-explorer.example demo\r\n');
  // 25 octets leave the last letter of the address outside: the space is missing.
  assert.match((await client.until('a')).tagged, /^BAD /);
  client.write('b LOGIN {26}\r\n');
  assert.match(await client.next(), /^\+ /);
  client.write('demo@mail-explorer.example {4+}\r\ndemo\r\n');
  assert.match((await client.until('b')).tagged, /^OK /);
  assert.match((await client.send('SEARCH {0+}\r\n')).tagged, /^BAD /);
  assert.match((await client.send('CREATE {0+}\r\n')).tagged, /^NO \[CANNOT\]/);
  assert.match((await client.send('APPEND INBOX {99999999}')).tagged, /^NO \[TOOBIG\]/);
  const size = 9 * 1024 * 1024;
  assert.match((await client.send(`APPEND INBOX {${size}+}\r\n${'x'.repeat(size)}`)).tagged, /^NO \[TOOBIG\]/);
  assert.match((await client.send('NOOP')).tagged, /^OK /);
});

test('a command may come octet by octet, and many in one piece', async () => {
  const server = smallServer();
  const client = await signedIn(server);
  for (const char of 'x APPEND INBOX {12+}\r\nSubject: a\r\n\r\n') client.write(char);
  assert.match((await client.until('x')).tagged, /^OK \[APPENDUID \d+ 1\]/);
  client.write('a NOOP\r\nb SELECT Box\r\nc FETCH 1 UID\r\nd CLOSE\r\n');
  assert.match((await client.until('a')).tagged, /^OK /);
  assert.match((await client.until('b')).tagged, /^OK \[READ-WRITE\]/);
  assert.deepEqual((await client.until('c')).untagged, ['* 1 FETCH (UID 1)']);
  assert.match((await client.until('d')).tagged, /^OK /);
});

test('an endless line is refused and the connection goes on', async () => {
  const client = await signedIn(smallServer());
  client.write(`long NOOP ${'x'.repeat(70_000)}`);
  assert.match((await client.until('long')).tagged, /^BAD /);
  client.write('still the same line\r\n');
  assert.match((await client.send('NOOP')).tagged, /^OK /);
});

test('ID, NAMESPACE, ENABLE, CAPABILITY, LOGOUT', async () => {
  const server = smallServer();
  const client = await signedIn(server);
  assert.match((await client.ok('ID ("name" "test" "version" NIL)')).join(), /^\* ID \("name" "Mail Explorer demo"/);
  assert.match((await client.send('ID ("name")')).tagged, /^BAD /);
  assert.deepEqual(await client.ok('NAMESPACE'), ['* NAMESPACE (("" "/")) NIL NIL']);
  assert.deepEqual(await client.ok('ENABLE CONDSTORE X-NOTHING'), ['* ENABLED CONDSTORE']);
  assert.deepEqual(await client.ok('ENABLE CONDSTORE'), ['* ENABLED']);
  assert.match((await client.ok('CAPABILITY')).join(), /^\* CAPABILITY IMAP4rev1 /);
  const bye = await client.send('LOGOUT');
  assert.match(bye.untagged.join(), /^\* BYE /);
  assert.match(bye.tagged, /^OK /);
  assert.deepEqual(await client.ended(), { kind: 'eof' });
  assert.equal(server.connections, 0);
});

test('a mistake of our own is told as SERVERBUG and costs one command', async () => {
  let broken = false;
  const server = new DemoServer({
    seed: { folders: [] },
    now: () => {
      if (broken) throw new Error('clock stopped');
      return clock;
    },
  });
  const client = await signedIn(server);
  broken = true;
  assert.match((await client.send('APPEND INBOX {12+}\r\nSubject: a\r\n')).tagged, /^NO \[SERVERBUG\] /);
  broken = false;
  assert.match((await client.send('NOOP')).tagged, /^OK /);
});

test('quota and rights', async () => {
  const server = smallServer([], [{ path: 'Wall', readOnly: true, messages: [] }]);
  const client = await signedIn(server);
  assert.deepEqual(await client.ok('GETQUOTAROOT Box'), [
    '* QUOTAROOT Box "Demo account"',
    '* QUOTA "Demo account" (STORAGE 0 16384 MESSAGE 0 2000)',
  ]);
  assert.match((await client.send('GETQUOTA nothing')).tagged, /^NO \[NONEXISTENT\]/);
  assert.deepEqual(await client.ok('MYRIGHTS Box'), ['* MYRIGHTS Box lrswipkxteacd']);
  assert.deepEqual(await client.ok('MYRIGHTS Wall'), ['* MYRIGHTS Wall lrp']);
  assert.match((await client.ok('GETACL Box')).join(), /^\* ACL Box demo@mail-explorer\.example lrswipkxteacd$/);
  assert.match((await client.send('GETACL Wall')).tagged, /^NO \[NOPERM\]/);
  assert.match((await client.send('SETACL Box anyone lr')).tagged, /^NO \[NOPERM\]/);
});

test('the quota holds', async () => {
  const server = smallServer([]);
  const client = await signedIn(server);
  const message = `Subject: big\r\n\r\n${'x'.repeat(7 * 1024 * 1024)}`;
  const append = `APPEND INBOX {${message.length}+}\r\n${message}`;
  await client.ok(append);
  await client.ok(append);
  assert.match((await client.send(append)).tagged, /^NO \[OVERQUOTA\]/);
});
