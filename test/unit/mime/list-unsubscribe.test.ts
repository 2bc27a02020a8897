import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsubscribeOffer, unsubscribeOffers } from '../../../extension/mime/list-unsubscribe.ts';

const offer = (list: string | readonly string[], post?: string, signature?: string) => {
  const lists = typeof list === 'string' ? [list] : list;
  const fields = lists.map((raw) => ({ name: 'List-Unsubscribe', raw }));
  if (post !== undefined) fields.push({ name: 'List-Unsubscribe-Post', raw: post });
  if (signature !== undefined) fields.push({ name: 'DKIM-Signature', raw: signature });
  const found = unsubscribeOffer(fields);
  return found === null ? null : [found.kind, found.host, found.url];
};

const both = '<mailto:leave@list.example?subject=bye>, <https://list.example/u?id=1>';
const post = 'List-Unsubscribe=One-Click';
const signed = 'v=1; d=list.example; h=From:List-Unsubscribe:List-Unsubscribe-Post; b=x';

test('RFC 8058: one click only over https, with the Post field, and signed', () => {
  assert.deepEqual(offer(both, post, signed), ['one-click', 'list.example', 'https://list.example/u?id=1']);
  assert.equal(offer(both, post)?.[0], 'web');
  assert.equal(offer(both, post, 'v=1; h=From:List-Unsubscribe; b=x')?.[0], 'web');
  assert.equal(offer(both, 'List-Unsubscribe=Two-Clicks', signed)?.[0], 'web');
  assert.equal(offer('<http://list.example/u>', post, signed)?.[0], 'web');
});

test('RFC 2369: web, mail, folded addresses', () => {
  assert.deepEqual(offer('<mailto:leave@list.example>'), ['mail', 'list.example', 'mailto:leave@list.example']);
  assert.deepEqual(offer('(comment) <https://a.example/x\t y>'), ['web', 'a.example', 'https://a.example/xy']);
});

test('what may not be followed is not offered', () => {
  for (const hostile of [
    'https://no.brackets.example/',
    '<javascript:alert(1)>',
    '<file:///etc/passwd>',
    '<command:workbench.x>',
    '<https://user:pass@host.example/>',
    '<mailto:nobody>',
    '<>',
    '',
    `<https://a.example/${'x'.repeat(5000)}>`,
  ]) {
    assert.equal(offer(hostile, post, signed), null, hostile.slice(0, 40));
  }
  assert.equal(offer([both, '<https://evil.example/>'], post, signed), null, 'two fields');
  assert.equal(unsubscribeOffer([]), null);
});

test('what is left when the best way fails, in order', () => {
  const fields = [
    { name: 'List-Unsubscribe', raw: both },
    { name: 'List-Unsubscribe-Post', raw: post },
    { name: 'DKIM-Signature', raw: signed },
  ];
  assert.deepEqual(
    unsubscribeOffers(fields).map(({ kind }) => kind),
    ['one-click', 'web', 'mail'],
  );
});
