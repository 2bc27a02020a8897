import assert from 'node:assert/strict';
import { test } from 'node:test';
import { structureView } from '../../../extension/message/structure-view.ts';
import { parsePartTree } from '../../../extension/mime/part-tree.ts';
import { emptyEnvelope, multipart, numbered, part } from '../mime/structures.ts';

test('what a server tells, in the order of the message', () => {
  const told = numbered(
    multipart(
      'mixed',
      part('text/plain', { parameters: new Map([['charset', 'utf-8']]), encoding: 'quoted-printable', size: 12 }),
      part('image/png', { id: '<a@b>', disposition: 'attachment', fileName: 'a.png', encoding: 'base64' }),
      part('message/rfc822', {
        message: { envelope: emptyEnvelope, body: multipart('alternative', part('text/html')) },
      }),
    ),
  );
  assert.deepEqual(
    structureView(told, null, null).map((one) => [
      one.depth,
      one.section,
      one.type,
      one.charset,
      one.encoding,
      one.size,
    ]),
    [
      [0, '', 'multipart/mixed', null, null, null],
      [1, '1', 'text/plain', 'utf-8', 'quoted-printable', 12],
      [1, '2', 'image/png', null, 'base64', 100],
      [1, '3', 'message/rfc822', null, '7bit', 100],
      [2, '3', 'multipart/alternative', null, null, null],
      [3, '3.1', 'text/html', null, '7bit', 100],
    ],
  );
  const image = structureView(told, null, null)[2];
  assert.deepEqual([image?.id, image?.disposition, image?.name, image?.range], ['a@b', 'attachment', 'a.png', null]);
  assert.deepEqual(structureView(null, null, null), []);
});

test('octets at hand have their places, within an attached mail too', () => {
  const mail =
    'Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: message/rfc822\n\nSubject: in\n\ntwo\n--b--\n';
  const tree = parsePartTree(Buffer.from(mail));
  const cut = ({ range }: { range: { start: number; body: number; end: number } | null }): string[] =>
    range === null ? [] : [mail.slice(range.start, range.body), mail.slice(range.body, range.end)];
  const views = structureView(null, tree, null);
  assert.deepEqual(
    views.map((one) => [one.depth, one.section, one.type]),
    [
      [0, '', 'multipart/mixed'],
      [1, '1', 'text/plain'],
      [1, '2', 'message/rfc822'],
      [2, '2.1', 'text/plain'],
    ],
  );
  assert.deepEqual(views.slice(1).map(cut), [
    ['\n', 'one'],
    ['Content-Type: message/rfc822\n\n', 'Subject: in\n\ntwo'],
    ['Subject: in\n\n', 'two'],
  ]);
  assert.deepEqual(
    structureView(null, tree, '2').map((one) => [one.depth, one.section]),
    [[0, '2.1']],
  );
});
