import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attentionOf, type WatchedAccount } from '../../../extension/tree/attention.ts';
import { english } from '../../../extension/translate.ts';

const account = (
  label: string,
  state: WatchedAccount['state'],
  overQuota = false,
  corrupt = false,
): WatchedAccount => ({
  label,
  state,
  overQuota,
  corrupt,
});

test('nothing is said while nobody is needed', () => {
  const calm = [account('A', 'online'), account('B', 'offline'), account('C', 'connecting')];
  assert.equal(attentionOf(calm, english), null);
});

test('one account is named with its trouble, the worse one if it has two', () => {
  const said = (state: WatchedAccount['state'], overQuota = false) =>
    attentionOf([account('Ada', state, overQuota), account('B', 'online')], english)?.text;
  assert.equal(said('needs-password'), 'Ada: password needed');
  assert.equal(said('lost'), 'Ada: disconnected');
  assert.equal(said('failed', true), 'Ada: disconnected');
  assert.equal(said('online', true), 'Ada: over quota');
});

test('several are counted, and each has its line', () => {
  const attention = attentionOf([account('Ada', 'lost'), account('B', 'online', true)], english);
  assert.deepEqual(attention, {
    icon: 'warning',
    text: 'Mail: 2 accounts need attention',
    lines: ['Ada: disconnected', 'B: over quota'],
  });
});

test('a damaged mailbox is worse than a full one', () => {
  assert.equal(attentionOf([account('Ada', 'online', true, true)], english)?.text, 'Ada: a mailbox is damaged');
});
