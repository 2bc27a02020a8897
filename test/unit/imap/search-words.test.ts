import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import type { SearchCriteria, SearchQuery } from '../../../extension/imap/command/search-query.ts';
import { modSeq, uid } from '../../../extension/imap/wire/ids.ts';
import { rejection } from './failure.ts';
import { answerSelect, signedIn, type ScriptedServer } from './scripted-server.ts';

const everything =
  'IMAP4rev1 WITHIN CONDSTORE SAVEDATE OBJECTID FILTERS SEARCH=FUZZY X-GM-EXT-1 SORT THREAD=REFERENCES MULTISEARCH';

async function opened(): Promise<{ readonly mailbox: Mailbox; readonly server: ScriptedServer }> {
  const { client, server } = await signedIn(everything);
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  return { mailbox: await selecting, server };
}

const day = new Date('2024-02-05T23:00:00Z');
const other = { flagged: true };

/** Every field of a query and what goes out for it. A new field does not compile without its line. */
const table: { readonly [K in keyof Required<SearchQuery>]: readonly (readonly [SearchQuery[K], string])[] } = {
  answered: [
    [true, 'ANSWERED'],
    [false, 'UNANSWERED'],
  ],
  deleted: [
    [true, 'DELETED'],
    [false, 'UNDELETED'],
  ],
  draft: [
    [true, 'DRAFT'],
    [false, 'UNDRAFT'],
  ],
  flagged: [
    [true, 'FLAGGED'],
    [false, 'UNFLAGGED'],
  ],
  seen: [
    [true, 'SEEN'],
    [false, 'UNSEEN'],
  ],
  recent: [
    [true, 'RECENT'],
    [false, 'OLD'],
  ],
  new: [[true, 'NEW']],
  keyword: [
    ['$Junk', 'KEYWORD $Junk'],
    [['a', 'b]c'], 'KEYWORD a KEYWORD b]c'],
  ],
  unkeyword: [[['a', 'b'], 'UNKEYWORD a UNKEYWORD b']],
  from: [
    ['a', 'FROM "a"'],
    [['a', 'b'], 'FROM "a" FROM "b"'],
  ],
  to: [['x', 'TO "x"']],
  cc: [['x', 'CC "x"']],
  bcc: [['x', 'BCC "x"']],
  subject: [['a "b" \\', 'SUBJECT "a \\"b\\" \\\\"']],
  body: [['x', 'BODY "x"']],
  text: [['*', 'TEXT "*"']],
  header: [
    [{ 'X-A': 'b', 'List-Id': '' }, 'HEADER X-A "b" HEADER List-Id ""'],
    [{ 'a b': 'c' }, 'HEADER "a b" "c"'],
  ],
  since: [[day, 'SINCE 5-Feb-2024']],
  before: [[day, 'BEFORE 5-Feb-2024']],
  on: [[day, 'ON 5-Feb-2024']],
  sentSince: [[day, 'SENTSINCE 5-Feb-2024']],
  sentBefore: [[day, 'SENTBEFORE 5-Feb-2024']],
  sentOn: [[day, 'SENTON 5-Feb-2024']],
  savedSince: [[day, 'SAVEDSINCE 5-Feb-2024']],
  savedBefore: [[day, 'SAVEDBEFORE 5-Feb-2024']],
  savedOn: [[day, 'SAVEDON 5-Feb-2024']],
  larger: [[0, 'LARGER 0']],
  smaller: [[5_000_000_000, 'SMALLER 5000000000']],
  younger: [[60, 'YOUNGER 60']],
  older: [[60, 'OLDER 60']],
  uids: [
    [[uid(5), uid(1), uid(2)], 'UID 1:2,5'],
    [[{ from: 9, to: 7 }], 'UID 7:9'],
  ],
  modSeq: [[modSeq(9_007_199_254_740_993n), 'MODSEQ 9007199254740993']],
  emailId: [['M6d99ac3275bb4e_-', 'EMAILID M6d99ac3275bb4e_-']],
  threadId: [['T-1_a', 'THREADID T-1_a']],
  gmailRaw: [['has:attachment in:unread', 'X-GM-RAW "has:attachment in:unread"']],
  gmailLabel: [[['x', '\\Inbox'], 'X-GM-LABELS "x" X-GM-LABELS "\\\\Inbox"']],
  gmailMessageId: [[18_446_744_073_709_551_615n, 'X-GM-MSGID 18446744073709551615']],
  gmailThreadId: [[12n, 'X-GM-THRID 12']],
  filter: [['on-the-road', 'FILTER on-the-road']],
  fuzzy: [[{ subject: 'x', seen: true }, 'FUZZY (SEEN SUBJECT "x")']],
  not: [
    [other, 'NOT (FLAGGED)'],
    [[other, { seen: true }], 'NOT (FLAGGED) NOT (SEEN)'],
  ],
  or: [
    [[other], '(FLAGGED)'],
    [[other, { seen: true }, {}], 'OR (FLAGGED) OR (SEEN) (ALL)'],
  ],
  and: [[[other, { seen: true }], '(FLAGGED) (SEEN)']],
};

