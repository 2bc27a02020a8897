import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerField, parseHeaders } from '../../../extension/mime/headers.ts';
import { cpuTime } from '../cpu-time.ts';

const read = (text: string): ReturnType<typeof parseHeaders> => parseHeaders(Buffer.from(text, 'latin1'));
const values = (text: string): (readonly [string, string])[] =>
  read(text).fields.map(({ name, value }) => [name, value] as const);

test('fields in order, duplicates kept, names as spelt, folds undone, words decoded', () => {
  const block =
    'Received: from a\r\n\tby b;\r\n  now\r\nReceived: second\r\nsubject: =?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe?=\r\n\r\nbody: not a field\r\n';
  assert.deepEqual(values(block), [
    ['Received', 'from a\tby b;  now'],
    ['Received', 'second'],
    ['subject', 'Grüße'],
  ]);
  const { fields, bodyStart, problems } = read(block);
  assert.equal(block.slice(bodyStart), 'body: not a field\r\n');
  assert.equal(fields[2]?.raw, '=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe?=');
  assert.equal(block.slice(fields[1]?.start, fields[1]?.end), 'Received: second\r\n');
  assert.equal(headerField(fields, 'SUBJECT')?.value, 'Grüße');
  assert.equal(headerField(fields, 'to'), null);
  assert.deepEqual(problems, []);
});

test('line feeds alone, no blank behind the colon, blanks before it, empty values', () => {
  assert.deepEqual(values('A:1\nB :2\nC:\nD: 3\n\n'), [
    ['A', '1'],
    ['B', '2'],
    ['C', ''],
    ['D', '3'],
  ]);
});

test('raw octets: UTF-8 where they are, else windows-1252', () => {
  assert.deepEqual(values('A: Gr\xc3\xbc\xc3\x9fe\r\nB: caf\xe9\r\n'), [
    ['A', 'Grüße'],
    ['B', 'café'],
  ]);
});

test('no final empty line, no header, nothing at all', () => {
  assert.deepEqual(values('A: 1\r\nB: 2'), [
    ['A', '1'],
    ['B', '2'],
  ]);
  assert.deepEqual(read('A: 1').problems, []);
  assert.deepEqual(read('').fields, []);
  assert.equal(read('\r\nbody').bodyStart, 2);
  const none = read('Just text, no header.\r\nMore: text\r\n');
  assert.deepEqual([none.fields.length, none.bodyStart, none.problems.length], [0, 0, 1]);
});

test('lines that are no fields are passed over and reported', () => {
  const block = read('From me Mon Jan  1 00:00:00 2024\r\nA: 1\r\nnonsense\r\n folded nonsense\r\nB: 2\r\n\r\n');
  assert.deepEqual(
    block.fields.map((field) => [field.name, field.value]),
    [
      ['A', '1'],
      ['B', '2'],
    ],
  );
  assert.equal(block.problems.length, 3);
  assert.equal(read(' folded\r\nA: 1\r\n').fields.length, 1);
  assert.equal(read('A: 1\r\n: empty name\r\nBad Name: 2\r\nC: 3\r\n').fields.length, 2);
});

test('from an offset to a line that the caller claims', () => {
  const text = Buffer.from('xxA: 1\r\n--end\r\nB: 2\r\n');
  const block = parseHeaders(text, 2, (start) => text[start] === 0x2d);
  assert.deepEqual(
    block.fields.map((field) => field.name),
    ['A'],
  );
  assert.equal(block.bodyStart, 8);
});

test('10 MB of header stay linear: one field, many fields, one fold after the other', () => {
  for (const hostile of [
    `A: ${'x'.repeat(10_000_000)}`,
    'A: b\r\n'.repeat(1_600_000),
    `A:${'\r\n x'.repeat(2_500_000)}`,
    ':'.repeat(10_000_000),
  ]) {
    const before = cpuTime();
    assert.ok(read(hostile).fields.length <= 10_000);
    assert.ok(cpuTime() - before < 3000);
  }
});
