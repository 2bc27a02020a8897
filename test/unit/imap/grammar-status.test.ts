import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareCodes } from '../../../extension/imap/grammar/code.ts';
import type { ResponseCode } from '../../../extension/imap/grammar/code.ts';
import { responseTag } from '../../../extension/imap/grammar/tag.ts';
import { frameOf, parse, parseAs, parseWithQuirks } from './grammar-support.ts';

test('kinds, tags and texts of status responses', () => {
  assert.deepEqual(parse('* OK IMAP4rev1 ready'), {
    type: 'status',
    tag: null,
    kind: 'OK',
    code: null,
    text: 'IMAP4rev1 ready',
  });
  assert.deepEqual(parse('A.1] no  Sorry '), { type: 'status', tag: 'A.1]', kind: 'NO', code: null, text: 'Sorry ' });
  assert.deepEqual(parse('a1 BAD'), { type: 'status', tag: 'a1', kind: 'BAD', code: null, text: '' });
  assert.deepEqual(parse('* PREAUTH '), { type: 'status', tag: null, kind: 'PREAUTH', code: null, text: '' });
  assert.deepEqual(parse('*  Bye bye'), { type: 'status', tag: null, kind: 'BYE', code: null, text: 'bye' });
  assert.deepEqual(parse('* OK[ALERT]now'), {
    type: 'status',
    tag: null,
    kind: 'OK',
    code: { name: 'ALERT' },
    text: 'now',
  });
});

test('text is UTF-8 where it is that, else latin1', () => {
  assert.equal(parseAs('* OK Gr\xc3\xbc\xc3\x9fe', 'status').text, 'Grüße');
  assert.equal(parseAs('* OK Gr\xfc\xdfe', 'status').text, 'Grüße');
});

test('continuations, with and without text', () => {
  assert.deepEqual(parse('+ ready {5}'), { type: 'continuation', code: null, text: 'ready {5}' });
  assert.deepEqual(parse('+'), { type: 'continuation', code: null, text: '' });
  assert.deepEqual(parse('+ '), { type: 'continuation', code: null, text: '' });
  assert.deepEqual(parse('+ [ALERT] careful'), { type: 'continuation', code: { name: 'ALERT' }, text: 'careful' });
  assert.deepEqual(parse('+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+'), {
    type: 'continuation',
    code: null,
    text: 'PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+',
  });
});

test('a status without the word is still heard (MailKit #115)', () => {
  const { response, quirks } = parseWithQuirks('[ALERT] Disk full');
  assert.deepEqual(response, { type: 'status', tag: null, kind: 'OK', code: { name: 'ALERT' }, text: 'Disk full' });
  assert.deepEqual(quirks(), ['missing-status']);
  assert.deepEqual(parseAs('* [COPYUID 1 2 3] x', 'status').code, {
    name: 'COPYUID',
    uidValidity: 1,
    source: [{ from: 2, to: 2 }],
    destination: [{ from: 3, to: 3 }],
  });
});

test('tagged lines are only OK, NO or BAD; others give their tag back', () => {
  for (const line of ['a1 BYE x', 'a1 PREAUTH x', 'a1 FOO', 'a1', 'a1 OKAY']) {
    const response = parse(line);
    assert.equal(response.type, 'malformed', line);
    assert.equal(response.type === 'malformed' && response.tag, 'a1', line);
  }
});

test('responseTag finds the tag of any line that has one', () => {
  const tags: readonly (readonly [string, string | null])[] = [
    ['a1 OK', 'a1'],
    ['A-7.b x', 'A-7.b'],
    ['a1', 'a1'],
    ['* OK', null],
    ['+ OK', null],
    ['', null],
    ['a+1 OK', null],
    ['"a" OK', null],
    [' a OK', null],
    [`${'x'.repeat(65)} OK`, null],
    [') x', null],
  ];
  for (const [line, tag] of tags) assert.equal(responseTag(frameOf(line)), tag, line);
});

for (const name of bareCodes) {
  test(`[${name}] in any case, with and without text`, () => {
    for (const tag of ['*', 'a1']) {
      for (const kind of ['OK', 'NO', 'BAD']) {
        const expected = { type: 'status', tag: tag === '*' ? null : tag, kind, code: { name }, text: 'some [text]' };
        assert.deepEqual(parse(`${tag} ${kind} [${name}] some [text]`), expected);
        assert.deepEqual(parse(`${tag} ${kind} [${name.toLowerCase()}]`), { ...expected, text: '' });
      }
    }
    assert.deepEqual(parseAs(`* BYE [${name}]garbage`, 'status').code, { name });
    assert.deepEqual(parseAs(`* PREAUTH [${name} extra] x`, 'status').code, { name });
    assert.deepEqual(parseAs(`* NO [${name} no bracket`, 'status'), {
      type: 'status',
      tag: null,
      kind: 'NO',
      code: { name },
      text: 'no bracket',
    });
  });
}

