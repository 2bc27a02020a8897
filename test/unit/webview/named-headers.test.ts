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

test('what is unverified says why, and names the setting where that would change it', () => {
  const said = (trusted: readonly string[], ...fields: readonly (readonly [string, string])[]): readonly string[] =>
    namedHeaders(
      fields.map(([name, value]) => ({ name, value, raw: value })),
      trusted,
    ).map(({ unverified, why }) => {
      assert.equal(unverified, why !== null);
      return why ?? '';
    });
  const results = (server: string): readonly [string, string] => ['Authentication-Results', `${server}; dkim=pass`];
  const setting = 'the setting mailExplorer.message.trustedAuthenticationServers.';
  assert.match(said([], results('IMAP.example.org'))[0] ?? '', /“imap\.example\.org” is not named in /);
  assert.ok(said(['mx.example.org'], results('imap.example.org'))[0]?.endsWith(setting));
  const [top, other, below] = said(
    ['mx.example.org'],
    results('mx.example.org'),
    results('evil.test'),
    results('mx.example.org'),
  );
  assert.equal(top, '');
  assert.ok(other?.endsWith(setting));
  assert.match(below ?? '', /below the fields of another server/);
  assert.match(said([], ['Authentication-Results', ''])[0] ?? '', /names no server/);
  assert.match(said([], ['DKIM-Signature', 'v=1'])[0] ?? '', /was not checked here/);
});

test('delays in the two units that count', () => {
  const all = [0, 0.4, 3, 60, 125, 3600, 3661, 100_000, -7].map(formatDelay);
  assert.deepEqual(all, ['+0 s', '+0 s', '+3 s', '+1 min', '+2 min 5 s', '+1 h', '+1 h 1 min', '+1 d 3 h', '−7 s']);
});
