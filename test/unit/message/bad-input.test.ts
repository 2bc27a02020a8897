import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileMessages } from '../../../extension/message/file-messages.ts';
import { loadMessage } from '../../../extension/message/message-loader.ts';
import { fileRef } from '../../../extension/message/uri.ts';

/** Opens the octets as an `.eml` file and says how long the processor worked. */
async function open(content: string | Buffer) {
  const bytes = Buffer.from(content as string);
  const files = new FileMessages({
    label: 'File',
    stamp: () => Promise.resolve('1'),
    read: () => Promise.resolve(bytes),
  });
  const options = { signal: new AbortController().signal, whole: false, onStep: () => undefined };
  const before = process.threadCpuUsage();
  const { view } = await loadMessage(files, { ref: fileRef('file:///a.eml'), section: null }, options);
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < 10_000_000, 'never hangs');
  return { ...view, said: view.problems.join('\n') };
}

const mixed = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
const textOf = (view: Awaited<ReturnType<typeof open>>): string =>
  view.bodies
    .flatMap((body) => body.text?.paragraphs ?? [])
    .map(({ text }) => text)
    .join('\n');

test('an empty message, and headers only', async () => {
  assert.deepEqual((await open('')).headers, []);
  const only = await open('Subject: Alone\r\n');
  assert.equal(only.subject, 'Alone');
  assert.equal(textOf(only), '');
});

test('no final boundary: what is there is shown, and it is said', async () => {
  const view = await open(`${mixed}--b\r\n\r\nHello`);
  assert.equal(textOf(view), 'Hello');
  assert.match(view.said, /without its final boundary/);
});

test('10,000 parts, 5,000 attachments, depth 500', async () => {
  const many = await open(mixed + '--b\r\n\r\nx\r\n'.repeat(12_000));
  assert.match(many.said, /more than 10000 parts/);
  assert.ok(many.structure.length <= 10_001);
  const attached = '--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n';
  assert.equal((await open(mixed + attached.repeat(5000))).attachments.length, 5000);
  let deep = '';
  for (let level = 0; level < 500; level++)
    deep += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
  assert.match((await open(`${deep}\r\nHello`)).said, /nested too deeply/);
});

test('a line of 100 MB, NULs, wrong base64', async () => {
  const long = await open(Buffer.concat([Buffer.from('Subject: Long\r\n\r\n'), Buffer.alloc(100 * 1024 * 1024, 'x')]));
  assert.equal(long.bodies[0]?.text?.truncated, true);
  assert.equal(textOf(await open('Subject: a\0b\r\n\r\nN\0L')), 'N\0L');
  const wrong = await open('Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVs!!bG8');
  assert.equal(textOf(wrong), 'Hello');
  assert.match(wrong.said, /Base64/);
});

test('60 MB of HTML: the beginning, with the rest on request where a page can bear it', async () => {
  const html = Buffer.concat([
    Buffer.from('Content-Type: text/html\r\n\r\n'),
    Buffer.alloc(60 * 1024 * 1024, '<p>x</p>'),
  ]);
  const [body] = (await open(html)).bodies;
  assert.deepEqual([body?.html?.truncated, body?.html?.canShowAll], [true, false]);
  assert.ok((body?.html?.html.length ?? 0) <= 512 * 1024);
});

test('two parts with one cid: the first is shown, and it is said', async () => {
  const image = '--b\r\nContent-Type: image/png\r\nContent-ID: <one>\r\n\r\nx\r\n';
  const view = await open(
    `Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:one">\r\n${image}${image}--b--\r\n`,
  );
  assert.equal(view.inlineImages.length, 1);
  assert.match(view.said, /same Content-ID/);
});
