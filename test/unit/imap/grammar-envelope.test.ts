import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope, EnvelopeAddress } from '../../../extension/imap/grammar/types.ts';
import { fetchOf } from './grammar-support.ts';

function envelopeOf(text: string): { readonly envelope: Envelope; readonly quirks: readonly string[] } {
  const { fetch, quirks } = fetchOf(`UID 1 ENVELOPE ${text} FLAGS (last)`);
  assert.deepEqual(fetch.flags, ['last'], 'skipped to the right place');
  const { envelope } = fetch;
  assert.ok(envelope !== undefined);
  return { envelope, quirks: quirks() };
}

function person(name: string | null, mailbox: string, host: string): EnvelopeAddress {
  return { type: 'mailbox', name, route: null, mailbox, host };
}

const terry = person('Terry Gray', 'gray', 'cac.washington.edu');

test('the example of RFC 9051 §7.5.2', () => {
  const { envelope, quirks } = envelopeOf(
    '("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ((NIL NIL "minutes" "CNRI.Reston.VA.US") ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL "<B27397-0100000@cac.washington.edu>")',
  );
  assert.deepEqual(envelope, {
    date: 'Wed, 17 Jul 1996 02:23:25 -0700 (PDT)',
    subject: 'IMAP4rev2 WG mtg summary and minutes',
    from: [terry],
    sender: [terry],
    replyTo: [terry],
    to: [person(null, 'imap', 'cac.washington.edu')],
    cc: [person(null, 'minutes', 'CNRI.Reston.VA.US'), person('John Klensin', 'KLENSIN', 'MIT.EDU')],
    bcc: [],
    inReplyTo: null,
    messageId: '<B27397-0100000@cac.washington.edu>',
  });
  assert.equal(envelope.sender, envelope.from);
  assert.equal(envelope.replyTo, envelope.from);
  assert.deepEqual(quirks, []);
});

test('a sender of its own is kept', () => {
  const { envelope } = envelopeOf(
    '(NIL NIL ((NIL NIL "a" "b.example")) ((NIL NIL "x" "b.example")) ((NIL NIL "a" "b.example")) NIL NIL NIL NIL NIL)',
  );
  assert.deepEqual(
    [envelope.from, envelope.sender, envelope.replyTo],
    [[person(null, 'a', 'b.example')], [person(null, 'x', 'b.example')], [person(null, 'a', 'b.example')]],
  );
});

test('literals, escapes and octets above 127', () => {
  const { envelope, quirks } = envelopeOf(
    '({4}\r\n"a\r\n "\\\\ \\"q\\" \\x" (({5}\r\nZo\xc3\xab) NIL "z" "gr\xfcn.example")) NIL NIL NIL NIL NIL {0}\r\n NIL)',
  );
  assert.equal(envelope.date, '"a\r\n');
  assert.equal(envelope.subject, '\\ "q" \\x');
  assert.deepEqual(envelope.from, [person('Zoë)', 'z', 'grün.example')]);
  assert.equal(envelope.inReplyTo, '');
  assert.deepEqual(quirks, ['odd-envelope-date', 'eight-bit']);
});

test('groups, empty ones and unended ones', () => {
  const { envelope, quirks } = envelopeOf(
    '(NIL NIL NIL NIL NIL ((NIL NIL "team" NIL)(NIL NIL "a" "x.example")(NIL NIL NIL NIL)(NIL NIL "empty" NIL)(NIL NIL NIL NIL)(NIL NIL "open" NIL)) NIL NIL NIL NIL)',
  );
  assert.deepEqual(envelope.to, [
    { type: 'group-start', name: 'team' },
    person(null, 'a', 'x.example'),
    { type: 'group-end' },
    { type: 'group-start', name: 'empty' },
    { type: 'group-end' },
    { type: 'group-start', name: 'open' },
    { type: 'group-end' },
  ]);
  assert.deepEqual(quirks, ['unterminated-group']);
});

