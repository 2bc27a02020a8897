import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn, smallServer, type RawClient } from './raw-client.ts';
import { atomOf, fetchItems, listOf, stringOf, type WireValue } from './wire-value.ts';

/** Every piece is named, so that a section can be compared with a plain join of pieces. */
const innerHeader = 'From: in@inner.example\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n';
const innerText = 'deep one';
const innerMime = 'Content-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\n';
const innerImage = 'R0lGODlhAQABAAAAACw=\r\n';
const innerBody = `--in\r\n\r\n${innerText}\r\n--in\r\n${innerMime}${innerImage}\r\n--in--\r\n`;
const header =
  'From: "Doe, Jane" <jane@a.example> (work), Old Style <@relay.example:old@b.example>, plain@c.example (Comment)\r\n' +
  'To: Friends: one@d.example, "T\\"wo" <two@d.example>;, undisclosed:;\r\n' +
  'Sender:\r\n' +
  'Subject: folded\r\n  twice\r\n' +
  'X-Trace: a\r\nX-TRACE: b\r\n\tc\r\n' +
  'Date: Fri, 1 Mar 2024 10:00:00 +0100\r\n' +
  'In-Reply-To: <q@a.example>\r\nMessage-ID: <m@a.example>\r\n' +
  'Content-Type: multipart/mixed; (comment) boundary="a b"\r\nContent-Language: en, de\r\n\r\n';
const mime2 = 'Content-Type: message/rfc822\r\nContent-Description: "a" mail\r\n\r\n';
const mime3 =
  'Content-Type: text/html; charset="utf-8"\r\nContent-ID: <x@a>\r\nContent-Disposition: attachment; filename="a\\"b.html"; size=4\r\n' +
  'Content-Location: http://a.example/\r\nContent-MD5: Q2hlY2s=\r\n\r\n';
const text1 = 'first\r\nlines\r\n';
const html3 = '<p>';
const body = `preamble\r\n--a b\r\n\r\n${text1}\r\n--a b \r\n${mime2}${innerHeader}${innerBody}\r\n--a b\r\n${mime3}${html3}\r\n--a b--\r\nepilogue`;
const whole = header + body;

async function opened(texts: readonly string[]): Promise<RawClient> {
  const client = await signedIn(smallServer(texts));
  await client.ok('SELECT Box');
  return client;
}

async function item(client: RawClient, request: string, name = request): Promise<WireValue | undefined> {
  const [response = ''] = await client.ok(`FETCH 1 ${request}`);
  const items = fetchItems(response);
  assert.deepEqual(
    [...items.keys()].filter((key) => key !== 'FLAGS'),
    [name],
  );
  return items.get(name);
}

test('every section is a plain slice of the message', async () => {
  const client = await opened([whole]);
  const sections: readonly (readonly [section: string, octets: string | null])[] = [
    ['', whole],
    ['HEADER', header],
    ['TEXT', body],
    ['1', text1],
    ['1.MIME', '\r\n'],
    ['1.HEADER', null],
    ['1.1', null],
    ['2', innerHeader + innerBody],
    ['2.MIME', mime2],
    ['2.HEADER', innerHeader],
    ['2.TEXT', innerBody],
    ['2.1', innerText],
    ['2.2', innerImage],
    ['2.2.MIME', innerMime],
    ['2.3', null],
    ['2.HEADER.FIELDS (SUBJECT)', 'Subject: inner\r\n\r\n'],
    ['3', html3],
    ['3.MIME', mime3],
    ['3.TEXT', null],
    ['4', null],
    ['HEADER.FIELDS (x-trace MESSAGE-ID)', 'X-Trace: a\r\nX-TRACE: b\r\n\tc\r\nMessage-ID: <m@a.example>\r\n\r\n'],
    ['HEADER.FIELDS ("NoSuchField")', '\r\n'],
  ];
  for (const [section, octets] of sections) {
    const label = section === 'HEADER.FIELDS ("NoSuchField")' ? 'HEADER.FIELDS (NoSuchField)' : section;
    const request = `BODY.PEEK[${section}]`;
    const [response = ''] = await client.ok(`FETCH 1 ${request}`);
    const expected = octets === null ? 'NIL' : `{${octets.length}}\r\n${octets}`;
    assert.equal(response, `* 1 FETCH (BODY[${label}] ${expected})`, section);
  }
  const not = await client.ok(
    'FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (From To Sender Subject X-Trace Content-Type Content-Language)]',
  );
  const rest =
    'Date: Fri, 1 Mar 2024 10:00:00 +0100\r\nIn-Reply-To: <q@a.example>\r\nMessage-ID: <m@a.example>\r\n\r\n';
  assert.ok(not.join().endsWith(`{${rest.length}}\r\n${rest})`));
});

