import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import { demoOnTcp, type DemoOnTcp } from '../servers/bad-servers.ts';
import { makeCertificates } from '../servers/dovecot/certs.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

describe('ALERT in a tagged answer, a greeting and a BYE, in the window', () => {
  let window: Workbench;
  let demo: DemoServer;
  let tcp: DemoOnTcp;
  let certificates: string;

  before(async () => {
    certificates = await mkdtemp(join(tmpdir(), 'me-'));
    const { identities } = await makeCertificates(certificates);
    demo = new DemoServer();
    tcp = await demoOnTcp(demo, { tls: identities.good });
    const account = {
      id: 'secure',
      label: 'Secure',
      address: 'ada@example.test',
      host: '127.0.0.1',
      port: tcp.port,
      security: 'tls',
      user: demo.credentials.user,
      caFile: join(certificates, 'ca.pem'),
    };
    window = await openWorkbench({
      name: 'response-alerts',
      size: { width: 1400, height: 1000 },
      settings: {
        'mailExplorer.accounts': [account],
        // Whoever tries to switch ALERT off still gets it.
        'mailExplorer.notifications.codes': { ALERT: 'log' },
      },
    });
    await window.showContainer('Mail');
    await mailboxes().reveal('Secure');
    await mailboxes().contextMenu('Secure', 'Enter Password…');
    await window.quickInput.opened('Password of');
    await window.quickInput.enter(demo.credentials.password);
    await window.notifications.seen('The account “Secure” was saved.');
    await window.clearNotifications();
    await openInbox();
  });
  after(async () => {
    await window.close();
    await tcp[Symbol.asyncDispose]();
    demo.dispose();
    await rm(certificates, { recursive: true, force: true });
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  const mailboxes = () => window.tree('Mailboxes');
  const messages = () => window.tree('Messages');

  const star = (sender: string) => messages().row(sender).locator('.custom-view-tree-node-item-icon.codicon-star-full');

  async function openInbox(): Promise<void> {
    await mailboxes().reveal('INBOX');
    await mailboxes().open('INBOX');
    await messages().row('Tomasz Wilk').waitFor();
  }

  /** The dialog with that text, answered. */
  async function alerted(text: string): Promise<void> {
    await until(`the alert “${text}”`, async () => (await window.dialog.detail()) === text);
    assert.equal(await window.dialog.message(), 'Server alert · Secure · 127.0.0.1');
    await window.dialog.choose('OK');
    await window.dialog.box.waitFor({ state: 'hidden' });
  }

  it('ALERT in a tagged answer, OK and NO, though the settings would have it in the log only', async () => {
    // Each on a message of its own: a flag taken back in between would be a command that the alert could answer as well.
    for (const [status, sender] of [
      ['OK', 'Harbor CI'],
      ['NO', 'Tomasz Wilk'],
    ] as const) {
      const text = `A tagged ${status}`;
      const raised = demo.raise({ how: 'answer-next-command', command: 'UID STORE', status, code: 'ALERT', text });
      await messages().reveal(sender);
      await messages().inlineAction(sender, 'Flag');
      assert.equal(await raised.delivered, true);
      await alerted(text);
    }
    await star('Harbor CI').waitFor();
    assert.equal(await star('Tomasz Wilk').count(), 0, 'what was refused was not done');
    await window.clearNotifications();
  });

  it('ALERT in the greeting of a connection that TLS guards from its first octet', async () => {
    await mailboxes().reveal('Secure');
    await mailboxes().contextMenu('Secure', 'Disconnect');
    await until('offline', async () =>
      (await mailboxes().texts()).some((row) => row.label === 'Secure' && row.description === 'offline'),
    );
    const raised = demo.raise({ how: 'greeting', status: 'OK', code: 'ALERT', text: 'Welcome to a new server' });
    await mailboxes().contextMenu('Secure', 'Connect');
    assert.equal(await raised.delivered, true);
    await alerted('Welcome to a new server');
  });

  it('ALERT in a BYE: the alert is shown, and the account comes back', async () => {
    // A fourth alert of an account within a minute would wait as part of a flood; a window begins anew.
    await window.reload();
    await window.showContainer('Mail');
    await openInbox();
    const before = tcp.connections();
    await demo.raise({ how: 'untagged', status: 'BYE', code: 'ALERT', text: 'The power goes off' }).delivered;
    await alerted('The power goes off');
    await window.screenshot('response-alert-bye');
    await until('a new connection', () => tcp.connections() > before);
    await until('online again', async () =>
      (await mailboxes().texts()).some((row) => row.label === 'Secure' && row.description === ''),
    );
    await window.clearNotifications();
  });
});
