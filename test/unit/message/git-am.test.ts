import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  abortAm,
  amInProgress,
  applyDiff,
  applyMails,
  commitsSince,
  git,
  headOf,
  repositoryOf,
} from '../../../extension/message/git-am.ts';

let folder: string;

/** A mail as IMAP brings it: lines end in CRLF. */
function mailed(from: string, to: string, title: string): Buffer {
  const lines = [
    'From: Ada <ada@example.org>',
    'Date: Sat, 14 Mar 2026 10:00:00 +0000',
    `Subject: [PATCH] ${title}`,
    '',
    'Words.',
    '---',
    'diff --git a/a.txt b/a.txt',
    '--- a/a.txt',
    '+++ b/a.txt',
    '@@ -1 +1 @@',
    `-${from}`,
    `+${to}`,
    '-- ',
    '2.39',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

const content = async (): Promise<string> => (await readFile(join(folder, 'a.txt'), 'utf8')).trim();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-explorer-am-'));
  await git(folder, 'init', '-q');
  await git(folder, 'config', 'user.name', 'Test');
  await git(folder, 'config', 'user.email', 'test@example.org');
  await writeFile(join(folder, 'a.txt'), 'one\n');
  await git(folder, 'add', '.');
  assert.ok((await git(folder, 'commit', '-qm', 'first')).ok);
});
after(() => rm(folder, { recursive: true, force: true }));

test('a series of mails becomes commits, in order, with their author', async () => {
  assert.equal(await repositoryOf(tmpdir()), null);
  const repository = await repositoryOf(folder);
  assert.ok(repository);
  const before = await headOf(repository);
  const result = await applyMails(repository, [mailed('one', 'two', 'to two'), mailed('two', 'three', 'to three')]);
  assert.ok(result.ok, result.text);
  assert.equal(await content(), 'three');
  const named = (await commitsSince(repository, before)).map((line) => line.replace(/^[0-9a-f]{7,} /, ''));
  assert.deepEqual(named, ['to two', 'to three']);
  const { text } = await git(folder, 'log', '--format=%an %s');
  assert.equal(text, 'Ada to three\nAda to two\nTest first');
});

test('a conflict is told, and aborting brings everything back', async () => {
  // What the person was at is theirs: neither a change nor a new file of it may go.
  await writeFile(join(folder, 'other.txt'), 'kept\n');
  assert.ok((await git(folder, 'add', 'other.txt')).ok && (await git(folder, 'commit', '-qm', 'other')).ok);
  await writeFile(join(folder, 'other.txt'), 'being changed\n');
  await writeFile(join(folder, 'new.txt'), 'new\n');
  const head = await headOf(folder);
  const result = await applyMails(folder, [mailed('three', 'four', 'good'), mailed('nonsense', 'x', 'no')]);
  assert.equal(result.ok, false);
  assert.equal(await amInProgress(folder), true);
  assert.ok((await abortAm(folder)).ok);
  assert.equal(await amInProgress(folder), false);
  assert.equal(await headOf(folder), head);
  assert.equal(await content(), 'three');
  assert.equal(await readFile(join(folder, 'other.txt'), 'utf8'), 'being changed\n');
  assert.equal(await readFile(join(folder, 'new.txt'), 'utf8'), 'new\n');
});

test('a plain diff goes into the working tree, never outside of it', async () => {
  const diff = (path: string): Buffer => Buffer.from(`--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-three\n+four\n`);
  assert.ok((await applyDiff(folder, diff('a.txt'))).ok);
  assert.equal(await content(), 'four');
  assert.equal((await applyDiff(folder, diff('../../etc/x'))).ok, false);
});
