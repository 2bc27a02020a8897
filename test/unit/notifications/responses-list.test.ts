import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../extension/notifications/policy.ts';
import { ResponsesList } from '../../../extension/notifications/responses-list.ts';
import type { ResponsesChange } from '../../../extension/notifications/responses-list.ts';
import type { NotifiedEvent } from '../../../extension/notifications/notified-event.ts';
import { codeOf, command, continuation, event, tagged } from './events.ts';
import { from, HandClock } from './fakes.ts';

function listOf(most?: number) {
  const clock = new HandClock();
  const list = new ResponsesList(() => clock.now(), most);
  const changes: ResponsesChange[] = [];
  list.onChange((change) => void changes.push(change));
  return { clock, list, changes, add: (said: NotifiedEvent) => list.add(said, decide(said)) };
}

test('a record holds all that was asked of it', () => {
  const { clock, add } = listOf();
  const record = add(
    from(
      'ada',
      tagged('NO', { name: 'other', code: 'X-FOO', args: '1' }, 'background', {
        text: 'No\u202e way',
        traceIndex: 7,
        connection: 3,
      }),
    ),
  );
  assert.deepEqual(record, {
    id: 1,
    at: clock.now(),
    account: 'ada',
    accountLabel: 'ada@example.org',
    mailbox: null,
    status: 'NO',
    tagged: true,
    code: 'NO',
    codes: ['X-FOO'],
    text: 'No⟨U+202E⟩ way',
    cut: false,
    command: 'COPY',
    trusted: true,
    unsolicited: false,
    notDefined: true,
    surface: 'log',
    severity: 'error',
    reason: 'NO for a background command',
    count: 1,
    connection: 3,
    traceIndex: 7,
  });
  assert.equal(add(from('ada', continuation(null, 'go on', 'user'))).status, '+');
});

test('the same within 30 s counts up in one row and points to the last line', () => {
  const { clock, list, changes, add } = listOf();
  add(from('ada', event('NO', null, { traceIndex: 1 })));
  clock.advance(29_999);
  add(from('ada', event('NO', null, { traceIndex: 2 })));
  assert.deepEqual(
    list.records.map((record) => [record.count, record.traceIndex, record.at]),
    [[2, 2, clock.now()]],
  );
  clock.advance(1);
  add(from('ada', event('NO', null, { traceIndex: 3 })));
  assert.deepEqual(
    list.records.map((record) => record.count),
    [2, 1],
  );
  assert.deepEqual(
    changes.map((change) => change.kind),
    ['added', 'changed', 'added'],
  );
});

test('what differs in kind, trust, command or code is a row of its own', () => {
  const { list, add } = listOf();
  add(from('ada', event('NO', null)));
  add(from('ada', event('BAD', null)));
  add(from('ada', event('NO', null, { trusted: false })));
  add(from('ada', event('NO', null, { command: command('user') })));
  add(from('ada', event('NO', codeOf('LIMIT'))));
  assert.equal(list.records.length, 5);
});

test('the badge counts alerts, errors and warnings, those kept quiet for the background too, not what is not trusted', () => {
  const { list, changes, add } = listOf();
  add(from('ada', tagged('NO', codeOf('NOPERM'), 'background')));
  add(from('ada', event('NO', null)));
  add(from('ada', event('OK', codeOf('CAPABILITY'))));
  add(from('ada', event('OK', codeOf('ALERT'), { trusted: false })));
  assert.equal(list.unseen, 2);
  list.markSeen();
  assert.equal(list.unseen, 0);
  assert.equal(changes.at(-1)?.kind, 'seen');
  list.markSeen();
  assert.equal(changes.filter((change) => change.kind === 'seen').length, 1);
});

test('the list is bounded: the oldest make room, and ids still find their rows', () => {
  const { list, changes, add } = listOf(100);
  for (let index = 1; index <= 101; index += 1) add(from('ada', event('OK', null, { text: `line ${index}` })));
  assert.equal(list.records.length, 91);
  assert.equal(list.records[0]?.text, 'line 11');
  assert.equal(list.get(101)?.text, 'line 101');
  assert.equal(list.get(10), undefined);
  const last = changes.at(-1);
  assert.equal(last?.kind === 'added' && last.dropped, 10);
  add(from('ada', event('OK', null, { text: 'line 5' })));
  assert.equal(list.records.at(-1)?.count, 1, 'a row that made room is not counted up');
});

test('clearing empties list and badge, and numbers go on', () => {
  const { list, add } = listOf();
  add(from('ada', event('NO', null)));
  list.clear();
  assert.equal(list.records.length, 0);
  assert.equal(list.unseen, 0);
  assert.equal(add(from('ada', event('NO', null))).count, 1);
  assert.equal(list.records[0]?.id, 2);
});

test('a megabyte of text is kept as its first 500 characters', () => {
  const { add } = listOf();
  const record = add(from('ada', event('OK', null, { text: 'y'.repeat(1_000_000) })));
  assert.equal(record.text.length, 501);
  assert.equal(record.cut, true);
});
