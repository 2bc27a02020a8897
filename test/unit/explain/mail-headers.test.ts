import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerFact, knownHeaders } from '../../../extension/explain/mail-headers.ts';
import { authMethodFact, signatureTagFact } from '../../../extension/explain/signature-tags.ts';

test('each header is explained once, in a line, with where it is defined', () => {
  assert.equal(new Set(knownHeaders).size, knownHeaders.length);
  for (const name of knownHeaders) {
    const fact = headerFact(name);
    assert.ok(fact !== null && fact.text.length > 5 && fact.text.length < 90, name);
    assert.match(name, /^[a-z0-9-]+$/);
    if (fact.source !== null) assert.match(fact.source, /^(?:RFC \d{4}(?: §[\d.]+)?|[a-z.]+\.org)$/, name);
  }
  assert.equal(headerFact('DKIM-Signature')?.source, 'RFC 6376');
  assert.equal(headerFact('X-Nobody'), null);
  assert.equal(headerFact('__proto__'), null);
});

test('tags and methods', () => {
  assert.match(signatureTagFact('d') ?? '', /Domain/);
  assert.equal(signatureTagFact('nope'), null);
  assert.match(authMethodFact('DMARC') ?? '', /RFC 7489/);
});
