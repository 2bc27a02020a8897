import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import { latin1, split } from './grammar-support.ts';
import type { SplitOptions, SplitterEvent } from './grammar-support.ts';

function frames(text: string, options?: SplitOptions): string[] {
  return split([latin1(text)], options).map((event) => (event.kind === 'frame' ? event.text : event.kind));
}

test('lines end in CRLF or in a bare LF', () => {
  assert.deepEqual(frames('* OK hi\r\n* BYE\n\r\n* NO x\r\n'), ['* OK hi', '* BYE', '', '* NO x']);
});

test('a CR inside a line stays', () => {
  assert.deepEqual(frames('* OK a\rb\r\r\n'), ['* OK a\rb\r']);
});

test('an unfinished response is held', () => {
  assert.deepEqual(frames('* OK hi\r\n* OK wa'), ['* OK hi']);
});

test('NUL padding before a response is skipped, inside it stays', () => {
  assert.deepEqual(frames('\0\0* OK a\0b\r\n\0* BYE\r\n'), ['* OK a\0b', '* BYE']);
});

test('literals stay in place and are listed', () => {
  const [event] = split([latin1('* LIST () "/" {3}\r\na\nb ({0}\r\n)\r\n')]);
  assert.deepEqual(event, {
    kind: 'frame',
    text: '* LIST () "/" {3}\r\na\nb ({0}\r\n)',
    literals: [
      { start: 19, size: 3, streamed: false },
      { start: 29, size: 0, streamed: false },
    ],
  });
});

for (const marker of ['{5}', '{005}', '~{5}', '{5+}', '"{5}', 'x{0000000000000000000000005}']) {
  test(`${marker} at a line's end announces five octets`, () => {
    assert.deepEqual(frames(`* 1 FETCH (X ${marker}\r\na\r\nb))\r\n`), [`* 1 FETCH (X ${marker}\r\na\r\nb))`]);
    assert.deepEqual(frames(`* 1 FETCH (X ${marker}\na\r\nb))\n`), [`* 1 FETCH (X ${marker}\na\r\nb))`]);
  });
}

for (const ending of ['{}', '{-5}', '{5', '5}', '{5 }', '{5}}', '{5}"', '{5} ', '{a5}']) {
  test(`${ending} at a line's end announces nothing`, () => {
    assert.deepEqual(frames(`* LIST () "/" ${ending}\r\n* OK\r\n`), [`* LIST () "/" ${ending}`, '* OK']);
  });
}

for (const line of [
  '* OK read {5}',
  '* no {5}',
  '* BAD {5}',
  '* BYE {5}',
  '* PREAUTH {5}',
  'a1 OK {5}',
  'a1 NO [ALERT] {5}',
  '+ {5}',
  '+{5}',
  '* [ALERT] x {5}',
  'Server Unavailable. {5}',
  '{5}',
  '*  OK {5}',
]) {
  test(`text for people holds no literal: ${line}`, () => {
    assert.deepEqual(frames(`${line}\r\n* OK\r\n`), [line, '* OK']);
  });
}

for (const item of [
  'BODY[]',
  'BODY[1.2]<0>',
  'body[header.fields (x)]',
  'BINARY[1]',
  'RFC822',
  'RFC822.TEXT',
  'RFC822.HEADER',
]) {
  test(`a long literal of ${item} streams`, () => {
    assert.deepEqual(split([latin1(`* 1 FETCH (UID 5 ${item} {6}\r\nab\r\ncd FLAGS ())\r\n`)], { inlineLimit: 5 }), [
      { kind: 'literal', head: `* 1 FETCH (UID 5 ${item} {6}\r\n`, size: 6, text: 'ab\r\ncd', ended: true },
      {
        kind: 'frame',
        text: `* 1 FETCH (UID 5 ${item} {6}\r\n FLAGS ())`,
        literals: [{ start: 23 + item.length, size: 6, streamed: true }],
      },
    ]);
  });
}

