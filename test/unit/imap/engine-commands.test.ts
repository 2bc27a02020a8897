import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { failure, rejection } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { answerSelect, signedIn } from './scripted-server.ts';

const work = mailboxFromDisplay('Work', false);

test('STATUS of several mailboxes goes out together and is told apart by name', async () => {
  const { client, server } = await signedIn();
  const both = Promise.all([client.status(inbox, ['MESSAGES']), client.status(work, ['MESSAGES'])]);
  const first = await server.command('STATUS');
  const second = await server.command('STATUS');
  server.say('* STATUS Work (MESSAGES 2)', '* STATUS INBOX (MESSAGES 1)', `${second.tag} OK`, `${first.tag} OK`);
  assert.deepEqual(await both, [{ messages: 1 }, { messages: 2 }]);
});

test('two LISTs cannot be told apart, so the second waits', async () => {
  const { client, server } = await signedIn();
  const lists = Promise.all([client.list({ pattern: 'A*' }), client.list({ pattern: 'B*' })]);
  const first = await server.command('LIST');
  await turns();
  assert.equal(server.unread, '');
  server.say('* LIST () "/" A1', `${first.tag} OK`);
  await server.answer('LIST', '* LIST () "/" B1');
  assert.deepEqual(
    (await lists).map((list) => list.map((mailbox) => mailbox.name.wire)),
    [['A1'], ['B1']],
  );
});

test('nothing joins a SELECT, and a SELECT joins nothing', async () => {
  const { client, server } = await signedIn();
  const before = client.status(work, ['MESSAGES']);
  const selecting = client.select(inbox);
  const after = client.status(work, ['MESSAGES']);
  await turns();
  const first = await server.command('STATUS');
  assert.equal(server.unread, '');
  server.say('* STATUS Work (MESSAGES 6)', `${first.tag} OK`);
  await answerSelect(server, 3);
  await server.answer('STATUS', '* STATUS Work (MESSAGES 7)');
  assert.deepEqual(await before, { messages: 6 });
  assert.equal((await selecting).exists, 3);
  assert.deepEqual(await after, { messages: 7 });
});

test('a tagged NO is a typed error with the response, a code and advice', async () => {
  const { client, server } = await signedIn();
  const selecting = rejection(client.select(work));
  const { tag } = await server.command('SELECT');
  server.say(`${tag} NO [NONEXISTENT] no such mailbox`);
  const error = await selecting;
  assert.equal(error.command, 'SELECT');
  assert.equal(error.mailbox, 'Work');
  assert.equal(error.detail.kind === 'refused' && error.detail.status.code?.name, 'NONEXISTENT');
  const busy = rejection(client.noop());
  const noop = await server.command('NOOP');
  server.say(`${noop.tag} NO [INUSE] later`);
  assert.equal((await busy).retry, 'later');
});

test('fault 57: when SELECT fails nothing that was queued for a mailbox runs in another', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select(inbox);
  await answerSelect(server, 3);
  const mailbox = await selecting;
  const other = failure(client.select(work));
  const store = failure(mailbox.store([uid(1)], 'add', ['\\Deleted']));
  const search = failure(mailbox.search([{ key: 'ALL' }]));
  const { tag } = await server.command('SELECT');
  server.say(`${tag} NO gone`);
  assert.equal((await other).kind, 'refused');
  assert.equal((await store).kind, 'illegal-state');
  assert.equal((await search).kind, 'illegal-state');
  await turns();
  assert.equal(server.unread, '', 'neither STORE nor SEARCH was sent');
});

test('a handle is dead once another mailbox is selected', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select(inbox);
  await answerSelect(server, 3);
  const mailbox = await selecting;
  const events: string[] = [];
  mailbox.onEvent((event) => events.push(event.kind));
  const again = client.select(work);
  await answerSelect(server, 9);
  await again;
  assert.deepEqual(events, ['closed']);
  assert.equal((await failure(mailbox.search([]))).kind, 'illegal-state');
  assert.equal(server.unread, '');
});

test('what comes before CLOSED is still about the old mailbox', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select(inbox);
  await answerSelect(server, 3);
  await selecting;
  const again = client.select(work);
  const { tag } = await server.command('SELECT');
  server.say('* 4 EXISTS', '* OK [UIDVALIDITY 1] old', '* OK [CLOSED]', '* 1 EXISTS', `${tag} OK [READ-WRITE]`);
  const opened = await again;
  assert.equal(opened.exists, 1);
  assert.equal(opened.uidValidity, null);
});

test('EXAMINE and READ-ONLY: changes are refused before anything is sent', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select(inbox, { readOnly: true });
  await answerSelect(server, 3, 'EXAMINE');
  const mailbox = await selecting;
  assert.equal(mailbox.readOnly, true);
  assert.equal((await failure(mailbox.store([uid(1)], 'add', ['\\Seen']))).kind, 'illegal-state');
  assert.equal(server.unread, '');
});

