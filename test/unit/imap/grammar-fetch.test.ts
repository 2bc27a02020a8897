import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFetchHead } from '../../../extension/imap/grammar/fetch-head.ts';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import type { FetchedSection, FetchResponse } from '../../../extension/imap/grammar/types.ts';
import type { ResponseFrame } from '../../../extension/imap/wire/frame.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import { fetchOf, latin1, parse, parseAs, parseWithQuirks } from './grammar-support.ts';

function bytes(text: string): FetchedSection {
  return { kind: 'bytes', bytes: latin1(text) };
}

test('the data of a row', () => {
  const fetch = parseAs(
    '* 12 FETCH (UID 4294967295 FLAGS (\\Seen $x) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 44827 MODSEQ (65402))',
    'fetch',
  );
  assert.equal(fetch.seq, 12);
  assert.equal(fetch.uid, 4294967295);
  assert.deepEqual(fetch.flags, ['\\Seen', '$x']);
  assert.deepEqual(fetch.internalDate, new Date('1996-07-17T09:44:25Z'));
  assert.equal(fetch.size, 44827);
  assert.equal(fetch.modSeq, 65402n);
  assert.equal(fetch.envelope, undefined);
  assert.equal(fetch.bodyStructure, undefined);
  assert.equal(fetch.sections.size, 0);
  assert.equal(fetch.unknown.size, 0);
});

for (const [text, zone] of [
  ['17-Jul-1996 02:44:25 -0700', -420],
  [' 1-Jan-2024 00:00:00 +0000', 0],
  ['01-Jan-2024 05:45:00 +0545', 345],
  ['1-Jan-2024 00:00:00 -0330', -210],
  ['1-Jan-2024 00:00:00 GMT', 0],
  ['05-Feb-2024', 0],
  ['   5-Feb-2024  ', 0],
  ['5-Feb-2024 09:08:07', 0],
  ['5-Feb-2024 +0130', 90],
  ['5-Feb-2024-0130', -90],
] as const) {
  test(`INTERNALDATE keeps the zone it was written in: ${text}`, () => {
    const { fetch } = fetchOf(`INTERNALDATE "${text}" UID 1`);
    assert.equal(fetch.internalDateZone, zone);
    assert.equal(fetchOf('UID 1 ENVELOPE NIL').fetch.internalDateZone, undefined);
  });
}

test('items in any order and case; the last of several counts', () => {
  const { fetch } = fetchOf('rfc822.size 5 flags (a) uid 9 Flags (b) UID 10');
  assert.deepEqual([fetch.size, fetch.uid, fetch.flags], [5, 10, ['b']]);
});

test('the rarer items', () => {
  const { fetch, quirks } = fetchOf(
    'EMAILID (M6d99) THREADID (T64b) PREVIEW "Hi {3} (x" SAVEDATE "01-Jan-2024 00:00:00 +0000" X-GM-MSGID 18446744073709551615 X-GM-THRID 1278455344230334865 X-GM-LABELS (\\Inbox "Muy [importante]" &-x a])',
  );
  assert.deepEqual(
    [
      fetch.emailId,
      fetch.threadId,
      fetch.preview,
      fetch.saveDate,
      fetch.gmailMessageId,
      fetch.gmailThreadId,
      fetch.gmailLabels,
    ],
    [
      'M6d99',
      'T64b',
      'Hi {3} (x',
      new Date('2024-01-01T00:00:00Z'),
      18446744073709551615n,
      1278455344230334865n,
      ['\\Inbox', 'Muy [importante]', '&-x', 'a]'],
    ],
  );
  assert.deepEqual(quirks(), []);
  const none = fetchOf('THREADID NIL PREVIEW NIL SAVEDATE NIL').fetch;
  assert.deepEqual([none.threadId, none.preview, none.saveDate, none.emailId], [null, null, null, undefined]);
  assert.equal(fetchOf('PREVIEW (FUZZY "a b")').fetch.preview, 'a b');
});

test('items outside the grammar are kept as text', () => {
  const { fetch } = fetchOf('XAOL-MSGID 1a.b X-A ("(" {3}\r\n)\r\n (b)) BINARY.SIZE[1.2] 45 __proto__ "x" UID 3');
  assert.deepEqual(
    [...fetch.unknown],
    [
      ['XAOL-MSGID', '1a.b'],
      ['X-A', '("(" {3}\r\n)\r\n (b))'],
      ['__PROTO__', '"x"'],
    ],
  );
  assert.equal(fetch.uid, 3);
  assert.deepEqual([...(fetch.binarySizes ?? [])], [['1.2', 45]]);
});

