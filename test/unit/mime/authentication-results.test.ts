import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseAuthenticationResults,
  parseTagList,
  trustedResults,
} from '../../../extension/mime/authentication-results.ts';
import { cpuMs } from './cpu.ts';

const read = (raw: string) => {
  const parsed = parseAuthenticationResults(raw);
  return parsed && [parsed.server, ...parsed.results.map(({ method, result }) => `${method}=${result}`)];
};

test('RFC 8601: server, methods, results, reasons, properties; comments and quotes', () => {
  const parsed = parseAuthenticationResults(
    'Example.COM 1; dkim=pass (good; signature) reason="it is; fine" header.d=mail.example.org header.i=@mail.example.org; spf=fail smtp.mailfrom="a b"@example.net',
  );
  assert.equal(parsed?.server, 'example.com');
  const [dkim, spf] = parsed.results;
  assert.deepEqual([dkim?.method, dkim?.result, dkim?.reason], ['dkim', 'pass', 'it is; fine']);
  assert.equal(dkim?.properties.get('header.d'), 'mail.example.org');
  assert.deepEqual([spf?.method, spf?.result], ['spf', 'fail']);
});

test('none, versions, ARC, nothing', () => {
  assert.deepEqual(read('example.com; none'), ['example.com']);
  assert.deepEqual(read('example.com/1; dkim/1=neutral'), ['example.com/1', 'dkim=neutral']);
  assert.deepEqual(read('i=2; mx.example; arc=pass'), ['mx.example', 'arc=pass']);
  assert.equal(read(''), null);
  assert.equal(read('; dkim=pass'), null);
});

const field = (raw: string, name = 'Authentication-Results') => ({ name, raw });

test('trusted: only the ids that are named, only at the top of their kind', () => {
  const top = field('mx.example; dkim=pass');
  const next = field('mx.example; spf=pass');
  const forged = field('mx.example; dmarc=pass');
  const other = field('evil.example; dkim=pass');
  const fields = [field('x', 'Received'), top, next, field('by y', 'Received'), forged, other];
  assert.deepEqual(
    [...trustedResults(fields, ['MX.example '])].map(([one]) => one),
    [top, next],
  );
  assert.equal(trustedResults(fields, []).size, 0);
  assert.equal(trustedResults(fields, ['']).size, 0);
  assert.equal(trustedResults([field('mx.example.evil.test; dkim=pass')], ['mx.example']).size, 0);
});

test('tags of a signature, in order', () => {
  assert.deepEqual(parseTagList(' v=1; a=rsa-sha256;\td=example.org; h=From : To ; b=ab\r\n cd=; ;x'), [
    { name: 'v', value: '1' },
    { name: 'a', value: 'rsa-sha256' },
    { name: 'd', value: 'example.org' },
    { name: 'h', value: 'From : To' },
    { name: 'b', value: 'ab cd=' },
  ]);
});

test('hostile values stay linear', () => {
  for (const piece of ['(', '"', 'a=', ';', 'a='.repeat(50) + ';', 'x ']) {
    assert.ok(cpuMs(() => parseAuthenticationResults(piece.repeat(100_000))) < 1500, piece);
  }
});