test('partial: origin told, length clipped, past the end empty', async () => {
  const client = await opened([whole]);
  assert.equal(await item(client, 'BODY.PEEK[]<0.10>', 'BODY[]<0>'), whole.slice(0, 10));
  assert.equal(await item(client, 'BODY.PEEK[2]<5.7>', 'BODY[2]<5>'), (innerHeader + innerBody).slice(5, 12));
  assert.equal(await item(client, 'BODY.PEEK[TEXT]<3.999999>', 'BODY[TEXT]<3>'), body.slice(3));
  assert.equal(await item(client, 'BODY.PEEK[]<99999.5>', 'BODY[]<99999>'), '');
  assert.match((await client.send('FETCH 1 BODY[]<0.0>')).tagged, /^BAD /);
  assert.match((await client.send('FETCH 1 BODY[]<0>')).tagged, /^BAD /);
});

test('what is no item, no section or no macro is BAD', async () => {
  const client = await opened([whole]);
  for (const items of [
    '',
    '()',
    'COLOUR',
    'BODY[0]',
    'BODY[MIME]',
    'BODY[1.]',
    'BODY[HEADER.FIELDS]',
    'BODY[HEADER.FIELDS ()]',
    'BODY[TEXT (a)]',
    '(ALL)',
    'BODY[',
    '(UID',
    'UID FLAGS',
  ]) {
    assert.match((await client.send(`FETCH 1 ${items}`)).tagged, /^BAD /, items);
  }
});

test('the old items and the macros', async () => {
  const client = await opened(['Subject: s\r\n\r\nbody']);
  assert.deepEqual(await client.ok('FETCH 1 RFC822.HEADER'), ['* 1 FETCH (RFC822.HEADER {14}\r\nSubject: s\r\n\r\n)']);
  assert.deepEqual(await client.ok('FETCH 1 RFC822.TEXT'), [
    '* 1 FETCH (RFC822.TEXT {4}\r\nbody FLAGS (\\Seen \\Recent))',
  ]);
  assert.deepEqual(await client.ok('FETCH 1 RFC822'), ['* 1 FETCH (RFC822 {18}\r\nSubject: s\r\n\r\nbody)']);
  const keys = async (macro: string): Promise<string> =>
    [...fetchItems((await client.ok(`FETCH 1 ${macro}`))[0] ?? '').keys()].join(' ');
  assert.equal(await keys('FAST'), 'FLAGS INTERNALDATE RFC822.SIZE');
  assert.equal(await keys('ALL'), 'FLAGS INTERNALDATE RFC822.SIZE ENVELOPE');
  assert.equal(await keys('FULL'), 'FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY');
});

test('ENVELOPE: addresses in all their forms', async () => {
  const client = await opened([whole]);
  const envelope = listOf(await item(client, 'ENVELOPE'));
  const from = [
    ['Doe, Jane', null, 'jane', 'a.example'],
    ['Old Style', '@relay.example', 'old', 'b.example'],
    ['Comment', null, 'plain', 'c.example'],
  ];
  assert.deepEqual(envelope, [
    'Fri, 1 Mar 2024 10:00:00 +0100',
    'folded  twice',
    from,
    from,
    from,
    [
      [null, null, 'Friends', null],
      [null, null, 'one', 'd.example'],
      ['T"wo', null, 'two', 'd.example'],
      [null, null, null, null],
      [null, null, 'undisclosed', null],
      [null, null, null, null],
    ],
    null,
    null,
    '<q@a.example>',
    '<m@a.example>',
  ]);
});

