import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticatedSender } from '../../../extension/mime/authenticated-sender.ts';

const results = (raw: string): { name: string; raw: string } => ({ name: 'Authentication-Results', raw });
const ask = (raw: string, from = 'News@Shop.example', more: { name: string; raw: string }[] = []): string | null =>
  authenticatedSender([from], [results(raw), { name: 'From', raw: from }, ...more], ['mx.example.org']);

test('a valid signature of the sender’s own domain, found by a trusted server, names the sender', () => {
  assert.equal(ask('mx.example.org; dkim=pass header.d=shop.example'), 'news@shop.example');
  assert.equal(ask('MX.example.org; spf=fail; dkim=pass header.i=@shop.example'), 'news@shop.example');
  assert.equal(ask('mx.example.org; dkim=pass header.d=shop.example', 'a@mail.shop.example'), 'a@mail.shop.example');
  assert.equal(ask('mx.example.org; dmarc=pass header.from=shop.example'), 'news@shop.example');
});

const refused: readonly (readonly [string, string, string?])[] = [
  ['another server says so', 'mx.evil.example; dkim=pass header.d=shop.example'],
  ['the signature failed', 'mx.example.org; dkim=fail header.d=shop.example'],
  ['another domain signed', 'mx.example.org; dkim=pass header.d=evil.example'],
  ['a domain below signed', 'mx.example.org; dkim=pass header.d=evil.shop.example'],
  ['a name that only ends alike', 'mx.example.org; dkim=pass header.d=shop.example', 'a@myshop.example'],
  ['a whole top-level domain', 'mx.example.org; dkim=pass header.d=example'],
  ['only the envelope was checked', 'mx.example.org; spf=pass smtp.mailfrom=shop.example'],
  ['the result stands in a comment', 'mx.example.org; none (dkim=pass header.d=shop.example)'],
  ['the result stands in a reason', 'mx.example.org; dkim=fail reason="dkim=pass header.d=shop.example"'],
  ['another domain passed DMARC', 'mx.example.org; dmarc=pass header.from=evil.example'],
  ['no domain', 'mx.example.org; dkim=pass header.d=', 'nobody'],
];
for (const [what, raw, from] of refused) test(`not verified: ${what}`, () => assert.equal(ask(raw, from), null));

test('several authors are nobody', () => {
  const fields = [results('mx.example.org; dkim=pass header.d=shop.example')];
  assert.equal(authenticatedSender(['a@shop.example', 'b@shop.example'], fields, ['mx.example.org']), null);
  assert.equal(ask('mx.example.org; dkim=pass header.d=shop.example', undefined, [{ name: 'FROM', raw: 'x@y' }]), null);
});