const one = (from: number, to = from): { from: number; to: number } => ({ from, to });

const codes: readonly (readonly [string, ResponseCode | null])[] = [
  ['APPENDUID 38505 3955', { name: 'APPENDUID', uidValidity: 38505, uids: [one(3955)] }],
  ['appenduid 1 2:4,9', { name: 'APPENDUID', uidValidity: 1, uids: [one(2, 4), one(9)] }],
  ['APPENDUID 1', { name: 'malformed', code: 'APPENDUID', args: '1' }],
  [
    'COPYUID 38505 304,319:320 3956:3958',
    { name: 'COPYUID', uidValidity: 38505, source: [one(304), one(319, 320)], destination: [one(3956, 3958)] },
  ],
  [
    'COPYUID 1 1:4294967295 5:4294967295',
    { name: 'COPYUID', uidValidity: 1, source: [one(1, 4294967295)], destination: [one(5, 4294967295)] },
  ],
  ['COPYUID 1389 ', { name: 'COPYUID', uidValidity: 1389, source: [], destination: [] }],
  ['COPYUID 1389 "" ""', { name: 'COPYUID', uidValidity: 1389, source: [], destination: [] }],
  ['COPYUID 1 5,, 6,0', { name: 'COPYUID', uidValidity: 1, source: [one(5)], destination: [one(6)] }],
  ['COPYUID 1 9:5 1:5', { name: 'COPYUID', uidValidity: 1, source: [one(5, 9)], destination: [one(1, 5)] }],
  ['COPYUID 1 1:4294967296 1', { name: 'malformed', code: 'COPYUID', args: '1 1:4294967296 1' }],
  ['COPYUID x y z', { name: 'malformed', code: 'COPYUID', args: 'x y z' }],
  ['BADCHARSET', { name: 'BADCHARSET', charsets: [] }],
  ['BADCHARSET (US-ASCII "UTF-8")', { name: 'BADCHARSET', charsets: ['US-ASCII', 'UTF-8'] }],
  [
    'CAPABILITY IMAP4rev1 LITERAL + auth=PLAIN ',
    { name: 'CAPABILITY', capabilities: ['IMAP4rev1', 'LITERAL+', 'auth=PLAIN'] },
  ],
  ['PERMANENTFLAGS (\\Deleted \\Seen \\*)', { name: 'PERMANENTFLAGS', flags: ['\\Deleted', '\\Seen', '\\*'] }],
  ['PERMANENTFLAGS ()', { name: 'PERMANENTFLAGS', flags: [] }],
  ['PERMANENTFLAGS NIL', { name: 'PERMANENTFLAGS', flags: [] }],
  [
    'PERMANENTFLAGS (\\Answered a]b [Gmail] x[ \\*)',
    { name: 'PERMANENTFLAGS', flags: ['\\Answered', 'a]b', '[Gmail]', 'x[', '\\*'] },
  ],
  ['PERMANENTFLAGS ("\\Seen" "$x y")', { name: 'PERMANENTFLAGS', flags: ['\\Seen', '$x', 'y'] }],
  ['UIDNEXT 4392', { name: 'UIDNEXT', value: 4392 }],
  ['UIDNEXT 0', { name: 'UIDNEXT', value: 0 }],
  ['UIDVALIDITY 3857529045', { name: 'UIDVALIDITY', value: 3857529045 }],
  ['UIDVALIDITY 99999999999999999999', { name: 'malformed', code: 'UIDVALIDITY', args: '99999999999999999999' }],
  ['UIDVALIDITY 4294967295', { name: 'UIDVALIDITY', value: 4294967295 }],
  ['UIDVALIDITY 4294967296', { name: 'malformed', code: 'UIDVALIDITY', args: '4294967296' }],
  ['UIDNEXT 4294967296', { name: 'malformed', code: 'UIDNEXT', args: '4294967296' }],
  ['APPENDUID 4294967296 1', { name: 'malformed', code: 'APPENDUID', args: '4294967296 1' }],
  ['UIDVALIDITY -1', { name: 'malformed', code: 'UIDVALIDITY', args: '-1' }],
  ['UIDVALIDITY', { name: 'malformed', code: 'UIDVALIDITY', args: null }],
  ['UNSEEN 12', { name: 'UNSEEN', value: 12 }],
  ['HIGHESTMODSEQ 9223372036854775807', { name: 'HIGHESTMODSEQ', value: 9223372036854775807n as never }],
  ['HIGHESTMODSEQ 9223372036854775808', { name: 'HIGHESTMODSEQ', value: null }],
  ['HIGHESTMODSEQ 0', { name: 'HIGHESTMODSEQ', value: null }],
  ['HIGHESTMODSEQ -1', { name: 'HIGHESTMODSEQ', value: null }],
  ['MODIFIED 7,9', { name: 'MODIFIED', set: [one(7), one(9)] }],
  ['BADURL "/INBOX;UIDVALIDITY=1/;UID=9"', { name: 'BADURL', url: '/INBOX;UIDVALIDITY=1/;UID=9' }],
  ['REFERRAL imap://ref;AUTH=PLAIN@192.0.2.1/', { name: 'REFERRAL', urls: ['imap://ref;AUTH=PLAIN@192.0.2.1/'] }],
  ['REFERRAL imap://[2001:db8::1]/a', { name: 'REFERRAL', urls: ['imap://[2001:db8::1]/a'] }],
  ['REFERRAL imap://a/x  imap://b/y', { name: 'REFERRAL', urls: ['imap://a/x', 'imap://b/y'] }],
  ['REFERRAL "imap://a/x"', { name: 'REFERRAL', urls: ['imap://a/x'] }],
  ['REFERRAL "imap://a/x" "imap://b/y"', { name: 'REFERRAL', urls: ['imap://a/x', 'imap://b/y'] }],
  ['REFERRAL "imap://a/x imap://b/y"', { name: 'REFERRAL', urls: ['imap://a/x', 'imap://b/y'] }],
  ['REFERRAL ""', { name: 'malformed', code: 'REFERRAL', args: '""' }],
  ['MAILBOXID NIL', { name: 'malformed', code: 'MAILBOXID', args: 'NIL' }],
  ['MAILBOXID (NIL)', { name: 'malformed', code: 'MAILBOXID', args: '(NIL)' }],
  ['MAILBOXID ("NIL")', { name: 'MAILBOXID', id: 'NIL' }],
  ['WEBALERT https://accounts.example.com/x', { name: 'WEBALERT', url: 'https://accounts.example.com/x' }],
  ['NEWNAME "old name" new', { name: 'NEWNAME', from: 'old name', to: 'new' }],
  [
    'URLMECH INTERNAL XSAMPLE=P34OKhO7VEkCbsiYY8rGEg==',
    { name: 'URLMECH', mechanisms: ['INTERNAL', 'XSAMPLE=P34OKhO7VEkCbsiYY8rGEg=='] },
  ],
  ['BADCOMPARATOR', { name: 'BADCOMPARATOR', comparator: null }],
  ['BADCOMPARATOR i;octet', { name: 'BADCOMPARATOR', comparator: 'i;octet' }],
  ['ANNOTATE TOOMANY', { name: 'ANNOTATE', reason: 'TOOMANY' }],
  ['ANNOTATE OTHER', { name: 'malformed', code: 'ANNOTATE', args: 'OTHER' }],
  ['ANNOTATIONS 20480 NOPRIVATE', { name: 'ANNOTATIONS', limit: 20480, noPrivate: true }],
  ['ANNOTATIONS read-only', { name: 'ANNOTATIONS', limit: 'READ-ONLY', noPrivate: false }],
  ['MAXCONVERTMESSAGES 1', { name: 'MAXCONVERTMESSAGES', limit: 1 }],
  ['MAXCONVERTPARTS 2', { name: 'MAXCONVERTPARTS', limit: 2 }],
  ['NOUPDATE "B01"', { name: 'NOUPDATE', tag: 'B01' }],
  ['METADATA LONGENTRIES 2199', { name: 'METADATA', problem: 'LONGENTRIES', size: 2199 }],
  ['METADATA (MAXSIZE 1024)', { name: 'METADATA', problem: 'MAXSIZE', size: 1024 }],
  ['METADATA NOPRIVATE', { name: 'METADATA', problem: 'NOPRIVATE' }],
  ['METADATA (TOOMANY)', { name: 'METADATA', problem: 'TOOMANY' }],
  ['METADATA', { name: 'malformed', code: 'METADATA', args: null }],
  ['BADEVENT AnnotationChange', { name: 'BADEVENT', events: ['AnnotationChange'] }],
  ['BADEVENT (MessageNew Other)', { name: 'BADEVENT', events: ['MessageNew', 'Other'] }],
  ['UNDEFINED-FILTER on-the-road', { name: 'UNDEFINED-FILTER', filter: 'on-the-road' }],
  ['MAILBOXID (F2212ea87)', { name: 'MAILBOXID', id: 'F2212ea87' }],
  ['MAILBOXID F2212ea87', { name: 'MAILBOXID', id: 'F2212ea87' }],
  ['MAILBOXID', { name: 'malformed', code: 'MAILBOXID', args: null }],
  ['INPROGRESS ("A001" 454 1000)', { name: 'INPROGRESS', tag: 'A001', progress: 454, goal: 1000 }],
  ['INPROGRESS (NIL 5 NIL)', { name: 'INPROGRESS', tag: null, progress: 5, goal: null }],
  ['INPROGRESS', { name: 'INPROGRESS', tag: null, progress: null, goal: null }],
  ['MESSAGELIMIT 1000 23221', { name: 'MESSAGELIMIT', limit: 1000, lastUid: 23221 as never }],
  ['MESSAGELIMIT 1000', { name: 'MESSAGELIMIT', limit: 1000, lastUid: null }],
  ['X-FOO bar "b]a(z" [q]', { name: 'other', code: 'X-FOO', args: 'bar "b]a(z" [q]' }],
  ['x-foo', { name: 'other', code: 'X-FOO', args: null }],
  ['MYRIGHTS "acdilrsw"', { name: 'other', code: 'MYRIGHTS', args: '"acdilrsw"' }],
  ['', null],
];

