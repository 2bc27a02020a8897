import assert from 'node:assert/strict';
import { parseAddressList } from '../../../extension/mime/address-list.ts';
import { addressText, decodeAddresses } from '../../../extension/mime/address.ts';
import { decodeText } from '../../../extension/mime/charset.ts';
import { chooseParts } from '../../../extension/mime/choose-body.ts';
import { parseDate } from '../../../extension/mime/date.ts';
import { decodeEncodedWords } from '../../../extension/mime/encoded-words.ts';
import { cleanFileName, uniqueFileName } from '../../../extension/mime/file-name.ts';
import { parseFixed, parseFlowed } from '../../../extension/mime/format-flowed.ts';
import { parseParameterized } from '../../../extension/mime/parameters.ts';
import { envelopeOf, partAt, sectionRange, structureOf } from '../../../extension/mime/part-structure.ts';
import { parsePartTree, type MimePart } from '../../../extension/mime/part-tree.ts';
import { receivedHops } from '../../../extension/mime/received.ts';
import { decodeTransferBytes, transferDecoder } from '../../../extension/mime/transfer.ts';
import { visibleLine } from '../../../extension/mime/visible.ts';
import { hashOf, Random } from '../engine/random.ts';
import type { Target } from '../engine/target.ts';

function checkFileName(name: string | null, type: string): void {
  const clean = cleanFileName(name, { section: '1', type });
  assert.ok(clean !== '' && Buffer.byteLength(clean) <= 200, clean);
  assert.doesNotMatch(clean, /[/\\<>:"|?*\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|^[\s.]|[\s.]$/);
  assert.equal(cleanFileName(clean, { section: '1', type }), clean, 'a clean name is clean');
  assert.notEqual(
    uniqueFileName(clean, (one) => one === clean),
    clean,
  );
}

function checkLeaf(part: MimePart, octets: Buffer, random: Random): void {
  const whole = decodeTransferBytes(octets, part.encoding).bytes;
  const decoder = transferDecoder(part.encoding);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < octets.length;) {
    const size = 1 + random.below(20);
    // A decoder may use its buffer again.
    pieces.push(Buffer.from(decoder.push(octets.subarray(at, at + size))));
    at += size;
  }
  pieces.push(decoder.end());
  assert.ok(Buffer.concat(pieces).equals(whole), 'chunks of a transfer encoding matter');
  const { text } = decodeText(whole, part.parameters.get('charset') ?? null);
  parseFlowed(text, text.length % 2 === 0);
  parseFixed(text);
}

function walk(part: MimePart, data: Buffer, parent: MimePart | null, root: MimePart, random: Random): void {
  const { headerStart, bodyStart, end } = part;
  assert.ok(0 <= headerStart && headerStart <= bodyStart && bodyStart <= end && end <= data.length);
  assert.ok(parent === null || (parent.bodyStart <= headerStart && end <= parent.end));
  if (part.section !== '') {
    assert.notEqual(partAt(root, part.section), null);
    assert.notEqual(sectionRange(root, part.section), null);
  }
  for (const field of part.fields) {
    visibleLine(field.value);
    checkFileName(field.value, part.type);
    parseDate(field.raw);
    parseParameterized(field.raw);
    const addresses = parseAddressList(field.raw);
    decodeAddresses(addresses);
    addressText(addresses);
  }
  receivedHops(part.fields.map(({ raw }) => raw));
  envelopeOf(part.fields);
  checkFileName(part.disposition?.parameters.get('filename') ?? part.parameters.get('name') ?? null, part.type);
  if (part.kind === 'leaf') checkLeaf(part, data.subarray(bodyStart, end), random);
  for (const child of part.children) walk(child, data, part, root, random);
}

export const target: Target = {
  name: 'mime',
  about: 'mime',
  share: 25,
  seeds: [
    'From: =?utf-8?B?w7w=?= <a@b>, g: x@y;\r\nSubject: =?iso-8859-1?Q?gr=FCn?=\r\nDate: Mon, 5 Feb 2024 09:08:07 +0000\r\nReceived: from a by b with ESMTP; Mon, 5 Feb 2024 09:08:07 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\npre\r\n--x\r\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n> a =C3=BC \r\n-- \r\nb=\r\nc\r\n--x\r\nContent-Type: application/pdf; name*0*=utf-8\'\'a%20; name*1="b.pdf"\r\nContent-Disposition: attachment; filename="=?utf-8?Q?a?="\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\nZGU=\r\n--x--\r\nepilogue\r\n',
    'Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\ntext\r\n--a\r\nContent-Type: text/html; charset=shift_jis\r\n\r\n<p>\x82\xa0\r\n--a\r\nContent-Type: multipart/related; boundary="a b"; type="text/html"; start="<r>"\r\n\r\n--a b\r\nContent-ID: <r>\r\nContent-Type: text/html; charset=utf-7\r\n\r\n+AOQ-\r\n--a b\r\nContent-Type: image/png\r\nContent-ID: <i>\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#86)C\r\n`\r\nend\r\n--a b--\r\n--a--\r\n',
    'Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B$"\x1b(B x\r\n',
    'Content-Type: text/plain; charset=hz-gb-2312\r\n\r\n~{<:Ky~} x\r\n',
    'Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n\x1b$)C\x0eGQ1[\x0f x\r\n',
    'Content-Type: text/plain; charset=utf-16\r\n\r\n\xff\xfea\0b\0',
    'Content-Disposition: attachment; filename="..\\CON.\xe2\x80\xae fdp.exe"\r\n\r\n',
  ],
  words: [
    '\r\n',
    '\r\n\r\n',
    '\r\n--x\r\n',
    '\r\n--x--\r\n',
    '=?utf-8?B?',
    '=?utf-8?Q?',
    '?=',
    'Content-Type: ',
    'Content-Transfer-Encoding: base64\r\n',
    'multipart/mixed; boundary=',
    'message/rfc822',
    'charset=',
    "filename*0*=utf-8''",
    'filename*1=',
    '=\r\n',
    '=3D',
    '\x1b$B',
    '\x1b(B',
    '~{',
    '+AGE-',
  ],
  run(data) {
    const random = new Random(hashOf(data));
    const { root } = parsePartTree(data);
    walk(root, data, null, root, random);
    const { bodies, attachments } = chooseParts(structureOf(root));
    const shown = bodies.flatMap(({ html, text }) => [html, text].filter((one) => one !== null));
    assert.equal(new Set(shown).size, shown.length, 'nothing is shown twice');
    assert.equal(new Set(attachments.map(({ part }) => part)).size, attachments.length, 'nothing is listed twice');
    decodeEncodedWords(data.toString('latin1'));
  },
};
