import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listMatcher } from '../../../extension/demo/server/list-pattern.ts';
import type { DemoFolder } from '../../../extension/demo/server/seed.ts';
import { signedIn, smallServer, type RawClient } from './raw-client.ts';

const empty = (path: string, more: Partial<DemoFolder> = {}): DemoFolder => ({ path, messages: [], ...more });
const tree: readonly DemoFolder[] = [
  empty('Sent', { specialUse: '\\Sent' }),
  empty('Shelf', { noSelect: true, subscribed: false }),
  empty('Shelf/Übersicht'),
  empty('Shelf/deep/deeper', { subscribed: false }),
  empty('Wall', { readOnly: true }),
];

const client = (): Promise<RawClient> => signedIn(smallServer(undefined, tree));

/** Names of LIST or LSUB responses. */
const names = (responses: readonly string[]): string[] =>
  responses.map((line) => / "\/" (.*)$/.exec(line)?.[1] ?? line);

test('list patterns', () => {
  const matching = (pattern: string): string[] =>
    ['INBOX', 'A', 'A/b', 'A/b/c', 'AB', '*'].filter(listMatcher(pattern));
  assert.deepEqual(matching('*'), ['INBOX', 'A', 'A/b', 'A/b/c', 'AB', '*']);
  assert.deepEqual(matching('%'), ['INBOX', 'A', 'AB', '*']);
  assert.deepEqual(matching('A/%'), ['A/b']);
  assert.deepEqual(matching('A*b'), ['A/b']);
  assert.deepEqual(matching('A/*c'), ['A/b/c']);
  assert.deepEqual(matching('%/%'), ['A/b']);
  assert.deepEqual(matching('inbox'), ['INBOX']);
  assert.deepEqual(matching('a'), []);
  assert.equal(listMatcher('*%*%*%*%*%*%*%*x')('a'.repeat(5000)), false);
});

test('LIST tells attributes, children and the delimiter', async () => {
  const c = await client();
  assert.deepEqual(await c.ok('LIST "" ""'), ['* LIST (\\Noselect) "/" ""']);
  const all = await c.ok('LIST "" "*"');
  assert.ok(all.includes('* LIST (\\HasNoChildren) "/" INBOX'));
  assert.ok(all.includes('* LIST (\\HasNoChildren \\Sent) "/" Sent'));
  assert.ok(all.includes('* LIST (\\Noselect \\HasChildren) "/" Shelf'));
  assert.ok(all.includes('* LIST (\\HasNoChildren) "/" Shelf/&ANw-bersicht'));
  assert.deepEqual(names(await c.ok('LIST "Shelf/" %')), ['Shelf/&ANw-bersicht']);
  assert.deepEqual(names(await c.ok('LIST "" Shelf/&ANw-*')), ['Shelf/&ANw-bersicht']);
});

test('extended LIST: subscriptions, special use, several patterns, STATUS', async () => {
  const c = await client();
  assert.deepEqual(names(await c.ok('LIST (SPECIAL-USE) "" *')), ['Sent']);
  const subscribed = await c.ok('LIST (SUBSCRIBED) "" *');
  assert.ok(!names(subscribed).includes('Shelf'));
  assert.ok(subscribed.every((line) => line.includes('\\Subscribed')));
  assert.deepEqual(await c.ok('LIST (SUBSCRIBED RECURSIVEMATCH) "" Shelf'), [
    '* LIST (\\Noselect \\HasChildren) "/" Shelf ("CHILDINFO" ("SUBSCRIBED"))',
  ]);
  assert.deepEqual(names(await c.ok('LIST "" (INBOX Sent)')), ['INBOX', 'Sent']);
  assert.deepEqual(await c.ok('LIST "" (Box Shelf) RETURN (STATUS (MESSAGES UNSEEN SIZE) SUBSCRIBED)'), [
    '* LIST (\\HasNoChildren \\Subscribed) "/" Box',
    '* STATUS Box (MESSAGES 3 UNSEEN 3 SIZE 59)',
    '* LIST (\\Noselect \\HasChildren) "/" Shelf',
  ]);
  assert.match((await c.send('LIST (NONSENSE) "" *')).tagged, /^BAD /);
  assert.match((await c.send('LIST "" * RETURN (NONSENSE)')).tagged, /^BAD /);
});

