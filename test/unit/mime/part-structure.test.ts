import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseParts } from '../../../extension/mime/choose-body.ts';
import { envelopeOf, partAt, sectionRange, structureOf } from '../../../extension/mime/part-structure.ts';
import { parsePartTree } from '../../../extension/mime/part-tree.ts';

const mail = [
  'From: Ada <ada@example.org>',
  'To: a@x.test',
  'To: b@x.test',
  'Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=',
  'Content-Type: multipart/mixed; boundary=out',
  '',
  '--out',
  'Content-Type: text/plain; charset="iso-8859-1"; format=flowed',
  '',
  'Hello',
  '--out',
  'Content-Type: message/rfc822',
  "Content-Disposition: attachment; filename*=utf-8''f%C3%B6.eml",
  '',
  'Subject: inner',
  'Content-Type: multipart/alternative; boundary=in',
  '',
  '--in',
  '',
  'plain',
  '--in',
  'Content-Type: text/html',
  'Content-ID: <h@x>',
  '',
  '<p>rich',
  '--in--',
  '--out--',
  '',
].join('\r\n');
const bytes = Buffer.from(mail);
const { root } = parsePartTree(bytes);

function text(section: string): string | null {
  const range = sectionRange(root, section);
  return range === null ? null : bytes.toString('latin1', range.start, range.end);
}

test('sections name the octets that a server would send', () => {
  assert.equal(text(''), mail);
  assert.ok(text('HEADER')?.endsWith('boundary=out\r\n\r\n'));
  assert.equal(`${text('HEADER')}${text('TEXT')}`, mail);
  assert.equal(text('1'), 'Hello');
  assert.match(text('1.MIME') ?? '', /^Content-Type: text\/plain.*\r\n\r\n$/s);
  assert.match(text('2') ?? '', /^Subject: inner/);
  assert.match(text('2.HEADER') ?? '', /^Subject: inner\r\n.*\r\n\r\n$/s);
  assert.match(text('2.TEXT') ?? '', /^--in/);
  assert.equal(text('2.2'), '<p>rich');
  for (const missing of ['3', '1.1', '1.HEADER', '0', 'x', '1..2', '.MIME.'])
    assert.equal(text(missing), null, missing);
});

test('the structure is what BODYSTRUCTURE would be', () => {
  const structure = structureOf(root);
  assert.ok(structure.kind === 'multipart');
  const [plain, attached] = structure.parts;
  assert.ok(plain?.kind === 'part' && attached?.kind === 'part');
  assert.deepEqual([plain.section, plain.size, plain.parameters.get('charset')], ['1', 5, 'iso-8859-1']);
  assert.deepEqual([attached.section, attached.disposition?.type], ['2', 'attachment']);
  assert.equal(attached.message?.envelope.subject, 'inner');
  const inner = attached.message.body;
  assert.ok(inner.kind === 'multipart' && inner.section === '2');
  assert.deepEqual(
    inner.parts.map((part) => part.section),
    ['2.1', '2.2'],
  );
  const chosen = chooseParts(structure);
  assert.deepEqual(
    [chosen.bodies.map((body) => body.text?.section), chosen.attachments.map((one) => one.part.section)],
    [['1'], ['2']],
  );
  assert.equal(partAt(root, '2')?.kind, 'message');
});

test('the envelope keeps words undecoded, and every To', () => {
  const envelope = envelopeOf(root.fields);
  assert.equal(envelope.subject, '=?utf-8?Q?gr=C3=BC=C3=9Fe?=');
  assert.equal(envelope.to.length, 2);
  assert.deepEqual([envelope.sender, envelope.date], [[], null]);
});

test('without structure there is one part, whatever it says of itself', () => {
  for (const [source, type] of [
    ['', 'text/plain'],
    ['no header at all', 'text/plain'],
    ['Content-Type: multipart/mixed\r\n\r\nnone', 'multipart/mixed'],
    ['Content-Type: nonsense\r\n\r\nx', 'text/plain'],
  ] as const) {
    const tree = parsePartTree(Buffer.from(source));
    const structure = structureOf(tree.root);
    assert.ok(structure.kind === 'part', source);
    assert.deepEqual([structure.section, `${structure.type}/${structure.subtype}`], ['1', type], source);
    assert.equal(sectionRange(tree.root, '1')?.end, source.length);
  }
});
