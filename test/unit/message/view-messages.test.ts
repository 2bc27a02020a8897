import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalTarget } from '../../../extension/message/external-link.ts';
import { messagePage } from '../../../extension/message/page.ts';
import { parseViewMessage } from '../../../extension/message/view-messages.ts';

test('messages of the page pass when they are what their type says, without anything extra', () => {
  assert.deepEqual(parseViewMessage({ type: 'ready', extra: 1 }), { type: 'ready' });
  assert.deepEqual(parseViewMessage({ type: 'openLink', href: 'https://x' }), { type: 'openLink', href: 'https://x' });
  assert.deepEqual(parseViewMessage({ type: 'saveAttachment', section: '2.1' }), {
    type: 'saveAttachment',
    section: '2.1',
  });
  assert.deepEqual(parseViewMessage({ type: 'copy', what: 'text', text: 'x' }), {
    type: 'copy',
    what: 'text',
    text: 'x',
  });
});

test('a part is named by its place', () => {
  assert.deepEqual(parseViewMessage({ type: 'viewPart', index: 3 }), { type: 'viewPart', index: 3 });
});

test('everything else is dropped', () => {
  const wrong: readonly unknown[] = [
    null,
    undefined,
    'ready',
    1,
    [],
    {},
    { type: 'eval' },
    { type: 1 },
    { type: 'openLink' },
    { type: 'openLink', href: 1 },
    { type: 'openAttachment', section: ['1'] },
    { type: 'copy', what: 'password', text: 'x' },
    { type: 'viewPart', index: -1 },
    { type: 'viewPart', index: 1.5 },
    { type: 'viewPart', index: '1' },
    { type: 'copy', what: 'text' },
    { type: 'copy', what: 'text', text: 'x'.repeat(17 * 1024 * 1024) },
  ];
  for (const data of wrong) assert.equal(parseViewMessage(data), null);
});

const links: readonly (readonly [href: string, target: string | null])[] = [
  ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
  ['HTTP://EXAMPLE.org', 'http://example.org/'],
  [' https://example.org ', 'https://example.org/'],
  ['mailto:a@b.org?subject=Hi%20there', 'mailto:a@b.org?subject=Hi%20there'],
  ['https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com/'],
  ['javascript:alert(1)', null],
  ['java\nscript:alert(1)', null],
  ['\u0000javascript:alert(1)', null],
  ['vbscript:x', null],
  ['data:text/html,<script>', null],
  ['file:///etc/passwd', null],
  ['\\\\host\\share', null],
  ['//host/path', null],
  ['command:workbench.action.quit', null],
  ['vscode:extension/x', null],
  ['vscode-insiders://x', null],
  ['https://user:pass@example.org/', null],
  ['https://trusted.org@evil.org/', null],
  ['https://', null],
  ['relative/path', null],
  ['', null],
  [`https://x.org/${'a'.repeat(9000)}`, null],
];

for (const [href, target] of links)
  test(`link ${JSON.stringify(href.slice(0, 50))}`, () => assert.equal(externalTarget(href), target));

test('the page allows its own script and nothing from elsewhere', () => {
  const page = messagePage({
    nonce: 'N0nce',
    script: 'vscode-resource://x/"message.js',
    language: 'de',
    remoteImages: false,
  });
  assert.match(page, /default-src 'none'; script-src 'nonce-N0nce'; style-src 'unsafe-inline'; img-src data: blob:; /);
  assert.doesNotMatch(page, /https:|unsafe-eval|script-src[^;]*unsafe-inline|connect-src|frame-src/);
  assert.match(page, /src="vscode-resource:\/\/x\/&#34;message\.js"/);
  assert.equal(page.match(/<script/g)?.length, 1);
});

test('remote images open the policy for images over https alone', () => {
  const page = messagePage({ nonce: 'n', script: 's', language: 'en', remoteImages: true });
  assert.match(page, /img-src data: blob: https:; /);
  assert.equal(page.match(/https:/g)?.length, 1);
});

test('sizes and exports are taken within their bounds', () => {
  assert.deepEqual(parseViewMessage({ type: 'source' }), { type: 'source' });
  assert.deepEqual(parseViewMessage({ type: 'zoom', percent: 110 }), { type: 'zoom', percent: 110 });
  const page = { type: 'exported', format: 'print', text: '<p>' };
  assert.deepEqual(parseViewMessage(page), page);
  for (const bad of [
    { type: 'zoom', percent: 10 },
    { type: 'zoom', percent: Number.NaN },
    { type: 'zoom' },
    { type: 'exported', format: 'exe', text: '' },
    { type: 'exported', format: 'html' },
  ])
    assert.equal(parseViewMessage(bad), null);
});
