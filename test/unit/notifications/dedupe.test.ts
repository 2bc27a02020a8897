import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, RateLimit, RepeatFilter } from '../../../extension/notifications/dedupe.ts';
import { HandClock } from './fakes.ts';

function filter() {
  const clock = new HandClock();
  return { clock, repeats: new RepeatFilter(() => clock.now()) };
}

test('the same within 30 s is shown once and counted', () => {
  const { clock, repeats } = filter();
  assert.deepEqual(repeats.admit('a', 'half-minute'), { show: true, repeats: 0 });
  clock.advance(29_999);
  assert.deepEqual(repeats.admit('a', 'half-minute'), { show: false, repeats: 1 });
  assert.deepEqual(repeats.admit('a', 'half-minute'), { show: false, repeats: 2 });
  assert.deepEqual(repeats.admit('b', 'half-minute'), { show: true, repeats: 0 });
});

test('after 30 s it is shown again, with the count of what stayed quiet', () => {
  const { clock, repeats } = filter();
  repeats.admit('a', 'half-minute');
  clock.advance(20_000);
  repeats.admit('a', 'half-minute');
  clock.advance(10_000);
  assert.deepEqual(repeats.admit('a', 'half-minute'), { show: true, repeats: 1 });
  clock.advance(30_000);
  assert.deepEqual(repeats.admit('a', 'half-minute'), { show: true, repeats: 0 });
});

test('once per session is once, however long it lasts', () => {
  const { clock, repeats } = filter();
  assert.equal(repeats.admit('a', 'session').show, true);
  clock.advance(100 * 24 * 3_600_000);
  assert.deepEqual(repeats.admit('a', 'session'), { show: false, repeats: 1 });
});

test('what was forgotten for want of space is the oldest', () => {
  const { repeats } = filter();
  for (let index = 0; index <= 20_000; index += 1) repeats.admit(`k${index}`, 'session');
  assert.equal(repeats.admit('k1', 'session').show, false);
  assert.equal(repeats.admit('k0', 'session').show, true);
});

test('keys keep their parts apart', () => {
  assert.notEqual(keyOf('a', 'b'), keyOf('ab', ''));
  assert.notEqual(keyOf('a', null), keyOf('a', ''));
  assert.equal(keyOf('a', 'b'), keyOf('a', 'b'));
  assert.equal(keyOf('x'.repeat(1_000_000)).length, 44);
});

test('a rate limit says once per window that there are more', () => {
  const clock = new HandClock();
  const limit = new RateLimit(() => clock.now(), 2, 1000);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map(() => limit.admit('a')),
    ['show', 'show', 'limit', 'drop', 'drop'],
  );
  assert.equal(limit.admit('b'), 'show');
  clock.advance(1000);
  assert.equal(limit.admit('a'), 'show');
});