test('a mailbox that turns read-only in the middle says so', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select(inbox);
  await answerSelect(server, 3);
  const mailbox = await selecting;
  const events: string[] = [];
  mailbox.onEvent((event) => events.push(event.kind));
  server.say('* OK [READ-ONLY] somebody else writes now');
  await until(() => events.length > 0);
  assert.deepEqual(events, ['read-only']);
  assert.equal((await failure(mailbox.store([uid(1)], 'add', ['\\Seen']))).kind, 'illegal-state');
});

test('a capability that is not offered is missed before anything is sent', async () => {
  const { client, server } = await signedIn('IMAP4rev1');
  const detail = await failure(client.id(null));
  assert.deepEqual(detail, { kind: 'capability', capability: 'ID' });
  assert.equal(server.unread, '');
});

test('completions with unknown, old and repeated tags complete nothing', async () => {
  const { client, server, trace } = await signedIn();
  const first = client.noop();
  const { tag } = await server.command('NOOP');
  server.say('X999 OK not yours', `${tag} OK`, `${tag} NO again`);
  await first;
  const second = client.noop();
  const next = await server.command('NOOP');
  server.say(`${tag} NO [ALERT] for the one before`);
  await turns();
  server.say(`${next.tag} OK`);
  await second;
  const notes = trace.filter((record) => record.type === 'event' && record.event.kind === 'note');
  assert.equal(notes.length, 5, 'each of the three, and once for each tolerance: a tag nobody waits for, no text');
});

test('a completion for a command that was never sent ends the connection', async () => {
  const { client, server } = await signedIn();
  const first = failure(client.noop());
  const { tag } = await server.command('NOOP');
  server.say(`A${Number(tag.slice(1)) + 1} OK early`);
  const reason = await client.closed;
  assert.equal(reason.kind, 'protocol');
  assert.equal((await first).kind, 'closed');
});

test('a broken completion fails its own command and no other', async () => {
  const { client, server } = await signedIn();
  const broken = failure(client.status(inbox, ['MESSAGES']));
  const sound = client.status(work, ['MESSAGES']);
  const first = await server.command('STATUS');
  const second = await server.command('STATUS');
  server.say(`${first.tag} PERHAPS`, '* STATUS Work (MESSAGES 5)', `${second.tag} OK`);
  const detail = await broken;
  assert.equal(detail.kind, 'malformed-reply');
  assert.deepEqual(await sound, { messages: 5 });
});

test('a malformed response costs only itself', async () => {
  const { client, server } = await signedIn();
  const listing = client.list();
  const { tag } = await server.command('LIST');
  server.say('* LIST () "/" Good', '* LIST (((', '* 12 EXISTS IN', '* STATUS', '* LIST () "/" Fine', `${tag} OK`);
  assert.deepEqual(
    (await listing).map((mailbox) => mailbox.name.wire),
    ['Good', 'Fine'],
  );
});

test('a continuation request that nothing asked for is ignored', async () => {
  const { client, server } = await signedIn();
  server.say('+ go on');
  const running = client.noop();
  await server.answer('NOOP');
  await running;
});

test('a literal waits for the server, and alone', async () => {
  const { client, server } = await signedIn();
  const before = client.noop();
  const running = client.command('X-SAY', [{ literal: Buffer.from('two\r\nlines') }, { raw: 'END' }]);
  const noop = await server.command('NOOP');
  await turns();
  assert.equal(server.unread, '');
  server.say(`${noop.tag} OK`);
  const { tag, rest } = await server.command('X-SAY');
  assert.equal(rest, '{10}');
  const behind = client.noop();
  await turns();
  assert.equal(server.unread, '', 'no octet of the literal, nor another command, before the consent');
  server.say('+ ready');
  assert.equal(await server.octets(16), 'two\r\nlines END\r\n');
  server.say(`${tag} OK`);
  await server.answer('NOOP');
  await Promise.all([before, running, behind]);
});

test('a command with a literal waits even for commands it could not be mixed up with', async () => {
  const { client, server } = await signedIn();
  const long = mailboxFromDisplay('L L'.repeat(200), false);
  const before = client.status(work, ['MESSAGES']);
  const counting = client.status(long, ['MESSAGES']);
  const first = await server.command('STATUS');
  await turns();
  assert.equal(server.unread, '');
  server.say('* STATUS Work (MESSAGES 2)', `${first.tag} OK`);
  const { tag, rest } = await server.command('STATUS');
  assert.equal(rest, '{600}');
  server.say('+ ready');
  await server.octets(600 + ' (MESSAGES)\r\n'.length);
  server.say(`* STATUS "${long.wire}" (MESSAGES 8)`, `${tag} OK`);
  await before;
  assert.deepEqual(await counting, { messages: 8 });
});

test('a literal that the server refuses is not sent', async () => {
  const { client, server } = await signedIn();
  const running = failure(client.command('X-SAY', [{ literal: Buffer.from('text') }]));
  const { tag } = await server.command('X-SAY');
  server.say(`${tag} NO [TOOBIG] keep it`);
  assert.equal((await running).kind, 'refused');
  const next = client.noop();
  await server.answer('NOOP');
  await next;
});