test('ENVELOPE of a message without header fields, and of 8-bit ones', async () => {
  const nothing = await opened(['\r\nonly a body']);
  assert.deepEqual(await item(nothing, 'ENVELOPE'), Array(10).fill(null));
  const eight = await opened(['Subject: \xc3\xa9t\xc3\xa9\r\nFrom: "\xe9" <a@b.example>\r\n\r\n']);
  const envelope = listOf(await item(eight, 'ENVELOPE'));
  assert.equal(envelope[1], '\xc3\xa9t\xc3\xa9');
  assert.deepEqual(envelope[2], [['\xe9', null, 'a', 'b.example']]);
});

const numberOf = (value: WireValue | undefined): number => Number(atomOf(value));

test('BODYSTRUCTURE says what the message is made of', async () => {
  const client = await opened([whole]);
  const structure = listOf(await item(client, 'BODYSTRUCTURE'));
  const [first, second, third, subtype, parameters, disposition, language, location] = structure;
  assert.deepEqual(
    [subtype, parameters, disposition, language, location],
    ['mixed', ['boundary', 'a b'], null, ['en', 'de'], null],
  );
  assert.deepEqual(listOf(first).slice(0, 6), ['text', 'plain', ['charset', 'us-ascii'], null, null, '7bit']);
  assert.deepEqual([numberOf(listOf(first)[6]), numberOf(listOf(first)[7])], [text1.length, 2]);
  const message = listOf(second);
  assert.deepEqual(message.slice(0, 6), ['message', 'rfc822', null, null, '"a" mail', '7bit']);
  assert.equal(numberOf(message[6]), innerHeader.length + innerBody.length);
  assert.equal(listOf(message[7])[1], 'inner');
  assert.equal(stringOf(listOf(message[8])[2]), 'mixed');
  assert.equal(numberOf(message[9]), (innerHeader + innerBody).split('\r\n').length - 1);
  const html = listOf(third);
  assert.deepEqual(html.slice(0, 6), ['text', 'html', ['charset', 'utf-8'], '<x@a>', null, '7bit']);
  assert.deepEqual([numberOf(html[6]), numberOf(html[7])], [3, 1]);
  assert.deepEqual(html.slice(8), [
    'Q2hlY2s=',
    ['attachment', ['filename', 'a"b.html', 'size', '4']],
    null,
    'http://a.example/',
  ]);
  const plain = listOf(await item(client, 'BODY'));
  assert.equal(plain.length, 4);
  assert.equal(listOf(plain[2]).length, 8);
});

test('BODYSTRUCTURE of what is broken is still well formed', async () => {
  const broken: readonly (readonly [text: string, type: string])[] = [
    ['Content-Type: multipart/mixed\r\n\r\nno boundary', 'mixed'],
    ['Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n', 'mixed'],
    ['Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n--x--', 'mixed'],
    ['Content-Type: message/rfc822\r\n\r\n', 'message'],
    ['Content-Type: nonsense\r\n\r\nx', 'text'],
    ['Content-Type: ;;;=;"\r\nContent-Disposition: ;\r\n\r\nx', 'text'],
    ['Content-Type: text/plain; charset="utf\r\n\r\nx', 'text'],
    ['no header at all', 'text'],
    [
      Array.from({ length: 200 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(
        '',
      ),
      'mixed',
    ],
  ];
  for (const [text, type] of broken) {
    const client = await opened([text]);
    const structure = listOf(await item(client, 'BODYSTRUCTURE'));
    assert.ok(structure.includes(type), text.slice(0, 80));
  }
});
