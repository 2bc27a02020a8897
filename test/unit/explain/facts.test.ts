import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotaUse } from '../../../extension/explain/quota.ts';
import { rights, rightsInWords } from '../../../extension/explain/rights.ts';

const use = (name: string, usage: bigint, limit: bigint) => quotaUse({ name, usage, limit });

test('a quota reads as a bar, a share and amounts', () => {
  assert.deepEqual(use('STORAGE', 12_800n, 16_384n), {
    name: 'Storage',
    bar: '████████░░',
    percent: 78,
    amount: '12.5 MB of 16.0 MB',
  });
  assert.deepEqual(use('message', 1200n, 2000n), {
    name: 'Messages',
    bar: '██████░░░░',
    percent: 60,
    amount: '1,200 of 2,000',
  });
});

test('the ends of a quota: nothing, hardly anything, a limit of nothing, more than all, more than fits a number', () => {
  assert.equal(use('STORAGE', 0n, 10n).bar, '░'.repeat(10));
  assert.equal(use('STORAGE', 1n, 1_000_000n).bar, '█░░░░░░░░░');
  assert.deepEqual([use('STORAGE', 0n, 0n).percent, use('STORAGE', 0n, 0n).bar], [100, '█'.repeat(10)]);
  assert.deepEqual([use('X-MINE', 30n, 20n).percent, use('X-MINE', 30n, 20n).bar], [150, '█'.repeat(10)]);
  assert.equal(use('X-MINE', 30n, 20n).name, 'X-MINE');
  assert.equal(use('STORAGE', 2n ** 62n, 2n ** 63n).percent, 50);
  assert.equal(use('STORAGE', 5n, 2n ** 31n).amount, '5 KB of 2.0 TB');
});

test('rights are told whether they are granted or not, the unknown ones too, the obsolete letters not', () => {
  const told = rightsInWords('lrcd9');
  assert.equal(told.length, rights.length + 1);
  assert.deepEqual(
    told.filter((right) => right.granted).map((right) => right.letter),
    ['l', 'r', '9'],
  );
  assert.equal(new Set(rights.map((right) => right.meaning)).size, rights.length);
});
