import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeParameters, parseParameterized } from '../../../extension/mime/parameters.ts';

const decode = (...raw: (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(decodeParameters(new Map(raw)).parameters);

test('RFC 2231 §3: continuations, whatever their order', () => {
  assert.deepEqual(
    decode(['access-type', 'URL'], ['url*1', 'cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar'], ['url*0', 'ftp://']),
    {
      'access-type': 'URL',
      url: 'ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar',
    },
  );
});

test('RFC 2231 §4: charset and percent escapes', () => {
  assert.deepEqual(decode(['title*', "us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"]), {
    title: 'This is ***fun***',
  });
});

test('RFC 2231 §4.1: both together', () => {
  const title = decode(
    ['title*0*', "us-ascii'en'This%20is%20even%20more%20"],
    ['title*1*', '%2A%2A%2Afun%2A%2A%2A%20'],
    ['title*2', "isn't it!"],
  );
  assert.deepEqual(title, { title: "This is even more ***fun*** isn't it!" });
});

test('a character split between two pieces survives', () => {
  assert.deepEqual(decode(['filename*0*', "utf-8''%E2%82"], ['filename*1*', '%AC.txt']), { filename: '€.txt' });
});

test('charsets: UTF-8, Latin-1, empty, missing, unknown', () => {
  assert.deepEqual(decode(['filename*', "UTF-8''na%C3%AFve.txt"]), { filename: 'naïve.txt' });
  assert.deepEqual(decode(['filename*', "iso-8859-1'de'Gr%FC%DFe"]), { filename: 'Grüße' });
  assert.deepEqual(decode(['filename*', "''a%20b"]), { filename: 'a b' });
  assert.deepEqual(decode(['filename*', 'a%20b']), { filename: 'a b' });
  assert.equal(decodeParameters(new Map([['filename*', "x-klingon''a%E9"]])).problems.length, 1);
  assert.deepEqual(decode(['filename*', "x-klingon''a%E9"]), { filename: 'aé' });
});

test('the RFC 2231 form counts, in whichever order the two come', () => {
  assert.deepEqual(decode(['filename', 'old.txt'], ['filename*', "utf-8''n%C3%A9w.txt"]), { filename: 'néw.txt' });
  assert.deepEqual(decode(['filename*', "utf-8''n%C3%A9w.txt"], ['filename', 'old.txt']), { filename: 'néw.txt' });
});

test('encoded words in plain parameters, whole and continued', () => {
  assert.deepEqual(decode(['name', '=?UTF-8?B?w6QudHh0?=']), { name: 'ä.txt' });
  assert.deepEqual(decode(['name*0', '=?UTF-8?Q?=C3=A4'], ['name*1', '.txt?=']), { name: 'ä.txt' });
});

test('a missing piece ends the value and is said', () => {
  const { parameters, problems } = decodeParameters(
    new Map([
      ['f*0', 'a'],
      ['f*2', 'c'],
    ]),
  );
  assert.equal(parameters.get('f'), 'a');
  assert.equal(problems.length, 1);
  assert.equal(decodeParameters(new Map([['f*999999999', 'x']])).parameters.get('f'), '');
});

test('names of Object.prototype are only names', () => {
  assert.equal(
    decodeParameters(
      new Map([
        ['__proto__', 'x'],
        ['constructor*', "utf-8''y"],
      ]),
    ).parameters.get('__proto__'),
    'x',
  );
});

test('header values: quotes, escapes, comments, blanks', () => {
  const parse = (text: string): [string, Record<string, string>] => {
    const { value, parameters } = parseParameterized(text);
    return [value, Object.fromEntries(parameters)];
  };
  assert.deepEqual(parse('text/plain; charset=us-ascii (Plain text)'), ['text/plain', { charset: 'us-ascii' }]);
  assert.deepEqual(parse('TEXT/Plain ; Charset="us-ascii"'), ['text/plain', { charset: 'us-ascii' }]);
  assert.deepEqual(parse('(x (y) \\) z) attachment; filename="a;b\\"c\\\\.txt"; size=3'), [
    'attachment',
    { filename: 'a;b"c\\.txt', size: '3' },
  ]);
  assert.deepEqual(parse('attachment; filename=my report (1).pdf; x'), [
    'attachment',
    { filename: 'my report (1).pdf' },
  ]);
  assert.deepEqual(parse('attachment;filename="unfinished'), ['attachment', { filename: 'unfinished' }]);
  assert.deepEqual(parse('a; b=1; b=2;;=3'), ['a', { b: '1' }]);
  assert.deepEqual(parse(''), ['', {}]);
});
