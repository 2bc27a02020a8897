import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedFiles, holdsDiff, parsePatchSubject, seriesOf } from '../../../extension/mime/patch.ts';

test('subjects of git-format-patch', () => {
  for (const [subject, expected] of [
    ['[PATCH] Fix it', [1, 1, 1, 'Fix it']],
    ['[PATCH 2/3] Fix it', [1, 2, 3, 'Fix it']],
    ['[list] [RFC PATCH v4 00/12] Cover', [4, 0, 12, 'Cover']],
    ['[PATCH net-next v2 1/2] net: x', [2, 1, 2, 'net: x']],
    ['Re: [PATCH 2/3] Fix it', null],
    ['[PATCHWORK] no', null],
    ['plain', null],
  ] as const) {
    const parsed = parsePatchSubject(subject);
    assert.deepEqual(parsed && [parsed.version, parsed.number, parsed.total, parsed.title], expected, subject);
  }
});

const diff =
  'Words\n---\n a.c | 2 +-\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-x\n+y\n-- \n2.39\n';

test('texts that hold a diff, and its files', () => {
  assert.ok(holdsDiff(diff));
  assert.ok(holdsDiff('--- old.c\tdate\n+++ new.c\tdate\n@@ -1 +1 @@\n'));
  assert.ok(!holdsDiff('Signed\n---\n+++ b\n'));
  assert.deepEqual(changedFiles(diff), ['a.c']);
  assert.deepEqual(changedFiles('--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n'), []);
});

test('a series: by its author, its version and its count, in order, each place once', () => {
  const mails = [
    ['[PATCH v2 0/2] cover', 'a@x'],
    ['[PATCH v2 2/2] two', 'A@x'],
    ['Re: [PATCH v2 2/2] two', 'b@x'],
    ['[PATCH v2 1/2] one', 'a@x'],
    ['[PATCH v2 1/2] forged', 'evil@x'],
    ['[PATCH v2 1/2] again', 'a@x'],
    ['[PATCH 1/2] older', 'a@x'],
  ].map(([subject = '', from = '']) => ({ subject, from }));
  const series = seriesOf(mails, { subject: '[PATCH v2 1/2] one', from: 'a@x' });
  assert.deepEqual(
    series.map(({ subject }) => subject),
    ['[PATCH v2 1/2] one', '[PATCH v2 2/2] two'],
  );
  assert.deepEqual(seriesOf(mails, { subject: 'no patch', from: 'a@x' }), []);
});
