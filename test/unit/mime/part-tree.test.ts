import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePartTree, type MimePart } from '../../../extension/mime/part-tree.ts';
import { cpuTime } from '../cpu-time.ts';

const crlf = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');

function outline(part: MimePart, bytes: Buffer): string[] {
  const body = part.kind === 'leaf' ? ` ${JSON.stringify(bytes.toString('latin1', part.bodyStart, part.end))}` : '';
  return [
    `${part.section === '' ? '-' : part.section} ${part.type}${body}`,
    ...part.children.flatMap((child) => outline(child, bytes)),
  ];
}

function tree(text: string): { lines: string[]; problems: readonly string[] } {
  const bytes = crlf(text);
  const { root, problems } = parsePartTree(bytes);
  return { lines: outline(root, bytes), problems };
}

test('RFC 2046 §5.1.1: preamble and epilogue are ignored, line breaks before boundaries are theirs', () => {
  const { lines, problems } = tree(`From: Nathaniel Borenstein <nsb@bellcore.com>
Subject: Sample message
MIME-Version: 1.0
Content-type: multipart/mixed; boundary="simple boundary"

This is the preamble.  It is to be ignored.

--simple boundary

This is implicitly typed plain US-ASCII text.
It does NOT end with a linebreak.
--simple boundary
Content-type: text/plain; charset=us-ascii

This is explicitly typed plain US-ASCII text.
It DOES end with a linebreak.

--simple boundary--

This is the epilogue.  It is also to be ignored.
`);
  assert.deepEqual(lines, [
    '- multipart/mixed',
    '1 text/plain "This is implicitly typed plain US-ASCII text.\\r\\nIt does NOT end with a linebreak."',
    '2 text/plain "This is explicitly typed plain US-ASCII text.\\r\\nIt DOES end with a linebreak.\\r\\n"',
  ]);
  assert.deepEqual(problems, []);
});

test('a message without parts is section 1', () => {
  assert.deepEqual(tree('Subject: x\n\nHi\n').lines, ['1 text/plain "Hi\\r\\n"']);
  assert.deepEqual(tree('Content-Type: text/html; charset="utf-8"\n\n<p>').lines, ['1 text/html "<p>"']);
});

test('mails in mails are numbered as RFC 9051 §6.4.5.1 does', () => {
  const { lines, problems } = tree(`Content-Type: multipart/mixed; boundary=a

--a

one
--a
Content-Type: message/rfc822

Subject: inner

plain inner
--a
Content-Type: message/rfc822

Content-Type: multipart/alternative; boundary=b

--b

inner one
--b
Content-Type: text/html

inner two
--b--
--a--
`);
  assert.deepEqual(lines, [
    '- multipart/mixed',
    '1 text/plain "one"',
    '2 message/rfc822',
    '2.1 text/plain "plain inner"',
    '3 message/rfc822',
    '3 multipart/alternative',
    '3.1 text/plain "inner one"',
    '3.2 text/html "inner two"',
  ]);
  assert.deepEqual(problems, []);
});

test('multipart/digest: parts are messages unless they say otherwise', () => {
  const { lines } = tree(
    'Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: one\n\nfirst\n--d\nContent-Type: text/plain\n\nsecond\n--d--\n',
  );
  assert.deepEqual(lines, [
    '- multipart/digest',
    '1 message/rfc822',
    '1.1 text/plain "first"',
    '2 text/plain "second"',
  ]);
});

test('a missing final boundary costs nothing but a note, inside and outside', () => {
  const outer = tree('Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\n\ntwo\n');
  assert.deepEqual(outer.lines, ['- multipart/mixed', '1 text/plain "one"', '2 text/plain "two\\r\\n"']);
  assert.equal(outer.problems.length, 1);
  const inner = tree(
    'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--a\n\ntwo\n--a--\n',
  );
  assert.deepEqual(inner.lines, [
    '- multipart/mixed',
    '1 multipart/alternative',
    '1.1 text/plain "one"',
    '2 text/plain "two"',
  ]);
  assert.equal(inner.problems.length, 1);
});

