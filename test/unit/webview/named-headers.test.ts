import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDelay, namedHeaders } from '../../../webview/message/render/named-headers.ts';

test('headers of lists are named, those that vouch for a sender marked as unverified', () => {
  const header = (name: string): { name: string; value: string; raw: string } => ({ name, value: 'x', raw: 'x' });
  const named = namedHeaders(['Subject', 'LIST-ID', 'Authentication-Results', 'dkim-signature'].map(header));
  assert.deepEqual(
    named.map((one) => [one.header.name, one.unverified]),
    [
      ['LIST-ID', false],
      ['Authentication-Results', true],
      ['dkim-signature', true],
    ],
  );
});

test('delays in the two units that count', () => {
  const all = [0, 0.4, 3, 60, 125, 3600, 3661, 100_000, -7].map(formatDelay);
  assert.deepEqual(all, ['+0 s', '+0 s', '+3 s', '+1 min', '+2 min 5 s', '+1 h', '+1 h 1 min', '+1 d 3 h', '−7 s']);
});
