import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import {
  embeddedContent,
  embeddedSize,
  findEmbeddedFiles,
  withoutEmbeddedFiles,
} from '../../../extension/mime/embedded-files.ts';
import { cpuTime } from '../cpu-time.ts';

const octets = Buffer.from(Array.from({ length: 700 }, (_, at) => (at * 37 + 5) % 256));

function uuencode(bytes: Buffer, name: string): string {
  const lines: string[] = [];
  const char = (value: number): string => (value === 0 ? '`' : String.fromCharCode(value + 0x20));
  for (let at = 0; at < bytes.length; at += 45) {
    const piece = bytes.subarray(at, at + 45);
    let line = char(piece.length);
    for (let of = 0; of < piece.length; of += 3) {
      const bits = ((piece[of] ?? 0) << 16) | ((piece[of + 1] ?? 0) << 8) | (piece[of + 2] ?? 0);
      line += [18, 12, 6, 0].map((shift) => char((bits >> shift) & 63)).join('');
    }
    lines.push(line);
  }
  return `begin 644 ${name}\r\n${lines.join('\r\n')}\r\n\`\r\nend\r\n`;
}

function yencode(bytes: Buffer, name: string, sum = crc32(bytes).toString(16).padStart(8, '0')): Buffer {
  const out: number[] = [];
  for (const [at, octet] of bytes.entries()) {
    if (at > 0 && at % 128 === 0) out.push(0x0d, 0x0a);
    const moved = (octet + 42) & 0xff;
    if ([0, 0x0a, 0x0d, 0x3d].includes(moved)) out.push(0x3d, (moved + 64) & 0xff);
    else out.push(moved);
  }
  return Buffer.concat([
    Buffer.from(`=ybegin line=128 size=${bytes.length} name=${name}\r\n`),
    Buffer.from(out),
    Buffer.from(`\r\n=yend size=${bytes.length} crc32=${sum}\r\n`),
  ]);
}

const join = (...pieces: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));

test('uuencode, base64 and yEnc inside one text: found, named, decoded, cut out', () => {
  const base64 = `begin-base64 644 c.bin\r\n${octets.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n====\r\n`;
  const text = join(
    'Before\r\n',
    uuencode(octets, 'a b.bin'),
    'Between\r\n',
    yencode(octets, 'ü.bin'),
    base64,
    'After\r\n',
  );
  const files = findEmbeddedFiles(text);
  assert.deepEqual(
    files.map(({ kind, name, whole }) => [kind, name, whole]),
    [
      ['uuencode', 'a b.bin', true],
      ['yenc', 'ü.bin', true],
      ['base64', 'c.bin', true],
    ],
  );
  for (const file of files) {
    const content = embeddedContent(text, file);
    assert.deepEqual([Buffer.from(content.bytes).equals(octets), content.problems], [true, []], file.kind);
  }
  const [, yenc] = files;
  assert.equal(yenc && embeddedSize(text, yenc), octets.length);
  const rest = Buffer.from(withoutEmbeddedFiles(text, files, ({ name }) => `[${name}]`)).toString();
  assert.equal(rest, 'Before\r\n[a b.bin]\r\nBetween\r\n[ü.bin]\r\n[c.bin]\r\nAfter\r\n');
});

test('a part of a larger yEnc file tells its own size and sum', () => {
  const body = yencode(octets, 'x.bin').subarray(`=ybegin line=128 size=${octets.length} name=x.bin\r\n`.length);
  const text = join(
    '=ybegin part=1 total=2 line=128 size=9999 name=x.bin\r\n=ypart begin=1 end=700\r\n',
    Buffer.from(body.toString('latin1').replace(' crc32=', ' pcrc32='), 'latin1'),
  );
  const [file] = findEmbeddedFiles(text);
  assert.ok(file);
  assert.equal(embeddedSize(text, file), 700);
  assert.deepEqual(embeddedContent(text, file).problems, []);
});

test('prose, quotations and half lines are no files', () => {
  for (const prose of [
    'begin 644 foo.txt\r\nis how such a file begins.\r\n',
    'begin 644 \r\nM',
    'begin transaction\r\n',
    '> begin 644 a.bin\r\n> #0V%T\r\n> end\r\n',
    '=ybegin is a word\r\n',
    '',
    'begin',
  ]) {
    assert.deepEqual(findEmbeddedFiles(Buffer.from(prose)), [], prose);
  }
});

test('what is cut or wrong is found as far as it goes, and said', () => {
  const cut = join('x\r\n', uuencode(octets, 'a.bin').slice(0, 200));
  const [uu] = findEmbeddedFiles(cut);
  assert.equal(uu?.whole, false);
  assert.match(embeddedContent(cut, uu).problems.join(), /no end line/);
  const endless = join(uuencode(octets, 'a.bin').replace(/`\r\nend\r\n$/, ''), 'And so on, as words do.\r\n');
  assert.match(
    Buffer.from(withoutEmbeddedFiles(endless, findEmbeddedFiles(endless), () => '[]')).toString(),
    /And so on/,
  );
  const wrong = yencode(octets, 'y.bin', 'deadbeef');
  const [yenc] = findEmbeddedFiles(wrong);
  assert.ok(yenc);
  assert.deepEqual(embeddedContent(wrong, yenc).problems, ['yEnc: the checksum does not fit.']);
  const open = wrong.subarray(0, 400);
  const [half] = findEmbeddedFiles(open);
  assert.ok(half);
  assert.deepEqual(embeddedContent(open, half).problems, ['yEnc: there is no =yend line.']);
});

test('many beginnings and one endless line stay linear', () => {
  const flood = (count: number): number => {
    const text = Buffer.from('begin 644 a\nwords\n'.repeat(count) + '=ybegin x\n' + 'begin '.repeat(count));
    const start = cpuTime();
    findEmbeddedFiles(text);
    return cpuTime() - start;
  };
  flood(1000);
  assert.ok(flood(20_000) < 1500);
});
