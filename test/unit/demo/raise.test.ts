import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RawClient, signedIn, smallServer } from './raw-client.ts';

test('untagged: every live connection hears it at once, also in IDLE', async () => {
  const server = smallServer();
  const [a, b] = [await signedIn(server), await signedIn(server)];
  a.write('i IDLE\r\n');
  assert.match(await a.next(), /^\+ /);
  const raised = server.raise({ how: 'untagged', status: 'NO', code: 'ALERT', text: 'Größe zählt\r\n* BYE forged' });
  const expected = Buffer.from('* NO [ALERT] Größe zählt * BYE forged').toString('latin1');
  assert.equal(await a.next(), expected);
  assert.equal(await b.next(), expected);
  assert.equal(await raised.delivered, true);
  assert.equal(await smallServer().raise({ how: 'untagged', status: 'OK', text: 'nobody there' }).delivered, false);
});

test('untagged BYE ends the connections', async () => {
  const server = smallServer();
  const a = await signedIn(server);
  server.raise({ how: 'untagged', status: 'BYE', code: 'UNAVAILABLE', text: 'Shutting down' });
  assert.equal(await a.next(), '* BYE [UNAVAILABLE] Shutting down');
  assert.deepEqual(await a.ended(), { kind: 'eof' });
  assert.equal(server.connections, 0);
});

test('answer-next-command: NO and BAD come in place of doing it, OK in place of its own', async () => {
  const server = smallServer();
  const a = await signedIn(server);
  const refused = server.raise({
    how: 'answer-next-command',
    status: 'NO',
    code: 'OVERQUOTA',
    text: 'Full',
    command: 'create',
  });
  assert.match((await a.send('NOOP')).tagged, /^OK NOOP/);
  assert.equal((await a.send('CREATE Fresh')).tagged, 'NO [OVERQUOTA] Full');
  assert.equal(await refused.delivered, true);
  assert.deepEqual(await a.ok('LIST "" Fresh'), []);
  server.raise({ how: 'answer-next-command', status: 'OK', code: 'X-FOO 1', text: 'Made' });
  assert.equal((await a.send('CREATE Fresh')).tagged, 'OK [X-FOO 1] Made');
  assert.equal((await a.ok('LIST "" Fresh')).length, 1);
  server.raise({ how: 'answer-next-command', status: 'BAD', text: 'No code', command: 'UID STORE' });
  await a.ok('SELECT Box');
  assert.match((await a.send('STORE 1 +FLAGS (\\Seen)')).tagged, /^OK /);
  assert.equal((await a.send('UID STORE 1 +FLAGS (\\Seen)')).tagged, 'BAD No code');
});

test('before-next-answer, continuation, and cancelling', async () => {
  const server = smallServer();
  const a = await signedIn(server);
  server.raise({ how: 'before-next-answer', status: 'OK', code: 'INPROGRESS ("x" 1 2)', text: '', command: 'STATUS' });
  assert.deepEqual(await a.ok('NOOP'), []);
  assert.equal((await a.ok('STATUS Box (MESSAGES)'))[0], '* OK [INPROGRESS ("x" 1 2)] ');
  server.raise({ how: 'continuation', code: 'ALERT', text: 'Mind the gap' });
  a.write('i IDLE\r\n');
  assert.equal(await a.next(), '+ [ALERT] Mind the gap');
  a.write('DONE\r\n');
  await a.until('i');
  const raised = server.raise({ how: 'answer-next-command', status: 'NO', text: 'never' });
  raised.cancel();
  assert.equal(await raised.delivered, false);
  assert.match((await a.send('NOOP')).tagged, /^OK /);
  const waiting = server.raise({ how: 'answer-next-command', status: 'NO', text: 'never' });
  server.dispose();
  assert.equal(await waiting.delivered, false);
});

test('before-next-answer BYE: the command gets no answer', async () => {
  const server = smallServer();
  const a = await signedIn(server);
  server.raise({ how: 'before-next-answer', status: 'BYE', text: 'Gone' });
  a.write('x NOOP\r\n');
  assert.equal(await a.next(), '* BYE Gone');
  await a.ended();
  await assert.rejects(a.next());
});

test('greetings: OK with a code, PREAUTH, BYE', async () => {
  const server = smallServer();
  server.raise({ how: 'greeting', status: 'OK', code: 'ALERT', text: 'Hello' });
  server.raise({ how: 'greeting', status: 'PREAUTH', text: 'You are known' });
  server.raise({ how: 'greeting', status: 'BYE', code: 'UNAVAILABLE', text: 'Later' });
  const clients = [1, 2, 3, 4].map(() => new RawClient(server.connect()));
  const [ok, preauth, bye, usual] = clients;
  assert.equal(await ok?.next(), '* OK [ALERT] Hello');
  assert.equal(await preauth?.next(), '* PREAUTH You are known');
  assert.match((await preauth?.send('SELECT Box'))?.tagged ?? '', /^OK /);
  assert.equal(await bye?.next(), '* BYE [UNAVAILABLE] Later');
  assert.deepEqual(await bye?.ended(), { kind: 'eof' });
  assert.match((await usual?.next()) ?? '', /^\* OK \[CAPABILITY /);
});

test('say sends any line', async () => {
  const server = smallServer();
  const a = await signedIn(server);
  assert.equal(server.say('* 5 FETCH (UID'), 1);
  assert.equal(await a.next(), '* 5 FETCH (UID');
});
