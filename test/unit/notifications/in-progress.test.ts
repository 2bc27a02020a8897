import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseCode } from '../../../extension/imap/grammar/code.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { conditionText } from '../../../extension/notifications/condition-text.ts';
import { InProgress } from '../../../extension/notifications/in-progress.ts';
import type { NotifiedEvent } from '../../../extension/notifications/notified-event.ts';
import { english } from '../../../extension/translate.ts';
import { command, event, tagged } from './events.ts';
import { from } from './fakes.ts';

function rig() {
  const log: string[] = [];
  const progress = new InProgress({
    open: (said) => {
      log.push(`open ${said.command?.name ?? ''}`);
      return {
        report: (increment, percent) => void log.push(`+${increment} = ${percent ?? '?'}`),
        end: () => void log.push('end'),
      };
    },
    changed: (_, mailbox, before, now) => void log.push(`${mailbox ?? 'account'}: ${before ?? '-'} → ${now ?? '-'}`),
  });
  return { log, progress };
}

function said(progress: number | null, goal: number | null, tag: string | null = 'a1'): NotifiedEvent {
  const code: ResponseCode = { name: 'INPROGRESS', tag, progress, goal };
  return from('ada', event('OK', code, { command: command('user', 'SEARCH'), text: 'Still on it' }));
}

const done = from('ada', tagged('OK', null, 'user'));

test('a bar grows by what the numbers say, and ends with its command', () => {
  const { log, progress } = rig();
  // The state is told first, then the bar: as the notifier does.
  for (const at of [454, 700]) {
    progress.report(said(at, 1000), false);
    progress.report(said(at, 1000), true);
  }
  progress.heard(from('ada', event('OK', null, { tag: 'a2' })));
  progress.heard(done);
  assert.deepEqual(log, [
    'account: - → in-progress 45',
    'open SEARCH',
    '+45 = 45',
    'account: in-progress 45 → in-progress 70',
    '+25 = 70',
    'end',
    'account: in-progress 70 → -',
  ]);
});

test('numbers that make no sense draw nothing backwards and nothing beyond the end', () => {
  const { log, progress } = rig();
  progress.report(said(80, 100), true);
  progress.report(said(20, 100), true);
  progress.report(said(500, 100), true);
  progress.report(said(3, 0), true);
  progress.report(said(null, null), true);
  assert.deepEqual(
    log.filter((line) => line.startsWith('+')),
    ['+80 = 80', '+0 = 20', '+20 = 100', '+0 = ?', '+0 = ?'],
  );
});

test('the end of the connection, or of the account, ends what was under way', () => {
  const { log, progress } = rig();
  progress.report(said(1, 2), true);
  progress.heard(from('ada', event('BYE', null)));
  progress.report(said(1, 2, 'a9'), true);
  progress.lost(accountId('ada'));
  assert.equal(log.filter((line) => line === 'end').length, 2);
});

test('without a tag the next completion on its connection ends it; other connections do not', () => {
  const { log, progress } = rig();
  const anonymous = { ...said(null, null, null), command: null };
  progress.report(anonymous, true);
  progress.heard({ ...done, connection: 7 });
  assert.ok(!log.includes('end'));
  progress.heard(done);
  assert.ok(log.includes('end'));
});

test('a tag without a command under way names nothing, so that the next completion ends it too', () => {
  const { log, progress } = rig();
  progress.report({ ...said(1, 2, 'zz'), command: null }, true);
  progress.heard(done);
  assert.ok(log.includes('end'));
});

test('in words', () => {
  assert.equal(conditionText('in-progress 45', english), '45 % done');
  assert.equal(conditionText('in-progress', english), 'working…');
});
