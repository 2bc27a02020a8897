import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startDovecot, type Dovecot, type TestUser } from '../servers/dovecot.ts';
import { addAccount, flagsOf, rawLog, recordCommands, recordedCommands } from './harness/dovecot-window.ts';
import { mail, noise } from './harness/sample-mail.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const report = noise(200_000, 'report');
const notes = Buffer.from('First line.\nGrüße aus der zweiten.\n');
const inner = mail({ from: 'Inner Sender <inner@example.org>', subject: 'The inner mail', text: 'Said inside.' });
const withParts = mail({
  from: 'Olive Attachments <olive@example.org>',
  subject: '=?utf-8?Q?R=C3=A9sum=C3=A9_and_report?=',
  text: 'Two files and a mail are attached.',
  attachments: [
    { type: 'application/octet-stream', name: "filename*=utf-8''r%C3%A9sum%C3%A9%202026.bin", bytes: report },
    { type: 'text/plain; charset=utf-8', name: 'filename="notes.txt"', bytes: notes },
  ],
  forwarded: [inner],
});
const plain = mail({ from: 'Nora Unread <nora@example.org>', subject: 'Please read me', text: 'Thank you.' });

describe('reading mail of a real server over TLS', () => {
  let server: Dovecot;
  let window: Workbench;
  let person: TestUser;
  const plainUid = 250;
  const address = 'ada@dovecot.test';

  before(async () => {
    server = await startDovecot({ extraConfig: rawLog });
    person = server.user('reader');
    await server.fillMailbox(person.user, 'INBOX', 248);
    await server.deliver(person.user, 'INBOX', withParts);
    await server.deliver(person.user, 'INBOX', plain);
    await server.deliver(person.user, 'Projects/&AOk-t&AOk-', plain, { flags: ['\\Seen'] });
    await server.deliver(person.user, 'Projects/Old', plain);
    await recordCommands(server, person.user);
    window = await openWorkbench({
      name: 'dovecot-reading',
      size: { width: 1400, height: 900 },
      env: { NODE_EXTRA_CA_CERTS: server.caFile },
    });
    await window.showContainer('Mail');
  });
  after(async () => {
    await window.close();
    await server.stop();
  });

  const seen = (uid: number): Promise<boolean> =>
    flagsOf(server, person.user, 'INBOX', uid).then((flags) => flags.includes('\\Seen'));
  const flagged = (uid: number): Promise<boolean> =>
    flagsOf(server, person.user, 'INBOX', uid).then((flags) => flags.includes('\\Flagged'));
  const described = async (row: string): Promise<string> =>
    (await window.tree('Messages').row(row).getAttribute('aria-label')) ?? '';
  const unread = async (): Promise<number> => Number(await window.badge('Mail'));

  it('adds the account from the welcome view, tested first, its password nowhere in settings', async () => {
    await window.tree('Mailboxes').takeWelcome('Add account');
    const said = await addAccount(window, server, person, { address, host: '127.0.0.1', security: 'TLS' });
    assert.match(said, /in the secret storage of VS Code/);
    const mailboxes = window.tree('Mailboxes');
    await mailboxes.row('INBOX').waitFor();
    const settings = JSON.parse(await window.settingsText()) as Record<string, unknown>;
    const accounts = settings['mailExplorer.accounts'] as readonly Record<string, unknown>[];
    assert.deepEqual(
      accounts.map(({ id, ...rest }) => [typeof id, rest]),
      [
        [
          'string',
          {
            label: address,
            address,
            host: '127.0.0.1',
            port: server.tlsPort,
            security: 'tls',
            user: person.user,
          },
        ],
      ],
    );
    assert.ok(!Object.values(accounts[0] ?? {}).includes(person.password));
    assert.match(await mailboxes.tooltip(address, /secret storage/), /127\.0\.0\.1[\s\S]*online[\s\S]*secret storage/);
    await window.page.mouse.move(900, 500);
    await window.notifications.dismiss('was added');
  });

  it('lists the mailboxes, nested and decoded, with their unread counts', async () => {
    const rows = await window.tree('Mailboxes').texts();
    const shown = rows.map(({ label, description, level }) => `${level} ${label} ${description}`.trim());
    const inboxUnread = await server.doveadm('mailbox', 'status', '-u', person.user, 'unseen', 'INBOX');
    const count = Number(/unseen=(\d+)/.exec(inboxUnread)?.[1]);
    assert.deepEqual(shown, [
      `1 ${address}`,
      `2 INBOX ${count}`,
      '2 Drafts',
      '2 Sent',
      '2 Archive',
      '2 Junk',
      '2 Trash',
      '2 Projects',
      '3 été',
      '3 Old 1',
    ]);
    assert.equal(await unread(), count);
  });

  it('opens INBOX newest first, a hundred at a time', async () => {
    const messages = window.tree('Messages');
    await window.tree('Mailboxes').open('INBOX');
    await messages.row('Nora Unread').waitFor();
    const rows = await messages.texts();
    assert.deepEqual(
      rows.slice(0, 2).map((row) => row.label),
      ['Nora Unread', 'Olive Attachments'],
    );
    assert.match(rows[1]?.description ?? '', /^Résumé and report · /);
    assert.match(rows[2]?.description ?? '', / 248 · /);
    assert.match(rows[3]?.description ?? '', / 247 · /);
    assert.equal(await messages.rows.first().getAttribute('aria-setsize'), '101');
    await window.screenshot('dovecot-inbox');
    const more = await messages.reveal('Load more…');
    assert.match(await more.innerText(), /100 of 250 shown/);
    await messages.open('Load more…');
    await until('200 rows', async () => (await messages.rows.first().getAttribute('aria-setsize')) === '201');
    const next = await messages.reveal('Load more…');
    assert.match(await next.innerText(), /200 of 250 shown/);
    await window.screenshot('dovecot-load-more');
    await messages.open('Load more…');
    await until('250 rows', async () => (await messages.rows.first().getAttribute('aria-setsize')) === '250');
    assert.equal(await messages.row('Load more…').count(), 0);
    await messages.reveal('Nora Unread');
  });

  it('has asked for envelopes and never for a body until now', async () => {
    const commands = await recordedCommands(server, person.user);
    const fetches = commands.filter((command) => /\bFETCH\b/i.test(command));
    assert.equal(fetches.length, 3, fetches.join('\n'));
    for (const command of fetches) {
      assert.match(command, /^FETCH \d+:\d+ \(UID FLAGS INTERNALDATE RFC822\.SIZE ENVELOPE BODYSTRUCTURE MODSEQ\)$/);
    }
  });

  it('marks a message as read by opening it, on the server, in its row and in the counts', async () => {
    const before = await unread();
    assert.match(await described('Nora Unread'), /^unread, /);
    await window.tree('Messages').open('Nora Unread');
    const page = await window.frameWith('text=Thank you.');
    await page.locator('h1', { hasText: 'Please read me' }).waitFor();
    await until('read on the server', () => seen(plainUid));
    await until('read in its row', async () => !(await described('Nora Unread')).includes('unread'));
    await until('one less in the badge', async () => (await unread()) === before - 1);
    await until('one less in the tree', async () =>
      (await window.tree('Mailboxes').row('INBOX').innerText()).includes(String(before - 1)),
    );
  });

  it('flags and marks by inline action, context menu and keyboard', async () => {
    const messages = window.tree('Messages');
    const row = 'Nora Unread';
    await messages.inlineAction(row, 'Flag');
    await until('flagged on the server', () => flagged(plainUid));
    await until('flagged in its row', async () => (await described(row)).startsWith('flagged'));
    await messages.contextMenu(row, 'Remove Flag');
    await until('not flagged on the server', async () => !(await flagged(plainUid)));
    await messages.contextMenu(row, 'Mark as Unread');
    await until('unread on the server', async () => !(await seen(plainUid)));
    await until('unread in its row', async () => (await described(row)).startsWith('unread'));
    await messages.inlineAction(row, 'Mark as Read');
    await until('read on the server', () => seen(plainUid));

    await window.runCommand('Mail: Focus on Messages View');
    await messages.press('Home');
    await messages.press('Space');
    await messages.press('u');
    await until('unread by the keyboard', async () => !(await seen(plainUid)));
    await messages.press('q');
    await until('read by the keyboard', () => seen(plainUid));
    await messages.press('s');
    await until('flagged by the keyboard', () => flagged(plainUid));
    await until('flagged in its row', async () => (await described(row)).startsWith('flagged'));
    await messages.press('s');
    await until('the same key takes the flag away', async () => !(await flagged(plainUid)));
  });

  it('saves an attachment, and all of them, byte for byte', async () => {
    await window.tree('Messages').open('Olive Attachments');
    const page = await window.frameWith('text=Two files and a mail are attached.');
    await page.locator('text=3 attachments').waitFor();
    await window.screenshot('dovecot-attachments');
    const one = join(window.folder, 'saved report.bin');
    await window.clickInFrame('[aria-label="Save résumé 2026.bin"]');
    await window.quickInput.opened('Save Attachment');
    await until('its name in the box', async () => (await window.quickInput.value()).endsWith('/résumé 2026.bin'));
    await window.quickInput.enter(one);
    await window.page.getByText('Saved résumé 2026.bin').waitFor();
    assert.ok((await readFile(one)).equals(report));

    const folder = join(window.folder, 'all of them');
    await mkdir(folder);
    await window.clickInFrame('button:has-text("Save all")');
    await window.quickInput.opened('Save All Attachments');
    await until('the last folder in the box', async () => (await window.quickInput.value()) === `${window.folder}/`);
    await window.quickInput.fill(`${folder}/`);
    await window.quickInput.row('all of them').waitFor({ state: 'hidden' });
    await window.quickInput.button('Save Here');
    await window.page.getByText('Saved 3 attachments').waitFor();
    assert.deepEqual((await readdir(folder)).sort(), ['The inner mail.eml', 'notes.txt', 'résumé 2026.bin']);
    assert.ok((await readFile(join(folder, 'résumé 2026.bin'))).equals(report));
    assert.ok((await readFile(join(folder, 'notes.txt'))).equals(notes));
    assert.equal(await readFile(join(folder, 'The inner mail.eml'), 'latin1'), inner);
  });

  it('opens a mail inside a mail, and a text', async () => {
    await window.clickInFrame('[aria-label="Open The inner mail.eml"]');
    const nested = await window.frameWith('text=Said inside.');
    await nested.locator('h1', { hasText: 'The inner mail' }).waitFor();
    await window.screenshot('dovecot-nested');
    await window.tree('Messages').open('Olive Attachments');
    await window.clickInFrame('[aria-label="Open notes.txt"]');
    await window.editorShows(/Grüße aus der zweiten/);
  });

  it('shows the source, exactly the bytes that the server has', async () => {
    await window.tree('Messages').open('Olive Attachments');
    await window.frameWith('[aria-label="Open notes.txt"]');
    await window.clickInFrame('button:has-text("View source")');
    await window.editorShows(/^From: Olive Attachments <olive@example\.org>\n/);
    await window.screenshot('dovecot-source');
    assert.equal(await window.copiedText(), withParts);
  });

  it('follows another client: new mail, flags, and messages that go', async () => {
    const messages = window.tree('Messages');
    await messages.reveal('Nora Unread');
    const before = await unread();
    await server.deliver(
      person.user,
      'INBOX',
      mail({ from: 'Late Arrival <late@example.org>', subject: 'News', text: 'Just arrived.' }),
    );
    await messages.row('Late Arrival').waitFor();
    assert.equal((await messages.texts())[0]?.label, 'Late Arrival');
    await until('one more in the badge', async () => (await unread()) === before + 1);
    // The connections that read have selected INBOX before this message came.
    await messages.inlineAction('Late Arrival', 'Mark as Read');
    await until('read on the server', () => seen(251));
    await messages.open('Late Arrival');
    await window.frameWith('text=Just arrived.');
    await using other = await server.login(person.user);
    await other.command('SELECT INBOX');
    await other.command('UID STORE 251 +FLAGS (\\Flagged)');
    await until('read and flagged', async () => (await described('Late Arrival')).startsWith('flagged, '));
    await until('back in the badge', async () => (await unread()) === before);
    await other.command('UID STORE 251 +FLAGS (\\Deleted)');
    await other.command('UID EXPUNGE 251');
    await messages.row('Late Arrival').waitFor({ state: 'detached' });
    await until(
      '249 after it, as before',
      async () => (await messages.rows.first().getAttribute('aria-setsize')) === '250',
    );
  });

  it('brings back account, mailbox and message after a reload of the window', async () => {
    await window.tree('Messages').open('Olive Attachments');
    await window.frameWith('text=Two files and a mail are attached.');
    await window.reload();
    await window.showContainer('Mail');
    await window.tree('Mailboxes').row('INBOX').waitFor();
    await window.tree('Messages').row('Olive Attachments').waitFor();
    await window.frameWith('text=Two files and a mail are attached.');
    const inbox = window.tree('Mailboxes').row('INBOX');
    await until('INBOX stands out', async () => (await inbox.getAttribute('aria-selected')) === 'true');
    await window.screenshot('dovecot-reloaded');
  });

  it('has said nothing in the window that nobody asked for', async () => {
    assert.deepEqual(await window.notifications.messages(), []);
    assert.deepEqual(
      window.errors().filter((text) => /mail.?explorer/i.test(text)),
      [],
    );
  });
});