for (const line of [
  '* 1 FETCH (ENVELOPE ("x" {6}',
  '* LIST () "/" {6}',
  '* 1 FETCH (X-GM-LABELS ({6}',
  '* METADATA "" (/a {6}',
]) {
  test(`other literals are gathered whatever their size: ${line}`, () => {
    assert.deepEqual(frames(`${line}\r\nab\r\ncd)\r\n`, { inlineLimit: 5 }), [`${line}\r\nab\r\ncd)`]);
  });
}

test('a literal as long as the inline limit is gathered', () => {
  assert.deepEqual(frames('* 1 FETCH (BODY[] {5}\r\nabcde)\r\n', { inlineLimit: 5 }), [
    '* 1 FETCH (BODY[] {5}\r\nabcde)',
  ]);
});

test('a response within one chunk is a view of it', () => {
  const chunk = Buffer.from('* OK a\r\n* OK b\r\n', 'latin1');
  const buffers: ArrayBufferLike[] = [];
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: ({ bytes }) => buffers.push(bytes.buffer),
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  });
  splitter.push(chunk);
  assert.deepEqual(buffers, [chunk.buffer, chunk.buffer]);
});

for (const sizes of [[300_000], [70_000, 9_000], [9_000, 3, 70_000], [8_192, 1], [100]]) {
  test(`long literals are gathered from pieces of ${sizes.join(', ')} octets`, () => {
    const octets = Buffer.from(Array.from({ length: 1_200_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
    const literal = (from: number, to: number): Buffer[] => [
      latin1(`{${to - from}}\r\n`),
      octets.subarray(from, to),
      latin1(' '),
    ];
    const response = Buffer.concat([
      latin1('* 1 FETCH (A '),
      ...literal(0, 400_000),
      latin1('"b" C '),
      ...literal(400_000, 1_200_000),
      latin1('D "e")'),
    ]);
    const all = Buffer.concat([response, latin1('\r\n* OK on\r\n')]);
    const frames: Buffer[] = [];
    const ignore = (): void => undefined;
    const splitter = new ResponseSplitter({
      frame: ({ bytes }) => frames.push(bytes),
      literalStart: ignore,
      literalChunk: ignore,
      literalEnd: ignore,
      violation: ignore,
    });
    for (let at = 0, n = 0; at < all.length; n++) {
      const size = sizes[n % sizes.length] ?? 1;
      // As a socket gives them: memory that is nobody else's.
      splitter.push(Buffer.from(all.subarray(at, at + size)));
      at += size;
    }
    assert.equal(frames.length, 2);
    assert.ok(frames[0]?.equals(response));
    assert.ok((frames[0]?.buffer.byteLength ?? 0) < response.length * 1.3);
    assert.equal(frames[1]?.toString(), '* OK on');
  });
}

test('who takes lines gets no frames but for responses with literals', () => {
  const seen: string[] = [];
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: ({ bytes }) => seen.push(`frame ${bytes.toString('latin1')}`),
    line: (bytes, start, end) => seen.push(`line ${bytes.toString('latin1', start, end)}`),
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  });
  const long = `* OK ${'x'.repeat(200)}`;
  for (const chunk of [`* OK a\n${long}\r\n* OK b\r`, `\n* 1 FETCH (BODY[] {1}\r\na)\r\n* OK`, ' c\r\n'])
    splitter.push(latin1(chunk));
  assert.deepEqual(seen, [
    'line * OK a',
    `line ${long}`,
    'line * OK b',
    'frame * 1 FETCH (BODY[] {1}\r\na)',
    'line * OK c',
  ]);
});

test('frames keep their octets when the splitter goes on', () => {
  const chunks = ['* OK fir', 'st\r\n* OK sec', 'ond\r\n* OK third\r\n'].map(latin1);
  assert.deepEqual(
    split(chunks).map((event) => event.kind === 'frame' && event.text),
    ['* OK first', '* OK second', '* OK third'],
  );
});

test('stop keeps aside what belongs to the next layer', () => {
  const seen: string[] = [];
  const ignore = (): void => undefined;
  const splitter: ResponseSplitter = new ResponseSplitter({
    frame: ({ bytes }) => {
      seen.push(bytes.toString());
      if (seen.length === 1) splitter.stop();
    },
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  });
  assert.equal(splitter.atBoundary, true);
  splitter.push(latin1('a OK go\r\n\x16\x03'));
  splitter.push(latin1('\x01'));
  assert.equal(splitter.atBoundary, false);
  assert.deepEqual(seen, ['a OK go']);
  assert.deepEqual(splitter.takeRest(), latin1('\x16\x03\x01'));
  assert.equal(splitter.atBoundary, true);
  splitter.push(latin1('* OK on\r\n'));
  assert.deepEqual(seen, ['a OK go', '* OK on']);
});

test('reset forgets an unfinished response and a violation', () => {
  const seen: string[] = [];
  const ignore = (): void => undefined;
  const splitter = new ResponseSplitter(
    {
      frame: ({ bytes }) => seen.push(bytes.toString()),
      literalStart: ignore,
      literalChunk: ignore,
      literalEnd: ignore,
      violation: () => seen.push('!'),
    },
    { line: 10 },
  );
  splitter.push(latin1('* OK half'));
  splitter.reset();
  splitter.push(latin1('* OK\r\n* OK 89012\r\n* OK\r\n'));
  splitter.reset();
  splitter.push(latin1('* BYE\r\n'));
  assert.deepEqual(seen, ['* OK', '!', '* BYE']);
});

interface LimitCase {
  readonly name: string;
  readonly text: string;
  readonly options: SplitOptions;
  readonly before: readonly string[];
  readonly violation: unknown;
}

const limits: readonly LimitCase[] = [
  {
    name: 'line',
    text: '* OK\r\n* OK 8901\r\n* OK\r\n',
    options: { limits: { line: 8 } },
    before: ['* OK'],
    violation: { kind: 'line-too-long', limit: 8 },
  },
  {
    name: 'line behind a literal',
    text: '* A {2}\r\nab234567890\r\n',
    options: { limits: { line: 8 } },
    before: [],
    violation: { kind: 'line-too-long', limit: 8 },
  },
  {
    name: 'response',
    text: '* A {2}\r\nab {2}\r\nab {2}\r\nab\r\n',
    options: { limits: { response: 20 } },
    before: [],
    violation: { kind: 'response-too-large', limit: 20 },
  },
  {
    name: 'response by an announced literal',
    text: '* A {20}\r\n',
    options: { limits: { response: 20 } },
    before: [],
    violation: { kind: 'response-too-large', limit: 20 },
  },
  {
    name: 'gathered literal',
    text: '* A {9}\r\n',
    options: { limits: { inlinedLiteral: 8 } },
    before: [],
    violation: { kind: 'literal-too-large', size: '9', limit: 8 },
  },
  {
    name: 'streamed literal',
    text: '* 1 FETCH (BODY[] {9}\r\n',
    options: { limits: { streamedLiteral: 8 }, inlineLimit: 2 },
    before: [],
    violation: { kind: 'literal-too-large', size: '9', limit: 8 },
  },
  {
    name: 'number of literals',
    text: '* A {1}\r\na{1}\r\na{1}\r\na\r\n',
    options: { limits: { literals: 2 } },
    before: [],
    violation: { kind: 'too-many-literals', limit: 2 },
  },
  {
    name: '2³² octets',
    text: '* A {4294967296}\r\n',
    options: {},
    before: [],
    violation: { kind: 'literal-too-large', size: '4294967296', limit: 16777216 },
  },
  {
    name: '20 digits',
    text: '* 1 FETCH (BODY[] {99999999999999999999}\r\n',
    options: {},
    before: [],
    violation: { kind: 'literal-too-large', size: '99999999999999999999', limit: Number.MAX_SAFE_INTEGER },
  },
];

for (const { name, text, options, before, violation } of limits) {
  test(`limit: ${name}; nothing is read behind it, and chunks do not change the verdict`, () => {
    const whole = split([latin1(text), latin1('* OK more\r\n')], options);
    assert.deepEqual(whole, [
      ...before.map((line) => ({ kind: 'frame', text: line, literals: [] })),
      { kind: 'violation', violation },
    ]);
    assert.deepEqual(split(octets(latin1(text)), options), whole);
  });
}

test('a line, a literal and a response may be exactly as long as allowed', () => {
  assert.deepEqual(frames('* OK 678\r\n', { limits: { line: 9 } }), ['* OK 678']);
  assert.deepEqual(frames('* A {8}\r\n12345678\r\n', { limits: { line: 8, inlinedLiteral: 8, response: 18 } }), [
    '* A {8}\r\n12345678',
  ]);
});

test('a 100 GB body is announced without anything being allocated', () => {
  const before = process.memoryUsage().arrayBuffers;
  const events = split([latin1('* 1 FETCH (BODY[] {100000000000}\r\nabc')]);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  assert.deepEqual(events, [
    { kind: 'literal', head: '* 1 FETCH (BODY[] {100000000000}\r\n', size: 100_000_000_000, text: 'abc', ended: false },
  ]);
});

function* octets(bytes: Buffer): Generator<Buffer> {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
}

const corpus: readonly string[] = [
  '* OK hello\r\n* CAPABILITY IMAP4rev1\n\r\na1 OK {3}\r\n',
  '* LIST () "/" {5}\r\na\r\nbc\r\n* LIST () "/" "{5}"\r\n',
  '\0* 1 FETCH (FLAGS () BODY[] {3}\r\nabc UID 4 BODY[1]<0> {12}\nabc\r\n{3}\r\nde BODY[2] ~{0}\r\n)\r\n* 2 EXPUNGE\r\n',
  '* 3 FETCH (ENVELOPE ({4}\r\n{2}\r {1}\nx NIL) BODY[TEXT] {0005}\r\n\r\n\r\n\n)\r\n+ \r\n',
  '* A {3}\r\n\0\0\0{0}\r\n\r\n\0\0* B\n',
  '* OK\r\n* 1 FETCH (BODY[] {7}\r\n1234567 X {99999999999999999}\r\n* OK\r\n',
];

test('the same events whole, octet by octet and at every two-chunk split', () => {
  for (const text of corpus) {
    const bytes = latin1(text);
    for (const inlineLimit of [0, 4, 1000]) {
      const whole = split([bytes], { inlineLimit });
      assert.deepEqual(split(octets(bytes), { inlineLimit }), whole);
      for (let at = 1; at < bytes.length; at++) {
        assert.deepEqual(split([bytes.subarray(0, at), bytes.subarray(at)], { inlineLimit }), whole, `split at ${at}`);
      }
    }
  }
});

const fragment = fc.oneof(
  fc.constantFrom(
    '* OK ',
    '* 1 FETCH (BODY[] ',
    '* LIST ',
    '{3}',
    '~{1}',
    '{0}',
    '{12}',
    '\r\n',
    '\n',
    '\r',
    '\0',
    '"',
    'a1 NO ',
    '+ ',
    'abc',
    ')',
    '{9999999999}',
    ' ',
  ),
  fc.string({ minLength: 0, maxLength: 4 }),
);

test('property: chunks never matter', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 20 }), (parts, cuts) => {
      const bytes = latin1(parts.join(''));
      const options = { inlineLimit: 2, limits: { line: 60, response: 120, inlinedLiteral: 50, literals: 4 } };
      const whole: SplitterEvent[] = split([bytes], options);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      assert.deepEqual(split(chunks, options), whole);
      assert.deepEqual(split(octets(bytes), options), whole);
    }),
    { numRuns: 1500 },
  );
});
