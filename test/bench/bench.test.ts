import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { median, type Row } from './report.ts';
import { parseOptions } from './options.ts';
import { bounds } from './bounds.ts';
import { printed, sources } from './window.ts';
import { groups } from './works.ts';

const root = join(import.meta.dirname, '../..');

interface Written {
  readonly about: { readonly machine: string; readonly versions: Readonly<Record<string, string>> };
  readonly rows: readonly Row[];
}

/** That it runs and that its figures are whole; how fast anything is depends on what else the machine does. */
describe('the bench', () => {
  let folder: string;
  let printed: string;
  let written: Written;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'me-bench-test-'));
    const file = join(folder, 'figures.json');
    const args = ['test/bench/main.ts', '--quick', '--clients', 'ours,imaplib', '--json', file];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
    printed = stdout;
    written = JSON.parse(await readFile(file, 'utf8')) as Written;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('runs every work with ours and the floor, and prints a line for each', () => {
    for (const group of groups) {
      const rows = written.rows.filter(({ work }) => work === group.id);
      const wanted = group.entries.filter(({ client }) => !['imapflow', 'node-imap', 'emailjs'].includes(client));
      assert.deepEqual(
        rows.map(({ client, note }) => `${client} ${note}`).sort(),
        wanted.map(({ client, note }) => `${client} ${note ?? ''}`).sort(),
      );
      for (const row of rows) {
        assert.equal(row.problem, null, `${row.work} ${row.client} ${row.note}`);
        assert.match(printed, new RegExp(`^${row.work} +${row.client}`, 'm'));
      }
    }
  });

  it('measures whole figures', () => {
    for (const row of written.rows) {
      const who = `${row.work} ${row.client} ${row.note}`;
      for (const figure of [row.wallMs, row.userMs, row.peakMb]) assert.ok(figure !== null && figure >= 0, who);
      if (row.client !== 'imaplib' && row.client !== 'parser' && row.client !== 'million' && row.work !== 'W8')
        assert.ok((row.bytesIn ?? 0) > 0 && (row.bytesOut ?? 0) > 0 && row.roundTrips !== 0, who);
      for (const { figure, value } of row.targets)
        assert.ok(figure.includes('imapflow') || Number.isFinite(value), `${who}: ${figure}`);
    }
  });

  it('sees every client do the same work', () => {
    for (const { id } of groups.filter(({ id }) => id !== 'W8' && !id.startsWith('W10'))) {
      const checks = new Set(written.rows.filter(({ work }) => work === id).map(({ check }) => check));
      assert.equal(checks.size, 1, `${id}: ${[...checks].join(', ')}`);
    }
  });

  it('says what it ran on', () => {
    assert.match(written.about.machine, /^\d+ cores/);
    assert.match(written.about.versions['Dovecot'] ?? '', /^2\./);
  });
});

describe('its parts', () => {
  it('takes the median', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(median([]), null);
  });

  it('finds the tests that measure the window, and what they print', async () => {
    for (const { file, test, prints } of sources) {
      const text = await readFile(join(root, file), 'utf8');
      assert.ok(text.includes(`('${test}'`), test);
      assert.ok(prints.source.length > 0);
    }
    const [page, paint] = sources;
    assert.deepEqual(printed('x\nclick to first page of 100,000: 812, 7 ms\n', page?.prints ?? /-/g), [812, 7]);
    assert.deepEqual(
      printed('1 MB of HTML: painted after 321 ms by the clock, 9 ms of work', paint?.prints ?? /-/g),
      [321],
    );
  });

  it('writes down by how much a target is missed, and what bounds it', () => {
    const target = { figure: 'idle over the floor’s, MB', limit: '≤ 15', value: 30, met: false };
    assert.match(bounds({ work: 'W1', client: 'ours' }, target), /off by 100 %; probably \S/);
    assert.equal(bounds({ work: 'W1', client: 'floor' }, target), ' — off by 100 %');
  });

  it('refuses works and options that do not exist', () => {
    assert.deepEqual(parseOptions(['--only', 'W1,W5', '--rounds', '2']).only, ['W1', 'W5']);
    assert.throws(() => parseOptions(['--only', 'W99']), /There is no work W99/);
    assert.throws(() => parseOptions(['--fast']), /"--fast" is no option/);
    assert.throws(() => parseOptions(['--rounds', '0']), /whole number from 1/);
  });
});
