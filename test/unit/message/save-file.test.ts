import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { saveToFile, saveToNewFile, sweep } from '../../../extension/message/save-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-save-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* chunks(...texts: readonly (string | Error | (() => void))[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    if (typeof text === 'function') text();
    else yield Buffer.from(text);
  }
}
const never = new AbortController().signal;

test('the whole stream under the name, and nothing else in the folder', async () => {
  const target = join(folder, 'a.txt');
  assert.equal(await saveToFile(target, chunks('one ', '', 'two'), never), 7);
  assert.equal(await readFile(target, 'utf8'), 'one two');
  await saveToFile(target, chunks('again'), never);
  assert.equal(await readFile(target, 'utf8'), 'again');
  assert.deepEqual(await readdir(folder), ['a.txt']);
});

test('a failing stream leaves nothing, and what was there before stays', async () => {
  const target = join(folder, 'a.txt');
  await assert.rejects(saveToFile(target, chunks('half', new Error('cut')), never), /cut/);
  assert.deepEqual(await readdir(folder), []);
  await writeFile(target, 'precious');
  await assert.rejects(saveToFile(target, chunks('half', new Error('cut')), never), /cut/);
  assert.equal(await readFile(target, 'utf8'), 'precious');
  assert.deepEqual(await readdir(folder), ['a.txt']);
});

test('cancelled in the middle, and cancelled when all but the name is done', async () => {
  for (const last of ['more', null]) {
    const abort = new AbortController();
    const source = last === null ? chunks('half', () => abort.abort()) : chunks('half', () => abort.abort(), last);
    await assert.rejects(saveToFile(join(folder, 'a.txt'), source, abort.signal), { name: 'AbortError' });
    assert.deepEqual(await readdir(folder), []);
  }
});

test('a folder that is not there is an error, and the source is closed', async () => {
  await assert.rejects(saveToFile(join(folder, 'none', 'a.txt'), chunks('x'), never), { code: 'ENOENT' });
});

test('never over an existing file', async () => {
  const nameAt = (attempt: number): string => (attempt === 0 ? 'a.txt' : `a (${attempt + 1}).txt`);
  await writeFile(join(folder, 'a.txt'), 'mine');
  assert.equal(await saveToNewFile(folder, nameAt, chunks('two'), never), 'a (2).txt');
  assert.equal(await saveToNewFile(folder, nameAt, chunks('three'), never), 'a (3).txt');
  assert.equal(await readFile(join(folder, 'a.txt'), 'utf8'), 'mine');
  await assert.rejects(saveToNewFile(folder, nameAt, chunks('half', new Error('cut')), never), /cut/);
  assert.deepEqual((await readdir(folder)).sort(), ['a (2).txt', 'a (3).txt', 'a.txt']);
});

test('what a killed window left behind goes with the next save: only ours, and only when it is old', async () => {
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
  const names = [
    '.mail-explorer-0123456789ab.part',
    '.mail-explorer-x.part',
    'report.part',
    '.mail-explorer-ffffffffffff.part',
  ];
  for (const name of names) {
    await writeFile(join(folder, name), 'half');
    await utimes(join(folder, name), old, old);
  }
  await writeFile(join(folder, '.mail-explorer-aaaaaaaaaaaa.part'), 'being written by another window');
  await mkdir(join(folder, '.mail-explorer-bbbbbbbbbbbb.part'));
  await utimes(join(folder, '.mail-explorer-bbbbbbbbbbbb.part'), old, old);
  await saveToFile(join(folder, 'a.txt'), chunks('new'), never);
  assert.deepEqual((await readdir(folder)).sort(), [
    '.mail-explorer-aaaaaaaaaaaa.part',
    '.mail-explorer-bbbbbbbbbbbb.part',
    '.mail-explorer-x.part',
    'a.txt',
    'report.part',
  ]);
  await sweep(join(folder, 'none'));
});

test('fault 67: killed at any write, a file keeps what it held or a new name stays free, and a second run saves', async () => {
  const child = join(import.meta.dirname, 'save-child.ts');
  const run = (kind: string, at: number) =>
    spawnSync(process.execPath, ['--no-warnings', child, folder, kind, String(at)], { encoding: 'utf8' });
  const named = async (): Promise<string[]> => (await readdir(folder)).filter((name) => !name.endsWith('.part')).sort();
  await writeFile(join(folder, 'a.txt'), 'precious');
  for (const kind of ['over', 'new']) {
    for (const at of [1, 3]) {
      const { signal, stderr } = run(kind, at);
      assert.equal(signal, 'SIGKILL', stderr);
      assert.deepEqual(await named(), ['a.txt']);
      assert.equal(await readFile(join(folder, 'a.txt'), 'utf8'), 'precious');
    }
  }
  await saveToFile(join(folder, 'a.txt'), chunks('one two ', 'three'), never);
  assert.equal(await saveToNewFile(folder, () => 'b.txt', chunks('one two ', 'three'), never), 'b.txt');
  assert.deepEqual(await named(), ['a.txt', 'b.txt']);
  for (const name of await named()) assert.equal(await readFile(join(folder, name), 'utf8'), 'one two three');
});
