import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawClient } from './raw-client.ts';
import { signedIn, smallServer } from './raw-client.ts';

async function opened(texts?: readonly string[]): Promise<RawClient> {
  const client = await signedIn(
    smallServer(texts, [
      { path: 'Other', messages: [] },
      { path: 'Wall', readOnly: true, messages: [] },
    ]),
  );
  await client.ok('SELECT Box');
  return client;
}

test('STORE adds, removes, replaces; SILENT is silent; flags keep their spelling', async () => {
  const c = await opened();
  assert.deepEqual(await c.ok('STORE 1 +FLAGS (\\seen $Work)'), [
    '* 1 FETCH (FLAGS (\\Seen $Work \\Recent))',
    '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work)',
    '* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work \\*)] Flags that stay',
  ]);
  assert.deepEqual(await c.ok('UID STORE 2 +FLAGS $WORK'), ['* 2 FETCH (UID 2 FLAGS ($Work \\Recent))']);
  assert.deepEqual(await c.ok('STORE 1 -FLAGS ($work)'), ['* 1 FETCH (FLAGS (\\Seen \\Recent))']);
  assert.deepEqual(await c.ok('STORE 1:* FLAGS.SILENT (\\Flagged)'), []);
  assert.deepEqual(
    await c.ok('FETCH 1:3 FLAGS'),
    [1, 2, 3].map((n) => `* ${n} FETCH (FLAGS (\\Flagged \\Recent))`),
  );
  assert.match((await c.send('STORE 1 +FLAGS (\\Invented)')).tagged, /^BAD /);
  assert.match((await c.send('STORE 1 *FLAGS (\\Seen)')).tagged, /^BAD /);
  assert.match((await c.send('STORE 9 +FLAGS (\\Seen)')).tagged, /^BAD /);
  assert.match((await c.send(`STORE 1 +FLAGS (${'k'.repeat(200)})`)).tagged, /^NO \[LIMIT\]/);
  assert.deepEqual(await c.ok('UID STORE 99 +FLAGS (\\Seen)'), []);
});

test('sequence sets: *, reversed, out of range, malformed', async () => {
  const c = await opened();
  const uids = async (set: string): Promise<string> =>
    (await c.ok(`UID FETCH ${set} UID`)).map((line) => /UID (\d+)/.exec(line)?.[1]).join();
  assert.equal(await uids('*'), '3');
  assert.equal(await uids('3:2'), '2,3');
  assert.equal(await uids('1,3'), '1,3');
  assert.equal(await uids('7:*'), '3');
  assert.equal(await uids('1:4294967295'), '1,2,3');
  for (const set of ['0', '1,', ':3', '1:2:3', '4294967296', '**'])
    assert.match((await c.send(`UID FETCH ${set} UID`)).tagged, /^BAD /, set);
  assert.match((await c.send('FETCH 4 UID')).tagged, /^BAD /);
  assert.match((await (await opened([])).send('FETCH * UID')).tagged, /^BAD /);
});

test('COPY and MOVE tell where the messages went', async () => {
  const c = await opened();
  assert.match((await c.send('COPY 1:2 Other')).tagged, /^OK \[COPYUID \d+ 1:2 1:2\]/);
  const { untagged, tagged } = await c.send('UID MOVE 1,3 Other');
  assert.match(untagged[0] ?? '', /^\* OK \[COPYUID \d+ 1,3 3:4\]/);
  assert.deepEqual(untagged.slice(1), ['* 1 EXPUNGE', '* 2 EXPUNGE']);
  assert.match(tagged, /^OK /);
  assert.deepEqual(await c.ok('STATUS Other (MESSAGES)'), ['* STATUS Other (MESSAGES 4)']);
  assert.match((await c.send('COPY 1 Nowhere')).tagged, /^NO \[TRYCREATE\]/);
  assert.match((await c.send('MOVE 1 Wall')).tagged, /^NO \[NOPERM\]/);
  assert.match((await c.send('UID COPY 77 Other')).tagged, /^OK /);
  assert.deepEqual(await c.ok('COPY 1 Box'), ['* 2 EXISTS', '* 2 RECENT']);
});

