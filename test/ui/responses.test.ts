import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import { demoOnTcp, type DemoOnTcp } from '../servers/bad-servers.ts';
import { makeCertificates } from '../servers/dovecot/certs.ts';
import { raise } from './harness/gallery.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const hostile =
  '[click](command:workbench.action.closeWindow) \u202egnp.exe\u202c \u001b[31mred $(trash) <b>bold</b> https://evil.example/';

describe('what the server says, in the window', () => {
  let window: Workbench;
  let demo: DemoServer;
  let guardedDemo: DemoServer;
  let plain: DemoOnTcp;
  let guarded: DemoOnTcp;
  let certificates: string;

  before(async () => {
    certificates = await mkdtemp(join(tmpdir(), 'me-'));
    const { identities } = await makeCertificates(certificates);
    demo = new DemoServer();
    plain = await demoOnTcp(demo);
    guardedDemo = new DemoServer();
    guarded = await demoOnTcp(guardedDemo, {
      startTls: { identity: identities.good, greeting: '* OK [ALERT] Your account was forged' },
    });
    const { user } = demo.credentials;
    const common = { host: '127.0.0.1', user, address: 'ada@example.test' };
    const caFile = join(certificates, 'ca.pem');
    window = await openWorkbench({
      name: 'responses',
      size: { width: 1400, height: 900 },
      settings: {
        'mailExplorer.accounts': [
          { ...common, id: 'plain', label: 'Plain', port: plain.port, security: 'none' },
          { ...common, id: 'guarded', label: 'Guarded', port: guarded.port, security: 'starttls', caFile },
        ],
      },
    });
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: window.server.url });
    await window.showContainer('Mail');
  });
  after(async () => {
    await window.close();
    await plain[Symbol.asyncDispose]();
    await guarded[Symbol.asyncDispose]();
    demo.dispose();
    guardedDemo.dispose();
    await rm(certificates, { recursive: true, force: true });
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  const responses = () => window.tree('Server Responses');

  async function enterPassword(label: string): Promise<void> {
    await window.tree('Mailboxes').reveal(label);
    await window.tree('Mailboxes').contextMenu(label, 'Enter Password…');
    await typePassword();
    await window.notifications.seen(`The account “${label}” was saved.`);
    await window.clearNotifications();
  }

  async function typePassword(): Promise<void> {
    await window.quickInput.opened('Password of');
    await window.quickInput.enter(demo.credentials.password);
  }

  /** The line of the text editor that the cursor is in. */
  async function cursorLine(): Promise<string> {
    return window.page.evaluate(() => {
      const number = document.querySelector('.editor-instance .margin .line-numbers.active-line-number');
      const top = number?.getBoundingClientRect().top ?? -1;
      const lines = [...document.querySelectorAll('.editor-instance .view-lines .view-line')];
      const line = lines.find((one) => Math.abs(one.getBoundingClientRect().top - top) < 2);
      return (line?.textContent ?? '').replaceAll('\u00a0', ' ');
    });
  }

  it('ALERT, raised from the gallery: a dialog under our title, and Show in Log finds its line', async () => {
    await raise(window, 'ALERT');
    const { dialog } = window;
    assert.equal(await dialog.message(), 'Server alert · Demo · built-in demo');
    assert.match(await dialog.detail(), /^System shutdown in 10 minutes \(raised at \d+:\d\d:\d\d [AP]M\)$/);
    assert.deepEqual((await dialog.buttons()).sort(), ['OK', 'Show in Log']);
    await window.screenshot('response-alert');
    await dialog.choose('Show in Log');
    await window
      .tab(/\.imaplog/)
      .first()
      .waitFor();
    await until('the cursor on the line of the alert', async () =>
      / S: \* OK \[ALERT\] System shutdown in 10 minutes/.test(await cursorLine()),
    );
    await window.screenshot('response-alert-in-log');
  });

  it('the same ALERT again is counted, not shown', async () => {
    // From here on the mailboxes on show are those of one account.
    await window.tree('Mailboxes').collapse('Demo');
    await enterPassword('Plain');
    await window.tree('Mailboxes').row('INBOX').waitFor();
    const alert = { how: 'untagged', status: 'OK', code: 'ALERT', text: 'Backup runs tonight' } as const;
    await demo.raise(alert).delivered;
    assert.equal(await window.dialog.message(), 'Server alert · Plain · 127.0.0.1');
    await window.dialog.choose('OK');
    await demo.raise(alert).delivered;
    await demo.raise({ ...alert, code: null, text: 'A marker behind it' }).delivered;
    await window.runCommand('Mail Explorer: Show Server Responses');
    await responses().row('A marker behind it').waitFor();
    await until('both are one row', async () =>
      (await responses().texts()).some((row) => row.label === 'Backup runs tonight' && /2 times/.test(row.description)),
    );
    assert.equal(await window.dialog.box.isVisible(), false);
  });

  it('an ALERT that came before TLS is no dialog, but listed as not trusted', async () => {
    await enterPassword('Guarded');
    await until('Guarded is online', () => guarded.connections() >= 2);
    await window.tree('Mailboxes').reveal('Guarded');
    await window.tree('Mailboxes').collapse('Guarded');
    await responses().reveal('Your account was forged');
    const tooltip = await responses().tooltip('Your account was forged', /not trusted/);
    assert.match(tooltip, /Account: Guarded/);
    assert.match(tooltip, /Received before encryption, not trusted\./);
    await window.screenshot('response-not-trusted');
    assert.equal(await window.dialog.box.isVisible(), false);
    assert.deepEqual(await window.notifications.messages(), []);
  });

  it('hostile text is shown and does nothing, in a dialog, a notification and the list', async () => {
    const inert = /^\[click\] \(command:.*⟨U\+202E⟩gnp\.exe.*␛\[31mred \$ \(trash\) <b>bold<\/b> https:/;
    await demo.raise({ how: 'untagged', status: 'NO', code: 'ALERT', text: hostile }).delivered;
    assert.match(await window.dialog.detail(), inert);
    assert.equal(await window.dialog.box.locator('.dialog-message-container a, b, .codicon-trash').count(), 0);
    await window.screenshot('response-hostile-alert');
    await window.dialog.choose('OK');
    await demo.raise({ how: 'untagged', status: 'NO', text: `Not so: ${hostile}` }).delivered;
    const said = await window.notifications.message('Not so');
    assert.match(said.replace(/^Plain: Not so: /, ''), inert);
    const toast = await window.notifications.seen('Not so');
    assert.equal(await toast.locator('.notification-list-item-message').locator('a, b, .codicon').count(), 0);
    assert.equal(await window.notifications.severity('Not so'), 'warning');
    await window.screenshot('response-hostile-notification');
    await window.clearNotifications();
    const row = await responses().reveal(/^Not so: /);
    assert.equal(await row.locator('.label-name :is(a, b), .codicon-trash').count(), 0);
  });

  it('a refused command of the person is one error that says what failed', async () => {
    const mailboxes = window.tree('Mailboxes');
    await mailboxes.reveal('INBOX');
    await mailboxes.open('INBOX');
    await window.tree('Messages').row('Tomasz Wilk').waitFor();
    const refusal = {
      how: 'answer-next-command',
      command: 'UID STORE',
      status: 'NO',
      text: 'Flags are frozen',
    } as const;
    const raised = demo.raise(refusal);
    await window.tree('Messages').inlineAction('Tomasz Wilk', 'Flag');
    await raised.delivered;
    assert.equal(
      await window.notifications.message('Flags are frozen'),
      'Plain · INBOX: UID STORE failed: Flags are frozen',
    );
    assert.equal(await window.notifications.severity('Flags are frozen'), 'error');
    assert.deepEqual(await window.notifications.buttons('Flags are frozen'), ['Retry', 'Show in Log']);
    assert.equal((await window.notifications.messages()).length, 1);
    await window.screenshot('response-refused');
    await window.notifications.choose('Flags are frozen', 'Show in Log');
    const frozen = / S: \S+ NO Flags are frozen/;
    await until('its line in the log', async () => frozen.test(await cursorLine()));
    await demo.raise({ how: 'untagged', status: 'OK', text: 'A line below it' }).delivered;
    await window.editorShows(/A line below it/);
    assert.match(await cursorLine(), frozen, 'the cursor stays where it was put');
  });

  it('an untagged NO is a warning; OVERQUOTA is an error and stays written beside the mailbox', async () => {
    await raise(window, 'NO');
    await window.notifications.seen(/Disk is 98% full/);
    assert.equal(await window.notifications.severity(/Disk is 98% full/), 'warning');
    await raise(window, 'OVERQUOTA');
    const text = await window.notifications.message(/OVERQUOTA/);
    assert.match(text, /^Demo · INBOX: APPEND failed: APPEND failed \(raised at .*\) · OVERQUOTA$/);
    assert.equal(await window.notifications.severity(/OVERQUOTA/), 'error');
    assert.deepEqual(await window.notifications.buttons(/OVERQUOTA/), ['Show Quota']);
    await window.tree('Mailboxes').reveal('Demo');
    await window.tree('Mailboxes').expand('Demo');
    await until('beside the mailbox that is full', async () =>
      (await window.tree('Mailboxes').texts()).some(
        (row) => row.label === 'INBOX' && /over quota/.test(row.description),
      ),
    );
    await window.page.locator('.statusbar-item', { hasText: 'Demo: over quota' }).waitFor();
    await window.screenshot('response-overquota');
    await window.tree('Mailboxes').collapse('Demo');
    await window.clearNotifications();
  });

  it('BYE warns and reconnects by its button', async () => {
    await demo.raise({ how: 'untagged', status: 'BYE', text: 'Going down for a moment' }).delivered;
    const bye = 'Plain: Going down for a moment';
    await window.notifications.seen(bye);
    assert.equal(await window.notifications.severity(bye), 'warning');
    assert.deepEqual(await window.notifications.buttons(bye), ['Reconnect', 'Show in Log']);
    await window.screenshot('response-bye');
    const before = plain.connections();
    await window.notifications.choose(bye, 'Reconnect');
    await until('a new connection', () => plain.connections() > before);
    await until('online again', async () =>
      (await window.tree('Mailboxes').texts()).some((row) => row.label === 'Plain' && row.description === ''),
    );
    await window.tree('Messages').row('Tomasz Wilk').waitFor();
    await window.clearNotifications();
  });

  it('a password that is refused later leads to a new one', async () => {
    const code = { status: 'NO', code: 'AUTHENTICATIONFAILED', text: 'Your password was changed' } as const;
    const raised = demo.raise({ how: 'answer-next-command', command: 'AUTHENTICATE', ...code });
    const mailboxes = window.tree('Mailboxes');
    await mailboxes.contextMenu('Plain', 'Disconnect');
    await until('offline', async () =>
      (await mailboxes.texts()).some((row) => row.label === 'Plain' && row.description === 'offline'),
    );
    await mailboxes.contextMenu('Plain', 'Connect');
    await raised.delivered;
    const refused = /AUTHENTICATE PLAIN failed: Your password was changed · AUTHENTICATIONFAILED$/;
    await window.notifications.seen(refused);
    assert.equal((await window.notifications.messages()).length, 1, 'told once');
    assert.deepEqual(await window.notifications.buttons(refused), ['Enter Password…', 'Edit Account…']);
    await window.screenshot('response-authentication-failed');
    await window.notifications.choose(refused, 'Enter Password…');
    await typePassword();
    await window.notifications.seen('The account “Plain” was saved.');
    await until('online again', async () =>
      (await mailboxes.texts()).some((row) => row.label === 'Plain' && row.description === ''),
    );
    await window.clearNotifications();
  });

  it('lists, explains, copies and clears', async () => {
    await window.runCommand('Mail Explorer: Show Server Responses');
    await responses().reveal('Your password was changed');
    const tooltip = await responses().tooltip('Your password was changed', /Answers:/);
    assert.match(tooltip, /NO \[AUTHENTICATIONFAILED\] · RFC 9051/);
    assert.match(tooltip, /Signing in failed and the server does not say why/);
    assert.match(tooltip, /Answers: AUTHENTICATE PLAIN/);
    await window.screenshot('response-list');
    await responses().contextMenu('Your password was changed', 'Copy Response');
    const copied = await until('the clipboard', async () => {
      const text = await window.page.evaluate(() => navigator.clipboard.readText());
      return text.includes('Your password was changed') ? text : undefined;
    });
    assert.match(copied, /Account: Plain[\s\S]*Answers: AUTHENTICATE PLAIN/);
    await responses().open('Your password was changed');
    await until('its line in the log', async () => /Your password was changed/.test(await cursorLine()));
    await responses().titleAction('Clear Server Responses');
    await responses().pane.getByText('Every status response of your servers is listed here').waitFor();
  });
});
