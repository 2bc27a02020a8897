import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, parseAs, parseWithQuirks } from './grammar-support.ts';

test('capabilities and what was enabled', () => {
  assert.deepEqual(parse('* CAPABILITY IMAP4rev1  AUTH=PLAIN LITERAL + '), {
    type: 'capability',
    capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'LITERAL+'],
  });
  assert.deepEqual(parse('* capability'), { type: 'capability', capabilities: [] });
  assert.deepEqual(parse('* ENABLED CONDSTORE QRESYNC'), { type: 'enabled', capabilities: ['CONDSTORE', 'QRESYNC'] });
  assert.deepEqual(parse('* ENABLED'), { type: 'enabled', capabilities: [] });
});

test('nothing found, told as NIL', () => {
  const { response, quirks } = parseWithQuirks('* ESEARCH (TAG "a") UID COUNT 0 ALL NIL');
  assert.deepEqual(response, {
    type: 'esearch',
    tag: 'a',
    uid: true,
    count: 0,
    inOrder: [],
    all: [],
    other: new Map(),
  });
  assert.deepEqual(quirks(), ['nil-list']);
});

test('flags', () => {
  assert.deepEqual(parse('* FLAGS (\\Answered \\Seen $Label1 a]b )'), {
    type: 'flags',
    flags: ['\\Answered', '\\Seen', '$Label1', 'a]b'],
  });
  assert.deepEqual(parse('* FLAGS ()'), { type: 'flags', flags: [] });
  assert.deepEqual(parse('* FLAGS("\\Answered \\Seen")'), { type: 'flags', flags: ['\\Answered', '\\Seen'] });
  assert.deepEqual(parse('* FLAGS (gr\xc3\xbcn {3}\r\na b)'), { type: 'flags', flags: ['grün', 'a', 'b'] });
  assert.equal(parse('* FLAGS (\\Seen').type, 'malformed');
  assert.equal(parse('* FLAGS').type, 'malformed');
});

test('equal flag lists are one array, which nobody can change', () => {
  const first = parseAs('* FLAGS (\\Seen $shared)', 'flags').flags;
  assert.equal(parseAs('* FLAGS (\\Seen $shared)', 'flags').flags, first);
  assert.ok(Object.isFrozen(first));
});

test('message counts', () => {
  assert.deepEqual(parse('* 23 EXISTS'), { type: 'exists', count: 23 });
  assert.deepEqual(parse('* 0 recent '), { type: 'recent', count: 0 });
  assert.deepEqual(parse('* 4294967295 EXPUNGE'), { type: 'expunge', seq: 4294967295 });
  for (const line of [
    '* 4294967296 EXISTS',
    '* 4294967296 EXPUNGE',
    '* 99999999999999999999 EXISTS',
    '* 4294967296 FETCH ()',
  ]) {
    assert.equal(parse(line).type, 'malformed', line);
  }
});

test('sequence number 0 concerns no message and is kept apart (Courier)', () => {
  for (const word of ['EXPUNGE', 'FETCH', 'UIDFETCH']) {
    const { response, quirks } = parseWithQuirks(`* 0 ${word} (UID 5)`);
    assert.deepEqual(response, { type: 'unknown', keyword: word, text: `0 ${word} (UID 5)` });
    assert.deepEqual(quirks(), ['zero-sequence-number']);
  }
});

test('vanished', () => {
  assert.deepEqual(parse('* VANISHED 405,407,410:420'), {
    type: 'vanished',
    earlier: false,
    uids: [
      { from: 405, to: 405 },
      { from: 407, to: 407 },
      { from: 410, to: 420 },
    ],
  });
  assert.deepEqual(parse('* VANISHED (EARLIER) 300:310,41,311'), {
    type: 'vanished',
    earlier: true,
    uids: [
      { from: 41, to: 41 },
      { from: 300, to: 311 },
    ],
  });
  assert.deepEqual(parse('* VANISHED (EARLIER) 1:4294967295'), {
    type: 'vanished',
    earlier: true,
    uids: [{ from: 1, to: 4294967295 }],
  });
  assert.deepEqual(parse('* VANISHED (EARLIER)'), { type: 'vanished', earlier: true, uids: [] });
  assert.deepEqual(parse('* VANISHED 5:*'), { type: 'vanished', earlier: false, uids: [{ from: 5, to: 4294967295 }] });
  for (const line of ['* VANISHED (LATER) 1', '* VANISHED a', '* VANISHED 1:2:3', '* VANISHED 4294967296'])
    assert.equal(parse(line).type, 'malformed', line);
});