const tolerances: readonly (readonly [
  text: string,
  quirk: string,
  check: (envelope: Envelope) => unknown,
  expected: unknown,
])[] = [
  [
    '("1 Jan 20" "s" NIL NIL NIL NIL NIL NIL)',
    'short-envelope',
    (e) => [e.subject, e.inReplyTo, e.messageId],
    ['s', null, null],
  ],
  ['()', 'short-envelope', (e) => [e.date, e.from, e.messageId], [null, [], null]],
  ['NIL', 'short-envelope', (e) => e.subject, null],
  [
    '("1 Jan 20" "s" () () () ((NIL NIL "a" "b")) NIL NIL NIL NIL)',
    '',
    (e) => [e.from, e.to],
    [[], [person(null, 'a', 'b')]],
  ],
  [
    '("1 Jan 20" "s" (NIL (NIL NIL "a" "b")) NIL NIL NIL NIL NIL NIL NIL)',
    'bad-address',
    (e) => e.from,
    [person(null, 'a', 'b')],
  ],
  [
    '("1 Jan 20" "s" ((NIL NIL "a" "b" "extra" NIL)) NIL NIL NIL NIL NIL NIL NIL)',
    'bad-address',
    (e) => e.from,
    [person(null, 'a', 'b')],
  ],
  [
    '("1 Jan 20" "s" (("N" NIL "a")) NIL NIL NIL NIL NIL NIL NIL)',
    'bad-address',
    (e) => e.from,
    [person('N', 'a', '')],
  ],
  [
    '("1 Jan 20" "s" (("N" NIL NIL NIL)) NIL NIL NIL NIL NIL NIL NIL)',
    'bad-address',
    (e) => e.from,
    [person('N', '', '')],
  ],
  [
    '("1 Jan 20" "s" ((NIL NIL NIL "host")) NIL NIL NIL NIL NIL NIL NIL)',
    '',
    (e) => e.from,
    [person(null, '', 'host')],
  ],
  [
    '("1 Jan 20" "s" (((NIL) NIL "a" "b")) NIL NIL NIL NIL NIL NIL NIL)',
    'bad-address',
    (e) => e.from,
    [person(null, 'a', 'b')],
  ],
  [
    '("1 Jan 20" "s" "not a list" NIL NIL NIL NIL NIL "<r>" "<m>")',
    'string-for-list',
    (e) => [e.from, e.inReplyTo, e.messageId],
    [[], '<r>', '<m>'],
  ],
  ['("1 Jan 20" (x) NIL NIL NIL NIL NIL NIL NIL NIL)', 'list-for-string', (e) => e.subject, null],
  ['("1 Jan 20" subject NIL NIL NIL NIL NIL NIL NIL <m@x>)', '', (e) => [e.subject, e.messageId], ['subject', '<m@x>']],
  ['("1 Jan 20" "s" ((NIL NIL "a" "b") (NIL NIL "c" "d")) NIL NIL NIL NIL NIL NIL NIL)', '', (e) => e.from.length, 2],
  ['("1 Jan 20" "s" NIL NIL NIL NIL NIL NIL NIL NIL "more" (a (b)))', '', (e) => e.subject, 's'],
  [
    '("1 Jan 20" "a "quoted", word" NIL NIL NIL NIL NIL NIL NIL NIL)',
    'unescaped-quote',
    (e) => e.subject,
    'a "quoted", word',
  ],
  [
    '("1 Jan 20" "a "quoted" word more" NIL NIL NIL NIL NIL NIL NIL "<m@x>")',
    'unescaped-quote',
    (e) => [e.subject, e.messageId],
    ['a "quoted" word more', '<m@x>'],
  ],
  [
    '("1 Jan 20" "s" (("Ada "the" first" NIL "a" "b")) NIL NIL NIL NIL NIL NIL "<m@x>")',
    'unescaped-quote',
    (e) => [e.from, e.messageId],
    [[person('Ada "the" first', 'a', 'b')], '<m@x>'],
  ],
  [
    '("1 Jan 20" "the "new" 5 of them" NIL NIL NIL NIL NIL NIL NIL "<m@x>")',
    'unescaped-quote',
    (e) => [e.subject, e.messageId],
    ['the "new" 5 of them', '<m@x>'],
  ],
  [
    '("1 Jan 20" "a "new" nil, now" NIL NIL NIL NIL NIL NIL NIL "<m@x>")',
    'unescaped-quote',
    (e) => [e.subject, e.messageId],
    ['a "new" nil, now', '<m@x>'],
  ],
  ['("1 Jan 20" NIL"s" NIL NIL NIL NIL NIL NIL "<m@x>")', 'string-for-list', (e) => e.messageId, '<m@x>'],
  [
    '("1 Jan 20" "s" NIL NIL NIL ((NIL NIL "a" ".MISSING-HOST-NAME.")) NIL NIL NIL NIL)',
    'placeholder-host',
    (e) => e.to,
    [person(null, 'a', '.MISSING-HOST-NAME.')],
  ],
];

for (const [text, quirk, check, expected] of tolerances) {
  test(`envelope ${text}${quirk === '' ? '' : ` (${quirk})`}`, () => {
    const { envelope, quirks } = envelopeOf(text);
    assert.deepEqual(check(envelope), expected);
    assert.deepEqual(quirks, quirk === '' ? [] : [quirk]);
  });
}