test('LSUB and subscriptions', async () => {
  const c = await client();
  assert.ok(!names(await c.ok('LSUB "" *')).includes('Shelf'));
  assert.ok((await c.ok('LSUB "" %')).includes('* LSUB (\\Noselect) "/" Shelf'));
  await c.ok('UNSUBSCRIBE Sent');
  assert.ok(!names(await c.ok('LSUB "" *')).includes('Sent'));
  assert.match((await c.send('SUBSCRIBE Nowhere')).tagged, /^NO \[NONEXISTENT\]/);
  await c.ok('SUBSCRIBE Sent');
  await c.ok('DELETE Sent');
  assert.deepEqual(await c.ok('LIST (SUBSCRIBED) "" Sent'), [
    '* LIST (\\NonExistent \\HasNoChildren \\Subscribed) "/" Sent',
  ]);
});

test('CREATE, DELETE and RENAME answer with the right codes', async () => {
  const c = await client();
  const tagged = async (command: string): Promise<string> => (await c.send(command)).tagged;
  assert.match(await tagged('CREATE New/Sub'), /^OK /);
  assert.deepEqual(await c.ok('LIST "" New*'), [
    '* LIST (\\Noselect \\HasChildren) "/" New',
    '* LIST (\\HasNoChildren) "/" New/Sub',
  ]);
  assert.match(await tagged('CREATE New/Sub'), /^NO \[ALREADYEXISTS\]/);
  assert.match(await tagged('CREATE inbox'), /^NO \[ALREADYEXISTS\]/);
  assert.match(await tagged('CREATE New'), /^OK /);
  assert.match(await tagged('CREATE a//b'), /^NO \[CANNOT\]/);
  assert.match(await tagged('CREATE "100%"'), /^NO \[CANNOT\]/);
  assert.match(await tagged('CREATE a&b'), /^NO \[CANNOT\]/);
  assert.match(await tagged(`CREATE ${'n'.repeat(300)}`), /^NO \[LIMIT\]/);
  assert.match(await tagged('CREATE Wall/mine'), /^NO \[NOPERM\]/);
  assert.match(await tagged('DELETE INBOX'), /^NO \[CANNOT\]/);
  assert.match(await tagged('DELETE Nowhere'), /^NO \[NONEXISTENT\]/);
  assert.match(await tagged('DELETE Wall'), /^NO \[NOPERM\]/);
  assert.match(await tagged('DELETE Shelf'), /^NO \[HASCHILDREN\]/);
  assert.match(await tagged('DELETE New'), /^OK /);
  assert.deepEqual(await c.ok('LIST "" New'), ['* LIST (\\Noselect \\HasChildren) "/" New']);
  assert.match(await tagged('RENAME Nowhere There'), /^NO \[NONEXISTENT\]/);
  assert.match(await tagged('RENAME Box Sent'), /^NO \[ALREADYEXISTS\]/);
  assert.match(await tagged('RENAME Shelf Shelf/under'), /^NO \[CANNOT\]/);
  assert.match(await tagged('RENAME Wall Fence'), /^NO \[NOPERM\]/);
  assert.match(await tagged('RENAME Shelf Up/Board'), /^OK /);
  assert.deepEqual(names(await c.ok('LIST "" Up*')), [
    'Up',
    'Up/Board',
    'Up/Board/deep/deeper',
    'Up/Board/&ANw-bersicht',
  ]);
  assert.match(await tagged('RENAME INBOX Old'), /^OK /);
  assert.deepEqual(names(await c.ok('LIST "" INBOX')), ['INBOX']);
});

