import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Thread } from '../../../extension/imap/grammar/types.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { parse, parseAs } from './grammar-support.ts';

/** `3 6[4 23|44 7 96]`: a run of numbers, then its branches. */
function shape(threads: readonly Thread[]): string {
  return threads
    .map(({ numbers, branches }) => `${numbers.join(' ')}${branches.length > 0 ? `[${shape(branches)}]` : ''}`)
    .join('|');
}

test('threads, with branches, parents that are missing and odd spaces', () => {
  const threads = (text: string): string => shape(parseAs(`* THREAD${text}`, 'thread').threads);
  assert.equal(threads(' (2)(3 6 (4 23)(44 7 96))'), '2|3 6[4 23|44 7 96]');
  assert.equal(threads(' ((3)(5))'), '[3|5]');
  assert.equal(threads(' (1 ((2)(3)))(4)'), '1[[2|3]]|4');
  assert.equal(threads(''), '');
  assert.equal(threads(' (166) (167)( 168 169 )'), '166|167|168 169');
  for (const broken of [' (1', ' 1)', ' (0)', ' (1 x)', ' (1 (2) 3)', ' 4', ` ${'('.repeat(5_000)}`]) {
    assert.equal(parse(`* THREAD${broken}`).type, 'malformed', broken.slice(0, 20));
  }
});

test('a very long conversation costs no stack', () => {
  const numbers = Array.from({ length: 100_000 }, (_, index) => index + 1);
  const { threads } = parseAs(`* THREAD (${numbers.join(' ')})`, 'thread');
  assert.equal(threads[0]?.numbers.length, 100_000);
});

test('access rights', () => {
  assert.deepEqual(parse('* ACL INBOX alice lrswipkxtea -bob w odd'), {
    type: 'acl',
    name: inbox,
    entries: [
      { identifier: 'alice', rights: 'lrswipkxtea' },
      { identifier: '-bob', rights: 'w' },
    ],
  });
  assert.deepEqual(parse('* LISTRIGHTS inbox "group x" la r "s" wi'), {
    type: 'listrights',
    name: inbox,
    identifier: 'group x',
    required: 'la',
    optional: ['r', 's', 'wi'],
  });
  assert.deepEqual(parse('* LISTRIGHTS INBOX bob ""'), {
    type: 'listrights',
    name: inbox,
    identifier: 'bob',
    required: '',
    optional: [],
  });
  assert.deepEqual(parse('* MYRIGHTS INBOX rwiptsldaex'), { type: 'myrights', name: inbox, rights: 'rwiptsldaex' });
});

test('metadata and its forerunner', () => {
  const { name, entries } = parseAs('* METADATA "" (/shared/comment {5}\r\nhello /private/x NIL)', 'metadata');
  assert.equal(name.wire, '');
  assert.deepEqual(
    [...entries],
    [
      ['/shared/comment', 'hello'],
      ['/private/x', null],
    ],
  );
  assert.deepEqual(parseAs('* METADATA INBOX /shared/comment /private/comment', 'metadata').changed, [
    '/shared/comment',
    '/private/comment',
  ]);
  const old = parseAs('* ANNOTATION INBOX "/comment" ("value.priv" "mine" "size.priv" "4")', 'annotation');
  assert.deepEqual(
    [...(old.entries.get('/comment') ?? [])],
    [
      ['value.priv', 'mine'],
      ['size.priv', '4'],
    ],
  );
});

test('languages and comparators', () => {
  assert.deepEqual(parse('* LANGUAGE (DE EN "i-default")'), { type: 'language', tags: ['DE', 'EN', 'i-default'] });
  assert.deepEqual(parse('* LANGUAGE de'), { type: 'language', tags: ['de'] });
  assert.deepEqual(parse('* COMPARATOR i;unicode-casemap ("i;basic" i;octet)'), {
    type: 'comparator',
    active: 'i;unicode-casemap',
    matching: ['i;basic', 'i;octet'],
  });
  assert.deepEqual(parse('* COMPARATOR i;basic'), { type: 'comparator', active: 'i;basic', matching: [] });
});

test('searches in several mailboxes, in windows, sorted, and kept up to date', () => {
  const several = parseAs('* ESEARCH (TAG "t1" MAILBOX folder1 UIDVALIDITY 9) UID ALL 4001,4003', 'esearch');
  assert.equal(several.mailbox?.display, 'folder1');
  assert.equal(several.uidValidity, 9);
  assert.equal(several.tag, 't1');
  assert.deepEqual(parseAs('* ESEARCH (TAG "a") UID PARTIAL (-1:-100 17,20:23)', 'esearch').partial, {
    window: '-1:-100',
    numbers: [
      { from: 17, to: 17 },
      { from: 20, to: 23 },
    ],
  });
  assert.deepEqual(parseAs('* ESEARCH (TAG "a") UID PARTIAL (24000:24500 NIL)', 'esearch').partial, {
    window: '24000:24500',
    numbers: null,
  });
  const sorted = parseAs('* ESEARCH (TAG "s") UID COUNT 3 ALL 9,2,5', 'esearch');
  assert.deepEqual(
    sorted.inOrder?.map((range) => range.from),
    [9, 2, 5],
  );
  assert.deepEqual(
    sorted.all?.map((range) => range.from),
    [2, 5, 9],
  );
  const news = parseAs('* ESEARCH (TAG "B01") UID ADDTO (0 32768:32769 1 7) REMOVEFROM (0 50)', 'esearch');
  assert.deepEqual(news.added, [
    { position: 0, numbers: [{ from: 32768, to: 32769 }] },
    { position: 1, numbers: [{ from: 7, to: 7 }] },
  ]);
  assert.deepEqual(news.removed, [{ position: 0, numbers: [{ from: 50, to: 50 }] }]);
});

test('FETCH data without sequence numbers', () => {
  const fetch = parseAs('* 25996 UIDFETCH (FLAGS (\\Seen) UID 25996)', 'fetch');
  assert.equal(fetch.uid, 25996);
  assert.equal(fetch.seq, 0);
  assert.deepEqual(fetch.flags, ['\\Seen']);
  assert.equal(parse('* 0 UIDFETCH (FLAGS ())').type, 'unknown');
});

test('every resource of a quota', () => {
  const { resources } = parseAs('* QUOTA "!partition/sda4" (STORAGE 104 10923847 MESSAGE 1 2 MAILBOX 3 4)', 'quota');
  assert.deepEqual(
    resources.map(({ name, usage, limit }) => [name, usage, limit]),
    [
      ['STORAGE', 104n, 10923847n],
      ['MESSAGE', 1n, 2n],
      ['MAILBOX', 3n, 4n],
    ],
  );
});
