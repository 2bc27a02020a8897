import { createSinglebyteDecoder } from '@exodus/bytes/single-byte.js';
import { hzToEightBit, shiftedToEightBit } from './iso2022.ts';
import { decodeSingleByte, upperHalf } from './single-byte-tables.ts';
import { decodeMailUtf7 } from './utf7.ts';

/** Text and how it was come by. */
export interface DecodedText {
  readonly text: string;
  /** Charset that decoded it, canonical name in lower case. */
  readonly charset: string;
  /** One sentence when the label was wrong, missing or unknown; else null. */
  readonly problem: string | null;
}

/** Labels in use that the WHATWG's list, which TextDecoder knows, lacks or takes for something else. */
const otherLabels: Readonly<Record<string, string>> = {
  'us-ascii': 'ascii us usascii ansi_x3.4-1968 ansi_x3.4-1986 iso646-us iso_646.irv:1991 646 cp367',
  'windows-1252': 'latin-1 cp-1252 windows1252 win-1252 x-ansi ansi',
  'utf-8': 'utf_8 x-utf-8 utf-8mb4 utf8mb4 cp65001',
  'utf-7': 'utf7 x-unicode-2-0-utf-7 unicode-1-1-utf-7 unicode-2-0-utf-7',
  'utf-16': 'utf16 unicode ucs-2 iso-10646-ucs-2',
  'utf-16le': 'utf16le',
  'utf-16be': 'utf16be',
  shift_jis: 'cp932 windows-932 cp943',
  'iso-2022-jp': 'iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms cp50220 cp50221',
  'euc-jp': 'eucjp cp51932',
  gb18030: 'gb2312-80 euc-cn euccn cp936 ms936 windows-936 gb-18030',
  'hz-gb-2312': 'hz hzgb2312',
  big5: 'cp950 big-5',
  'big5-hkscs': 'big5hkscs',
  'euc-kr': 'cp949 ms949 uhc euckr ks_c_5601',
  'koi8-r': 'koi8r koi-8',
  'koi8-u': 'koi8u',
  'windows-1251': 'win-1251',
  'windows-874': 'cp874 tis620',
  macintosh: 'macroman',
  cp437: 'ibm437 437 cspc8codepage437',
  cp850: 'ibm850 850',
  cp858: 'ibm858 858 ibm00858 cp00858',
  cp852: 'ibm852 852',
  'iso-8859-16': 'latin10 l10 iso_8859-16',
};

const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries(otherLabels).flatMap(([name, labels]) => labels.split(' ').map((label) => [label, name] as const)),
);

type Decode = (bytes: Uint8Array) => string;

interface Decoder {
  /** Canonical name, lower case. */
  readonly name: string;
  readonly decode: Decode;
}

const decoders = new Map<string, Decoder | null>();
/** By canonical name; filled by `loadWideCharsets`. */
const wideDecoders = new Map<string, Decode>();
const wideNames = ['big5', 'euc-jp', 'euc-kr', 'gb18030', 'gbk', 'iso-2022-jp', 'shift_jis'] as const;
const windows1252 = createSinglebyteDecoder('windows-1252', true);
const strictUtf8Decoder = new TextDecoder('utf-8', { fatal: true });

/** Labels that say nothing. */
const meaningless = new Set([
  '',
  'unknown-8bit',
  'x-unknown',
  'unknown',
  'binary',
  '8bit',
  '7bit',
  'default',
  'default_charset',
  'x-user-defined',
  'none',
  'null',
  'iso-8859-x',
]);

const ours = new Set(['us-ascii', 'utf-7', 'utf-16', 'iso-2022-kr', 'iso-2022-cn', 'iso-2022-cn-ext', 'hz-gb-2312']);

/**
 * Loads the tables of the East Asian charsets, of which Node's own lack thousands of characters: a chunk of its own. Until then, and
 * where that fails, TextDecoder decodes as well as it can. Never rejects.
 */
export async function loadWideCharsets(): Promise<void> {
  if (wideDecoders.size > 0) return;
  try {
    const { createMultibyteDecoder } = await import('@exodus/bytes/multi-byte.js');
    for (const name of wideNames) wideDecoders.set(name, createMultibyteDecoder(name, true));
  } catch {
    wideDecoders.clear();
  }
}

