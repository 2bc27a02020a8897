import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from '../../../extension/message/message-access.ts';
import { loadMessage } from '../../../extension/message/message-loader.ts';
import { MendingAccess } from '../../../extension/message/mending-access.ts';
import { partOf } from '../../../extension/message/attachments-list.ts';
import { EmptyPartError, partContent } from '../../../extension/message/part-content.ts';
import { multipart, part } from '../mime/structures.ts';
import { FakeAccess, ref } from './fake-access.ts';

const mail = [
  'From: Ada <ada@example.org>',
  'Subject: No structure',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Hello',
  '--b',
  'Content-Type: text/csv; name="t.csv"',
  'Content-Transfer-Encoding: base64',
  '',
  'YSxi',
  '--b--',
  '',
].join('\r\n');

const options = { signal: new AbortController().signal, whole: false, onStep: () => undefined };

test('no BODYSTRUCTURE: the message is read whole once, its parts are found, and it is said', async () => {
  const fake = new FakeAccess({ structure: null, size: mail.length, sections: { '': mail } });
  const access = new MendingAccess(fake);
  const { view, summary } = await loadMessage(access, { ref, section: null }, options);
  assert.equal(view.subject, 'No structure');
  assert.deepEqual(
    view.bodies[0]?.text?.paragraphs.map(({ text }) => text),
    ['Hello'],
  );
  assert.deepEqual(
    view.attachments.map(({ name, section }) => [name, section]),
    [['t.csv', '2']],
  );
  assert.equal(view.structure[2]?.range?.start, mail.indexOf('Content-Type: text/csv'));
  assert.match(view.problems.join(), /did not tell the structure.*read whole/);
  const found = partOf(summary.bodyStructure, '2');
  assert.ok(found);
  const { bytes } = await gather(partContent(access, ref, found.part, found.file), 100);
  assert.equal(bytes.toString(), 'a,b');
  assert.deepEqual(fake.asked, ['summary', ''], 'nothing is fetched twice');
});

test('no BODYSTRUCTURE of a message too large to be read whole: said, nothing fetched but the header', async () => {
  const fake = new FakeAccess({ structure: null, size: 100_000_000, sections: { HEADER: 'Subject: x\r\n\r\n' } });
  const { view } = await loadMessage(new MendingAccess(fake), { ref, section: null }, options);
  assert.deepEqual(fake.asked, ['summary', 'HEADER']);
  assert.match(view.problems.join(), /too large to be read whole/);
});

test('a part that the server says NIL: said in the view, an error when it is saved', async () => {
  const structure = multipart(
    'mixed',
    part('text/plain', { size: 10 }),
    part('image/png', { disposition: 'attachment' }),
  );
  const fake = new FakeAccess({ structure, sections: {} });
  const { view, summary } = await loadMessage(fake, { ref, section: null }, options);
  assert.deepEqual(view.problems, ['The server sent nothing for part 1, though it tells of its octets.']);
  const found = partOf(summary.bodyStructure, '2');
  assert.ok(found);
  await assert.rejects(gather(partContent(fake, ref, found.part, null), 100), EmptyPartError);
});

test('files within a text are attachments with a section of their own', async () => {
  const text = 'Look:\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nBye\r\n';
  const fake = new FakeAccess({ structure: part('text/plain', { size: text.length }), sections: { '1': text } });
  const { view, summary } = await loadMessage(fake, { ref, section: null }, options);
  assert.deepEqual(
    view.attachments.map(({ section, name, type, opens }) => [section, name, type, opens]),
    [['1!1', 'cat.txt', 'text/plain', 'text']],
  );
  assert.deepEqual(
    view.bodies[0]?.text?.paragraphs.map((paragraph) => paragraph.text),
    ['Look:\n[cat.txt]\nBye'],
  );
  assert.deepEqual(view.problems, ['The text carries a uuencoded file; it is listed as an attachment.']);
  const found = partOf(summary.bodyStructure, '1!1');
  assert.ok(found);
  assert.equal((await gather(partContent(fake, ref, found.part, found.file), 100)).bytes.toString(), 'Cat');
  const other = partOf(summary.bodyStructure, '1!2');
  assert.ok(other);
  await assert.rejects(gather(partContent(fake, ref, other.part, other.file), 100), EmptyPartError);
});

test('where name and label disagree it is said', async () => {
  const structure = multipart(
    'mixed',
    part('text/plain'),
    part('image/png', { disposition: 'attachment', fileName: 'holiday.exe' }),
    part('application/pdf', { disposition: 'attachment', fileName: 'bill.pdf' }),
  );
  const { view } = await loadMessage(
    new FakeAccess({ structure, sections: { '1': 'x' } }),
    { ref, section: null },
    options,
  );
  assert.deepEqual(
    view.attachments.map(({ warning }) => warning),
    ['The name promises application/vnd.microsoft.portable-executable, the label says image/png.', null],
  );
});
