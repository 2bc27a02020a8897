/**
 * Encoders for the charsets that the demo mail is written in. The editor's runtime can decode them all or not, but encode none.
 * They know what the demo needs: Latin and Cyrillic letters, kana, and the kanji below.
 */
export type DemoCharset =
  'us-ascii' | 'utf-8' | 'windows-1252' | 'iso-8859-15' | 'koi8-r' | 'iso-2022-jp' | 'shift_jis';

const koi8 = 'юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ';

const latinExtras: Readonly<Record<'windows-1252' | 'iso-8859-15', Readonly<Record<string, number>>>> = {
  'windows-1252': {
    '€': 0x80,
    '‚': 0x82,
    '„': 0x84,
    '…': 0x85,
    '‘': 0x91,
    '’': 0x92,
    '“': 0x93,
    '”': 0x94,
    '–': 0x96,
    '—': 0x97,
    '™': 0x99,
    œ: 0x9c,
  },
  'iso-8859-15': { '€': 0xa4, Š: 0xa6, š: 0xa8, Ž: 0xb4, ž: 0xb8, Œ: 0xbc, œ: 0xbd, Ÿ: 0xbe },
};

/** JIS X 0208 codes of the signs and kanji in use. */
const jis: Readonly<Record<string, number>> = {
  '、': 0x2122,
  '。': 0x2123,
  '「': 0x2156,
  '」': 0x2157,
  ー: 0x213c,
  一: 0x306c,
  七: 0x3c37,
  二: 0x4673,
  会: 0x3271,
  佐: 0x3a34,
  化: 0x323d,
  同: 0x4631,
  咲: 0x3a69,
  字: 0x3b7a,
  文: 0x4a38,
  方: 0x4a7d,
  日: 0x467c,
  昔: 0x404e,
  書: 0x3d71,
  月: 0x376e,
  本: 0x4b5c,
  来: 0x4d68,
  検: 0x3821,
  次: 0x3c21,
  法: 0x4b21,
  目: 0x4c5c,
  索: 0x3a77,
  美: 0x487e,
  藤: 0x4623,
  表: 0x493d,
  語: 0x386c,
  議: 0x3544,
  送: 0x4177,
  '（': 0x214a,
  '）': 0x214b,
};

function jisCode(char: string): number {
  const code = char.charCodeAt(0);
  if (code >= 0x3041 && code <= 0x3093) return 0x2421 + code - 0x3041;
  if (code >= 0x30a1 && code <= 0x30f6) return 0x2521 + code - 0x30a1;
  return jis[char] ?? unknown(char, 'JIS X 0208');
}

function unknown(char: string, charset: string): never {
  throw new RangeError(`The demo's ${charset} does not know ${char}`);
}

function single(char: string, charset: DemoCharset): number {
  const code = char.charCodeAt(0);
  if (code < 0x80) return code;
  if (charset === 'koi8-r') {
    const at = koi8.indexOf(char);
    if (at >= 0) return 0xc0 + at;
    return char === 'ё' ? 0xa3 : char === 'Ё' ? 0xb3 : unknown(char, charset);
  }
  if (charset !== 'windows-1252' && charset !== 'iso-8859-15') return unknown(char, charset);
  return latinExtras[charset][char] ?? (code >= 0xa0 && code <= 0xff ? code : unknown(char, charset));
}

function shiftJis(char: string): number[] {
  const code = char.charCodeAt(0);
  if (code < 0x80) return [code];
  const row = jisCode(char) >> 8;
  const cell = jisCode(char) & 0xff;
  const lead = ((row - 0x21) >> 1) + (row < 0x5f ? 0x81 : 0xc1);
  const trail = row % 2 === 1 ? cell + (cell < 0x60 ? 0x1f : 0x20) : cell + 0x7e;
  return [lead, trail];
}

/** Escapes into JIS X 0208 and back to ASCII before each line's end (RFC 1468). */
function iso2022(text: string): number[] {
  const out: number[] = [];
  let wide = false;
  const turn = (to: boolean): void => {
    if (to !== wide) out.push(0x1b, ...(to ? [0x24, 0x42] : [0x28, 0x42]));
    wide = to;
  };
  for (const char of text) {
    turn(char.charCodeAt(0) >= 0x80);
    if (wide) out.push(jisCode(char) >> 8, jisCode(char) & 0xff);
    else out.push(char.charCodeAt(0));
  }
  turn(false);
  return out;
}

/** @throws RangeError for a character outside what the charset, or the demo's share of it, can say. */
export function encodeText(text: string, charset: DemoCharset): Buffer {
  switch (charset) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'iso-2022-jp':
      return Buffer.from(iso2022(text));
    case 'shift_jis':
      return Buffer.from([...text].flatMap(shiftJis));
    default:
      return Buffer.from([...text].map((char) => single(char, charset)));
  }
}