test('STATUS and SELECT of what cannot be opened', async () => {
  const c = await client();
  assert.match((await c.send('SELECT Nowhere')).tagged, /^NO \[NONEXISTENT\]/);
  assert.match((await c.send('SELECT Shelf')).tagged, /^NO \[CANNOT\]/);
  assert.match((await c.send('STATUS Nowhere (MESSAGES)')).tagged, /^NO \[NONEXISTENT\]/);
  assert.match((await c.send('STATUS Box ()')).tagged, /^BAD /);
  assert.match((await c.send('STATUS Box (COLOUR)')).tagged, /^BAD /);
  assert.deepEqual(await c.ok('STATUS Box (MESSAGES RECENT UIDNEXT DELETED)'), [
    '* STATUS Box (MESSAGES 3 RECENT 3 UIDNEXT 4 DELETED 0)',
  ]);
});

test('SELECT tells all that RFC 9051 asks for, EXAMINE and rights make it read-only', async () => {
  const c = await client();
  const { untagged, tagged } = await c.send('SELECT Box');
  const all = untagged.join('\n');
  assert.match(tagged, /^OK \[READ-WRITE\]/);
  assert.match(all, /^\* FLAGS \(\\Answered \\Flagged \\Deleted \\Seen \\Draft\)$/m);
  assert.match(all, /^\* OK \[PERMANENTFLAGS \(\\Answered \\Flagged \\Deleted \\Seen \\Draft \\\*\)\]/m);
  assert.match(all, /^\* 3 EXISTS$/m);
  assert.match(all, /^\* 3 RECENT$/m);
  assert.match(all, /^\* OK \[UNSEEN 1\]/m);
  assert.match(all, /^\* OK \[UIDVALIDITY \d+\]/m);
  assert.match(all, /^\* OK \[UIDNEXT 4\]/m);
  const examined = await c.send('EXAMINE Box');
  assert.match(examined.tagged, /^OK \[READ-ONLY\]/);
  assert.match(examined.untagged[0] ?? '', /^\* OK \[CLOSED\]/);
  assert.match((await c.send('STORE 1 +FLAGS (\\Seen)')).tagged, /^NO \[CLIENTBUG\]/);
  const wall = await c.send('SELECT Wall');
  assert.match(wall.tagged, /^OK \[READ-ONLY\]/);
  assert.match(wall.untagged.join('\n'), /\[PERMANENTFLAGS \(\)\]/);
  assert.match((await c.send('UID STORE 1 +FLAGS (\\Seen)')).tagged, /^NO \[NOPERM\]/);
  assert.match((await c.send('EXPUNGE')).tagged, /^NO \[NOPERM\]/);
  assert.match((await c.send('SELECT Nowhere')).tagged, /^NO \[NONEXISTENT\]/);
  assert.match((await c.send('FETCH 1 FLAGS')).tagged, /^BAD Select/);
});

test('APPEND: place, flags, date, and what is refused', async () => {
  const c = await client();
  const { tagged } = await c.send('APPEND Box (\\seen $Mine) "01-Feb-2024 10:00:00 +0200" {11+}\r\nSubject: a\n');
  assert.match(tagged, /^OK \[APPENDUID \d+ 4\]/);
  await c.ok('SELECT Box');
  assert.deepEqual(await c.ok('FETCH 4 (FLAGS INTERNALDATE RFC822.SIZE)'), [
    '* 4 FETCH (FLAGS (\\Seen $Mine \\Recent) INTERNALDATE " 1-Feb-2024 08:00:00 +0000" RFC822.SIZE 11)',
  ]);
  const refused = async (command: string): Promise<string> => (await c.send(command)).tagged;
  assert.match(await refused('APPEND Nowhere {3+}\r\na:b'), /^NO \[TRYCREATE\]/);
  assert.match(await refused('APPEND Shelf {3+}\r\na:b'), /^NO \[CANNOT\]/);
  assert.match(await refused('APPEND Wall {3+}\r\na:b'), /^NO \[NOPERM\]/);
  assert.match(await refused('APPEND Box (\\Recent) {3+}\r\na:b'), /^BAD /);
  assert.match(await refused('APPEND Box {3+}\r\na\0b'), /^NO \[UNKNOWN-CTE\]/);
  assert.match(await refused('APPEND Box {0+}\r\n'), /^NO \[CANNOT\]/);
  assert.match(await refused('APPEND Box "yesterday" {3+}\r\na:b'), /^BAD /);
  assert.match(await refused('APPEND Box nonsense'), /^BAD /);
});
