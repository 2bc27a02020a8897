import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterText, isFiltering, noFilter, passes } from '../../../extension/notifications/responses-filter.ts';
import { english } from '../../../extension/translate.ts';
import { codeOf, event, tagged } from './events.ts';
import { from, paperWindow } from './fakes.ts';

function records() {
  const window = paperWindow();
  window.notifier.handle(from('ada', tagged('NO', codeOf('NOPERM'), 'user', { text: 'Access denied' })));
  window.notifier.handle(from('ada', event('OK', codeOf('UIDNEXT'), { text: 'Predicted' })));
  window.notifier.handle(from('bob', event('NO', null, { text: 'Disk 98% full' })));
  window.notifier.handle(from('bob', event('OK', codeOf('ALERT'), { text: 'Going down' })));
  return { window, records: window.responses.records };
}

const found = (filter: Partial<typeof noFilter>) =>
  records()
    .records.filter((record) => passes(record, { ...noFilter, ...filter }))
    .map((record) => record.text);

test('each facet lets through what it says, and they add up', () => {
  assert.equal(found({}).length, 4);
  assert.deepEqual(found({ severity: 'errors' }), ['Access denied', 'Going down']);
  assert.deepEqual(found({ severity: 'warnings' }), ['Access denied', 'Disk 98% full', 'Going down']);
  assert.deepEqual(found({ account: 'bob' }), ['Disk 98% full', 'Going down']);
  assert.deepEqual(found({ code: 'UIDNEXT' }), ['Predicted']);
  assert.deepEqual(found({ text: 'DENIED' }), ['Access denied']);
  assert.deepEqual(found({ text: 'noperm' }), ['Access denied'], 'the code counts as text too');
  assert.deepEqual(found({ account: 'bob', severity: 'errors' }), ['Going down']);
});

test('in words, and none at all', () => {
  assert.equal(isFiltering(noFilter), false);
  assert.equal(isFiltering({ ...noFilter, text: 'x' }), true);
  const filter = { text: 'quota', account: 'bob', code: 'OVERQUOTA', severity: 'errors' } as const;
  assert.equal(filterText(filter, 'Work', english), 'errors only · Work · OVERQUOTA · “quota”');
});

test('what can be done about a response is known as long as it is listed, without its text', () => {
  const { window } = records();
  const [refused, quiet] = window.responses.records;
  const said = window.responses.said(refused?.id ?? 0);
  assert.equal(said?.decision.code, 'NOPERM');
  assert.equal(said.event.status.text, '');
  assert.deepEqual(window.notifier.offered(said.event, said.decision), []);
  assert.equal(window.responses.said(quiet?.id ?? 0), undefined, 'nothing can be done about it');
  window.responses.clear();
  assert.equal(window.responses.said(refused?.id ?? 0), undefined);
});
