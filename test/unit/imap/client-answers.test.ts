import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { failure, rejection } from './failure.ts';
import { answerSelect, signedIn } from './scripted-server.ts';
import { turns } from './manual-clock.ts';

const offered =
  'IMAP4rev1 SORT THREAD=REFERENCES ACL QUOTA NAMESPACE METADATA ANNOTATEMORE LANGUAGE I18NLEVEL=2 MULTISEARCH ID ENABLE';

/** A call that needs an answer, its command and a line of it that does not parse. */
type Question = readonly [
  command: string,
  ask: (client: Client, mailbox: Mailbox) => Promise<unknown>,
  broken: string,
  /** What an OK alone means: an error, or this value. */
  silence: { readonly value: unknown; readonly quirk?: string } | 'error',
];

const nothingFound = { uids: [], count: 0, modSeq: null };
const questions: readonly Question[] = [
  ['UID SEARCH', (_, m) => m.find(), '* SEARCH 5 9 x7', { value: nothingFound, quirk: 'missing-search' }],
  ['UID SORT', (_, m) => m.sort([{ key: 'DATE' }]), '* SORT 5 9 x7', { value: nothingFound, quirk: 'missing-search' }],
  ['UID THREAD', (_, m) => m.thread(), '* THREAD (5 (9)', { value: [], quirk: 'missing-search' }],
  ['ESEARCH', (c) => c.session.search('personal', {}), '* ESEARCH (TAG "A3" MAILBOX', { value: [] }],
  ['STATUS', (c) => c.status('Work', ['MESSAGES']), '* STATUS Work (MESSAGES x)', 'error'],
  ['LIST', (c) => c.list(), '* LIST (((', { value: [] }],
  ['LSUB', (c) => c.list({ subscribedOnly: true }), '* LSUB (((', { value: [] }],
  ['NAMESPACE', (c) => c.mailboxes.namespace(), '* NAMESPACE (("" "/"', 'error'],
  ['MYRIGHTS', (c) => c.administration.myRights('Work'), '* MYRIGHTS Work', 'error'],
  ['GETACL', (c) => c.administration.getAcl('Work'), '* ACL', 'error'],
  ['LISTRIGHTS', (c) => c.administration.listRights('Work', 'ada'), '* LISTRIGHTS Work', 'error'],
  ['GETQUOTA', (c) => c.administration.getQuota(''), '* QUOTA "" (STORAGE 1', { value: null }],
  ['GETQUOTAROOT', (c) => c.administration.getQuotaRoot('Work'), '* QUOTAROOT', 'error'],
  [
    'GETMETADATA',
    (c) => c.administration.getMetadata('Work', ['/private/comment']),
    '* METADATA Work (((',
    { value: { entries: new Map(), longest: null } },
  ],
  [
    'GETANNOTATION',
    (c) => c.administration.getAnnotation('Work', '/comment', 'value.priv'),
    '* ANNOTATION Work "/comment" (',
    { value: new Map() },
  ],
  ['LANGUAGE', (c) => c.session.language(['de']), '* LANGUAGE (', 'error'],
  ['COMPARATOR', (c) => c.session.comparator(), '* COMPARATOR "a" (', { value: null }],
  ['ID', (c) => c.id(null), '* ID (((', { value: null }],
];

for (const [command, ask, broken, silence] of questions) {
  test(`${command}: an answer that cannot be read is an error; none is ${silence === 'error' ? 'one too' : 'nothing'}`, async () => {
    const { client, server } = await signedIn(offered);
    const selecting = client.select('INBOX');
    await answerSelect(server, 9);
    const mailbox = await selecting;
    const unreadable = rejection(ask(client, mailbox));
    await server.answer(command, broken);
    const { detail, command: name } = await unreadable;
    assert.equal(detail.kind, 'malformed-reply');
    assert.equal(detail.excerpt, broken);
    assert.equal(name, command);
    const asked = ask(client, mailbox);
    const outcome = silence === 'error' ? rejection(asked) : asked;
    await server.answer(command);
    if (silence === 'error')
      assert.deepEqual((await rejection(asked)).detail, { kind: 'malformed-reply', excerpt: '' });
    else assert.deepEqual(await outcome, silence.value);
    const quirk = silence === 'error' ? undefined : silence.quirk;
    assert.deepEqual(client.quirks, quirk === undefined ? [] : [{ id: quirk, count: 1 }]);
    assert.equal(client.state, 'selected');
    client.destroy();
  });
}