test('sections by normalised name', () => {
  const { fetch, quirks } = fetchOf(
    'BODY[] {5}\r\na)\r\n( BODY[1.2]<10> "quo\\"ted" body[header.fields (subject "X Y" {4}\r\nFrom)] NIL BINARY[1] ~{2}\r\n\0\xff RFC822.HEADER {0}\r\n BODY[HEADER.FIELDS.NOT ("To")]<0> "" RFC822 "x" RFC822.TEXT NIL',
  );
  assert.deepEqual(
    [...fetch.sections],
    [
      ['BODY[]', bytes('a)\r\n(')],
      ['BODY[1.2]<10>', bytes('quo"ted')],
      ['BODY[HEADER.FIELDS (SUBJECT "X Y" FROM)]', { kind: 'nil' }],
      ['BINARY[1]', bytes('\0\xff')],
      ['RFC822.HEADER', bytes('')],
      ['BODY[HEADER.FIELDS.NOT (TO)]<0>', bytes('')],
      ['RFC822', bytes('x')],
      ['RFC822.TEXT', { kind: 'nil' }],
    ],
  );
  assert.deepEqual(quirks(), []);
});

test('a body stays the octets of its frame, not a copy', () => {
  const chunk = latin1('* 1 FETCH (BODY[] {3}\r\nabc)\r\n');
  let section: FetchedSection | undefined;
  const ignore = (): void => undefined;
  new ResponseSplitter({
    frame: (frame) => {
      const response = parseResponse(frame, { utf8: false });
      if (response.type === 'fetch') section = response.sections.get('BODY[]');
    },
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  }).push(chunk);
  assert.ok(section?.kind === 'bytes');
  assert.equal(section.bytes.buffer, chunk.buffer);
});

interface Streamed {
  readonly heads: readonly ResponseFrame[];
  readonly frames: readonly ResponseFrame[];
}

function stream(text: string): Streamed {
  const heads: ResponseFrame[] = [];
  const frames: ResponseFrame[] = [];
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: (frame) => frames.push(frame),
    literalStart: (head) => heads.push(head),
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  });
  splitter.setInlineLimit(4);
  splitter.push(latin1(text));
  return { heads, frames };
}

test('streamed bodies: the head says whose they are, the response that they went by', () => {
  const { heads, frames } = stream(
    '* 3 FETCH (FLAGS () UID 77 BODY[1]<0> {6}\r\nabcdef BODY[2] {3}\r\nxyz BODY[3] {5}\r\n((\r\n( RFC822.SIZE 9)\r\n',
  );
  assert.deepEqual(
    heads.map((head) => parseFetchHead(head, { utf8: false })),
    [
      { seq: 3, uid: 77, section: 'BODY[1]<0>' },
      { seq: 3, uid: 77, section: 'BODY[3]' },
    ],
  );
  const response = parseResponse(frames[0] ?? assert.fail(), {
    utf8: false,
    onQuirk: (id) => assert.fail(id),
  }) as FetchResponse;
  assert.deepEqual(
    [...response.sections],
    [
      ['BODY[1]<0>', { kind: 'streamed', size: 6 }],
      ['BODY[2]', bytes('xyz')],
      ['BODY[3]', { kind: 'streamed', size: 5 }],
    ],
  );
  assert.equal(response.size, 9);
});

test('the head of a body that comes before its UID', () => {
  const { heads } = stream('* 3 FETCH (BODY[] {6}\r\nabcdef UID 77)\r\n');
  assert.deepEqual(
    heads.map((head) => parseFetchHead(head, { utf8: false })),
    [{ seq: 3, uid: null, section: 'BODY[]' }],
  );
});

test('a head that is no FETCH to be understood', () => {
  const { heads } = stream('* 0 FETCH (BODY[] {6}\r\nabcdef)\r\n* 1 FETCH ("x BODY[] {6}\r\nabcdef)\r\n');
  assert.deepEqual(
    heads.map((head) => parseFetchHead(head, { utf8: false })),
    [null, null],
  );
});

