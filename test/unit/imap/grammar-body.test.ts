import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BodyMultipart, BodyPart, BodyStructure } from '../../../extension/imap/grammar/types.ts';
import { fetchOf } from './grammar-support.ts';

function bodyOf(text: string): { readonly body: BodyStructure; readonly quirks: readonly string[] } {
  const { fetch, quirks } = fetchOf(`UID 1 BODYSTRUCTURE ${text} FLAGS (last)`);
  assert.deepEqual(fetch.flags, ['last'], 'skipped to the right place');
  const body = fetch.bodyStructure;
  assert.ok(body !== undefined, quirks().join());
  return { body, quirks: quirks() };
}

function part(body: BodyStructure): BodyPart {
  assert.equal(body.kind, 'part');
  return body;
}

function multipart(body: BodyStructure): BodyMultipart {
  assert.equal(body.kind, 'multipart');
  return body;
}

/** `section type/subtype` of every node, parents first. */
function outline(body: BodyStructure): string[] {
  const own = `${body.section} ${body.type}/${body.subtype}`;
  if (body.kind === 'multipart') return [own, ...body.parts.flatMap(outline)];
  return body.message === null ? [own] : [own, ...outline(body.message.body)];
}

test('a single text part', () => {
  const { body, quirks } = bodyOf(
    '("TEXT" "PLAIN" ("CHARSET" "US-ASCII" "Format" "flowed") "<id@x>" "a note" "QUOTED-PRINTABLE" 3028 92 "md5==" ("INLINE" ("FileName" "a.txt")) ("en" "de") "http://x/")',
  );
  assert.deepEqual(body, {
    kind: 'part',
    section: '1',
    type: 'text',
    subtype: 'plain',
    parameters: new Map([
      ['charset', 'US-ASCII'],
      ['format', 'flowed'],
    ]),
    id: '<id@x>',
    description: 'a note',
    encoding: 'quoted-printable',
    size: 3028,
    lines: 92,
    md5: 'md5==',
    message: null,
    disposition: { type: 'inline', parameters: new Map([['filename', 'a.txt']]) },
    language: ['en', 'de'],
    location: 'http://x/',
  });
  assert.deepEqual(quirks, []);
});

test('without extension data', () => {
  const body = part(bodyOf('("IMAGE" "PNG" NIL NIL NIL "BASE64" 4554)').body);
  assert.deepEqual(
    [body.type, body.size, body.lines, body.disposition, body.language, body.location, body.md5],
    ['image', 4554, null, null, [], null, null],
  );
});

test('section numbers follow RFC 9051 §6.4.5.1, through messages in messages', () => {
  const text = '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)';
  const envelope = '(NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL)';
  const single = `("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 9 ${envelope} ${text} 3)`;
  const nested = `("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 9 ${envelope} (${text}(${text}${single} "ALTERNATIVE") "MIXED") 3 NIL ("attachment" NIL) NIL NIL)`;
  const { body, quirks } = bodyOf(`(${text}${nested}(${text} "RELATED") "MIXED" ("BOUNDARY" "x") NIL "fr" NIL)`);
  assert.deepEqual(outline(body), [
    ' multipart/mixed',
    '1 text/plain',
    '2 message/rfc822',
    '2 multipart/mixed',
    '2.1 text/plain',
    '2.2 multipart/alternative',
    '2.2.1 text/plain',
    '2.2.2 message/rfc822',
    '2.2.2.1 text/plain',
    '3 multipart/related',
    '3.1 text/plain',
  ]);
  assert.deepEqual(body.language, ['fr']);
  const message = part(multipart(body).parts[1] ?? assert.fail());
  assert.equal(message.message?.envelope.subject, 'inner');
  assert.equal(message.lines, 3);
  assert.deepEqual(message.disposition, { type: 'attachment', parameters: new Map() });
  assert.deepEqual(quirks, []);
});

test('a message that is nothing but another message', () => {
  const { body } = bodyOf(
    '("message" "rfc822" NIL NIL NIL "8bit" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (("text" "plain" NIL NIL NIL "7bit" 1 1)("text" "html" NIL NIL NIL "7bit" 1 1) "alternative") 3)',
  );
  assert.deepEqual(outline(body), ['1 message/rfc822', '1 multipart/alternative', '1.1 text/plain', '1.2 text/html']);
});