test('a SELECT whose size cannot be read opens nothing', async () => {
  const { client, server } = await signedIn(offered);
  const selecting = failure(client.select('INBOX'));
  await server.answer('SELECT', '* 99999999999 EXISTS');
  assert.equal((await selecting).kind, 'malformed-reply');
  for (const garbled of ['* 7x EXISTS', '* x EXISTS', '* ?? EXISTS', '* EXISTS 7']) {
    const unread = failure(client.select('INBOX'));
    await server.answer('SELECT', garbled, '* OK [UIDVALIDITY 77]');
    assert.equal(await unread.then(({ kind }) => kind, String), 'malformed-reply', garbled);
    assert.equal(client.selected, null);
    // Once it is told readably, what went before costs nothing.
    const read = client.select('INBOX');
    await server.answer('SELECT', garbled, '* 7 EXISTS', '* OK [UIDVALIDITY 77]');
    assert.equal((await read).exists, 7, garbled);
  }
  const closed = failure(client.select('INBOX'));
  await server.answer('SELECT', '* 8 EXISTS', '* OK [CLOSED] the mailbox before', '* 7x EXISTS');
  assert.equal((await closed).kind, 'malformed-reply');
});

test('a SELECT of a mailbox whose size cannot be read opens nothing, though the one before it told its own', async () => {
  const { client, server } = await signedIn(offered);
  const first = client.select('INBOX');
  await answerSelect(server, 3);
  await first;
  const selecting = failure(client.select('Work'));
  await server.answer(
    'SELECT',
    '* 4 EXISTS',
    '* OK [CLOSED] before',
    '* 99999999999 EXISTS',
    '* OK [UIDVALIDITY 1] Work',
  );
  assert.equal((await selecting).kind, 'malformed-reply');
});

test('a broken line costs what it belongs to, and of several mailboxes only its own', async () => {
  const { client, server } = await signedIn('IMAP4rev1 QUOTA');
  const listing = client.list();
  await server.answer('LIST', '* STATUS (', '* LIST ((("/" Lost', '* LIST () "/" Kept');
  assert.deepEqual(
    (await listing).map(({ name }) => name.display),
    ['Kept'],
  );
  const roots = failure(client.administration.getQuotaRoot('Work'));
  await server.answer('GETQUOTAROOT', '* QUOTAROOT Work ""', '* QUOTA "" (STORAGE 1');
  assert.equal((await roots).kind, 'malformed-reply');
});

test('of two STATUS under way, the one whose answer was readable has it', async () => {
  const { client, server } = await signedIn();
  const sound = client.status('Work', ['MESSAGES']);
  const lost = failure(client.status('Play', ['MESSAGES']));
  const first = await server.command('STATUS');
  const second = await server.command('STATUS');
  server.say('* STATUS Play (MESSAGES x)', '* STATUS Work (MESSAGES 5)', `${first.tag} OK`, `${second.tag} OK`);
  assert.deepEqual(await sound, { messages: 5 });
  assert.equal((await lost).kind, 'malformed-reply');
});

test('that nothing was found is not believed where any line could not be read', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  const mailbox = await selecting;
  const finding = failure(mailbox.find());
  await server.answer('UID SEARCH', '* FLAGS (');
  assert.equal((await finding).kind, 'malformed-reply');
  const again = mailbox.find();
  await server.answer('UID SEARCH', '* FLAGS (', '* SEARCH 3');
  assert.equal((await again).count, 1);
  await turns();
  assert.deepEqual(client.quirks, []);
});

test('the typed search of the window notices a broken answer too', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  const mailbox = await selecting;
  const finding = failure(mailbox.search([{ key: 'UNSEEN' }]));
  await server.answer('UID SEARCH', '* SEARCH 5 9 x7');
  assert.equal((await finding).kind, 'malformed-reply');
});
