// What servers cannot take of us, and how it is asked instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { oneConnection } from '../../../extension/imap/client/mailbox-access.ts';
import { TransferJob } from '../../../extension/imap/client/transfer-job.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { answerSelect, scene, signedIn } from './scripted-server.ts';

const used = (client: { readonly quirks: readonly { readonly id: string; readonly count: number }[] }): unknown =>
  client.quirks.map(({ id, count }) => [id, count]);

test('SELECT that wants to know first who asks (Coremail): ID, then SELECT again; once, and only for that reason', async () => {
  const refusal = 'NO SELECT Unsafe Login. Please contact kefu@188.com for help';
  const { client, server } = await signedIn('IMAP4rev1 ID');
  const selecting = client.select('INBOX');
  const first = await server.command('SELECT');
  server.say(`${first.tag} ${refusal}`);
  const id = await server.command('ID');
  assert.match(id.rest, /^\("name" "[^"]+"\)$/);
  server.say('* ID NIL', `${id.tag} OK done`);
  await answerSelect(server, 3);
  assert.equal((await selecting).exists, 3);
  assert.deepEqual(used(client), [['id-before-select', 1]]);

  const again = client.select('Work');
  const { tag } = await server.command('SELECT');
  server.say(`${tag} NO no such mailbox`);
  await assert.rejects(again, /no such mailbox/);
  const still = client.select('Work');
  for (const name of ['SELECT', 'ID', 'SELECT']) {
    const one = await server.command(name);
    server.say(`${one.tag} ${name === 'ID' ? 'OK done' : refusal}`);
  }
  await assert.rejects(still, /Unsafe Login/);
  assert.deepEqual(used(client), [['id-before-select', 2]]);
});

test('SELECT that went out with the sign-in and wants to know who asks is sent again as well', async () => {
  const { options, server } = scene();
  const connecting = connectImap(options);
  server.say('* OK [CAPABILITY IMAP4rev1 ID SASL-IR AUTH=PLAIN] hello');
  const client = await connecting;
  const opening = client.signInAndSelect({ kind: 'password', user: 'a', password: 'b' }, 'INBOX');
  const sign = await server.command('AUTHENTICATE');
  const early = await server.command('SELECT');
  server.say(`${sign.tag} OK [CAPABILITY IMAP4rev1 ID] in`, `${early.tag} NO SELECT Unsafe Login`);
  await server.answer('ID', '* ID NIL');
  await answerSelect(server, 2);
  assert.equal((await opening).exists, 2);
  assert.deepEqual(used(client), [['id-before-select', 1]]);
});

test('a range given backwards goes out ascending (hMailServer)', async () => {
  const { client, server } = await signedIn('IMAP4rev1');
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  const mailbox = await selecting;
  const flags = mailbox.getFlags([
    { from: 9, to: 5 },
    { from: 2, to: 1 },
  ]);
  const { tag, rest } = await server.command('UID FETCH');
  assert.match(rest, /^1:2,5:9 /);
  server.say('* 5 FETCH (UID 5 FLAGS ())', `${tag} OK done`);
  assert.equal((await flags).size, 1);
  assert.deepEqual(used(client), [['descending-range', 1]]);
});

for (const [server, greeting, short] of [
  ['Yahoo', '[CAPABILITY IMAP4rev1 XYMHIGHESTMODSEQ] IMAP4rev1 Hello', true],
  ['UW imapd', '[CAPABILITY IMAP4REV1] mail.example.org IMAP4rev1 2007e.404 at Sat, 21 Nov 2026 10:00:00 +0100', true],
  ['any other', '[CAPABILITY IMAP4rev1] ready', false],
] as const)
  test(`lines of 1000 octets at most where no longer ones are read: ${server}`, async () => {
    const { options, server } = scene();
    const connecting = connectImap(options);
    server.say(`* PREAUTH ${greeting}`);
    const client = await connecting;
    const selecting = client.select('INBOX');
    await answerSelect(server, 9);
    const mailbox = await selecting;
    const uids = Array.from({ length: 300 }, (_, index) => uid(1_000_000 + 2 * index));
    const storing = mailbox.addFlags(uids, ['\\Seen', '$ALongKeywordOfSomebody'], { silent: true });
    let seen = 0;
    for (let commands = 1; seen < uids.length; commands++) {
      const { tag, rest } = await server.command('UID STORE');
      assert.equal(rest.length > 950, !short, `${rest.length} octets`);
      seen += rest.split(' ')[0]?.split(',').length ?? 0;
      server.say(`${tag} OK done`);
      assert.ok(commands < 9);
    }
    await storing;
    assert.deepEqual(used(client), short ? [['short-lines', 1]] : []);
    // A set that fits anyhow is no matter of it.
    const one = mailbox.addFlags(uids.slice(0, 5), ['\\Seen'], { silent: true });
    await server.answer('UID STORE');
    await one;
    assert.deepEqual(used(client), short ? [['short-lines', 1]] : []);
  });

test('a transfer cuts its set as the server reads it, and moves all of it', async () => {
  const { options, server } = scene();
  const connecting = connectImap(options);
  server.say('* PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS XYMHIGHESTMODSEQ] hi');
  const client = await connecting;
  const uids = Array.from({ length: 200 }, (_, index) => uid(1_000_000 + 2 * index));
  const [source, target] = [mailboxFromDisplay('INBOX', false), mailboxFromDisplay('Work', false)];
  const job = new TransferJob({ kind: 'move', source, target, uids, uidValidity: 1 });
  const moving = job.run(oneConnection(client));
  const removed = new Set<string>();
  let copied = 0;
  for (let over = false; !over;) {
    const [tag = '', name = '', rest = ''] = await server.expect(/^(\S+) (UID \S+|\S+)(?: (.*))?$/);
    const set = rest.split(' ')[0] ?? '';
    if (name === 'SELECT') server.say('* 200 EXISTS', '* OK [UIDVALIDITY 1] x', '* OK [UIDNEXT 2000000] x');
    if (name === 'STATUS') server.say('* STATUS Work (UIDNEXT 1 UIDVALIDITY 7)');
    if (name === 'UID EXPUNGE') for (const one of set.split(',')) removed.add(one);
    over = removed.size === uids.length;
    const count = set.split(',').length;
    const done = name === 'UID COPY' ? `[COPYUID 7 ${set} ${copied + 1}:${copied + count}] ` : '';
    if (name === 'UID COPY') copied += count;
    assert.ok(rest.length < 950, name);
    server.say(`${tag} OK ${done}done`);
  }
  assert.equal((await moving).source, 'removed');
  assert.equal(copied, uids.length);
});

test('the macros of FETCH go out as what they stand for', async () => {
  for (const [macro, items] of [
    ['FAST', 'FLAGS INTERNALDATE RFC822.SIZE'],
    ['ALL', 'FLAGS INTERNALDATE RFC822.SIZE ENVELOPE'],
    ['FULL', 'FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE'],
  ] as const) {
    const { client, server } = await signedIn('IMAP4rev1');
    const selecting = client.select('INBOX');
    await answerSelect(server, 1);
    const mailbox = await selecting;
    const rows: unknown[] = [];
    const reading = (async () => {
      for await (const row of mailbox.fetch([uid(1)], [macro, 'FLAGS'])) rows.push([row.uid, row.size]);
    })();
    const { tag, rest } = await server.command('UID FETCH');
    assert.equal(rest, `1 (UID ${items})`);
    server.say('* 1 FETCH (UID 1 FLAGS () INTERNALDATE "01-Jan-2024 00:00:00 +0000" RFC822.SIZE 5)', `${tag} OK done`);
    await reading;
    assert.deepEqual(rows, [[1, 5]]);
    assert.deepEqual(used(client), [['fetch-macro', 1]]);
  }
});

test('a FETCH refused because some of its messages are gone gives the others', async () => {
  for (const words of ['[EXPUNGEISSUED] gone', 'Some of the requested messages no longer exist.']) {
    const { client, server } = await signedIn('IMAP4rev1');
    const selecting = client.select('INBOX');
    await answerSelect(server, 3);
    const mailbox = await selecting;
    const reading = mailbox.getFlags([{ from: 1, to: 3 }]);
    const { tag } = await server.command('UID FETCH');
    server.say('* 1 FETCH (UID 1 FLAGS ())', '* 3 FETCH (UID 3 FLAGS ())', `${tag} NO ${words}`);
    assert.deepEqual([...(await reading).keys()], [1, 3]);
    assert.deepEqual(used(client), [['gone-messages', 1]]);
    const other = mailbox.getFlags([{ from: 1, to: 3 }]);
    const next = await server.command('UID FETCH');
    server.say('* 1 FETCH (UID 1 FLAGS ())', `${next.tag} NO [UNAVAILABLE] not now`);
    await assert.rejects(other, /not now/);
  }
});

test('NAMESPACE, which Exchange 2003 hangs up on, is not sent to it', async () => {
  const { options, server } = scene();
  const connecting = connectImap(options);
  server.say('* PREAUTH Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (mx.example.org) ready.');
  await server.answer('CAPABILITY', '* CAPABILITY IMAP4 IMAP4rev1 IDLE NAMESPACE LITERAL+');
  const client = await connecting;
  const asking = client.mailboxes.namespace();
  const { tag, rest } = await server.command('LIST');
  assert.equal(rest, '"" ""');
  server.say('* LIST (\\Noselect) "/" ""', `${tag} OK done`);
  const { personal, other, shared } = await asking;
  assert.deepEqual(
    [personal.map(({ prefix, delimiter }) => [prefix.wire, delimiter]), other, shared],
    [[['', '/']], [], []],
  );
  assert.deepEqual(used(client), [['namespace-hangs-up', 1]]);
});
