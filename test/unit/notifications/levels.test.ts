import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { asWanted, parseNotificationSettings } from '../../../extension/notifications/levels.ts';
import { decide } from '../../../extension/notifications/policy.ts';
import { codeOf, event, tagged } from './events.ts';
import { from, paperWindow } from './fakes.ts';

function surface(said: StatusEvent, level: unknown, codes: unknown = {}): string {
  const background = said.command?.origin === 'background';
  return asWanted(decide(said), parseNotificationSettings(level, codes), background).surface;
}

const error = tagged('NO', codeOf('CANNOT'), 'user');
const warning = tagged('NO', codeOf('LIMIT'), 'user');

test('the level mutes what is below it, and leaves its state', () => {
  assert.deepEqual(
    ['all', 'warnings', 'errors'].map((level) => surface(error, level)),
    ['error', 'error', 'error'],
  );
  assert.deepEqual(
    ['all', 'warnings', 'errors'].map((level) => surface(warning, level)),
    ['warning', 'warning', 'log'],
  );
  assert.equal(surface(event('NO', codeOf('OVERQUOTA')), 'errors'), 'state');
});

test('a code of its own counts more than the level, in any case of letters', () => {
  assert.equal(surface(warning, 'errors', { limit: 'info' }), 'info');
  assert.equal(surface(error, 'all', { CANNOT: 'log' }), 'log');
  assert.equal(surface(tagged('OK', codeOf('COPYUID'), 'user'), 'all', { COPYUID: 'info' }), 'info');
});

test('an alert cannot be switched off', () => {
  const alert = event('OK', codeOf('ALERT'));
  assert.equal(surface(alert, 'errors', { ALERT: 'log', OK: 'log' }), 'modal');
});

test('nothing makes the background or the untrusted loud', () => {
  assert.equal(surface(tagged('NO', codeOf('LIMIT'), 'background'), 'all', { LIMIT: 'error' }), 'log');
  assert.equal(surface(event('NO', codeOf('LIMIT'), { trusted: false }), 'all', { LIMIT: 'error' }), 'log');
});

test('what is not understood counts as not written', () => {
  const settings = parseNotificationSettings('loud', { LIMIT: 'modal', CANNOT: 3, OK: null });
  assert.deepEqual([settings.level, settings.codes.size], ['all', 0]);
  for (const codes of [null, undefined, 'LIMIT', 7])
    assert.equal(parseNotificationSettings('all', codes).codes.size, 0);
});

test('the notifier follows the settings; muted responses are listed as what they are', () => {
  const window = paperWindow({ settings: parseNotificationSettings('errors', {}) });
  window.notifier.handle(from('ada', warning));
  assert.equal(window.shown.length, 0);
  const [record] = window.responses.records;
  assert.deepEqual([record?.surface, record?.severity], ['log', 'warning']);
});
