import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseCode } from '../../../extension/imap/grammar/code.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { ResponseHistory } from '../../../extension/notifications/history.ts';
import type { NotifiedEvent } from '../../../extension/notifications/notified-event.ts';

function event(code: ResponseCode | null, more: Partial<NotifiedEvent> = {}): NotifiedEvent {
  return {
    account: accountId('a'),
    accountLabel: 'A',
    server: 's',
    connection: 1,
    command: null,
    mailbox: inbox,
    trusted: true,
    greeting: false,
    afterLogout: false,
    traceIndex: 0,
    status: { type: 'status', tag: null, kind: 'OK', code, text: '' },
    ...more,
  };
}

test('READ-ONLY is news only for a mailbox that could be changed before', () => {
  const history = new ResponseHistory();
  assert.deepEqual(history.contextOf(event({ name: 'READ-ONLY' })), { wasReadWrite: false });
  history.contextOf(event({ name: 'READ-WRITE' }));
  assert.deepEqual(history.contextOf(event({ name: 'READ-ONLY' })), { wasReadWrite: true });
  assert.deepEqual(history.contextOf(event({ name: 'READ-ONLY' })), { wasReadWrite: false });
});

test('UIDVALIDITY is news when it differs from the one remembered for that mailbox of that account', () => {
  const history = new ResponseHistory();
  const other = mailboxFromDisplay('Other', false);
  assert.deepEqual(history.contextOf(event({ name: 'UIDVALIDITY', value: 1 })), { uidValidityChanged: false });
  assert.deepEqual(history.contextOf(event({ name: 'UIDVALIDITY', value: 2 }, { mailbox: other })), {
    uidValidityChanged: false,
  });
  assert.deepEqual(history.contextOf(event({ name: 'UIDVALIDITY', value: 2 }, { account: accountId('b') })), {
    uidValidityChanged: false,
  });
  assert.deepEqual(history.contextOf(event({ name: 'UIDVALIDITY', value: 1 })), { uidValidityChanged: false });
  assert.deepEqual(history.contextOf(event({ name: 'UIDVALIDITY', value: 3 })), { uidValidityChanged: true });
});

test('what may be forged is not remembered', () => {
  const history = new ResponseHistory();
  history.contextOf(event({ name: 'UIDVALIDITY', value: 9 }, { trusted: false }));
  assert.deepEqual(history.contextOf(event({ name: 'UIDVALIDITY', value: 1 })), { uidValidityChanged: false });
});