test('search and sort', () => {
  assert.deepEqual(parse('* SEARCH 2 84 882'), { type: 'search', numbers: [2, 84, 882], modSeq: null });
  assert.deepEqual(parse('* SEARCH'), { type: 'search', numbers: [], modSeq: null });
  assert.deepEqual(parse('* SEARCH '), { type: 'search', numbers: [], modSeq: null });
  assert.deepEqual(parse('* SEARCH 2 5 (MODSEQ 917162500)'), { type: 'search', numbers: [2, 5], modSeq: 917162500n });
  assert.deepEqual(parse('* SEARCH (MODSEQ 9) 2  5 '), { type: 'search', numbers: [2, 5], modSeq: 9n });
  assert.deepEqual(parse('* SORT 5 3 4 1'), { type: 'sort', numbers: [5, 3, 4, 1], modSeq: null });
  assert.deepEqual(parse('* SEARCH 0 1'), { type: 'search', numbers: [1], modSeq: null });
  for (const line of ['* SEARCH a', '* SEARCH 1,2', '* SEARCH 4294967296', '* SEARCH (OTHER 1)', '* SEARCH -1'])
    assert.equal(parse(line).type, 'malformed', line);
});

test('esearch keeps sets as ranges', () => {
  assert.deepEqual(parse('* ESEARCH (TAG "A282") MIN 2 COUNT 3'), {
    type: 'esearch',
    tag: 'A282',
    uid: false,
    min: 2,
    count: 3,
    other: new Map(),
  });
  assert.deepEqual(
    parse('* ESEARCH (TAG A1) UID MAX 9 ALL 4294967295,17,900:901 MODSEQ 917 PARTIAL (1:5 2,3) X "a b"'),
    {
      type: 'esearch',
      tag: 'A1',
      uid: true,
      max: 9,
      all: [
        { from: 17, to: 17 },
        { from: 900, to: 901 },
        { from: 4294967295, to: 4294967295 },
      ],
      inOrder: [
        { from: 4294967295, to: 4294967295 },
        { from: 17, to: 17 },
        { from: 900, to: 901 },
      ],
      modSeq: 917n,
      partial: {
        window: '1:5',
        numbers: [
          { from: 2, to: 2 },
          { from: 3, to: 3 },
        ],
      },
      other: new Map([['X', '"a b"']]),
    },
  );
  assert.deepEqual(parse('* ESEARCH'), { type: 'esearch', tag: null, uid: false, other: new Map() });
  assert.deepEqual(parseAs('* ESEARCH UID (TAG "x") ALL 1:4294967295', 'esearch').all, [{ from: 1, to: 4294967295 }]);
  assert.deepEqual(
    [...parseAs('* ESEARCH __proto__ 5 CONSTRUCTOR 6', 'esearch').other],
    [
      ['__PROTO__', '5'],
      ['CONSTRUCTOR', '6'],
    ],
  );
  for (const line of ['* ESEARCH (TAG', '* ESEARCH ALL', '* ESEARCH MIN x', '* ESEARCH (X "a")'])
    assert.equal(parse(line).type, 'malformed', line);
});

test('id', () => {
  assert.deepEqual(parse('* ID NIL'), { type: 'id', parameters: null });
  assert.deepEqual(parse('* ID ("name" "Cyrus" "version" NIL "__proto__" "x")'), {
    type: 'id',
    parameters: new Map([
      ['name', 'Cyrus'],
      ['version', null],
      ['__proto__', 'x'],
    ]),
  });
  assert.deepEqual(parse('* ID ( "a" "b"  )'), { type: 'id', parameters: new Map([['a', 'b']]) });
  assert.deepEqual(parseWithQuirks('* ID ("a" "b" "c")').quirks(), ['odd-pairs']);
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
  assert.equal(parse('* ID').type, 'malformed');
});

test('what is outside the grammar is kept', () => {
  assert.deepEqual(parse('* CONVERT (2)(3 6)'), {
    type: 'unknown',
    keyword: 'CONVERT',
    text: 'CONVERT (2)(3 6)',
  });
  assert.deepEqual(parse('* 12 CONVERSATION x'), {
    type: 'unknown',
    keyword: 'CONVERSATION',
    text: '12 CONVERSATION x',
  });
  assert.deepEqual(parse('* LISTX a'), { type: 'unknown', keyword: 'LISTX', text: 'LISTX a' });
  assert.deepEqual(parse('* SEARCH;x'), { type: 'unknown', keyword: 'SEARCH', text: 'SEARCH;x' });
  assert.deepEqual(parse('*'), { type: 'unknown', keyword: '', text: '' });
  assert.deepEqual(parse('* \xff'), { type: 'unknown', keyword: '', text: 'ÿ' });
  assert.deepEqual(parse(''), { type: 'unknown', keyword: '', text: '' });
  assert.deepEqual(parse('* X-DATA "" (/a {3}\r\nb\r\n)'), {
    type: 'unknown',
    keyword: 'X-DATA',
    text: 'X-DATA "" (/a {3}\r\nb\r\n)',
  });
});

test('a broken line says where, and shows what came', () => {
  const response = parse('* STATUS a (MESSAGES (1))');
  assert.deepEqual(response, {
    type: 'malformed',
    tag: null,
    reason: 'STATUS: expected a number at octet 21',
    excerpt: '* STATUS a (MESSAGES (1))',
  });
  const long = parse(`* STATUS "${'x'.repeat(5000)}`);
  assert.equal(long.type === 'malformed' && long.excerpt.length, 1000);
});
