import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalCharset, decodeText, isKnownCharset, loadWideCharsets } from '../../../extension/mime/charset.ts';

await loadWideCharsets();

const bytes = (...octets: number[]): Uint8Array => Uint8Array.from(octets);
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const cases: readonly (readonly [label: string, octets: Uint8Array, text: string])[] = [
  ['windows-1252', bytes(0x93, 0x80, 0x94, 0x85), '“€”…'],
  ['iso-8859-1', bytes(0x63, 0x61, 0x66, 0xe9), 'café'],
  ['latin1', bytes(0x96), '–'],
  ['iso-8859-15', bytes(0xa4), '€'],
  ['iso-8859-16', bytes(0xaa), 'Ș'],
  ['koi8-r', bytes(0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4), 'Привет'],
  ['windows-1251', bytes(0xcf, 0xf0), 'Пр'],
  ['cp437', bytes(0x81, 0xe1), 'üß'],
  ['ibm850', bytes(0x81, 0xb5), 'üÁ'],
  ['cp858', bytes(0xd5, 0x81), '€ü'],
  ['cp852', bytes(0xa5), 'ą'],
  ['macintosh', bytes(0x8a), 'ä'],
  ['ISO-2022-JP', latin1('\x1b$B$3$s$K$A$O\x1b(B'), 'こんにちは'],
  ['shift_jis', bytes(0x82, 0xb1), 'こ'],
  ['cp932', bytes(0x87, 0x40), '①'],
  ['euc-jp', bytes(0xa4, 0xb3), 'こ'],
  ['gb2312', bytes(0xc4, 0xe3, 0xba, 0xc3), '你好'],
  ['gb18030', bytes(0x81, 0x30, 0x81, 0x30), '\u0080'],
  ['hz-gb-2312', latin1('~{<:Ky2;~} ~~'), '己所不 ~'],
  ['gb18030', bytes(0x95, 0x32, 0x82, 0x36), '\u{20000}'],
  ['iso-2022-cn', latin1('\x1b$)A\x0eDc:C\x0f!'), '你好!'],
  ['iso-2022-kr', latin1('\x1b$)C\x0e>H3g\x0f!'), '안녕!'],
  ['big5', bytes(0xa7, 0x41), '你'],
  ['ks_c_5601-1987', bytes(0xbe, 0xc8), '안'],
  ['ks_c_5601-1987', bytes(0x81, 0x41, 0x20, 0x8c, 0x63), '갂 똠'],
  ['big5-hkscs', bytes(0x88, 0x62), 'Ê\u0304'],
  ['koi8-u', bytes(0xa4, 0xa6, 0xae), 'єіў'],
  ['utf-7', latin1('Hi Mom -+Jjo--!'), 'Hi Mom -☺-!'],
  ['unicode-1-1-utf-7', latin1('A+ImIDkQ.'), 'A≢Α.'],
  ['utf-7', latin1('1 +- 1'), '1 + 1'],
  ['utf-16', bytes(0xff, 0xfe, 0x41, 0x00), 'A'],
  ['utf-16', bytes(0xfe, 0xff, 0x00, 0x41), 'A'],
  ['utf-16', bytes(0x00, 0x41, 0x00, 0x42), 'AB'],
  ['utf-16', bytes(0x41, 0x00, 0x42, 0x00), 'AB'],
  ['utf-16be', bytes(0x20, 0xac), '€'],
  ['"UTF-8"', Buffer.from('✓'), '✓'],
  ['utf8', Buffer.from('é'), 'é'],
  ['utf-8*en', Buffer.from('é'), 'é'],
];

for (const [label, octets, text] of cases) {
  test(`${label}: ${text} without a problem`, () => {
    assert.deepEqual({ ...decodeText(octets, label), charset: '' }, { text, charset: '', problem: null });
  });
}

test('every octet of windows-1252 has its own character', () => {
  const all = decodeText(
    Uint8Array.from({ length: 256 }, (_, octet) => octet),
    'windows-1252',
  ).text;
  assert.equal(new Set(all).size, 256);
});

test('UTF-8 under a Latin-1 label is decoded as UTF-8, and said', () => {
  const { text, charset, problem } = decodeText(Buffer.from('naïve'), 'iso-8859-1');
  assert.equal(text, 'naïve');
  assert.equal(charset, 'utf-8');
  assert.match(problem ?? '', /UTF-8.*iso-8859-1/);
});

test('Latin-1 under a UTF-8 label is decoded as windows-1252, and said', () => {
  const { text, charset, problem } = decodeText(latin1('Gr\xfc\xdfe'), 'utf-8');
  assert.equal(text, 'Grüße');
  assert.equal(charset, 'windows-1252');
  assert.match(problem ?? '', /named UTF-8/);
});

test('one broken stretch in much UTF-8 costs only itself', () => {
  const { text, charset, problem } = decodeText(
    Buffer.concat([Buffer.from('äöü'), bytes(0xff), Buffer.from('ß')]),
    'utf-8',
  );
  assert.equal(text, 'äöü\ufffdß');
  assert.equal(charset, 'utf-8');
  assert.match(problem ?? '', /not valid UTF-8/);
});

test('without a label: ASCII silently, UTF-8 or windows-1252 with a note', () => {
  assert.deepEqual(decodeText(latin1('plain'), null), { text: 'plain', charset: 'us-ascii', problem: null });
  assert.equal(decodeText(Buffer.from('é'), null).charset, 'utf-8');
  assert.notEqual(decodeText(Buffer.from('é'), null).problem, null);
  assert.equal(decodeText(bytes(0xe9), 'us-ascii').text, 'é');
  assert.equal(decodeText(latin1('\x1b$B$3\x1b(B'), null).text, 'こ');
});

test('an unknown label is guessed and named', () => {
  const { text, problem } = decodeText(bytes(0xe9), 'x-klingon\r\n');
  assert.equal(text, 'é');
  assert.match(problem ?? '', /x-klingon/);
});

test('labels: known ones by every spelling, unknown ones told', () => {
  assert.equal(canonicalCharset(' ISO_8859-1:1987 '), 'windows-1252');
  assert.equal(canonicalCharset('ANSI_X3.4-1968'), 'us-ascii');
  for (const known of ['us-ascii', 'UTF-8', 'cp850', 'iso-2022-kr', 'gbk', 'utf-7', 'windows-1258'])
    assert.ok(isKnownCharset(known), known);
  for (const unknown of ['', 'x-klingon', '__proto__', 'constructor', 'utf-9'])
    assert.ok(!isKnownCharset(unknown), unknown);
});

test('nothing throws, whatever the octets and the label', () => {
  const noise = Uint8Array.from({ length: 997 }, (_, i) => (i * 73 + 41) % 256);
  const labels = [...cases.map(([label]) => label), 'iso-2022-cn', 'x', '', '\0', 'utf-32'];
  for (const label of labels) {
    for (const size of [0, 1, 2, 3, 997])
      assert.equal(typeof decodeText(noise.subarray(0, size), label).text, 'string', label);
  }
});
