import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailboxFromWire } from '../../../extension/imap/wire/mailbox-name.ts';
import { turns } from './manual-clock.ts';
import { answerSelect, signedIn } from './scripted-server.ts';

const both = 'IMAP4rev1 IMAP4rev2 ENABLE UTF8=ACCEPT LIST-EXTENDED';
const utf8Drafts = 'Entw\xc3\xbcrfe';
const drafts = 'Entwürfe';

test('a server that knows IMAP4rev2 only: names are UTF-8 both ways, and RECENT is never asked for', async () => {
  const { client, server } = await signedIn('IMAP4rev2');
  assert.equal(client.utf8Enabled, true);
  const counting = client.status(drafts);
  assert.equal(
    await server.answer('STATUS', `* STATUS "${utf8Drafts}" (MESSAGES 1)`),
    `"${utf8Drafts}" (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)`,
  );
  await counting;
  assert.deepEqual(await client.status('INBOX', ['RECENT']), {});
  const listing = client.list({ status: ['MESSAGES', 'RECENT'] });
  assert.match(
    await server.answer(
      'LIST',
      '* LIST () "/" INBOX',
      '* STATUS INBOX (MESSAGES 1)',
      `* LIST () "/" "${utf8Drafts}"`,
      `* STATUS "${utf8Drafts}" (MESSAGES 2)`,
      '* LIST () "/" "R&D-"',
      '* STATUS "R&D-" (MESSAGES 3)',
    ),
    /STATUS \(MESSAGES\)/,
  );
  const listed = await listing;
  assert.deepEqual(
    listed.map(({ name, status }) => [name.display, status?.messages]),
    [
      ['INBOX', 1],
      [drafts, 2],
      ['R&D-', 3],
    ],
  );
  for (const name of [drafts, listed[1]?.name ?? '']) {
    const selecting = client.select(name);
    const { tag, rest } = await server.command('SELECT');
    assert.equal(rest.split(' (')[0], `"${utf8Drafts}"`);
    server.say('* 1 EXISTS', `${tag} OK [READ-WRITE] selected`);
    await selecting;
  }
  assert.deepEqual(client.quirks, []);
});

test('a search in UTF-8 names no charset where the server knows IMAP4rev2 only', async () => {
  const { client, server } = await signedIn('IMAP4rev2');
  const selecting = client.select('INBOX');
  await answerSelect(server, 1);
  const mailbox = await selecting;
  const finding = mailbox.find({ subject: 'grün' });
  const { tag, rest } = await server.command('UID SEARCH');
  assert.equal(rest.replace(/^RETURN \([^)]*\) /, ''), 'SUBJECT "gr\xc3\xbcn"');
  server.say(`* ESEARCH (TAG "${tag}") UID COUNT 0`, `${tag} OK`);
  await finding;
});

test('CHECK is NOOP in IMAP4rev2', async () => {
  for (const [capabilities, name] of [
    ['IMAP4rev2', 'NOOP'],
    ['IMAP4rev1', 'CHECK'],
    [both, 'CHECK'],
  ] as const) {
    const { client, server } = await signedIn(capabilities);
    const selecting = client.select('INBOX');
    await answerSelect(server, 1);
    const checking = (await selecting).check();
    await server.answer(name);
    await checking;
  }
});

test('where both are offered nothing is enabled unasked; once IMAP4rev2 is, names known from before go out in UTF-8', async () => {
  const { client, server } = await signedIn(both);
  await turns();
  assert.equal(server.unread, '');
  assert.equal(client.utf8Enabled, false);
  const before = client.status(drafts);
  assert.equal(
    await server.answer('STATUS', '* STATUS Entw&APw-rfe (MESSAGES 1)'),
    'Entw&APw-rfe (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)',
  );
  await before;
  const enabling = client.session.enable(['IMAP4rev2']);
  assert.equal(await server.answer('ENABLE', '* ENABLED IMAP4rev2'), 'IMAP4rev2');
  await enabling;
  assert.equal(client.utf8Enabled, true);
  const names = [drafts, mailboxFromWire('Entw&APw-rfe', false), mailboxFromWire(utf8Drafts, true)];
  for (const name of names) {
    const counting = client.status(name);
    assert.equal(
      await server.answer('STATUS', `* STATUS "${utf8Drafts}" (MESSAGES 1)`),
      `"${utf8Drafts}" (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)`,
    );
    await counting;
  }
  for (const [name, wire] of [
    [mailboxFromWire('A&-B', false), 'A&B'],
    // What is no modified UTF-7 goes back octet for octet.
    [mailboxFromWire('A&B', false), 'A&B'],
    [mailboxFromWire('Entw&APw-rfe', true), 'Entw&APw-rfe'],
    [mailboxFromWire('A&-B', true), 'A&-B'],
  ] as const) {
    const counting = client.status(name, ['MESSAGES']);
    assert.equal(await server.answer('STATUS', `* STATUS ${wire} (MESSAGES 1)`), `${wire} (MESSAGES)`);
    await counting;
  }
});

test('UTF8=ACCEPT turns names into UTF-8 and leaves RECENT where it is', async () => {
  const { client, server } = await signedIn(both);
  const enabling = client.session.enable(['UTF8=ACCEPT']);
  await server.answer('ENABLE', '* ENABLED UTF8=ACCEPT');
  await enabling;
  const counting = client.status(drafts, ['RECENT']);
  assert.equal(await server.answer('STATUS', `* STATUS "${utf8Drafts}" (MESSAGES 1)`), `"${utf8Drafts}" (RECENT)`);
  await counting;
});

test('a search in several mailboxes and NOTIFY name them as the session writes them', async () => {
  const { client, server } = await signedIn('IMAP4rev2 MULTISEARCH NOTIFY');
  const mailboxes = [mailboxFromWire('Entw&APw-rfe', false)];
  const searching = client.session.search({ mailboxes }, { seen: true });
  assert.match(await server.answer('ESEARCH'), new RegExp(`^IN \\(mailboxes \\("${utf8Drafts}"\\)\\)`));
  await searching;
  const asking = client.session.notify([{ where: { subtree: mailboxes }, events: ['FlagChange'] }]);
  assert.equal(await server.answer('NOTIFY'), `SET (subtree ("${utf8Drafts}") (FlagChange))`);
  await asking;
});
