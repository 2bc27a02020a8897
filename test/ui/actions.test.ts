import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { raise } from './harness/gallery.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

describe('what can be done about what the server says', () => {
  let window: Workbench;

  before(async () => {
    window = await openWorkbench({ name: 'actions', size: { width: 1400, height: 900 } });
    await window.showContainer('Mail');
    await window.tree('Mailboxes').takeWelcome('Try the demo mailbox');
    await window.tree('Messages').row('Tomasz Wilk').waitFor();
  });
  after(() => window.close());
  afterEach(() => assert.deepEqual(window.errors(), []));

  const mailboxes = () => window.tree('Mailboxes');
  const messages = () => window.tree('Messages');

  it('a new mailbox is listed; its name again leads to that mailbox or to another name', async () => {
    await window.runCommand('Mail Explorer: New Mailbox…');
    await window.quickInput.opened('New Mailbox');
    await window.quickInput.enter('Receipts');
    await mailboxes().reveal('Receipts');
    await window.runCommand('Mail Explorer: New Mailbox…');
    await window.quickInput.opened('New Mailbox');
    await window.quickInput.enter('Receipts');
    const exists = /ALREADYEXISTS/;
    assert.deepEqual(await window.notifications.buttons(exists), ['Open That Mailbox', 'Choose Another Name…']);
    await window.notifications.choose(exists, 'Choose Another Name…');
    await window.quickInput.opened('New Mailbox');
    assert.equal(await window.quickInput.value(), 'Receipts');
    await window.quickInput.enter('Receipts 2');
    await mailboxes().reveal('Receipts 2');
    await window.clearNotifications();
  });

  it('a copy to a mailbox that is not there: create it and try again, then undo', async () => {
    await messages().reveal('Tomasz Wilk');
    await messages().contextMenu('Tomasz Wilk', 'Copy to…');
    await window.quickInput.opened('Copy to');
    await window.quickInput.fill('Projects 2027');
    await window.quickInput.pick('Projects 2027');
    const refused = /UID COPY failed.*TRYCREATE/;
    assert.deepEqual(await window.notifications.buttons(refused), ['Create Mailbox and Retry']);
    await window.screenshot('action-trycreate');
    await window.notifications.choose(refused, 'Create Mailbox and Retry');
    const copied = '1 message copied to “Projects 2027”.';
    assert.deepEqual(await window.notifications.buttons(copied), ['Undo', 'Reveal']);
    await mailboxes().reveal('Projects 2027');
    await mailboxes().open('Projects 2027');
    await messages().pane.getByText('Projects 2027').waitFor();
    await until(
      'only the copy',
      async () => (await messages().texts()).map((row) => row.label).join() === 'Tomasz Wilk',
    );
    await window.screenshot('action-copied');
    await window.notifications.choose(copied, 'Undo');
    await messages().pane.getByText('This mailbox is empty.').waitFor();
    await window.clearNotifications();
  });

  it('moves, reveals what was moved, and takes it back', async () => {
    await mailboxes().reveal('INBOX');
    await mailboxes().open('INBOX');
    await messages().reveal('The lighthouse keeper');
    await messages().contextMenu('The lighthouse keeper', 'Move to…');
    await window.quickInput.opened('Move to');
    await window.quickInput.fill('Receipts 2');
    await window.quickInput.accept();
    const moved = '1 message moved to “Receipts 2”.';
    await window.notifications.seen(moved);
    await messages().row('The lighthouse keeper').waitFor({ state: 'detached' });
    await window.notifications.choose(moved, 'Reveal');
    await messages().pane.getByText('Receipts 2').waitFor();
    await until(
      'its row is selected',
      async () => (await messages().row('The lighthouse keeper').getAttribute('aria-selected')) === 'true',
    );
    await messages().contextMenu('The lighthouse keeper', 'Delete');
    const deleted = '1 message moved to “Trash”.';
    await window.notifications.seen(deleted);
    await messages().pane.getByText('This mailbox is empty.').waitFor();
    await window.notifications.choose(deleted, 'Undo');
    await messages().row('The lighthouse keeper').waitFor();
    await window.clearNotifications();
  });

  it('over quota: shows how full it is', async () => {
    await raise(window, 'OVERQUOTA');
    await window.notifications.choose(/OVERQUOTA/, 'Show Quota');
    await window.quickInput.opened('Quota of');
    const table = (await window.quickInput.rows.allInnerTexts()).join('\n');
    assert.match(table, /Storage\s*[█░]{10} \d+ %\s+\d+ KB of 16\.0 MB · Demo account/);
    assert.match(table, /Messages\s*[█░]{10} \d+ %\s+\d+ of 2,000/);
    await window.screenshot('action-quota');
    await window.quickInput.cancel();
    await window.clearNotifications();
  });

  it('over quota stands in the status bar until something could be stored again', async () => {
    const item = window.page.locator('.statusbar-item', { hasText: 'Demo: over quota' });
    await item.waitFor();
    await window.screenshot('action-status-bar');
    await mailboxes().reveal('INBOX');
    await mailboxes().open('INBOX');
    await messages().row('Tomasz Wilk').waitFor();
    await messages().contextMenu('Tomasz Wilk', 'Copy to…');
    await window.quickInput.opened('Copy to');
    await window.quickInput.fill('Projects 2027');
    await window.quickInput.accept();
    await window.notifications.seen('1 message copied to');
    await item.waitFor({ state: 'detached' });
    await window.clearNotifications();
  });

  it('no permission: shows one’s rights in words', async () => {
    await raise(window, 'NOPERM');
    await window.notifications.choose(/NOPERM/, 'Show My Rights');
    await window.quickInput.opened('Your rights in');
    const text = (await window.quickInput.rows.allInnerTexts()).join('\n');
    assert.match(text, /You may put messages into it/);
    await window.screenshot('action-rights');
    await window.quickInput.cancel();
    await window.clearNotifications();
  });

  it('an example from the gallery answers a command that fits it, so that its actions act', async () => {
    // Beyond eight notifications of an account in half a minute the rest is only listed; the window forgets them.
    await window.reload();
    await window.showContainer('Mail');
    await mailboxes().row('Demo').waitFor();
    await raise(window, 'TRYCREATE');
    const create = /UID COPY failed: No such mailbox \(raised at .*\) · TRYCREATE$/;
    assert.deepEqual(await window.notifications.buttons(create), ['Create Mailbox and Retry']);
    await window.notifications.choose(create, 'Create Mailbox and Retry');
    await window.notifications.seen('1 message copied to “From the Gallery”.');
    await mailboxes().reveal('From the Gallery');
    await window.clearNotifications();
    await raise(window, 'MODIFIED');
    assert.deepEqual(await window.notifications.buttons(/MODIFIED$/), ['Reload', 'Overwrite']);
    await window.notifications.choose(/MODIFIED$/, 'Overwrite');
    await window.clearNotifications();
    await raise(window, 'BADCHARSET');
    await window.notifications.choose(/BADCHARSET$/, 'Retry in US-ASCII');
    await window.quickInput.opened('with “Tomasz ✉”');
    await window.quickInput.cancel();
    await window.clearNotifications();
    await raise(window, 'UNKNOWN-CTE');
    assert.deepEqual(await window.notifications.buttons(/UNKNOWN-CTE$/), ['View Source', 'Show in Log']);
    await window.clearNotifications();
    await raise(window, 'INUSE');
    await window.notifications.choose(/INUSE$/, 'Retry Now');
    await window.clearNotifications();
    await raise(window, 'ALREADYEXISTS');
    assert.deepEqual(await window.notifications.buttons(/ALREADYEXISTS$/), [
      'Open That Mailbox',
      'Choose Another Name…',
    ]);
    await window.screenshot('action-gallery');
    const said = await window.notifications.message(/ALREADYEXISTS$/);
    const there = /^Demo · (.+): CREATE failed/.exec(said)?.[1];
    assert.ok(there !== undefined, said);
    await window.notifications.choose(/ALREADYEXISTS$/, 'Open That Mailbox');
    await messages().pane.locator('.pane-header .description', { hasText: there }).waitFor();
    await window.clearNotifications();
  });
});
