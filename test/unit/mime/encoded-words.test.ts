import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEncodedWords } from '../../../extension/mime/encoded-words.ts';

const cases: readonly (readonly [what: string, raw: string, decoded: string])[] = [
  // RFC 2047 §8.
  ['RFC: one word', '=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>', 'Keith Moore <moore@cs.utk.edu>'],
  ['RFC: Latin-1', '=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.dk>', 'Keld Jørn Simonsen <keld@dkuug.dk>'],
  ['RFC: André Pirard', '=?ISO-8859-1?Q?Andr=E9?= Pirard', 'André Pirard'],
  [
    'RFC: subject in two words',
    '=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=',
    'If you can read this you understand the example.',
  ],
  ['RFC: (a)', '(=?ISO-8859-1?Q?a?=)', '(a)'],
  ['RFC: (a b)', '(=?ISO-8859-1?Q?a?= b)', '(a b)'],
  ['RFC: blank between words goes', '(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
  ['RFC: two blanks go', '(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)', '(ab)'],
  ['RFC: fold between words goes', '(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)', '(ab)'],
  ['RFC: underscore is a blank', '(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
  ['RFC: blank inside a word stays', '(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
  ['RFC 2231: language tag', '=?US-ASCII*EN?Q?Keith_Moore?=', 'Keith Moore'],
  ['character split between B words', '=?UTF-8?B?4oI=?= =?UTF-8?B?rA==?=', '€'],
  ['character split between Q words', '=?utf-8?q?=E2=82?= =?utf-8?q?=AC!?=', '€!'],
  ['character split between B and Q', '=?utf-8?b?4oI=?= =?UTF-8?Q?=AC?=', '€'],
  ['base64 split in mid-quantum', '=?utf-8?B?SGVsb?= =?utf-8?B?G8=?=', 'Hello'],
  ['base64 without padding', '=?utf-8?B?SGk?=', 'Hi'],
  ['ISO-2022-JP', '=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=', 'こんにちは'],
  ['GB2312', '=?gb2312?B?xOO6ww==?=', '你好'],
  ['words with no blank between', '=?utf-8?Q?a?==?utf-8?Q?b?=', 'ab'],
  ['raw blanks in Q text', '=?utf-8?Q?a b?=', 'a b'],
  ['unknown charset stays', 'x =?x-klingon?Q?a?= y', 'x =?x-klingon?Q?a?= y'],
  ['unknown beside known keeps the blank', '=?x-klingon?Q?a?= =?utf-8?Q?b?=', '=?x-klingon?Q?a?= b'],
  ['two unknown keep the blank', '=?x-k?Q?a?= =?x-k?Q?b?=', '=?x-k?Q?a?= =?x-k?Q?b?='],
  ['unfinished word stays', '=?utf-8?Q?abc', '=?utf-8?Q?abc'],
  ['unknown encoding stays', '=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
  ['empty word', '=?utf-8?Q??=a', 'a'],
  ['equals sign that escapes nothing', '=?utf-8?Q?1=2?=', '1=2'],
  ['nothing encoded', 'Plain = text ?=', 'Plain = text ?='],
  ['mislabelled', '=?us-ascii?Q?=C3=A9?=', 'é'],
  ['raw text beyond ASCII around a word', 'Größe =?utf-8?Q?=E2=82=AC?=', 'Größe €'],
];

for (const [what, raw, decoded] of cases) {
  test(what, () => assert.equal(decodeEncodedWords(raw), decoded));
}

test('floods of beginnings stay linear', () => {
  for (const piece of ['=?', '=?a?q?', '=?a?q?b?', '=?utf-8?Q?a?= ', '=?x-k?B?====?= ']) {
    // Processor time: another program's work is not ours.
    const before = process.threadCpuUsage();
    assert.equal(typeof decodeEncodedWords(piece.repeat(100_000)), 'string');
    const { user, system } = process.threadCpuUsage(before);
    assert.ok(user + system < 2_000_000, piece);
  }
});
