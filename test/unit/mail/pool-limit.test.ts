import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImapClient, MailboxEvent, SelectedMailbox } from '../../../extension/imap/client/api.ts';
import { connectionLimitText } from '../../../extension/imap/client/connection-limit.ts';
import { ConnectionPool } from '../../../extension/imap/client/connection-pool.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { refusedError } from '../../../extension/imap/session/refusal.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { isBusy, isRefusedCredentials } from '../../../extension/mail/failure-rules.ts';
import { ManualClock } from '../imap/manual-clock.ts';

const work = mailboxFromDisplay('Work', false);

function refusal(text: string, code: string | null = null, command = 'LOGIN'): ImapError {
  const status = { type: 'status', tag: 'a', kind: 'NO', code: code === null ? null : { name: code }, text } as const;
  return refusedError(command, null, status as never);
}

test('servers say in many ways that they take no further connection', () => {
  for (const text of [
    'Too many simultaneous connections. (Failure)',
    'Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    'Too many connections',
    'Too many open connections',
    'session limit reached',
  ])
    assert.equal(connectionLimitText(refusal(text)), text);
  assert.equal(connectionLimitText(refusal('busy', 'LIMIT')), 'busy');
  assert.equal(connectionLimitText(refusal('busy', 'INUSE')), 'busy');
  assert.equal(connectionLimitText(refusal('wrong password', 'AUTHENTICATIONFAILED')), null);
  assert.equal(connectionLimitText(refusal('Too many connections', 'AUTHENTICATIONFAILED')), null, 'the code says why');
  assert.equal(connectionLimitText(refusal('Too many failed logins')), null);
  const bye = new ImapError('x', { kind: 'greeting', problem: 'bye', text: 'full' });
  assert.equal(connectionLimitText(bye), 'full');
});

test('too many connections, in words, tell nothing about the password, and pass', () => {
  for (const [text, code] of [
    ['Too many simultaneous connections. (Failure)', 'ALERT'],
    ['Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)', null],
  ] as const) {
    const error = refusal(text, code);
    assert.equal(isRefusedCredentials(error), false);
    assert.equal(isBusy(error), true);
    assert.equal(error.retry, 'later');
  }
  const wrong = refusal('Too many connections', 'AUTHENTICATIONFAILED');
  assert.equal(isRefusedCredentials(wrong), true);
});

test('LIMIT is about connections in answer to a sign-in only, and every reader of it agrees', () => {
  for (const command of ['LOGIN', 'AUTHENTICATE', 'AUTHENTICATE PLAIN']) {
    const error = refusal('no', 'LIMIT', command);
    assert.equal(error.retry, 'later', command);
    assert.equal(connectionLimitText(error), 'no', command);
    assert.equal(isBusy(error), true, command);
    assert.equal(isRefusedCredentials(error), false, command);
  }
  for (const command of ['UID STORE', 'CREATE', 'SELECT']) {
    const error = refusal('At most 32 flags in one mailbox', 'LIMIT', command);
    assert.equal(error.retry, 'after-user', command);
    assert.equal(connectionLimitText(error), null, command);
    assert.equal(isBusy(error), false, command);
  }
  assert.equal(connectionLimitText(refusal('Too many connections', 'LIMIT', 'SELECT')), 'Too many connections');
});

/** One connection; others are refused. Selecting closes what was selected. */
function poolOfOne(): { readonly pool: ConnectionPool; readonly shrunk: string[]; readonly selected: string[] } {
  const shrunk: string[] = [];
  const selected: string[] = [];
  let close: (event: MailboxEvent) => void = () => undefined;
  let opened = 0;
  const clock = new ManualClock();
  const client = {
    closed: new Promise(() => undefined),
    select: (name: { readonly display: string }) => {
      close({ kind: 'closed' });
      selected.push(name.display);
      const mailbox = { name, onEvent: (listener: typeof close) => (close = listener) };
      return Promise.resolve(mailbox as unknown as SelectedMailbox);
    },
  } as unknown as ImapClient;
  const pool = new ConnectionPool(
    () => (opened++ === 0 ? Promise.resolve(client) : Promise.reject(refusal('Too many connections'))),
    3,
    { onLimit: (limit, text) => shrunk.push(`${limit} ${text}`), clock },
  );
  return { pool, shrunk, selected };
}

test('a refused connection shrinks the pool, which says so, once', async () => {
  const { pool, shrunk } = poolOfOne();
  const one = await pool.lease(inbox);
  const waiting = pool.lease(work);
  one.release();
  (await waiting).release();
  assert.equal(pool.limit, 1);
  assert.deepEqual(shrunk, ['1 Too many connections']);
});

test('with a single connection the one who waits in a mailbox gives way, and is called back', async () => {
  const { pool } = poolOfOne();
  (await pool.lease(null)).release();
  pool.shrink('Too many connections');
  let freed = 0;
  await pool.share(() => freed++);
  const before = freed;
  const lease = await pool.lease(work);
  const other = pool.lease(inbox);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(freed, before, 'not while it is used');
  lease.release();
  const next = await other;
  assert.equal(freed, before, 'others who wait go first');
  next.release();
  assert.equal(freed, before + 1);
});