test('every field of a query is written in the words of the RFCs, wherever it stands', async () => {
  const { mailbox, server } = await opened();
  for (const [field, lines] of Object.entries(table)) {
    for (const [value, words] of lines) {
      const query: SearchQuery = { [field]: value };
      const finding = mailbox.find(query);
      assert.equal(await server.answer('UID SEARCH', '* SEARCH'), words, field);
      await finding;
      const inside = mailbox.find({ not: query });
      assert.equal(await server.answer('UID SEARCH', '* SEARCH'), `NOT (${words})`, field);
      await inside;
      const sorting = mailbox.sort([{ key: 'SIZE' }], query);
      assert.equal(await server.answer('UID SORT', '* SORT'), `(SIZE) UTF-8 ${words}`, field);
      await sorting;
      const threading = mailbox.thread('REFERENCES', query);
      assert.equal(await server.answer('UID THREAD', '* THREAD'), `REFERENCES UTF-8 ${words}`, field);
      await threading;
    }
  }
});

test('what the grammar has no quotes for is refused where it would need them', async () => {
  const { mailbox, server } = await opened();
  const refused: readonly SearchQuery[] = [
    { emailId: 'M 1' },
    { emailId: '' },
    { emailId: 'M'.repeat(256) },
    { threadId: 'T"1' },
    { threadId: 'T.1' },
    { filter: 'a/b' },
    { filter: 'a b' },
    { filter: '' },
    { filter: 'ä' },
    { keyword: 'a b' },
    { keyword: '\\Seen' },
    { keyword: '' },
  ];
  for (const query of refused)
    assert.equal((await rejection(mailbox.find(query))).detail.kind, 'invalid-argument', JSON.stringify(query));
  assert.equal(server.unread, '');
});

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Criteria as IMAPClient takes them. */
const forms: readonly (readonly [SearchCriteria, string])[] = [
  [[bytes('NOT'), bytes('DELETED')], 'NOT DELETED'],
  [['NOT', [bytes('SUBJECT'), bytes('a b')]], 'NOT (SUBJECT "a b")'],
  [['SUBJECT', '*'], 'SUBJECT "*"'],
  [[bytes('SUBJECT'), bytes('1:*')], 'SUBJECT "1:*"'],
  [['HEADER', 'X-A', '*', 'SEEN'], 'HEADER X-A "*" SEEN'],
  [['header', 'SUBJECT', '*', '1:*'], 'header SUBJECT "*" 1:*'],
  [['UID', '1:*', 'FROM', 'x'], 'UID 1:* FROM x'],
  [['*'], '*'],
  [['KEYWORD', 'TEXT', '2,4:7'], 'KEYWORD TEXT 2,4:7'],
  [['unkeyword', 'HEADER', 'SEEN'], 'unkeyword HEADER SEEN'],
  [[bytes('KEYWORD'), bytes('b]c'), 'KEYWORD', '2,4'], 'KEYWORD b]c KEYWORD 2,4'],
  [['KEYWORD', 'KEYWORD', 'SUBJECT', '*'], 'KEYWORD KEYWORD SUBJECT "*"'],
  [['NOT', ['FILTER', 'SUBJECT'], '2:7'], 'NOT (FILTER SUBJECT) 2:7'],
  [['FILTER', "on'the#road", 'SEEN'], "FILTER on'the#road SEEN"],
  [['SUBJECT', 'KEYWORD', '5:*'], 'SUBJECT KEYWORD 5:*'],
  [['OR', 'SUBJECT', 'SUBJECT', 'UID', '5:*'], 'OR SUBJECT SUBJECT UID 5:*'],
  [bytes('NOT DELETED SUBJECT "a b"'), 'NOT DELETED SUBJECT "a b"'],
  ['NOT DELETED', 'NOT DELETED'],
];

test('criteria as words, as octets, and as the octets of a whole program', async () => {
  const { mailbox, server } = await opened();
  for (const [criteria, words] of forms) {
    const finding = mailbox.find(criteria);
    assert.equal(await server.answer('UID SEARCH', '* SEARCH'), words);
    await finding;
  }
  const noAtoms = [
    ['KEYWORD', 'a b'],
    ['KEYWORD', ''],
    ['UNKEYWORD', '\\Seen'],
    ['KEYWORD', Buffer.from([0xe9])],
    ['FILTER', 'a/b'],
    ['FILTER', 'a b'],
    ['FILTER', ''],
  ];
  for (const criteria of [[], ['NOT', []], '', bytes(''), Buffer.from([0xe9]), ...noAtoms])
    assert.equal((await rejection(mailbox.find(criteria))).detail.kind, 'invalid-argument');
  assert.equal(server.unread, '');
});

test('words beyond ASCII name the charset that they go out in', async () => {
  const { mailbox, server } = await opened();
  const finding = mailbox.find(bytes('SUBJECT "é"'));
  const { tag, rest } = await server.command('UID SEARCH');
  assert.equal(rest, 'CHARSET UTF-8 SUBJECT {2}');
  server.say('+ go');
  await server.expect(/^\xc3\xa9$/);
  server.say('* SEARCH', `${tag} OK done`);
  await finding;
});
