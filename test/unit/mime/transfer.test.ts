import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeTransfer,
  decodeTransferBytes,
  decodedSizeEstimate,
  transferDecoder,
} from '../../../extension/mime/transfer.ts';
import { cpuTime } from '../cpu-time.ts';

const decode = (text: string, encoding: string): string =>
  Buffer.from(decodeTransferBytes(Buffer.from(text, 'latin1'), encoding).bytes).toString('latin1');
const problems = (text: string, encoding: string): readonly string[] =>
  decodeTransferBytes(Buffer.from(text, 'latin1'), encoding).problems;

const cases: readonly (readonly [what: string, encoding: string, encoded: string, decoded: string])[] = [
  ['base64', 'base64', 'SGVsbG8sIHdvcmxkIQ==', 'Hello, world!'],
  ['base64 in lines', 'BASE64', 'SGVs\r\nbG8s\r\n\tIHdv cmxkIQ==\r\n', 'Hello, world!'],
  ['base64 without its padding', 'base64', 'SGVsbG8sIHdvcmxkIQ', 'Hello, world!'],
  ['base64 joined behind its padding', 'base64', 'SGk=SGk=', 'HiHi'],
  ['base64 with foreign characters', 'base64', 'SG!V*s\xffbG8=', 'Hello'],
  ['base64 ending in mid-octet', 'base64', 'SGkhS', 'Hi!'],
  ['base64, empty', 'base64', '', ''],
  [
    'RFC 2045 soft breaks',
    'quoted-printable',
    "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
    "Now's the time for all folk to come to the aid of their country.",
  ],
  ['escapes in both cases', 'quoted-printable', 'caf=E9 caf=e9 =3D', 'caf\xe9 caf\xe9 ='],
  ['blanks at line ends dropped', 'quoted-printable', 'a  \t\r\nb \nc ', 'a\r\nb\nc'],
  ['soft break with blanks behind', 'quoted-printable', 'a=  \r\nb=\t\nc', 'abc'],
  ['soft break at the end', 'quoted-printable', 'abc=', 'abc'],
  ['equals sign that begins nothing', 'quoted-printable', '1=2 =ZZ =G =A', '1=2 =ZZ =G =A'],
  ['encoded CRLF kept', 'quoted-printable', 'a=0D=0Ab', 'a\r\nb'],
  ['equals twice', 'quoted-printable', '==3D=', '=='],
  ['bare CR', 'quoted-printable', 'a\rb\r\nc', 'a\rb\r\nc'],
  ['7bit', '7bit', 'as it is \r\n', 'as it is \r\n'],
  ['unknown', 'x-strange', 'as it is', 'as it is'],
  ['uuencode', 'x-uuencode', 'begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n', 'Cat'],
  ['uuencode among text', 'uuencode', 'Hi,\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n', 'Cat'],
];

for (const [what, encoding, encoded, decoded] of cases) {
  test(`${what}`, () => assert.equal(decode(encoded, encoding), decoded));

  test(`${what}: the same octet by octet and at every cut`, async () => {
    const whole = Buffer.from(encoded, 'latin1');
    for (let cut = 0; cut <= whole.length; cut++) {
      const decoder = transferDecoder(encoding);
      const pieces = [decoder.push(whole.subarray(0, cut)), decoder.push(whole.subarray(cut)), decoder.end()];
      assert.equal(Buffer.concat(pieces).toString('latin1'), decoded, `cut at ${cut}`);
    }
    async function* octets(): AsyncGenerator<Uint8Array> {
      for (const octet of whole) yield Uint8Array.of(octet);
    }
    const out: Uint8Array[] = [];
    for await (const chunk of decodeTransfer(octets(), encoding)) out.push(chunk);
    assert.equal(Buffer.concat(out).toString('latin1'), decoded);
  });
}

test('what was mended is said, what is right is not', () => {
  assert.deepEqual(problems('SGk=\r\n', 'base64'), []);
  assert.deepEqual(problems('a=3D b=\r\n', 'quoted-printable'), []);
  assert.equal(problems('SG!k=', 'base64').length, 1);
  assert.equal(problems('SGk=SGk=', 'base64').length, 1);
  assert.equal(problems('SGkhS', 'base64').length, 1);
  assert.equal(problems('1=2', 'quoted-printable').length, 1);
  assert.equal(problems('text', 'uuencode').length, 1);
  assert.match(problems('x', 'x-strange')[0] ?? '', /x-strange/);
});

test('every octet survives base64 and quoted-printable', () => {
  const all = Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i));
  assert.deepEqual(Buffer.from(decodeTransferBytes(Buffer.from(all.toString('base64')), 'base64').bytes), all);
  const escaped = [...all].map((octet) => `=${octet.toString(16).padStart(2, '0')}`).join('');
  assert.deepEqual(Buffer.from(decodeTransferBytes(Buffer.from(escaped), 'quoted-printable').bytes), all);
});

test('a flood of blanks or equals signs stays linear and bounded', () => {
  for (const flood of [
    ' '.repeat(300_000),
    '= '.repeat(150_000),
    '='.repeat(300_000),
    '=\r'.repeat(150_000),
    `=${' '.repeat(300_000)}`,
  ]) {
    const before = cpuTime();
    assert.ok(decode(flood, 'quoted-printable').length <= flood.length);
    assert.ok(cpuTime() - before < 2000);
  }
});

test('a failing source fails the decoded stream, and leaving early closes the source', async () => {
  const failing = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('SGVs');
    throw new Error('cut');
  };
  await assert.rejects(async () => {
    for await (const _ of decodeTransfer(failing(), 'base64')) assert.ok(true);
  }, /cut/);
  let closed = false;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('SGVs');
    } finally {
      closed = true;
    }
  };
  for await (const chunk of decodeTransfer(endless(), 'base64')) {
    assert.equal(Buffer.from(chunk).toString(), 'Hel');
    break;
  }
  assert.ok(closed);
});

test('the estimate of a base64 part is what its lines carry', () => {
  const content = Buffer.alloc(57_000, 7);
  const lines = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  assert.equal(decodedSizeEstimate(lines.length, 'base64'), content.length);
  assert.equal(decodedSizeEstimate(123, '8bit'), 123);
});