for (const [source, code] of codes) {
  test(`[${source}]`, () => {
    assert.deepEqual(parse(`* OK [${source}] text ] more`), {
      type: 'status',
      tag: null,
      kind: 'OK',
      code,
      text: 'text ] more',
    });
    assert.deepEqual(parseAs(`t NO [${source}]`, 'status').code, code);
    assert.deepEqual(parseAs(`* BYE  [${source}] x`, 'status').code, code);
  });
}

test('codes with unpaired brackets, quotes and parentheses end somewhere sensible', () => {
  assert.deepEqual(parseAs('* NO [X-A "open] text', 'status').code, { name: 'other', code: 'X-A', args: '"open' });
  assert.deepEqual(parseAs('* NO [X-A (open] text', 'status').code, { name: 'other', code: 'X-A', args: '(open' });
  assert.deepEqual(parseAs('* NO [X-A [b] text', 'status').code, { name: 'other', code: 'X-A', args: '[b' });
});

test('a payload without its closing bracket is malformed, never lost', () => {
  const { response, quirks } = parseWithQuirks('* OK [UIDNEXT 5 text');
  assert.deepEqual(response, {
    type: 'status',
    tag: null,
    kind: 'OK',
    code: { name: 'malformed', code: 'UIDNEXT', args: '5 text' },
    text: '',
  });
  assert.deepEqual(quirks(), ['unterminated-code']);
});

test('a bracket that is no code stays text', () => {
  assert.deepEqual(parse('* OK [ not a code'), {
    type: 'status',
    tag: null,
    kind: 'OK',
    code: null,
    text: '[ not a code',
  });
});

test('tolerances are counted', () => {
  const used: readonly (readonly [string, readonly string[]])[] = [
    ['* OK [UIDNEXT 0] x', ['zero-value']],
    ['* OK [MAILBOXID M1] x', ['bare-object-id']],
    ['* OK [UNSEEN 0] x', ['zero-value']],
    ['* OK [HIGHESTMODSEQ 0] x', ['bad-modseq']],
    ['* OK [COPYUID 1 ] x', ['empty-copyuid']],
    ['* OK [MODIFIED 5,] x', ['mended-set']],
    ['* OK [TRYCREATE why] x', ['bare-code-with-payload']],
    ['* OK [PERMANENTFLAGS NIL] x', ['nil-list']],
    ['* OK [UIDNEXT 5] x', []],
    ['Server Unavailable.', ['text-for-data']],
    ['', ['empty-line']],
  ];
  for (const [line, expected] of used) assert.deepEqual(parseWithQuirks(line).quirks(), expected, line);
});
