import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMultibyteDecoder } from '@exodus/bytes/multi-byte.js';
import { TextDecoder as ExodusDecoder } from '@exodus/bytes/encoding.js';
import iconv from 'iconv-lite';
import { decodeText, loadWideCharsets } from '../../../extension/mime/charset.ts';

/**
 * Who decodes what: the case list on which the choice of decoders rests (ARCHITECTURE, Decisions). Each row names those that
 * are right; `TextDecoder?` where that depends on the Node, as tried under 20.20, 22.15 and 24.21.
 */
type Decoder = 'TextDecoder' | 'TextDecoder?' | 'iconv-lite' | 'exodus';

await loadWideCharsets();
const bytes = (...octets: number[]): Uint8Array => Uint8Array.from(octets);
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const all = ['TextDecoder', 'iconv-lite', 'exodus'] as const;
const web = ['TextDecoder', 'exodus'] as const;

const cases: readonly (readonly [label: string, octets: Uint8Array, text: string, right: readonly Decoder[]])[] = [
  ['windows-1252', bytes(0x93, 0x80, 0x94, 0x85), '“€”…', ['TextDecoder?', 'iconv-lite', 'exodus']],
  ['iso-8859-1', bytes(0x96), '–', ['TextDecoder?', 'exodus']],
  ['iso-8859-2', bytes(0xb1, 0xea), 'ąę', all],
  ['iso-8859-15', bytes(0xa4), '€', all],
  ['iso-8859-16', bytes(0xaa), 'Ș', ['TextDecoder?', 'iconv-lite', 'exodus']],
  ['koi8-r', bytes(0xf0, 0xd2), 'Пр', all],
  ['koi8-u', bytes(0xa4, 0xa6, 0xae), 'єіў', ['TextDecoder?', 'exodus']],
  ['windows-1251', bytes(0xcf, 0xf0), 'Пр', all],
  ['windows-1258', bytes(0x61, 0xec), 'a\u0301', all],
  ['macintosh', bytes(0x8a, 0xdb), 'ä€', web],
  ['cp866', bytes(0x8f, 0xe0), 'Пр', all],
  ['cp437', bytes(0x81, 0xe1), 'üß', ['iconv-lite']],
  ['cp850', bytes(0x81, 0xb5), 'üÁ', ['iconv-lite']],
  ['cp858', bytes(0xd5), '€', ['iconv-lite']],
  ['cp852', bytes(0xa5), 'ą', ['iconv-lite']],
  ['iso-2022-jp', ascii('\x1b$B$3$s\x1b(B'), 'こん', web],
  ['iso-2022-jp', ascii('\x1b$B-!\x1b(B'), '①', web],
  ['iso-2022-kr', ascii('\x1b$)C\x0e>H3g\x0f!'), '안녕!', []],
  ['iso-2022-cn', ascii('\x1b$)A\x0eDc:C\x0f!'), '你好!', []],
  ['hz-gb-2312', ascii('~{Dc:C~}!'), '你好!', []],
  ['gb2312', bytes(0xc4, 0xe3), '你', all],
  ['gbk', bytes(0x80), '€', all],
  ['gb18030', bytes(0x81, 0x30, 0x81, 0x30), '\u0080', all],
  ['gb18030', bytes(0x95, 0x32, 0x82, 0x36), '\u{20000}', all],
  ['big5', bytes(0xa7, 0x41), '你', all],
  ['big5', bytes(0x83, 0x5c), '\ufffd\\', ['iconv-lite', 'exodus']],
  ['big5-hkscs', bytes(0x88, 0x62), 'Ê\u0304', ['iconv-lite', 'exodus']],
  ['shift_jis', bytes(0x82, 0xb1, 0xb1), 'こｱ', all],
  ['cp932', bytes(0x87, 0x40), '①', ['iconv-lite']],
  ['euc-jp', bytes(0x8f, 0xb0, 0xa1), '丂', all],
  ['euc-kr', bytes(0xbe, 0xc8), '안', all],
  ['euc-kr', bytes(0x81, 0x41), '갂', ['iconv-lite', 'exodus']],
  ['utf-7', ascii('Hi -+Jjo--'), 'Hi -☺-', ['iconv-lite']],
  ['utf-7', ascii('+2D3eAA-'), '😀', ['iconv-lite']],
  ['utf-16', bytes(0xff, 0xfe, 0x41, 0), 'A', all],
  ['utf-16', bytes(0xfe, 0xff, 0, 0x41), 'A', ['iconv-lite']],
  ['utf-16', bytes(0, 0x41, 0, 0x42), 'AB', ['iconv-lite']],
  ['utf-16be', bytes(0xd8, 0x3d, 0xde, 0), '😀', all],
  // Mislabelled: what the octets prove.
  ['iso-8859-1', Buffer.from('naïve'), 'naïve', []],
  ['us-ascii', Buffer.from('naïve'), 'naïve', []],
  ['utf-8', ascii('Gr\xfc\xdfe'), 'Grüße', []],
];

const decoders: Readonly<Record<(typeof all)[number], (octets: Uint8Array, label: string) => string>> = {
  TextDecoder: (octets, label) => new TextDecoder(label).decode(octets),
  'iconv-lite': (octets, label) => iconv.decode(Buffer.from(octets), label),
  exodus: (octets, label) => new ExodusDecoder(label).decode(octets),
};

function isRight(decoder: (typeof all)[number], octets: Uint8Array, label: string, text: string): boolean {
  try {
    return decoders[decoder](octets, label) === text;
  } catch {
    return false;
  }
}

for (const [label, octets, text, right] of cases) {
  const said = `${right.length === 0 ? 'none alone' : right.join(', ')}; ours`;
  test(`${label} ${Buffer.from(octets).toString('hex')} is ${text}: ${said}`, () => {
    for (const decoder of all) {
      if (decoder === 'TextDecoder' && right.includes('TextDecoder?')) continue;
      assert.equal(isRight(decoder, octets, label, text), right.includes(decoder), decoder);
    }
    assert.equal(decodeText(octets, label).text, text);
  });
}

test('what TextDecoder loses of two-octet characters that the tables have', () => {
  const lost = (name: 'euc-kr' | 'big5' | 'gb18030', decode: (octets: Uint8Array) => string): number => {
    const table = createMultibyteDecoder(name, true);
    let count = 0;
    for (let lead = 0x81; lead < 0xff; lead++) {
      for (let trail = 0x40; trail < 0xff; trail++) {
        const text = table(bytes(lead, trail));
        if (!text.includes('\ufffd') && decode(bytes(lead, trail)) !== text) count++;
      }
    }
    return count;
  };
  const platform = (name: string) => {
    const decoder = new TextDecoder(name);
    return (octets: Uint8Array): string => decoder.decode(octets);
  };
  assert.ok(lost('euc-kr', platform('euc-kr')) > 8000);
  assert.ok(lost('big5', platform('big5')) > 5000);
  for (const name of ['euc-kr', 'big5', 'gb18030'] as const)
    assert.equal(
      lost(name, (octets) => decodeText(octets, name).text),
      0,
      name,
    );
});
