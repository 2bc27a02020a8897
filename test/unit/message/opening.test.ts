import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttachmentView } from '../../../webview/protocol.ts';
import { openingOf } from '../../../extension/message/reading.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
const program = Buffer.from('4d5a90000300000004000000', 'hex');
const text = Buffer.from('Grüße\r\n');
const calendar = Buffer.from('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n');
const noise = Buffer.from('00010203f0f1f2', 'hex');

/** label, what it would open as, content → what it opens as, of which type, whether the difference is said. */
const cases: readonly [string, AttachmentView['opens'], Uint8Array, AttachmentView['opens'], string, boolean][] = [
  ['image/png', 'image', png, 'image', 'image/png', false],
  ['text/plain', 'text', png, 'image', 'image/png', true],
  ['application/octet-stream', 'save', png, 'image', 'image/png', false],
  ['image/png', 'image', text, 'text', 'text/plain', true],
  ['image/png', 'image', Buffer.from('<html><script>1</script>'), 'text', 'text/html', true],
  ['image/png', 'image', program, 'save', 'application/vnd.microsoft.portable-executable', true],
  ['text/plain', 'text', program, 'save', 'application/vnd.microsoft.portable-executable', true],
  ['application/octet-stream', 'text', text, 'text', 'text/plain', false],
  ['application/octet-stream', 'save', noise, 'save', 'application/octet-stream', false],
  ['application/octet-stream', 'card', calendar, 'card', 'text/calendar', false],
  ['text/plain', 'text', calendar, 'card', 'text/calendar', false],
  ['text/calendar', 'card', Buffer.from('\r\nBEGIN:VCALENDAR'), 'card', 'text/calendar', false],
  ['image/x-icon', 'image', noise, 'image', 'image/x-icon', false],
  ['image/svg+xml', 'text', Buffer.from('<svg>'), 'text', 'image/svg+xml', false],
  ['message/rfc822', 'message', new Uint8Array(), 'message', 'message/rfc822', false],
  ['text/plain', 'text', new Uint8Array(), 'text', 'text/plain', false],
  ['text/rtf', 'text', Buffer.from('{\\rtf1 hello}'), 'text', 'application/rtf', false],
  ['application/pdf', 'save', text, 'text', 'text/plain', true],
];

for (const [label, opens, content, expected, type, said] of cases) {
  test(`${label} that would open as ${opens} and begins ${Buffer.from(content.subarray(0, 8)).toString('hex')}`, () => {
    const opening = openingOf(content, { type: label, opens, name: 'part' });
    assert.deepEqual([opening.opens, opening.type, opening.warning !== null], [expected, type, said]);
  });
}

test('where the label promises nothing, the difference from the name is said', () => {
  const { opens, warning } = openingOf(program, { type: 'application/octet-stream', opens: 'image', name: 'cat.png' });
  assert.equal(opens, 'save');
  assert.equal(warning, 'The content is application/vnd.microsoft.portable-executable, the name promises image/png.');
});