test('fault 5: an OK before the command was sent whole ends the connection', async () => {
  const { client, server } = await signedIn();
  const running = failure(client.command('X-SAY', [{ literal: Buffer.from('text') }]));
  const { tag } = await server.command('X-SAY');
  server.say(`${tag} OK fine`);
  const detail = await running;
  assert.equal(detail.kind === 'closed' && detail.reason.kind, 'protocol');
  assert.equal((await client.closed).kind, 'protocol');
});

test('LITERAL+ needs no consent; without it a non-synchronising literal is never sent', async () => {
  const { client, server } = await signedIn('IMAP4rev1 LITERAL+');
  const running = client.command('X-SAY', [{ literal: Buffer.from('text') }]);
  const { tag, rest } = await server.command('X-SAY');
  assert.equal(rest, '{4+}');
  await server.expect(/^text$/);
  server.say(`${tag} OK`);
  await running;
});

test('BYE of the server: commands under way may still end, others fail, the connection closes', async () => {
  const { client, server, clock } = await signedIn();
  const one = client.status(inbox, ['MESSAGES']);
  const two = failure(client.status(work, ['MESSAGES']));
  const first = await server.command('STATUS');
  await server.command('STATUS');
  server.say('* BYE [UNAVAILABLE] going down', '* STATUS INBOX (MESSAGES 1)', `${first.tag} OK`);
  await one;
  await clock.advance(2_000);
  const detail = await two;
  assert.equal(detail.kind === 'closed' && detail.reason.kind === 'bye' && detail.reason.status.text, 'going down');
  assert.equal((await client.closed).kind, 'bye');
  assert.equal((await failure(client.noop())).kind, 'closed');
});

test('the server hangs up: every command fails with the same cause', async () => {
  const { client, server } = await signedIn();
  const all = Promise.all([
    failure(client.status(inbox, ['MESSAGES'])),
    failure(client.status(work, ['MESSAGES'])),
    failure(client.select(work)),
  ]);
  await server.command('STATUS');
  server.close();
  for (const detail of await all) assert.deepEqual(detail, { kind: 'closed', reason: { kind: 'eof' } });
  assert.deepEqual(await client.closed, { kind: 'eof' });
});

test('an endless line ends the connection with a framing violation', async () => {
  const { client, server } = await signedIn();
  const running = failure(client.noop());
  await server.command('NOOP');
  const mebibyte = 'x'.repeat(1024 * 1024);
  server.raw('* X ');
  for (let i = 0; i < 17; i++) server.raw(mebibyte);
  const detail = await running;
  assert.equal(detail.kind === 'closed' && detail.reason.kind, 'violation');
});

test('commands that have methods of their own, and names that are none, are refused as plain commands', async () => {
  const { client, server } = await signedIn();
  for (const name of ['LOGIN', 'select', 'STARTTLS', 'A B C', 'NOOP\r\nA1 DELETE INBOX', '']) {
    assert.equal((await failure(client.command(name, []))).kind, 'invalid-argument', name);
  }
  assert.equal((await failure(client.command('X', [{ raw: 'a\r\nb' }]))).kind, 'invalid-argument');
  await turns();
  assert.equal(server.unread, '');
});

test('a plain command collects its data', async () => {
  const { client, server } = await signedIn('IMAP4rev1 NAMESPACE');
  const running = client.command('namespace', []);
  await server.answer('NAMESPACE', '* NAMESPACE (("" "/")) NIL NIL', '* X-STRANGE 1 2');
  const { status, data } = await running;
  assert.equal(status.kind, 'OK');
  assert.deepEqual(
    data.map((one) => one.type),
    ['namespace', 'unknown'],
  );
});

test('every status response reaches the listener with what belongs to it', async () => {
  const { client, server, events, trace } = await signedIn();
  events.length = 0;
  const running = client.status(work, ['MESSAGES'], { origin: 'user' });
  const { tag } = await server.command('STATUS');
  server.say('* NO [ALERT] disk is full', '* STATUS Work (MESSAGES 1)', `${tag} OK [X-NEW 1] done`);
  await running;
  const [alert, done] = events;
  assert.equal(alert?.status.code?.name, 'ALERT');
  assert.equal(alert.command?.name, 'STATUS');
  assert.equal(alert.trusted, true);
  assert.equal(done?.command?.tag, tag);
  assert.equal(done.command.origin, 'user');
  assert.equal(done.mailbox?.wire, 'Work');
  assert.deepEqual(done.status.code, { name: 'other', code: 'X-NEW', args: '1' });
  const record = trace.find((one) => one.index === alert.traceIndex);
  assert.ok(
    record?.type === 'line' && record.parts[0]?.kind === 'text' && record.parts[0].text.includes('disk is full'),
  );
});

test('a listener that throws costs nothing', async () => {
  const { client, server } = await signedIn('IMAP4rev1', {
    onStatus: () => {
      throw new Error('listener');
    },
    trace: () => {
      throw new Error('sink');
    },
  });
  const running = client.noop();
  await server.answer('NOOP');
  await running;
});
