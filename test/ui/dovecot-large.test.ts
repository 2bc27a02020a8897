import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { addAccount, rawLog, recordCommands, recordedCommands } from './harness/dovecot-window.ts';
import { mail, noise } from './harness/sample-mail.ts';
import { click } from './harness/act.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

/** What the issue allows from the click to the first page, on loopback. */
const firstPageMs = 2000;
/**
 * A message that is no larger than others to read must not take longer to open because of what hangs on it; on a machine
 * that is slow at everything, not longer than so many small ones.
 */
const openMs = 5000;
const openSmall = 6;
const attachmentSize = 44 * 1024 * 1024;
const line = 'All work and no play makes Jack a dull boy.\n';

describe('a mailbox of 100,000 messages and messages of 60 MB', () => {
  let server: Dovecot;
  let window: Workbench;
  let mayTake = openMs;
  const attachment = noise(attachmentSize, 'sixty megabytes');

  before(async () => {
    server = await startDovecot({ extraConfig: rawLog });
    await server.fillMailbox('big', 'Huge', 100_000);
    await server.fillMailbox('big', 'INBOX', 3);
    const heavy = mail({
      from: 'Heavy Sender <heavy@example.org>',
      subject: 'Sixty megabytes',
      text: 'The text of a heavy message.',
      attachments: [{ type: 'application/octet-stream', name: 'filename="heavy.bin"', bytes: attachment }],
    });
    assert.ok(heavy.length > 60_000_000);
    await server.deliver('big', 'Large', heavy);
    const long = mail({
      from: 'Long Writer <long@example.org>',
      subject: 'A very long text',
      text: line.repeat(1_400_000),
    });
    assert.ok(long.length > 60_000_000);
    await server.deliver('big', 'Large', long);
    const some = mail({ from: 'Some Writer <some@example.org>', subject: 'A long text', text: line.repeat(150_000) });
    await server.deliver('big', 'Large', some);
    await recordCommands(server, 'big');
    window = await openWorkbench({ name: 'dovecot-large', env: { NODE_EXTRA_CA_CERTS: server.caFile } });
    await window.showContainer('Mail');
    await window.tree('Mailboxes').takeWelcome('Add account');
    const user = { user: 'big', password: 'secret' };
    await addAccount(window, server, user, { address: 'big@dovecot.test', host: '127.0.0.1', security: 'TLS' });
    await window.tree('Mailboxes').row('Huge').waitFor();
    await window.notifications.dismiss('was added');
  });
  after(async () => {
    await window.close();
    await server.stop();
  });

  /** Time from a click on a mailbox to its newest message as the first row. */
  async function firstPage(mailbox: string, newest: string): Promise<number> {
    const first = window.tree('Messages').rows.first();
    const row = window.tree('Mailboxes').row(mailbox).locator('.label-name');
    await row.hover();
    const clicked = performance.now();
    await click(row);
    await until(
      `the newest message of ${mailbox}`,
      async () =>
        (await first.count()) > 0 &&
        ((await first.getAttribute('aria-label', { timeout: 1000 })) ?? '').includes(newest),
    );
    return performance.now() - clicked;
  }

  it('shows the first page of 100,000 within two seconds of the click', async () => {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      times.push(await firstPage('Huge', ' 100000,'));
      await firstPage('INBOX', ' 3,');
    }
    const text = times.map((time) => time.toFixed(0)).join(', ');
    console.log(`click to first page of 100,000: ${text} ms`);
    // The best of three: others at work on the same machine make any wall clock longer.
    assert.ok(Math.min(...times) <= firstPageMs, `${text} ms`);
  });

  it('counts them, and loads the next page', async () => {
    await firstPage('Huge', ' 100000,');
    const messages = window.tree('Messages');
    const more = await messages.reveal('Load more…');
    assert.match(await more.innerText(), /100 of 100000 shown/);
    await messages.open('Load more…');
    await until('200 rows', async () => (await messages.rows.first().getAttribute('aria-setsize')) === '201');
    assert.match(await window.tree('Mailboxes').row('Huge').innerText(), /33334/);
    await window.screenshot('large-mailbox');
  });

  /** What has been fetched of messages until now. */
  async function sections(): Promise<readonly string[]> {
    return (await recordedCommands(server, 'big')).flatMap(
      (command) => /^UID FETCH .*BODY\.PEEK\[(.*?)\]/.exec(command)?.[1] ?? [],
    );
  }

  it('opens a small message', async () => {
    await firstPage('INBOX', ' 3,');
    const clicked = performance.now();
    await click(window.tree('Messages').rows.first().locator('.label-name'));
    await window.frameWith('mail-text-body');
    const small = performance.now() - clicked;
    console.log(`click to the text of a small message: ${small.toFixed(0)} ms`);
    mayTake = Math.max(openMs, openSmall * small);
  });

  it('shows the text of a message of 60 MB without fetching the rest', async () => {
    await window.tree('Mailboxes').open('Large');
    await window.tree('Messages').row('Heavy Sender').waitFor();
    const before = await sections();
    const clicked = performance.now();
    await window.tree('Messages').open('Heavy Sender');
    const page = await window.frameWith('text=The text of a heavy message.');
    const took = performance.now() - clicked;
    console.log(`click to the text of a message of 60 MB: ${took.toFixed(0)} ms`);
    assert.ok(took < mayTake, `${took.toFixed(0)} ms of ${mayTake.toFixed(0)}`);
    assert.match(await page.locator('mail-attachments .facts').innerText(), /^application\/octet-stream · 44 MB$/);
    assert.deepEqual([...(await sections())].sort(), [...before, 'HEADER', '1'].sort());
    await window.screenshot('large-message');
  });

  it('saves its attachment, while the window goes on working', async () => {
    const target = join(window.folder, 'heavy.bin');
    await window.clickInFrame('[aria-label="Save heavy.bin"]');
    await window.quickInput.opened('Save Attachment');
    await until('its name in the box', async () => (await window.quickInput.value()).endsWith('/heavy.bin'));
    await window.quickInput.enter(target);
    await window.tree('Mailboxes').open('INBOX');
    await window.tree('Messages').pane.getByText('INBOX').waitFor();
    await window.page.getByText('Saved heavy.bin').waitFor();
    assert.equal((await stat(target)).size, attachmentSize);
    const hash = createHash('sha256');
    await pipeline(createReadStream(target), hash);
    assert.equal(hash.digest('hex'), createHash('sha256').update(attachment).digest('hex'));
  });

  it('shows the beginning of a text of 60 MB and says what can be done about the rest', async () => {
    await window.tree('Mailboxes').open('Large');
    await window.tree('Messages').row('Long Writer').waitFor();
    const clicked = performance.now();
    await window.tree('Messages').open('Long Writer');
    const page = await window.frameWith('mail-banner');
    const took = performance.now() - clicked;
    console.log(`click to the beginning of a text of 60 MB: ${took.toFixed(0)} ms`);
    assert.ok(took < mayTake, `${took.toFixed(0)} ms of ${mayTake.toFixed(0)}`);
    assert.match(await page.locator('mail-banner').innerText(), /the whole text has 60 MB, too much for this view\./);
    assert.equal(await page.locator('vscode-button', { hasText: 'Show all' }).count(), 0);
    await window.screenshot('large-text');
    await window.clickInFrame('vscode-button:has-text("View source")');
    await window.page.getByText('The file is not displayed in the text editor because it is very large').waitFor();
  });

  it('shows all of a text of some megabytes', async () => {
    await window.tree('Messages').open('Some Writer');
    const page = await window.frameWith('vscode-button:has-text("Show all")');
    await window.clickInFrame('vscode-button:has-text("Show all")');
    await page.locator('mail-banner').waitFor({ state: 'detached' });
    const length = await page.evaluate(
      () =>
        document.querySelector('mail-app')?.shadowRoot?.querySelector('mail-text-body')?.shadowRoot?.textContent.length,
    );
    assert.ok(length !== undefined && length > 6_000_000, `${length} characters`);
  });
});
