import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receivedHops } from '../../../extension/mime/received.ts';

test('stations come oldest first, each with its delay', () => {
  const hops = receivedHops([
    'from mx.example.org (mx.example.org [192.0.2.1]) by imap.example.org (with love; really) with LMTP id 1; Sat, 14 Mar 2026 10:27:10 +0100',
    'from out.sender.test by mx.example.org with ESMTPS; Sat, 14 Mar 2026 09:27:05 +0000 (UTC)',
    'by localhost (Postfix, from userid 1000); Sat, 14 Mar 2026 09:26:53 +0000',
  ]);
  assert.deepEqual(
    hops.map(({ from, by, protocol, delay }) => [from, by, protocol, delay]),
    [
      [null, 'localhost', null, null],
      ['out.sender.test', 'mx.example.org', 'ESMTPS', 12],
      ['mx.example.org', 'imap.example.org', 'LMTP', 5],
    ],
  );
});

test('what is missing or backwards stays so', () => {
  const hops = receivedHops([
    'from a by b; Sat, 14 Mar 2026 09:00:00 +0000',
    'nonsense',
    'from c by; not a date',
    'from d by e; Sat, 14 Mar 2026 09:00:07 +0000',
  ]);
  assert.deepEqual(
    hops.map(({ from, by, time, delay }) => [from, by, time === null, delay]),
    [
      ['d', 'e', false, null],
      ['c', null, true, null],
      [null, null, true, null],
      ['a', 'b', false, -7],
    ],
  );
  assert.equal(receivedHops(Array<string>(1000).fill(`from ${'('.repeat(1000)}`)).length, 200);
});
