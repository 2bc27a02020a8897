import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { Conditions } from '../../../extension/mail/conditions.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { endedStates } from '../../../extension/notifications/ended-states.ts';
import { decide } from '../../../extension/notifications/policy.ts';
import { codeOf, command, event, tagged } from './events.ts';
import { from, paperWindow } from './fakes.ts';

const ended = (said: StatusEvent) => endedStates(from('ada', said), decide(said));

test('room is back once something could be stored, and only then', () => {
  const ok = (name: string) => ended(tagged('OK', null, 'user', { command: command('user', name) })).everywhere;
  for (const name of ['APPEND', 'COPY', 'UID COPY']) assert.ok(ok(name).includes('over-quota'), name);
  for (const name of ['NOOP', 'UID MOVE', 'FETCH']) assert.ok(!ok(name).includes('over-quota'), name);
  const soft = tagged('OK', codeOf('OVERQUOTA'), 'user', { command: command('user', 'APPEND') });
  assert.ok(!ended(soft).everywhere.includes('over-quota'), 'stored, but over the soft limit');
  const refused = tagged('NO', null, 'user', { command: command('user', 'APPEND') });
  assert.deepEqual(ended(refused).everywhere, []);
});

test('throttling ends with the next success that does not tell of it', () => {
  assert.deepEqual(ended(tagged('OK', null, 'background')).everywhere.includes('throttled'), true);
  assert.deepEqual(ended(tagged('OK', codeOf('THROTTLED'), 'background')).everywhere.includes('throttled'), false);
  assert.deepEqual(ended(event('OK', null)).everywhere, [], 'untagged');
});

test('read-write and read-only end each other, in their mailbox', () => {
  assert.deepEqual(ended(event('OK', codeOf('READ-WRITE'))).there, ['read-only']);
  assert.deepEqual(ended(event('OK', codeOf('READ-ONLY'))).there, ['read-write']);
});

test('words from before encryption end nothing', () => {
  assert.deepEqual(ended(tagged('OK', null, 'user', { trusted: false })), { everywhere: [], there: [] });
});

test('the notifier tells of the end ahead of what begins', () => {
  const window = paperWindow();
  window.notifier.handle(from('ada', tagged('OK', null, 'background')));
  window.notifier.handle(from('ada', event('NO', codeOf('OVERQUOTA'))));
  assert.deepEqual(
    window.ended.map((one) => one.over.everywhere.includes('throttled')),
    [true],
  );
  assert.equal(window.states.length, 1);
});

test('conditions end where they are meant to', () => {
  const [ada, ben] = [accountId('ada'), accountId('ben')];
  const conditions = new Conditions();
  const changes: string[] = [];
  conditions.add(ada, null, ['over-quota', 'throttled']);
  conditions.add(ada, 'INBOX', ['over-quota', 'read-only']);
  conditions.add(ada, 'Sent', ['read-only']);
  conditions.add(ben, null, ['over-quota']);
  conditions.onDidChange((id) => changes.push(id));
  conditions.end(ada, { mailbox: 'INBOX' }, ['read-only']);
  assert.deepEqual([...conditions.of(ada, 'INBOX')], ['over-quota']);
  assert.ok(conditions.of(ada, 'Sent').has('read-only'));
  conditions.end(ada, 'everywhere', ['over-quota']);
  assert.deepEqual([...conditions.of(ada, null)], ['throttled']);
  assert.equal(conditions.anywhere(ada, 'over-quota'), false);
  assert.equal(conditions.anywhere(ben, 'over-quota'), true);
  conditions.end(ada, 'everywhere', ['over-quota']);
  assert.deepEqual(changes, ['ada', 'ada'], 'nothing new is no change');
});
