import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from './harness/until.ts';
import { openWorkbench } from './harness/workbench.ts';
import type { Workbench } from './harness/workbench.ts';

const newsletter = /^Sprocket Weekly/;

describe('the demo tour, as a newcomer takes it', () => {
  let window: Workbench;

  before(async () => {
    window = await openWorkbench({ name: 'demo', size: { width: 1400, height: 900 } });
    await window.showContainer('Mail');
  });
  after(() => window.close());

  it('offers the demo mailbox and an account of one’s own', async () => {
    await window.tree('Mailboxes').welcome('Try the demo mailbox').waitFor();
    await window.tree('Mailboxes').welcome('Add account').waitFor();
    await window.screenshot('welcome');
  });

  it('opens the demo with its mailboxes: nested, non-ASCII, special-use, without messages', async () => {
    await window.tree('Mailboxes').takeWelcome('Try the demo mailbox');
    await window.tree('Mailboxes').row('INBOX').waitFor();
    const rows = await window.tree('Mailboxes').texts();
    assert.equal(rows[0]?.label, 'Demo');
    assert.deepEqual(
      rows.slice(1, 7).map((row) => row.label),
      ['INBOX', 'Drafts', 'Sent', 'Archive', 'Junk', 'Trash'],
    );
    const nested = await window.tree('Mailboxes').reveal('Issues');
    assert.equal(await nested.getAttribute('aria-level'), '4');
    await window.tree('Mailboxes').reveal('日本語');
    assert.match(rows.find((row) => row.label === 'INBOX')?.description ?? '', /^\d+$/);
  });

  it('shows INBOX newest first, with sender, decoded subject and marks', async () => {
    const messages = window.tree('Messages');
    await messages.row('The lighthouse keeper').waitFor();
    const rows = await messages.texts();
    assert.ok(
      rows.some((row) => row.description.includes('🚀')),
      'a raw UTF-8 subject is decoded',
    );
    const all = messages.pane.locator('.monaco-list-row[role="treeitem"]');
    await until('a row that says it is unread', async () =>
      /unread/.test((await all.first().getAttribute('aria-label')) ?? ''),
    );
    assert.match((await messages.row(/^Ines Okafor$/).getAttribute('aria-label')) ?? '', /attachment/);
    await window.screenshot('demo-inbox');
  });

  it('has a tooltip with what a row leaves out', async () => {
    const tooltip = await window.tree('Messages').tooltip('The lighthouse keeper', /From:/);
    assert.match(tooltip, /From:[\s\S]*To:[\s\S]*UID \d+/);
    await window.page.mouse.move(700, 500);
  });

  it('opens a newsletter without asking anyone for its images, and marks it as read', async () => {
    const before = Number(await window.badge('Mail'));
    const foreign: string[] = [];
    window.page.on('request', (request) => {
      if (
        !request.url().startsWith(window.server.url) &&
        !/^(data|blob|vscode|https:\/\/[^/]*vscode-cdn)/.test(request.url())
      )
        foreign.push(request.url());
    });
    await window.tree('Messages').open(newsletter);
    const frame = await window.frameWith('text=8 remote items blocked');
    await frame.locator('h1', { hasText: 'Sprocket Weekly 212' }).waitFor();
    await (await window.frameWith('text=The date parser that refused February')).locator('body').waitFor();
    await until('the badge counts one less', async () => Number(await window.badge('Mail')) === before - 1);
    await until(
      'the row is read',
      async () =>
        !/unread/.test((await window.tree('Messages').row(newsletter).getAttribute('aria-label')) ?? 'unread'),
    );
    assert.deepEqual(foreign, []);
    await window.screenshot('demo-message');
  });

  it('flags a message and takes the flag away again', async () => {
    const messages = window.tree('Messages');
    const row = messages.row('Tomasz Wilk');
    await messages.inlineAction('Tomasz Wilk', 'Flag');
    await until('flagged', async () => /(^|, )flagged/.test((await row.getAttribute('aria-label')) ?? ''));
    await messages.inlineAction('Tomasz Wilk', 'Remove Flag');
    await until('not flagged', async () => !/(^|, )flagged/.test((await row.getAttribute('aria-label')) ?? ''));
  });

  it('says when a mailbox is empty, and when it may not be changed', async () => {
    await window.tree('Mailboxes').reveal('Later');
    await window.tree('Mailboxes').open('Later');
    await window.tree('Messages').pane.getByText('This mailbox is empty.').waitFor();
    await window.tree('Mailboxes').reveal('announce');
    await window.tree('Mailboxes').open('announce');
    await window.tree('Messages').pane.getByText('(read-only)').waitFor();
  });

  it('shows the protocol log of a connection, with times and directions, without the secret', async () => {
    await window.runCommand('Mail Explorer: Show Protocol Log');
    await window.quickInput.pick(/All connections/);
    await window
      .tab(/\.imaplog/)
      .first()
      .waitFor();
    const text = await window.editorShows(/C: /);
    assert.match(text, /\d\d:\d\d:\d\d\.\d{3}/);
    assert.match(text, /S: /);
    assert.doesNotMatch(text, /ZGVtbw|password/i);
    await window.screenshot('protocol-log');
  });

  it('survives a reload of the window: account, opened mailbox and open message', async () => {
    await window.tree('Mailboxes').reveal('INBOX');
    await window.tree('Mailboxes').open('INBOX');
    await window.tree('Messages').row(newsletter).waitFor();
    await window.tree('Messages').open(newsletter);
    await window.frameWith('text=8 remote items blocked');
    await window.reload();
    await window.tree('Mailboxes').row('Demo').waitFor();
    await window.tree('Messages').row(newsletter).waitFor();
    await window.frameWith('text=8 remote items blocked');
  });

  it('looks right in light, dark and high contrast', async () => {
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await window.setTheme(theme);
      await window.frameWith('text=8 remote items blocked');
      await window.screenshot(`theme-${theme}`);
    }
  });

  it('is removed without a trace when it is no longer wanted', async () => {
    await window.tree('Mailboxes').reveal('Demo');
    await window.tree('Mailboxes').contextMenu('Demo', 'Remove the Demo Mailbox');
    await window.tree('Mailboxes').welcome('Try the demo mailbox').waitFor();
  });
});
