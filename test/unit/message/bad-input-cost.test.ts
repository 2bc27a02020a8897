import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BadInputCost } from './bad-input-child.ts';

const MiB = 1024 * 1024;
/** MiB that the process may have beside the message: Node and the code are about 90 of it. */
const besideMessage = 170;

/** Opens the message in a process of its own: work counted in octets, not by the clock, and its peak of memory. */
function open(input: string): BadInputCost {
  const args = ['--no-warnings', join(import.meta.dirname, 'bad-input-child.ts'), input];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  const cost = JSON.parse(stdout) as BadInputCost;
  assert.ok(cost.work <= 3 * cost.octets + 100_000, `${input}: ${cost.work} octets read of ${cost.octets}`);
  assert.ok(cost.peakMiB <= cost.octets / MiB + besideMessage, `${input}: ${cost.peakMiB} MiB`);
  return cost;
}

test('depth 500: a hundred levels, what is deeper is left whole, and it is said', () => {
  const multiparts = open('depth 500');
  assert.deepEqual([multiparts.parts, multiparts.attachments], [101, 1]);
  assert.deepEqual(multiparts.problems, [
    'A multipart is nested too deeply, or its boundary is too long; it is left whole.',
    'A multipart ends without its final boundary.',
  ]);
  const mails = open('mails in mails, 500 deep');
  assert.deepEqual([mails.parts, mails.attachments], [101, 1]);
  assert.deepEqual(mails.problems, ['An attached message is nested too deeply; it is left whole.']);
});

test('12,000 parts: ten thousand are read, and it is said', () => {
  const cost = open('12,000 parts');
  assert.equal(cost.parts, 10_000);
  assert.match(cost.problems.join(), /more than 10000 parts; the rest is left out/);
});

test('5,000 attachments are all listed', () => {
  const cost = open('5,000 attachments');
  assert.deepEqual([cost.parts, cost.attachments, cost.problems], [5001, 5000, []]);
});

test('a line of 100 MB, plain and in base64: its beginning is shown', () => {
  for (const [input, start] of [
    ['a line of 100 MB', 'xxxx'],
    ['a base64 line of 100 MB', 'HiHi'],
  ] as const) {
    const cost = open(input);
    assert.deepEqual([cost.text.slice(0, 4), cost.truncated, cost.problems], [start, true, []]);
  }
});

test('a header line of 100 MB: its first megabyte is read, and it is said', () => {
  assert.match(open('a header line of 100 MB').problems.join(), /field of the header is longer than 1 MB/);
});

test('10 MB of NULs are text like any other', () => {
  const cost = open('10 MB of NULs');
  assert.deepEqual([cost.text.slice(0, 8), cost.truncated, cost.problems], ['before\0\0', true, []]);
});

test('no final boundary, inside and outside: what is there is shown, and it is said', () => {
  const cost = open('no final boundary');
  assert.deepEqual([cost.text, cost.problems], ['Hello\nthere', ['A multipart ends without its final boundary.']]);
});