/** Canonical name of a label: trimmed, lower case, without quotes or language tag (RFC 2231 §5); aliases resolved. */
export function canonicalCharset(label: string): string {
  const bare = label
    .trim()
    .toLowerCase()
    .replace(/^["']+|["';,]+$/g, '')
    .replace(/\*.*$/s, '')
    .replace(/^charset=/, '');
  if (ours.has(bare) || upperHalf(bare) !== null) return bare;
  return aliases.get(bare) ?? aliases.get(bare.replaceAll('_', '-')) ?? labelDecoder(bare)?.name ?? bare;
}

/** Whether `decodeText` has a decoder for the label. */
export function isKnownCharset(label: string): boolean {
  const name = canonicalCharset(label);
  return ours.has(name) || upperHalf(name) !== null || labelDecoder(name) !== null;
}

/**
 * Octets to text. Never throws: an unknown or missing label is guessed (UTF-8 if the octets are, else windows-1252),
 * a wrong one is overruled where the octets prove it wrong, and octets that fit nothing become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, label: string | null): DecodedText {
  const name = label === null ? '' : canonicalCharset(label);
  if (meaningless.has(name))
    return guess(bytes, name === '' ? 'no charset was named' : `the charset was named ${name}`);
  if (name === 'us-ascii') return guess(bytes, 'the charset was named us-ascii');
  if (name === 'utf-8') return decodeUtf8(bytes);
  if (name === 'utf-7') return { text: decodeMailUtf7(bytes), charset: 'utf-7', problem: null };
  if (name === 'utf-16') return decodeUtf16(bytes);
  if (name === 'iso-2022-kr') return plain(shiftedToEightBit(bytes), 'euc-kr', name);
  if (name === 'iso-2022-cn' || name === 'iso-2022-cn-ext') return plain(shiftedToEightBit(bytes), 'gb18030', name);
  if (name === 'hz-gb-2312') return plain(hzToEightBit(bytes), 'gb18030', name);
  if (name === 'windows-1252') {
    const utf8 = isAscii(bytes) ? null : strictUtf8(bytes);
    if (utf8 !== null)
      return {
        text: utf8,
        charset: 'utf-8',
        problem: `Decoded as UTF-8, though the charset was named ${shown(label)}.`,
      };
  }
  const upper = upperHalf(name);
  if (upper !== null) return { text: decodeSingleByte(bytes, upper), charset: name, problem: null };
  if (labelDecoder(name) !== null) return plain(bytes, name, name);
  return guess(bytes, `the charset ${shown(label)} is unknown`);
}

/** Header octets outside encoded words: UTF-8 (RFC 6532) when they are, else windows-1252. */
export function decodeHeaderBytes(bytes: Uint8Array): string {
  return guess(bytes, '').text;
}

export function isAscii(bytes: Uint8Array): boolean {
  for (const octet of bytes) if (octet >= 0x80) return false;
  return true;
}

function guess(bytes: Uint8Array, why: string): DecodedText {
  if (isAscii(bytes)) {
    // ISO-2022-JP is seven bits wide and often unlabelled; its escape sequences do not occur in text.
    const text = latin1(bytes);
    if (/\x1b\$[@B]|\x1b\(J/.test(text))
      return { ...plain(bytes, 'iso-2022-jp', 'iso-2022-jp'), problem: `Decoded as ISO-2022-JP: ${why}.` };
    return { text, charset: 'us-ascii', problem: null };
  }
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null) return { text: utf8, charset: 'utf-8', problem: `Decoded as UTF-8: ${why}.` };
  return { text: windows1252(bytes), charset: 'windows-1252', problem: `Decoded as windows-1252: ${why}.` };
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  const strict = strictUtf8(bytes);
  if (strict !== null) return { text: strict, charset: 'utf-8', problem: null };
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const broken = lenient.match(/\ufffd/g)?.length ?? 0;
  const others = lenient.match(/[^\x00-\x7f\ufffd]/g)?.length ?? 0;
  if (broken > others) {
    return {
      text: windows1252(bytes),
      charset: 'windows-1252',
      problem: 'Decoded as windows-1252: the charset was named UTF-8, but the octets are not.',
    };
  }
  return { text: lenient, charset: 'utf-8', problem: 'Some octets are not valid UTF-8 and are shown as �.' };
}

/** RFC 2781 §4.3: the byte order mark decides, else big-endian; many senders mean little-endian, which zero octets betray. */
function decodeUtf16(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return plain(bytes, 'utf-16le', 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return plain(bytes, 'utf-16be', 'utf-16be');
  let evenZeros = 0;
  let oddZeros = 0;
  for (let at = 0; at + 1 < Math.min(bytes.length, 4096); at += 2) {
    if (bytes[at] === 0) evenZeros++;
    if (bytes[at + 1] === 0) oddZeros++;
  }
  const name = oddZeros > evenZeros ? 'utf-16le' : 'utf-16be';
  return plain(bytes, name, name);
}

function plain(bytes: Uint8Array, decoder: string, name: string): DecodedText {
  const text = labelDecoder(decoder)?.decode(bytes) ?? windows1252(bytes);
  const broken = text.includes('\ufffd');
  return { text, charset: name, problem: broken ? `Some octets are not valid ${name} and are shown as �.` : null };
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8Decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Null when there is no such decoder. Kept, because a header may hold thousands of words; bounded, because labels are hostile. */
function labelDecoder(label: string): Decoder | null {
  const kept = decoders.get(label);
  if (kept !== undefined) return kept;
  const decoder = platformDecoder(label) ?? singleByteDecoder(label);
  if (decoders.size < 200) decoders.set(label, decoder);
  return decoder;
}

function singleByteDecoder(name: string): Decoder | null {
  try {
    return { name, decode: createSinglebyteDecoder(name, true) };
  } catch {
    return null;
  }
}

/** What TextDecoder knows by that label, decoded by it only where the libraries have nothing better. */
function platformDecoder(label: string): Decoder | null {
  try {
    const decoder = new TextDecoder(label);
    const name = decoder.encoding;
    const single = singleByteDecoder(name);
    if (single !== null) return single;
    return { name, decode: (bytes) => (wideDecoders.get(name) ?? ((octets) => decoder.decode(octets)))(bytes) };
  } catch {
    return null;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A label from a mail, short enough and plain enough for a sentence. */
function shown(label: string | null): string {
  return (label ?? '').replace(/[^\x21-\x7e]+/g, ' ').slice(0, 40);
}