const tolerances: readonly (readonly [
  line: string,
  quirk: string,
  check: (fetch: FetchResponse) => unknown,
  expected: unknown,
])[] = [
  ['* 1 FETCH ((UID 5 FLAGS (a)) RFC822.SIZE 3)', 'wrapped-attributes', (f) => [f.uid, f.size], [5, 3]],
  ['* 1 FETCH (UID 5 RFC822.SIZE 9.3736e+06)', 'float-number', (f) => f.size, 9373600],
  ['* 1 FETCH (UID 5 RFC822.SIZE -1)', 'negative-number', (f) => [f.uid, f.size], [5, undefined]],
  ['* 1 FETCH (UID 5 MODSEQ (-1))', 'bad-modseq', (f) => [f.uid, f.modSeq], [5, undefined]],
  ['* 1 FETCH (UID 5 MODSEQ (0) FLAGS ())', 'bad-modseq', (f) => [f.modSeq, f.flags], [undefined, []]],
  [
    '* 1 FETCH (INTERNALDATE "00-Jan-0000 00:00:00 +0000" UID 5)',
    'bad-date',
    (f) => [f.uid, f.internalDate],
    [5, undefined],
  ],
  ['* 1 FETCH (INTERNALDATE NIL UID 5)', 'bad-date', (f) => [f.uid, f.internalDate], [5, undefined]],
  [
    '* 1 FETCH (BODY[1] UID 5)',
    'missing-section-value',
    (f) => [f.uid, f.sections.get('BODY[1]')],
    [5, { kind: 'nil' }],
  ],
  [
    '* 1 FETCH (UID 5 BODY[1])',
    'missing-section-value',
    (f) => [f.uid, f.sections.get('BODY[1]')],
    [5, { kind: 'nil' }],
  ],
  ['* 1 FETCH (BODY[] {3}\r\nabc) UID 5 FLAGS (b))', 'fetch-closed-early', (f) => [f.uid, f.flags], [5, ['b']]],
  ['* 1 FETCH (UID 5 BODY[] {3}\r\nabc', 'missing-parenthesis', (f) => f.uid, 5],
  ['* 1 FETCH (FLAGS NIL UID 5)', 'nil-list', (f) => [f.uid, f.flags], [5, []]],
  ['* 1 FETCH (UID 0 FLAGS ())', 'zero-value', (f) => [f.uid, f.flags], [undefined, []]],
  ['* 1 FETCH (UID 5 X-LAST)', 'missing-field', (f) => f.unknown.get('X-LAST'), ''],
  ['* 1 FETCH (UID  5)', 'extra-space', (f) => f.uid, 5],
  ['* 1 FETCH (FLAGS() UID 5)', 'missing-space', (f) => f.uid, 5],
  ['* 1 FETCH (UID 5 PREVIEW "say "hi", now")', 'unescaped-quote', (f) => f.preview, 'say "hi", now'],
  ['* 1 FETCH (UID 5 PREVIEW """")', 'unescaped-quote', (f) => f.preview, '""'],
  ['* 1 FETCH (UID 5 PREVIEW "gr\xfcn")', 'eight-bit', (f) => f.preview, 'grün'],
];

for (const [line, quirk, check, expected] of tolerances) {
  test(`tolerance ${quirk}: ${JSON.stringify(line)}`, () => {
    const { response, quirks } = parseWithQuirks(line);
    assert.equal(response.type, 'fetch', response.type === 'malformed' ? response.reason : '');
    assert.deepEqual(check(response), expected);
    assert.deepEqual(
      quirks().filter((id) => id !== 'unescaped-quote' || quirk === id),
      [quirk],
    );
  });
}

for (const line of [
  '* 1 FETCH',
  '* 1 FETCH UID 5',
  '* 1 FETCH (UID x)',
  '* 1 FETCH (UID 4294967296)',
  '* 1 FETCH (RFC822.SIZE 9007199254740992)',
  '* 1 FETCH (UID)',
  '* 1 FETCH (FLAGS (\\Seen',
  '* 1 FETCH (ENVELOPE ("a)',
  '* 1 FETCH (BODY[1 {3}\r\nabc)',
  '* 1 FETCH (BODY[]<x> NIL)',
  '* 1 FETCH (MODSEQ x)',
  '* 1 FETCH (X-GM-MSGID 18446744073709551616)',
  '* 1 FETCH ("a" b)',
  '* 1 FETCH (INTERNALDATE 5)',
]) {
  test(`does not parse: ${JSON.stringify(line)}`, () => {
    assert.equal(parse(line).type, 'malformed');
  });
}

test('size at 2⁵³−1 is exact', () => {
  assert.equal(fetchOf('RFC822.SIZE 9007199254740991').fetch.size, 9007199254740991);
});

test('BODY is a body structure too, and never replaces BODYSTRUCTURE', () => {
  const short = '("text" "plain" NIL NIL NIL "7bit" 1 1)';
  const long = '("text" "html" NIL NIL NIL "7bit" 1 1 NIL ("inline" NIL) NIL NIL)';
  assert.equal(fetchOf(`BODY ${short}`).fetch.bodyStructure?.subtype, 'plain');
  assert.equal(fetchOf(`BODYSTRUCTURE ${long} BODY ${short}`).fetch.bodyStructure?.subtype, 'html');
  assert.equal(fetchOf(`BODY ${short} BODYSTRUCTURE ${long}`).fetch.bodyStructure?.subtype, 'html');
});

test('trees are read once, on access', () => {
  const { fetch, quirks } = fetchOf('ENVELOPE ("1 Jan 20" "s") BODYSTRUCTURE ("text" NIL NIL NIL NIL "7bit" 1 1)');
  assert.deepEqual(quirks(), []);
  assert.equal(fetch.envelope, fetch.envelope);
  assert.equal(fetch.bodyStructure, fetch.bodyStructure);
  assert.deepEqual(quirks(), ['short-envelope', 'one-word-media-type']);
});

test('trees that do not parse cost only themselves', () => {
  const { fetch, quirks } = fetchOf(
    'UID 5 ENVELOPE (\\) BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" x) FLAGS (a)',
  );
  assert.deepEqual([fetch.uid, fetch.flags], [5, ['a']]);
  assert.equal(fetch.envelope?.subject, null);
  assert.deepEqual(fetch.envelope?.from, []);
  assert.equal(fetch.bodyStructure, undefined);
  assert.equal(fetch.bodyStructure, undefined);
  assert.deepEqual(quirks(), ['bad-envelope', 'bad-body-structure']);
});