test('EXPUNGE, UID EXPUNGE and CLOSE remove only what is marked', async () => {
  const c = await opened();
  await c.ok('STORE 1,3 +FLAGS.SILENT (\\Deleted)');
  assert.deepEqual(await c.ok('UID EXPUNGE 2:3'), ['* 3 EXPUNGE']);
  assert.deepEqual(await c.ok('EXPUNGE'), ['* 1 EXPUNGE']);
  await c.ok('STORE 1 +FLAGS.SILENT (\\Deleted)');
  await c.ok('UNSELECT');
  assert.deepEqual(await c.ok('STATUS Box (MESSAGES DELETED)'), ['* STATUS Box (MESSAGES 1 DELETED 1)']);
  await c.ok('EXAMINE Box');
  await c.ok('CLOSE');
  assert.deepEqual(await c.ok('STATUS Box (MESSAGES)'), ['* STATUS Box (MESSAGES 1)']);
  await c.ok('SELECT Box');
  assert.deepEqual(await c.ok('CLOSE'), []);
  assert.deepEqual(await c.ok('STATUS Box (MESSAGES)'), ['* STATUS Box (MESSAGES 0)']);
});

const letters = [
  'From: Ann <ann@a.example>\r\nTo: bob@b.example\r\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\nDate: Fri, 1 Mar 2024 23:00:00 -0800\r\n\r\nTea?\r\n',
  'From: bob@b.example\r\nCc: cy@c.example\r\nBcc: dee@d.example\r\nSubject: =?utf-8?B?44OG44K5?= =?utf-8?B?44OI?=\r\nX-Kind: test\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nQ2Fmw6kgYXUgbGFpdA==\r\n',
  'Subject: long\r\nContent-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4' +
    ' x'.repeat(500),
];

test('every SEARCH key', async () => {
  const c = await opened(letters);
  await c.ok('STORE 1 +FLAGS.SILENT (\\Seen \\Answered)');
  await c.ok('STORE 2 +FLAGS.SILENT (\\Flagged $Work)');
  await c.ok('STORE 3 +FLAGS.SILENT (\\Deleted \\Draft)');
  await c.ok('STORE 3 +FLAGS.SILENT (\\Seen)');
  const found = async (keys: string): Promise<string> =>
    ((await c.ok(`SEARCH ${keys}`))[0] ?? '').replace(/^\* SEARCH ?/, '');
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  const literal = (text: string): string => `{${utf8(text).length}+}\r\n${utf8(text)}`;
  const expectations: readonly (readonly [keys: string, numbers: string])[] = [
    ['ALL', '1 2 3'],
    ['2:*', '2 3'],
    ['UID 1,3', '1 3'],
    ['SEEN', '1 3'],
    ['UNSEEN', '2'],
    ['ANSWERED', '1'],
    ['UNANSWERED', '2 3'],
    ['FLAGGED', '2'],
    ['UNFLAGGED', '1 3'],
    ['DELETED', '3'],
    ['UNDELETED', '1 2'],
    ['DRAFT', '3'],
    ['UNDRAFT', '1 2'],
    ['KEYWORD $work', '2'],
    ['UNKEYWORD $Work', '1 3'],
    ['RECENT', '1 2 3'],
    ['NEW', '2'],
    ['OLD', ''],
    ['FROM ann', '1'],
    ['TO b.example', '1'],
    ['CC cy@', '2'],
    ['BCC dee', '2'],
    [`SUBJECT ${literal('grüsse')}`, ''],
    [`SUBJECT ${literal('grÜße')}`, '1'],
    [`CHARSET UTF-8 SUBJECT ${literal('テスト')}`, '2'],
    ['HEADER X-Kind ""', '2'],
    ['HEADER x-kind TEST', '2'],
    ['BODY tea', '1'],
    [`BODY ${literal('café')}`, '2'],
    [`TEXT ${literal('ПРИВЕТ')}`, '3'],
    ['TEXT x-kind', '2'],
    ['LARGER 1000', '3'],
    ['SMALLER 150', '1'],
    ['ON 10-Mar-2024', '1 2 3'],
    ['BEFORE 10-Mar-2024', ''],
    ['SINCE "10-Mar-2024"', '1 2 3'],
    ['SENTON 1-Mar-2024', '1'],
    ['SENTBEFORE 2-Mar-2024', '1'],
    ['SENTSINCE 2-Mar-2024', ''],
    ['NOT SEEN', '2'],
    ['OR ANSWERED FLAGGED', '1 2'],
    ['(SEEN OR (DRAFT DELETED) FLAGGED)', '3'],
    ['SEEN UNDELETED', '1'],
  ];
  for (const [keys, numbers] of expectations) assert.equal(await found(keys), numbers, keys);
});

