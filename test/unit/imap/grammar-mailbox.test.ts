import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListResponse } from '../../../extension/imap/grammar/types.ts';
import { mailboxFromDisplay, mailboxFromWire, sameMailbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { parse, parseAs, parseWithQuirks } from './grammar-support.ts';

type ListCase = readonly [line: string, wire: string, rest: Partial<Omit<ListResponse, 'type' | 'name'>>];

const lists: readonly ListCase[] = [
  [
    '* LIST (\\Noselect \\HasChildren) "/" "~/Mail/foo"',
    '~/Mail/foo',
    { via: 'LIST', delimiter: '/', attributes: ['\\Noselect', '\\HasChildren'] },
  ],
  ['* LIST () NIL inbox', 'INBOX', { delimiter: null, attributes: [] }],
  ['* LSUB () "." #news.comp.mail', '#news.comp.mail', { via: 'LSUB', delimiter: '.' }],
  ['* XLIST (\\Inbox) "/" "INBOX"', 'INBOX', { via: 'XLIST' }],
  ['* LIST () "\\\\" "a\\\\b \\"c\\""', 'a\\b "c"', { delimiter: '\\' }],
  ['* LIST () "/" {7}\r\na\r\nb {1}', 'a\r\nb {1', {}],
  ['* LIST () "/" ~{2}\r\na\0', 'a\0', {}],
  ['* LIST NIL "/" a', 'a', { attributes: [] }],
  ['* LIST () "" a', 'a', { delimiter: null }],
  ['* LIST () / a', 'a', { delimiter: '/' }],
  ['* LIST () "/" 2024', '2024', {}],
  ['* LIST () "/" NIL', 'NIL', {}],
  ['* LIST () "/" a%b*c]', 'a%b*c]', {}],
  ['* LIST () "/" Sent\tItems and more ', 'Sent\tItems and more', {}],
  ['* LIST () "/" Sent Items (OLDNAME (x))', 'Sent Items', { extended: new Map([['OLDNAME', '(x)']]) }],
  ['* LIST () "/" foo"bar', 'foo"bar', { delimiter: '/' }],
  ['* LIST () "/" x"y"', 'x"y"', { delimiter: '/' }],
  ['* LIST () "/" 5"disk', '5"disk', { delimiter: '/' }],
  ['* LIST () "/" My 5"disk', 'My 5"disk', { delimiter: '/' }],
  ['* LIST () "/" INBOX"', 'INBOX"', { delimiter: '/' }],
  ['* LIST () "/" Photos 4"x6" (old)', 'Photos 4"x6"', { delimiter: '/' }],
  ['* LSUB () "." a"b', 'a"b', { via: 'LSUB', delimiter: '.' }],
  ['* LIST () "\\\\" a"b', 'a"b', { delimiter: '\\' }],
  ['* LIST () "" a"b', 'a"b', { delimiter: null }],
  ['* LIST () "/" "a" ', 'a', {}],
  ['* LIST () "/" a (OLDNAME x CHILDINFO NIL)', 'a', { oldName: undefined, childInfo: [] }],
  ['* list  (\\noselect)  "/"  a', 'a', { attributes: ['\\noselect'] }],
  [
    '* LIST () "/" "a" ("CHILDINFO" ("SUBSCRIBED" "REMOTE") oldname ("b c") X NIL)',
    'a',
    {
      extended: new Map([
        ['CHILDINFO', '("SUBSCRIBED" "REMOTE")'],
        ['OLDNAME', '("b c")'],
        ['X', 'NIL'],
      ]),
      childInfo: ['SUBSCRIBED', 'REMOTE'],
      oldName: { wire: 'b c', display: 'b c' },
    },
  ],
  ['* LIST () "/" "a" ("__proto__" ("x"))', 'a', { extended: new Map([['__PROTO__', '("x")']]) }],
];

for (const [line, wire, rest] of lists) {
  test(`list: ${JSON.stringify(line)}`, () => {
    const response = parseAs(line, 'list');
    assert.equal(response.name.wire, wire);
    for (const [key, value] of Object.entries(rest)) assert.deepEqual(response[key as keyof ListResponse], value, key);
  });
}

test('names keep their octets and decode for people', () => {
  assert.deepEqual(parseAs('* LIST () "/" "Entw&APw-rfe"', 'list').name, { wire: 'Entw&APw-rfe', display: 'Entwürfe' });
  assert.deepEqual(parseAs('* LIST () "/" "Entw\xc3\xbcrfe"', 'list', true).name, {
    wire: 'Entw\xc3\xbcrfe',
    display: 'Entwürfe',
  });
  assert.deepEqual(parseAs('* LIST () "/" "A&B-"', 'list', true).name.display, 'A&B-');
  assert.deepEqual(parseAs('* LIST () "/" "&broken"', 'list').name, { wire: '&broken', display: '&broken' });
  assert.deepEqual(parseAs('* LIST () "/" "Entw\xfcrfe"', 'list').name, { wire: 'Entw\xfcrfe', display: 'Entwürfe' });
});

test('octets that are no UTF-8 stay visible and go back unchanged', () => {
  assert.deepEqual(parseAs('* LIST () "/" "gr\xfcn"', 'list', true).name, { wire: 'gr\xfcn', display: 'grün' });
});

test('INBOX is one mailbox in any case; other names are not', () => {
  assert.ok(sameMailbox(mailboxFromWire('iNbOx', false), mailboxFromDisplay('INBOX', true)));
  assert.ok(!sameMailbox(mailboxFromWire('inbox/a', false), mailboxFromWire('INBOX/a', false)));
  assert.equal(mailboxFromDisplay('Entwürfe & mehr', false).wire, 'Entw&APw-rfe &- mehr');
});

for (const [line, quirk] of [
  ['* LIST NIL "/" a', 'nil-list'],
  ['* LIST () "" a', 'empty-delimiter'],
  ['* LIST () "/" NIL', 'nil-mailbox'],
  ['* LIST () "/" a b', 'unquoted-mailbox'],
  ['* LIST () "/"  a', 'extra-space'],
  ['* LIST ()"/" a', 'missing-space'],
  ['* LIST ("\\Noselect") "/" a', 'quoted-flag'],
  ['* STATUS Sent Items (MESSAGES 1)', 'unquoted-mailbox'],
  ['* STATUS a (UNSEEN -1)', 'negative-number'],
  ['* STATUS a (SIZE 5 UIDNEXT)', 'missing-field'],
  ['* STATUS a (UIDVALIDITY 0)', 'zero-value'],
  ['* STATUS a (HIGHESTMODSEQ -1)', 'bad-modseq'],
  ['* STATUS a (MESSAGES 3 SIZE -1)', 'negative-number'],
  ['* STATUS a (MESSAGES 3 DELETED-STORAGE -1)', 'negative-number'],
  ['* STATUS a (MESSAGES 3 MAILBOXID M1)', 'bare-object-id'],
  ['* NAMESPACE NIL NIL', 'missing-field'],
] as const) {
  test(`tolerance ${quirk}: ${line}`, () => {
    const { response, quirks } = parseWithQuirks(line);
    assert.notEqual(response.type, 'malformed');
    assert.deepEqual(quirks(), [quirk]);
  });
}

for (const line of [
  '* LIST',
  '* LIST ()',
  '* LIST () "/"',
  '* LIST (\\Noselect "/" a',
  '* LIST () "/ a',
  '* STATUS a',
  '* STATUS (MESSAGES 1)',
  '* STATUS a (MESSAGES 99999999999999999)',
  '* STATUS a (MESSAGES x)',
  '* STATUS a (UIDNEXT 4294967296)',
  '* NAMESPACE ((("a"',
]) {
  test(`does not parse: ${line}`, () => {
    const response = parse(line);
    assert.equal(response.type, 'malformed');
    assert.equal(response.type === 'malformed' && response.excerpt, line);
  });
}

test('counts survive what a server does not know, and 0 says that no mod-sequences are kept', () => {
  const status = (items: string): unknown => parseAs(`* STATUS a (${items})`, 'mailbox-status').status;
  assert.deepEqual(status('MESSAGES 3 SIZE -1 UNSEEN 1'), { messages: 3, unseen: 1 });
  assert.deepEqual(status('MESSAGES 3 SIZE NIL'), { messages: 3 });
  assert.deepEqual(status('DELETED-STORAGE 9007199254740993'), { deletedStorage: 9_007_199_254_740_993n });
  assert.deepEqual(status('MAILBOXID M1 MESSAGES 3'), { mailboxId: 'M1', messages: 3 });
  assert.deepEqual(status('MAILBOXID NIL MESSAGES 3'), { messages: 3 });
  assert.deepEqual(status('MAILBOXID (NIL) MESSAGES 3'), { messages: 3 });
  const { response, quirks } = parseWithQuirks('* STATUS a (HIGHESTMODSEQ 0)');
  assert.deepEqual(response.type === 'mailbox-status' && response.status, { highestModSeq: null });
  assert.deepEqual(quirks(), []);
});

test('status items', () => {
  const { name, status } = parseAs(
    '* STATUS "blurdy bloop" (MESSAGES 231 RECENT 1 UNSEEN 2 DELETED 3 UIDNEXT 44292 UIDVALIDITY 4294967295 SIZE 9007199254740993 HIGHESTMODSEQ 7011231777 MAILBOXID (F21) APPENDLIMIT NIL X-OTHER (a (b)) )',
    'mailbox-status',
  );
  assert.equal(name.wire, 'blurdy bloop');
  assert.deepEqual(status, {
    messages: 231,
    recent: 1,
    unseen: 2,
    deleted: 3,
    uidNext: 44292,
    uidValidity: 4294967295,
    size: 9007199254740993n,
    highestModSeq: 7011231777n,
    mailboxId: 'F21',
    appendLimit: null,
  });
  assert.deepEqual(parseAs('* STATUS {3}\r\na b (MESSAGES 1 APPENDLIMIT 10)', 'mailbox-status').status, {
    messages: 1,
    appendLimit: 10,
  });
  assert.deepEqual(parseAs('* STATUS Sent Items (MESSAGES 1)', 'mailbox-status').name.wire, 'Sent Items');
  assert.deepEqual(parseAs('* STATUS a ()', 'mailbox-status').status, {});
  assert.deepEqual(parseAs('* STATUS a (UNSEEN NIL MESSAGES 4)', 'mailbox-status').status, { messages: 4 });
});

test('namespaces', () => {
  const { personal, other, shared } = parseAs(
    '* NAMESPACE (("" "/")("#mh/" "/" "X-PARAM" ("a" "b"))) NIL (("#shared/" NIL))',
    'namespace',
  );
  assert.deepEqual(personal, [
    { prefix: { wire: '', display: '' }, delimiter: '/' },
    { prefix: { wire: '#mh/', display: '#mh/' }, delimiter: '/' },
  ]);
  assert.deepEqual(other, []);
  assert.deepEqual(shared, [{ prefix: { wire: '#shared/', display: '#shared/' }, delimiter: null }]);
});

test('quota, quota roots and rights', () => {
  assert.deepEqual(parse('* QUOTA "" (STORAGE 10 512 MESSAGE 20 18446744073709551615)'), {
    type: 'quota',
    root: '',
    resources: [
      { name: 'STORAGE', usage: 10n, limit: 512n },
      { name: 'MESSAGE', usage: 20n, limit: 18446744073709551615n },
    ],
  });
  assert.deepEqual(parse('* QUOTA #user/a ()'), { type: 'quota', root: '#user/a', resources: [] });
  assert.deepEqual(parse('* QUOTA "x"'), { type: 'quota', root: 'x', resources: [] });
  assert.deepEqual(parseWithQuirks('* QUOTA "" (STORAGE -1 5 MESSAGE 1 2)').response, {
    type: 'quota',
    root: '',
    resources: [{ name: 'MESSAGE', usage: 1n, limit: 2n }],
  });
  assert.deepEqual(parse('* QUOTAROOT comp.mail.mime'), {
    type: 'quotaroot',
    name: { wire: 'comp.mail.mime', display: 'comp.mail.mime' },
    roots: [],
  });
  assert.deepEqual(parse('* QUOTAROOT INBOX "" "a b"'), {
    type: 'quotaroot',
    name: { wire: 'INBOX', display: 'INBOX' },
    roots: ['', 'a b'],
  });
  assert.deepEqual(parse('* MYRIGHTS INBOX rwiptsldaex'), {
    type: 'myrights',
    name: { wire: 'INBOX', display: 'INBOX' },
    rights: 'rwiptsldaex',
  });
  assert.equal(parse('* QUOTA "" (STORAGE 10 18446744073709551616)').type, 'malformed');
});
