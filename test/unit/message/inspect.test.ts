import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BodyStructure, Envelope } from '../../../extension/imap/grammar/types.ts';
import { inspectMessage } from '../../../extension/message/inspect.ts';
import { parseAddressList } from '../../../extension/mime/address-list.ts';
import { emptyEnvelope, multipart, part } from '../mime/structures.ts';
import { FakeAccess, ref } from './fake-access.ts';

const mail = [
  'From: "Ada" <ada@example.org>',
  'Subject: =?utf-8?Q?gr=C3=BCn?=',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Hello',
  '--b',
  'Content-Type: text/csv; charset=utf-8; name="t.csv"',
  'Content-Transfer-Encoding: base64',
  '',
  'YSxi',
  '--b--',
  '',
].join('\r\n');

const ada = parseAddressList('Ada <ada@example.org>');
const told: Envelope = { ...emptyEnvelope, subject: '=?utf-8?Q?gr=C3=BCn?=', from: ada, sender: ada, replyTo: ada };

const inspect = async (structure: BodyStructure, envelope: Envelope, size = mail.length, whole = false) => {
  const access = new FakeAccess({
    structure,
    envelope,
    size,
    sections: { '': mail, HEADER: mail.split('\r\n\r\n')[0] ?? '' },
  });
  const signal = new AbortController().signal;
  const inspection = await inspectMessage(access, { ref, section: null }, await access.summary(), { whole, signal });
  return { inspection, asked: access.asked };
};

const csv = {
  encoding: 'base64',
  size: 4,
  parameters: new Map([
    ['charset', 'utf-8'],
    ['name', 't.csv'],
  ]),
};

test('a server that tells what the message says: nothing is marked, and the parts have their places', async () => {
  const { inspection } = await inspect(
    multipart('mixed', part('text/plain', { size: 5 }), part('text/csv', csv)),
    told,
  );
  assert.equal(inspection.whole, true);
  assert.ok(
    inspection.envelope.every(({ differs }) => !differs),
    JSON.stringify(inspection.envelope),
  );
  assert.ok(
    inspection.parts.every(({ differences }) => differences === undefined),
    JSON.stringify(inspection.parts),
  );
  const place = inspection.parts[2]?.range;
  assert.deepEqual([place?.start, place?.end], [mail.indexOf('Content-Type: text/csv'), mail.indexOf('\r\n--b--')]);
});

test('what the server tells otherwise is marked, field by field and part by part', async () => {
  const wrong = multipart(
    'mixed',
    part('text/html', { size: 7 }),
    part('text/csv', { ...csv, parameters: new Map([['charset', 'iso-8859-1']]) }),
    part('image/png'),
  );
  const { inspection } = await inspect(wrong, { ...told, subject: 'red', messageId: '<x@y>' });
  assert.deepEqual(
    inspection.envelope.filter(({ differs }) => differs),
    [
      { field: 'Subject', server: 'red', message: 'grün', differs: true },
      { field: 'Message-ID', server: '<x@y>', message: '', differs: true },
    ],
  );
  assert.deepEqual(
    inspection.parts.map(({ section, differences }) => [section, differences]),
    [
      ['', undefined],
      ['1', ['the server says type text/html', 'the server says 7 octets, it has 5']],
      ['2', ['the server says charset iso-8859-1', 'the server tells no name']],
      ['3', ['only the server tells of it']],
    ],
  );
});

test('a large message is read only on request; until then the header alone is compared', async () => {
  const structure = multipart('mixed', part('text/plain', { size: 5 }), part('text/csv', csv));
  const first = await inspect(structure, told, 5_000_000);
  assert.deepEqual(first.asked, ['summary', 'HEADER']);
  assert.deepEqual([first.inspection.whole, first.inspection.canRead], [false, true]);
  const second = await inspect(structure, told, 5_000_000, true);
  assert.deepEqual(second.asked, ['summary', '']);
  assert.deepEqual([second.inspection.whole, second.inspection.canRead], [true, false]);
  const huge = await inspect(structure, told, 5_000_000_000, true);
  assert.deepEqual([huge.inspection.whole, huge.inspection.canRead], [false, false]);
});
