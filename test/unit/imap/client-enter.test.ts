import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import type { Client } from '../../../extension/imap/client/client.ts';
import { enter, isLostEarly } from '../../../extension/imap/client/enter.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { MessageList } from '../../../extension/mail/message-list.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { turns, until } from './manual-clock.ts';
import { scene, type Scene } from './scripted-server.ts';

const credentials = { kind: 'password', user: 'ada', password: 'secret' } as const;
const never = new AbortController().signal;
const selected = [
  '* FLAGS (\\Seen)',
  '* 3 EXISTS',
  '* OK [UIDVALIDITY 77] x',
  '* OK [UIDNEXT 31] x',
  '* OK [HIGHESTMODSEQ 9] x',
];
const abilities = 'IMAP4rev1 ID IDLE CONDSTORE QRESYNC ENABLE';

async function connected(): Promise<Scene & { readonly client: Client }> {
  const one = scene();
  one.server.say('* OK [CAPABILITY IMAP4rev1 ID SASL-IR AUTH=PLAIN] hello');
  return { ...one, client: await connectImap(one.options) };
}

test('the first page of a mailbox comes two round trips after the greeting', async () => {
  const { client, server } = await connected();
  const entering = enter(client, credentials, { mailbox: inbox });
  // Both are read before either is answered.
  const sign = await server.command('AUTHENTICATE');
  const select = await server.command('SELECT');
  server.say(`${sign.tag} OK [CAPABILITY ${abilities}] in`, ...selected, `${select.tag} OK [READ-WRITE] open`);
  await entering;
  const list = new MessageList(accountId('a'), inbox, () => 60_000);
  const attaching = list.attach(client, never, 'user');
  const fetch = await server.command('FETCH');
  assert.match(fetch.rest, /^1:3 \(UID .*MODSEQ/);
  const row = (seq: number): string => `* ${seq} FETCH (UID ${seq * 10} FLAGS () RFC822.SIZE 5 MODSEQ (${seq}))`;
  server.say(row(1), row(2), row(3), `${fetch.tag} OK done`);
  await attaching;
  assert.deepEqual(
    list.rows.map(({ ref }) => ref.uid),
    [30, 20, 10],
  );
  assert.equal(list.total, 3);
  await server.command('IDLE');
  list.dispose();
  client.destroy();
});

test('a mailbox selected before CONDSTORE was known to be there is selected again with it', async () => {
  const { client, server } = await connected();
  const entering = enter(client, credentials, { mailbox: inbox });
  const sign = await server.command('AUTHENTICATE');
  const select = await server.command('SELECT');
  const plain = selected.filter((line) => !line.includes('HIGHESTMODSEQ'));
  server.say(`${sign.tag} OK [CAPABILITY ${abilities}] in`, ...plain, `${select.tag} OK [READ-WRITE] open`);
  await entering;
  const list = new MessageList(accountId('a'), inbox, () => 60_000);
  list.attach(client, never, 'user').catch(() => undefined);
  assert.equal(await server.answer('SELECT', ...selected), 'INBOX (CONDSTORE)');
  assert.match((await server.command('FETCH')).rest, /MODSEQ/);
  list.dispose();
  client.destroy();
});

test('a sign-in that is refused says so, and nothing of the mailbox that went with it', async () => {
  const { client, server, events } = await connected();
  const entering = enter(client, credentials, { mailbox: inbox });
  const sign = await server.command('AUTHENTICATE');
  const select = await server.command('SELECT');
  server.say(`${sign.tag} NO [AUTHENTICATIONFAILED] wrong`, `${select.tag} BAD not signed in`);
  await assert.rejects(
    entering,
    (error) => error instanceof ImapError && error.status?.code?.name === 'AUTHENTICATIONFAILED',
  );
  await turns();
  assert.deepEqual(
    events.flatMap(({ command }) => (command === null ? [] : [command.name])),
    ['AUTHENTICATE PLAIN'],
  );
  assert.equal(server.unread, '', 'nobody is introduced who was not let in');
});

test('a mailbox that is refused is no failure of signing in: the list asks again and hears of it', async () => {
  const { client, server, events } = await connected();
  const entering = enter(client, credentials, { mailbox: inbox });
  const sign = await server.command('AUTHENTICATE');
  const select = await server.command('SELECT');
  server.say(`${sign.tag} OK [CAPABILITY ${abilities}] in`, `${select.tag} NO [NOPERM] not you`);
  await entering;
  assert.equal(client.selected, null);
  const list = new MessageList(accountId('a'), inbox, () => 60_000);
  const attaching = list.attach(client, never, 'user');
  await server.answer('ID', '* ID NIL');
  const again = await server.command('SELECT');
  server.say(`${again.tag} NO [NOPERM] not you`);
  await assert.rejects(attaching, /not you/);
  assert.deepEqual(
    events.flatMap(({ command }) => (command?.name === 'SELECT' ? [command.origin] : [])),
    ['background', 'user'],
  );
});

test('a mailbox whose size cannot be read is no failure of signing in, and not taken for an empty one', async () => {
  for (const line of ['* 99999999999 EXISTS', '* 7x EXISTS']) {
    const { client, server } = await connected();
    const entering = enter(client, credentials, { mailbox: inbox });
    const sign = await server.command('AUTHENTICATE');
    const select = await server.command('SELECT');
    server.say(`${sign.tag} OK [CAPABILITY IMAP4rev1] in`, line, '* OK [UIDVALIDITY 77] x', `${select.tag} OK open`);
    await entering;
    assert.equal(client.authenticated, true, line);
    assert.equal(client.selected, null, line);
    client.destroy();
  }
});

test('a SELECT that the server lost behind the sign-in is told apart from everything else', async () => {
  const { client, server, clock } = await connected();
  const entering = enter(client, credentials, { mailbox: inbox });
  const lost: unknown[] = [];
  entering.catch((error: unknown) => lost.push(error));
  const sign = await server.command('AUTHENTICATE');
  server.say(`${sign.tag} OK [CAPABILITY ${abilities}] in`);
  await turns();
  await clock.advance(14_000);
  assert.equal(lost.length, 0);
  await clock.advance(2_000);
  await until(() => lost.length > 0, 'it was given up');
  assert.ok(isLostEarly(lost[0]));
  assert.ok(lost[0] instanceof ImapError);
  assert.equal(lost[0].mailbox, 'INBOX');
});

test('rows that are known are brought up to date, not taken for those of a mailbox that is selected already', async () => {
  const { client, server } = await connected();
  const entering = enter(client, credentials, { mailbox: inbox });
  const sign = await server.command('AUTHENTICATE');
  const select = await server.command('SELECT');
  server.say(`${sign.tag} OK [CAPABILITY IMAP4rev1] in`, ...selected, `${select.tag} OK [READ-WRITE] open`);
  await entering;
  const list = new MessageList(accountId('a'), inbox, () => 60_000);
  const first = list.attach(client, never, 'user');
  await server.answer('FETCH', '* 1 FETCH (UID 10 FLAGS () RFC822.SIZE 5)');
  await first;
  // It looks for news now and then, where IDLE is not offered.
  await server.answer('NOOP');
  const second = list.attach(client, never, 'background');
  await server.answer('SELECT', ...selected);
  second.catch(() => undefined);
  list.dispose();
  client.destroy();
});
