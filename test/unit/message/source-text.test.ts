import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageGoneError } from '../../../extension/mail/model.ts';
import { sourceText } from '../../../extension/message/source-text.ts';
import { part } from '../mime/structures.ts';
import { FakeAccess, ref } from './fake-access.ts';

const access = (source: string | Uint8Array): FakeAccess =>
  new FakeAccess({ structure: part('text/plain'), sections: { '': source, '2': 'part' } });
const text = (from: FakeAccess, section: string | null = null): ReturnType<typeof sourceText> =>
  sourceText(from, { ref, section }, new AbortController().signal, ({ kind }) => `failed: ${kind}`);

test('the source is text as it is, and of a part its own', async () => {
  assert.deepEqual(await text(access('Subject: ä\r\n\r\nx')), {
    type: 'source',
    text: 'Subject: ä\r\n\r\nx',
    truncated: false,
    reason: '',
  });
  assert.equal(((await text(access(''), '2')) as { text: string }).text, 'part');
});

test('what is not UTF-8 keeps its octets', async () => {
  const reply = await text(access(Buffer.from('caf\xe9 \xfcber', 'latin1')));
  assert.equal(reply.type === 'source' && reply.text, 'café über');
});

test('a long one is cut, not inside a character', async () => {
  const reply = await text(access('ä'.repeat(200_000).slice(0, 199_999) + 'x'));
  assert.ok(reply.type === 'source' && reply.truncated);
  assert.match(reply.text ?? '', /^ä{131072}$/);
});

test('a failure is told in words', async () => {
  const from = access('');
  from.section = () => {
    throw new MessageGoneError(ref, 'gone');
  };
  const reply = await text(from);
  assert.deepEqual(reply, { type: 'source', text: null, truncated: false, reason: 'failed: message-gone' });
});
