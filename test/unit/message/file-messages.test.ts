import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileMessages } from '../../../extension/message/file-messages.ts';
import { gather } from '../../../extension/message/message-access.ts';
import { loadMessage } from '../../../extension/message/message-loader.ts';
import { fileOf, fileRef, parseMailUri, partUri } from '../../../extension/message/uri.ts';

const uri = 'file:///home/a%20b/note.eml';
const ref = fileRef(uri);

const mail = (text: string): string =>
  [
    'From: Ada <ada@example.org>',
    'Subject: Hello',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    text,
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: Inner',
    '',
    'inner text',
    '--b',
    'Content-Type: text/csv; name=t.csv',
    'Content-Transfer-Encoding: base64',
    '',
    'YSxi',
  ].join('\n');

function files(first: string): { access: FileMessages; write: (text: string) => void; reads: () => number } {
  let content = first;
  let version = 0;
  let reads = 0;
  const access = new FileMessages({
    label: 'File',
    stamp: async () => String(version),
    read: async () => {
      reads++;
      return Buffer.from(content);
    },
  });
  return {
    access,
    write: (text) => {
      content = text;
      version++;
    },
    reads: () => reads,
  };
}

const options = { signal: new AbortController().signal, whole: false, onStep: () => undefined };

test('a file is shown as a message of a server is', async () => {
  const { access, reads } = files(mail('Hi there'));
  const { view } = await loadMessage(access, { ref, section: null }, options);
  assert.equal(view.subject, 'Hello');
  assert.deepEqual(view.from, [{ name: 'Ada', address: 'ada@example.org', group: null }]);
  assert.equal(view.bodies[0]?.text?.paragraphs[0]?.text, 'Hi there');
  assert.deepEqual(
    view.attachments.map(({ section, name, opens }) => [section, name, opens]),
    [
      ['2', 'Inner.eml', 'message'],
      ['3', 't.csv', 'text'],
    ],
  );
  assert.deepEqual([view.mailboxLabel, view.accountLabel, view.flags], ['note.eml', 'File', []]);
  assert.deepEqual(view.problems, ['A multipart ends without its final boundary.']);
  assert.equal(reads(), 1);
  const inner = await loadMessage(access, { ref, section: '2' }, options);
  assert.equal(inner.subject, 'Inner');
  assert.equal(inner.view.bodies[0]?.text?.paragraphs[0]?.text, 'inner text');
});

test('a file that changed is read again, and only then', async () => {
  const { access, write, reads } = files(mail('before'));
  await access.summary(ref);
  await access.summary(ref);
  assert.equal(reads(), 1);
  write(mail('after'));
  const { view } = await loadMessage(access, { ref, section: null }, options);
  assert.equal(view.bodies[0]?.text?.paragraphs[0]?.text, 'after');
  assert.equal(reads(), 2);
});

test('stretches of a section, and none of what is not there', async () => {
  const { access } = files(mail('0123456789'));
  const octets = async (section: string, range = {}): Promise<string> =>
    (await gather(access.section(ref, section, range), 1e6)).bytes.toString();
  assert.equal(await octets('1'), '0123456789');
  assert.equal(await octets('1', { offset: 2, length: 3 }), '234');
  assert.equal(await octets('1', { offset: 8, length: 30 }), '89');
  assert.equal(await octets('1', { offset: 80 }), '');
  assert.equal(await octets('9'), '');
  assert.equal(await octets(''), mail('0123456789'));
});

test('its parts have addresses of their own, there and back', () => {
  const address = new URL(partUri(ref, '3', 't.csv'));
  assert.equal(address.protocol, 'mail-file:');
  const parts = { scheme: 'mail-file', authority: 'file', path: decodeURIComponent(address.pathname) };
  const resource = parseMailUri(parts);
  assert.deepEqual(resource, { kind: 'part', ref, section: '3' });
  assert.equal(fileOf(resource.ref), uri);
  assert.equal(parseMailUri({ ...parts, scheme: 'imap' }), null, 'no account is called so');
  assert.equal(parseMailUri({ ...parts, authority: 'demo' }), null);
});
