import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutTrial } from '../../../extension/accounts/trial-status.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import type { BareCodeName } from '../../../extension/imap/grammar/code.ts';
import type { StatusKind } from '../../../extension/imap/grammar/types.ts';

function passes(
  kind: StatusKind,
  change: {
    readonly code?: BareCodeName;
    readonly command?: string;
    readonly greeting?: boolean;
    readonly tag?: string | null;
  } = {},
): boolean {
  const { code, command, greeting = false, tag = 'A1' } = change;
  const event: StatusEvent = {
    connection: 1,
    status: { type: 'status', tag, kind, code: code === undefined ? null : { name: code }, text: 'x' },
    command: command === undefined ? null : { name: command, tag: 'A1', origin: 'user', mailbox: null },
    mailbox: null,
    trusted: true,
    greeting,
    afterLogout: false,
    traceIndex: 0,
  };
  let passed = false;
  withoutTrial(() => (passed = true))(event);
  return passed;
}

describe('what the server says while a connection is only tried', () => {
  it('is not shown twice', () => {
    assert.equal(passes('NO', { command: 'LOGIN', code: 'AUTHENTICATIONFAILED' }), false);
    assert.equal(passes('NO', { command: 'AUTHENTICATE PLAIN' }), false);
    assert.equal(passes('BAD', { command: 'LOGIN' }), false);
    assert.equal(passes('BYE', { greeting: true, tag: null }), false);
  });

  it('is passed on otherwise', () => {
    assert.equal(passes('NO', { command: 'LOGIN', code: 'ALERT' }), true);
    assert.equal(passes('OK', { command: 'LOGIN' }), true);
    assert.equal(passes('NO', { command: 'LIST' }), true);
    assert.equal(passes('NO', { command: 'LOGIN', tag: null }), true);
    assert.equal(passes('BYE', { tag: null }), true);
    assert.equal(passes('OK', { greeting: true, tag: null, code: 'ALERT' }), true);
  });
});
