import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RawImap } from '../servers/dovecot/raw.ts';
import { startDovecot, type Dovecot, type TestUser } from '../servers/dovecot.ts';
import { addAccount, unnoticed } from './harness/dovecot-window.ts';
import { mail } from './harness/sample-mail.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const from = (name: string): string =>
  mail({ from: `${name} <${name.toLowerCase()}@example.org>`, subject: `From ${name}`, text: `Written by ${name}.` });

describe('mailboxes and messages that another client removes, over STARTTLS', () => {
  let server: Dovecot;
  let window: Workbench;
  let person: TestUser;
  let other: RawImap;

  before(async () => {
    server = await startDovecot();
    person = server.user('vanishing');
    const senders = { Opened: ['Olga'], Clicked: ['Cora'], Emptied: ['Edda', 'Emil', 'Eva'], INBOX: ['Ida', 'Ilja'] };
    for (const [mailbox, names] of Object.entries(senders)) {
      for (const name of names) {
        await server.deliver(person.user, mailbox, from(name));
      }
    }
    other = await server.login(person.user);
    window = await openWorkbench({ name: 'dovecot-vanished', env: { NODE_EXTRA_CA_CERTS: server.caFile } });
    await window.showContainer('Mail');
  });
  after(async () => {
    await window.close();
    await other.logout();
    await server.stop();
  });

  const expunge = async (mailbox: string, uid: number): Promise<void> => {
    await other.command(`SELECT ${mailbox}`);
    await other.command(`UID STORE ${uid} +FLAGS (\\Deleted)`);
    await other.command('EXPUNGE');
  };
  const said = async (): Promise<string> => (await window.frameWith('.failure')).locator('.failure').innerText();

  it('adds an account that upgrades its connection by STARTTLS, by the command', async () => {
    await window.runCommand('Mail Explorer: Add Account…');
    const address = 'starttls@dovecot.test';
    await addAccount(window, server, person, { address, host: 'localhost', security: 'STARTTLS' });
    await window.tree('Mailboxes').row('INBOX').waitFor();
    assert.match(await window.settingsText(), /"security": "starttls"/);
    await window.notifications.dismiss('was added');
    await window.runCommand('Mail Explorer: Show Protocol Log');
    await window.quickInput.pick(/All connections/);
    await window.tab(/\.imaplog/).waitFor();
    const log = await until('the beginning of the log', async () => {
      await window.page.keyboard.press('Control+Home');
      const text = await window.editorText();
      return text.includes('STARTTLS') ? text : undefined;
    });
    assert.match(log, /C: \S+ STARTTLS[\s\S]*C: \S+ (LOGIN|AUTHENTICATE) .*⟨secret/);
    assert.ok(!log.replaceAll('⟨secret,', '').includes(person.password));
  });

  it('says that a mailbox went when it is clicked, and takes it out of the tree', async () => {
    await window.tree('Mailboxes').row('Clicked').waitFor();
    await other.command('DELETE Clicked');
    await window.tree('Mailboxes').open('Clicked');
    const error = await window.notifications.message(/Clicked/);
    assert.match(error, /starttls@dovecot\.test · Clicked: .*doesn't exist/);
    assert.equal(await window.notifications.severity(/Clicked/), 'error');
    await window.tree('Messages').pane.getByText('The mailbox “Clicked” is no longer on the server.').waitFor();
    await window.tree('Mailboxes').row('Clicked').waitFor({ state: 'detached' });
    await window.screenshot('vanished-mailbox');
    await window.notifications.dismiss(/Clicked/);
  });

  it('says so of the mailbox that is open, whose rows go with it', async () => {
    const messages = window.tree('Messages');
    await window.tree('Mailboxes').open('Opened');
    await messages.row('Olga').waitFor();
    await other.command('DELETE Opened');
    await messages.pane.getByText('The mailbox “Opened” is no longer on the server.').waitFor();
    await until('no rows', async () => (await messages.rows.count()) === 0);
    await window.tree('Mailboxes').row('Opened').waitFor({ state: 'detached' });
    await window.tree('Mailboxes').open('INBOX');
    await messages.row('Ilja').waitFor();
    // Dovecot ends the connection with a BYE then; the session is back, and nothing is left to do for the person.
    await until('online', async () =>
      (await window.tree('Mailboxes').texts()).some(
        (row) => row.label === 'starttls@dovecot.test' && row.description === '',
      ),
    );
    await window.runCommand('Notifications: Show Notifications');
    assert.deepEqual(await window.notifications.messages(), []);
    await window.page.keyboard.press('Escape');
  });

  it('says that a message went when its row is clicked', async () => {
    const messages = window.tree('Messages');
    await window.tree('Mailboxes').open('Emptied');
    await messages.row('Emil').waitFor();
    await unnoticed(server, person.user, async () => {
      await server.doveadm('expunge', '-u', person.user, 'mailbox', 'Emptied', 'uid', '2');
      await messages.open('Emil');
    });
    assert.match(await said(), /^This message is no longer on the server\s+.*It was deleted or moved\.\s+Retry$/);
    await window.screenshot('vanished-message');
    await messages.row('Emil').waitFor({ state: 'detached' });
  });

  it('says it in the editor that a reload brings back', async () => {
    await window.tree('Mailboxes').open('INBOX');
    await window.tree('Messages').row('Ida').waitFor();
    await window.tree('Messages').open('Ida');
    await window.frameWith('text=Written by Ida.');
    await other.command('SELECT INBOX');
    await other.command('UID STORE 1 +FLAGS (\\Flagged)');
    await window.frameWith('vscode-badge:has-text("Flagged")');
    await expunge('INBOX', 1);
    await window.tree('Messages').row('Ida').waitFor({ state: 'detached' });
    const open = await window.frameWith('text=It was deleted or moved.');
    await open.getByText('Written by Ida.').waitFor();
    await window.screenshot('vanished-while-open');
    await window.reload();
    assert.match(await said(), /^This message is no longer on the server/);
    assert.deepEqual(await window.notifications.messages(), []);
  });
});
