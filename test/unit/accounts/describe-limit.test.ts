import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError } from '../../../extension/accounts/describe-error.ts';
import { ImapError } from '../../../extension/imap/errors.ts';

test('too many connections, said in words, is no wrong password', () => {
  const text = 'Too many simultaneous connections. (Failure)';
  const status = { type: 'status', tag: 'A1', kind: 'NO', code: { name: 'ALERT' }, text } as const;
  const refused = new ImapError('no', { kind: 'refused', status }, { command: 'LOGIN' });
  const { title, detail, choices } = describeError(refused, { host: 'imap.example.org', port: 993, security: 'tls' });
  assert.equal(title, 'The server cannot sign you in just now');
  assert.match(detail, /password was not judged.*“Too many simultaneous/);
  assert.deepEqual(choices, ['retry']);
});