test('dangerous parameter names are only keys', () => {
  const { body } = bodyOf(
    '("TEXT" "PLAIN" ("__proto__" "x" "constructor" "y" "name" {3}\r\na\r\n) NIL NIL "7BIT" 1 1)',
  );
  assert.deepEqual(
    [...body.parameters],
    [
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['name', 'a\r\n'],
    ],
  );
});

const envelope = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';
const plain = '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)';

const tolerances: readonly (readonly [
  text: string,
  quirk: string,
  check: (body: BodyStructure) => unknown,
  expected: unknown,
])[] = [
  // MailKit #944, #1393
  [
    `(${plain}NIL${plain} "MIXED")`,
    'missing-child',
    outline,
    [' multipart/mixed', '1 text/plain', '2 application/octet-stream', '3 text/plain'],
  ],
  [
    `(()${plain} "MIXED")`,
    'missing-child',
    outline,
    [' multipart/mixed', '1 application/octet-stream', '2 text/plain'],
  ],
  [
    `(NIL "MIXED" ("BOUNDARY" "x") NIL NIL)`,
    'missing-child',
    outline,
    [' multipart/mixed', '1 application/octet-stream'],
  ],
  ['()', 'missing-child', outline, ['1 application/octet-stream']],
  // MailKit #205 #777 #1841 #1076 #1861
  [
    '("ALTERNATIVE" ("BOUNDARY" "x") NIL NIL)',
    'childless-multipart',
    (b) => [outline(b), b.parameters.get('boundary')],
    [[' multipart/alternative'], 'x'],
  ],
  ['("ALTERNATIVE")', 'childless-multipart', outline, [' multipart/alternative']],
  [
    `(${plain}("REPORT" NIL NIL NIL) "MIXED")`,
    'childless-multipart',
    outline,
    [' multipart/mixed', '1 text/plain', '2 multipart/report'],
  ],
  // MailKit #1415 #1446
  ['(NIL NIL NIL NIL NIL "7BIT" 0 NIL NIL NIL NIL)', 'missing-media-type', outline, ['1 application/octet-stream']],
  // MailKit #371
  [
    '("TEXT" ("CHARSET" "utf-8") NIL NIL "7BIT" 10 2)',
    'one-word-media-type',
    (b) => [outline(b), b.parameters.get('charset'), part(b).size, part(b).lines],
    [['1 text/'], 'utf-8', 10, 2],
  ],
  ['("X-ODD" NIL NIL NIL NIL "7BIT" 10)', 'one-word-media-type', (b) => [outline(b), part(b).size], [['1 x-odd/'], 10]],
  // MailKit #919 #486
  [
    '("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 NIL "attachment" NIL NIL)',
    'bare-disposition',
    (b) => b.disposition,
    { type: 'attachment', parameters: new Map() },
  ],
  ['("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 NIL (NIL NIL) NIL NIL)', 'bare-disposition', (b) => b.disposition, null],
  [
    '("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 NIL (NIL ("filename" "a")) NIL NIL)',
    'bare-disposition',
    (b) => b.disposition,
    { type: 'attachment', parameters: new Map([['filename', 'a']]) },
  ],
  ['("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 NIL () NIL NIL)', 'bare-disposition', (b) => b.disposition, null],
  ['("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 NIL NIL (NIL "en" NIL) NIL)', 'nil-language', (b) => b.language, ['en']],
  ['("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 NIL NIL NIL ())', 'list-for-string', (b) => b.location, null],
  // MailKit #32 #59
  [
    '("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 NIL ("attachment" ("filename" "a.eml")) NIL NIL)',
    'message-without-envelope',
    (b) => [part(b).message, b.disposition?.type],
    [null, 'attachment'],
  ],
  [
    '("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 NIL NIL NIL NIL)',
    'message-without-envelope',
    (b) => [part(b).message, b.disposition],
    [null, null],
  ],
  ['("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5)', 'message-without-envelope', (b) => part(b).message, null],
  [
    '("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 "md5" ("inline" NIL))',
    'message-without-envelope',
    (b) => [part(b).md5, b.disposition?.type],
    ['md5', 'inline'],
  ],
  [
    `("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 NIL ${plain} 4)`,
    'short-envelope',
    (b) => [outline(b), part(b).lines],
    [['1 message/rfc822', '1.1 text/plain'], 4],
  ],
  [
    `("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 ${envelope} NIL 4)`,
    'missing-child',
    (b) => [outline(b), part(b).lines],
    [['1 message/rfc822', '1.1 application/octet-stream'], 4],
  ],
  [
    `("MESSAGE" "GLOBAL" NIL NIL NIL "7BIT" 5 ${envelope} ${plain} 4)`,
    '',
    outline,
    ['1 message/global', '1.1 text/plain'],
  ],
  [`("MESSAGE" "DELIVERY-STATUS" NIL NIL NIL "7BIT" 5)`, '', outline, ['1 message/delivery-status']],
  // Bluemind, Dovecot
  [
    '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 NIL ("inline" NIL) NIL NIL)',
    'missing-lines',
    (b) => [part(b).lines, b.disposition?.type],
    [null, 'inline'],
  ],
  ['("TEXT" "PLAIN" NIL NIL NIL "7BIT" -1 -1)', 'negative-number', (b) => [part(b).size, part(b).lines], [0, null]],
  ['("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5.5e3 1)', 'float-number', (b) => part(b).size, 5500],
  ['("IMAGE" "PNG" NIL NIL NIL "BASE64" 5 7 NIL NIL NIL NIL)', 'extra-lines', (b) => part(b).lines, 7],
  ['("IMAGE" "PNG" NIL NIL NIL NIL 5)', 'nil-encoding', (b) => part(b).encoding, '7bit'],
  ['("IMAGE" "PNG" NIL NIL NIL "BASE64" NIL)', '', (b) => part(b).size, 0],
  [
    '("IMAGE" "PNG")',
    'missing-body-field',
    (b) => [outline(b), part(b).encoding, part(b).size],
    [['1 image/png'], '7bit', 0],
  ],
  [`(${plain})`, 'missing-body-field', outline, [' multipart/mixed', '1 text/plain']],
  // MailKit #124
  [`(${plain} "MIXED" ("BOUNDARY" NIL) NIL NIL)`, 'odd-parameters', (b) => b.parameters.get('boundary'), ''],
  [`(${plain} "MIXED" ("BOUNDARY") NIL NIL)`, 'odd-parameters', (b) => b.parameters.get('boundary'), ''],
  [
    '("IMAGE" "PNG" (("a" "b") "name" "x") NIL NIL "BASE64" 5)',
    'odd-parameters',
    (b) => [...b.parameters],
    [['name', 'x']],
  ],
  ['("IMAGE" "PNG" ("name" "x" "NAME" "y") NIL NIL "BASE64" 5)', '', (b) => [...b.parameters], [['name', 'x']]],
  ['("IMAGE" "PNG" () NIL NIL "BASE64" 5)', '', (b) => b.parameters.size, 0],
  ['("IMAGE" "PNG" "name" NIL NIL "BASE64" 5)', 'string-for-list', (b) => [b.parameters.size, part(b).size], [0, 5]],
  ['("IMAGE" "PNG" NIL () () "BASE64" 5)', 'list-for-string', (b) => [part(b).id, part(b).size], [null, 5]],
  // Exchange
  [
    `(${plain} "MIXED" ("BOUNDARY" "x") "odd" ("inline" ("a" "b")) NIL NIL)`,
    'extra-body-string',
    (b) => b.disposition?.type,
    'inline',
  ],
  [`(${plain} ${plain} "MIXED" ("BOUNDARY" "x"))`, '', outline, [' multipart/mixed', '1 text/plain', '2 text/plain']],
  ['("TEXT" "PLAIN" ("CHARSET" "utf-8")NIL NIL "7BIT" 1 1)', '', (b) => b.parameters.get('charset'), 'utf-8'],
  ['("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1 NIL NIL NIL NIL 5 "x" (a (b)))', '', outline, ['1 text/plain']],
];

for (const [text, quirk, check, expected] of tolerances) {
  test(`body ${text}${quirk === '' ? '' : ` (${quirk})`}`, () => {
    const { body, quirks } = bodyOf(text);
    assert.deepEqual(check(body), expected);
    assert.deepEqual(quirks, quirk === '' ? [] : [quirk]);
  });
}

test('more parts than any mail has are refused', () => {
  const { fetch, quirks } = fetchOf(`BODYSTRUCTURE (${'()'.repeat(20_000)} "MIXED")`);
  assert.equal(fetch.bodyStructure, undefined);
  assert.ok(quirks().includes('bad-body-structure'));
});