test('SEARCH refuses what it does not understand', async () => {
  const c = await opened(letters);
  assert.match((await c.send('SEARCH CHARSET KOI8-R ALL')).tagged, /^NO \[BADCHARSET \(US-ASCII UTF-8\)\]/);
  for (const keys of [
    '',
    ' ',
    ' PURPLE',
    ' ON yesterday',
    ' (SEEN',
    ' 9',
    ' OR SEEN',
    ` ${'('.repeat(80)}ALL${')'.repeat(80)}`,
  ]) {
    assert.match((await c.send(`SEARCH${keys}`)).tagged, /^BAD /, keys);
  }
});

test('SEARCH RETURN gives ESEARCH', async () => {
  const c = await opened(letters);
  const [all] = await c.ok('SEARCH RETURN (MIN MAX COUNT ALL) ALL');
  assert.match(all ?? '', /^\* ESEARCH \(TAG "t\d+"\) MIN 1 MAX 3 ALL 1:3 COUNT 3$/);
  assert.match((await c.ok('UID SEARCH RETURN () NOT 2')).join(), /^\* ESEARCH \(TAG "t\d+"\) UID ALL 1,3$/);
  assert.match((await c.ok('SEARCH RETURN (MIN COUNT) FLAGGED')).join(), /^\* ESEARCH \(TAG "t\d+"\) COUNT 0$/);
  assert.match((await c.send('SEARCH RETURN (SAVE) ALL')).tagged, /^BAD /);
});

test('CONDSTORE: mod-sequences grow, are told once wanted, and guard STORE', async () => {
  const c = await opened();
  const before = /MODSEQ \((\d+)\)/.exec((await c.ok('FETCH 1 MODSEQ')).join())?.[1] ?? '';
  const after = await c.ok('STORE 1 +FLAGS (\\Seen)');
  const modSeq = /^\* 1 FETCH \(UID 1 FLAGS \(\\Seen \\Recent\) MODSEQ \((\d+)\)\)$/.exec(after.join())?.[1] ?? '';
  assert.ok(BigInt(modSeq) > BigInt(before));
  assert.deepEqual(await c.ok(`FETCH 1:* (UID) (CHANGEDSINCE ${BigInt(modSeq) - 1n})`), [
    `* 1 FETCH (UID 1 MODSEQ (${modSeq}))`,
  ]);
  assert.match(
    (await c.send(`UID STORE 1:3 (UNCHANGEDSINCE ${before}) +FLAGS.SILENT (\\Flagged)`)).tagged,
    /^OK \[MODIFIED 1:3\]/,
  );
  assert.match((await c.ok(`SEARCH MODSEQ ${modSeq}`)).join(), new RegExp(`^\\* SEARCH 1 \\(MODSEQ ${modSeq}\\)$`));
  assert.match((await c.ok(`STATUS Box (HIGHESTMODSEQ)`)).join(), new RegExp(`HIGHESTMODSEQ ${modSeq}\\)`));
  assert.match((await c.send(`STORE 1 (UNCHANGEDSINCE ${modSeq}) -FLAGS (\\Seen)`)).tagged, /^OK STORE/);
});
