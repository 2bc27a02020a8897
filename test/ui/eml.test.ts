import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { click } from './harness/act.ts';
import { openWorkbench } from './harness/workbench.ts';
import type { Workbench } from './harness/workbench.ts';

const mail = (text: string): string =>
  [
    'From: Ada Lovelace <ada@example.org>',
    'To: grace@example.org',
    'Subject: =?utf-8?Q?A_file_f=C3=BCr_you?=',
    'Date: Sat, 14 Mar 2026 10:26:53 +0100',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<p id="text">${text}</p>`,
    '--b',
    'Content-Type: text/csv; name="numbers.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    'YSxi',
    '--b--',
    '',
  ].join('\r\n');

describe('a mail of the workspace', () => {
  let window: Workbench;

  before(async () => {
    window = await openWorkbench({ name: 'eml', files: { 'note.eml': mail('as it was') } });
    await window.openFile('note.eml');
  });
  after(() => window.close());

  it('is a text first, and a mail by its button', async () => {
    await window.editorShows(/Subject: =\?utf-8/);
    await click(window.page.getByRole('button', { name: 'Open Mail View' }));
    const frame = await window.frameWith('mail-app');
    await frame.getByRole('heading', { name: 'A file für you' }).waitFor();
    await frame.frameLocator('iframe').getByText('as it was').waitFor();
    await frame.getByText('numbers.csv').first().waitFor();
    await window.screenshot('eml-message');
  });

  it('follows the file', async () => {
    await writeFile(join(window.folder, 'note.eml'), mail('as it is now'));
    const frame = await window.frameWith('mail-app');
    await frame.frameLocator('iframe').getByText('as it is now').waitFor();
  });

  it('shows where its parts are, and their source there', async () => {
    await window.clickInFrame('role=tab[name="Structure"]');
    await window.screenshot('eml-structure');
    await window.clickInFrame('role=button[name="Source of part 2, text/csv"]');
    await window.page.locator('.monaco-editor .selected-text').first().waitFor();
    await window.screenshot('eml-part');
    assert.deepEqual(window.errors(), []);
  });
});