test('a boundary that begins another, one with blanks behind, one that ends in dashes', () => {
  const { lines } = tree(
    'Content-Type: multipart/mixed; boundary=a\n\n--a  \n\n--ab is text\n--a-\n--a\n\ntwo\n--a--  \n',
  );
  assert.deepEqual(lines, ['- multipart/mixed', '1 text/plain "--ab is text\\r\\n--a-"', '2 text/plain "two"']);
  assert.deepEqual(tree('Content-Type: multipart/mixed; boundary="x--"\n\n--x--\n\none\n--x----\n').lines, [
    '- multipart/mixed',
    '1 text/plain "one"',
  ]);
});

test('the same boundary inside and outside belongs to the inner multipart while that is open', () => {
  const { lines } = tree(
    'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/related; boundary=a\n\n--a\n\nin\n--a--\n--a\n\nout\n--a--\n',
  );
  assert.deepEqual(lines, ['- multipart/mixed', '1 multipart/related', '1.1 text/plain "in"', '2 text/plain "out"']);
});

test('parts without an empty line, without anything, a multipart without parts or boundary', () => {
  assert.deepEqual(
    tree('Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n--a\n--a--\n').lines,
    ['- multipart/mixed', '1 text/html ""', '2 text/plain ""'],
  );
  const childless = tree('Content-Type: multipart/mixed; boundary=a\n\nnothing here\n');
  assert.deepEqual(childless.lines, ['- multipart/mixed']);
  assert.equal(childless.problems.length, 2);
  const nameless = tree('Content-Type: multipart/mixed\n\n--a\n\nx\n');
  assert.equal(nameless.lines.length, 1);
  assert.equal(nameless.problems.length, 1);
});

test('empty, header only, body only, line feeds alone, NULs', () => {
  assert.deepEqual(tree('').lines, ['1 text/plain ""']);
  assert.deepEqual(tree('Subject: x').lines, ['1 text/plain ""']);
  assert.deepEqual(tree('only text here\n').lines, ['1 text/plain "only text here\\r\\n"']);
  const bytes = Buffer.from('Content-Type: multipart/mixed; boundary=a\n\n--a\n\n\0\0\n--a--\n');
  assert.deepEqual(outline(parsePartTree(bytes).root, bytes), ['- multipart/mixed', '1 text/plain "\\u0000\\u0000"']);
});

test('what describes a part is decoded', () => {
  const bytes = crlf(
    "Content-Type: image/png; name*=utf-8''%E2%82%AC.png\nContent-Disposition: INLINE; filename=x.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: BASE64\n\nAA==",
  );
  const { root } = parsePartTree(bytes);
  assert.equal(root.parameters.get('name'), '€.png');
  assert.deepEqual(
    [root.disposition?.type, root.disposition?.parameters.get('filename'), root.id, root.encoding],
    ['inline', 'x.png', 'a@b', 'base64'],
  );
});

test('depth 500 and 20,000 parts end at the caps and are said', () => {
  const deep = parsePartTree(
    crlf(Array.from({ length: 500 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join('')),
  );
  let depth = 0;
  for (let part: MimePart | undefined = deep.root; part !== undefined; part = part.children[0]) depth++;
  assert.equal(depth, 101);
  assert.ok(deep.problems.some((problem) => problem.includes('deep')));
  const wide = parsePartTree(
    crlf(`Content-Type: multipart/mixed; boundary=a\n\n${'--a\n\nx\n'.repeat(20_000)}--a--\n`),
  );
  assert.equal(wide.root.children.length, 9_999);
  assert.ok(wide.problems.some((problem) => problem.includes('10000 parts')));
  assert.equal(parsePartTree(crlf('Content-Type: message/rfc822\n\n'.repeat(500))).root.kind, 'message');
});

test('cost is linear: long lines, dashes, nested scans, parts without empty lines', () => {
  const nested = Array.from(
    { length: 99 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
  ).join('');
  for (const hostile of [
    `Content-Type: multipart/mixed; boundary=a\n\n--a\n\n${'x'.repeat(20_000_000)}`,
    `Content-Type: multipart/mixed; boundary=a\n\n${'--x\n'.repeat(2_000_000)}`,
    `${nested}\n${'--no\n'.repeat(2_000_000)}`,
    `Content-Type: multipart/mixed; boundary=a\n\n${'--a\n'.repeat(500_000)}`,
  ]) {
    const before = cpuTime();
    parsePartTree(Buffer.from(hostile));
    assert.ok(cpuTime() - before < 4000, hostile.slice(0, 80));
  }
});
