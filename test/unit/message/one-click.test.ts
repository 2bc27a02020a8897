import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInside, postOneClick } from '../../../extension/message/one-click.ts';

const options = { signal: new AbortController().signal };

test('addresses of this machine and of private networks are inside', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '169.254.169.254',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ])
    assert.ok(isInside(address), address);
  for (const address of ['93.184.216.34', '2606:2800:220:1::1']) assert.ok(!isInside(address), address);
});

test('nothing is sent without https, nor to what stands inside', async () => {
  await assert.rejects(postOneClick('http://list.example/u', options), /needs https/);
  await assert.rejects(postOneClick('https://127.0.0.1/u', options), /nothing was sent/);
  await assert.rejects(postOneClick('https://[::1]/u', options), /nothing was sent/);
  await assert.rejects(postOneClick('https://localhost/u', options), /nothing was sent/);
});
