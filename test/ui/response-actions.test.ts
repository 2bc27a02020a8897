import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { connectDemo } from '../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import { demoOnTcp, type DemoOnTcp } from '../servers/bad-servers.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

describe('what can be done about each code, in the window', () => {
  let window: Workbench;
  let demo: DemoServer;
  let tcp: DemoOnTcp;

  before(async () => {
    demo = new DemoServer();
    tcp = await demoOnTcp(demo);
    const { user } = demo.credentials;
    window = await openWorkbench({
      name: 'response-actions',
      size: { width: 1400, height: 1000 },
      settings: {
        'mailExplorer.accounts': [
          {
            id: 'plain',
            label: 'Plain',
            address: 'ada@example.test',
            host: '127.0.0.1',
            port: tcp.port,
            security: 'none',
            user,
          },
        ],
      },
    });
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: window.server.url });
    await window.showContainer('Mail');
    await mailboxes().reveal('Plain');
    await mailboxes().contextMenu('Plain', 'Enter Password…');
    await window.quickInput.opened('Password of');
    await window.quickInput.enter(demo.credentials.password);
    await window.notifications.seen('The account “Plain” was saved.');
    await window.clearNotifications();
    await mailboxes().reveal('INBOX');
    await mailboxes().open('INBOX');
    await messages().row('Tomasz Wilk').waitFor();
  });
  after(async () => {
    await tcp[Symbol.asyncDispose]();
    demo.dispose();
    await window.close();
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  const mailboxes = () => window.tree('Mailboxes');
  const messages = () => window.tree('Messages');
  const clipboard = () => window.page.evaluate(() => navigator.clipboard.readText());

  /** The next command of that name is refused. */
  function refuse(command: string, code: string, text: string): void {
    demo.raise({ how: 'answer-next-command', command, status: 'NO', code, text });
  }

  async function say(code: string, text: string, status: 'OK' | 'NO' = 'NO'): Promise<void> {
    await demo.raise({ how: 'untagged', status, code, text }).delivered;
  }

  it('the administrator, another address, and a page whose host is shown first', async () => {
    await say('CONTACTADMIN', 'Account is locked');
    await window.notifications.choose('Account is locked', 'Copy Details for the Administrator');
    await until('the details', async () => (await clipboard()).includes('Account is locked'));
    await window.clearNotifications();
    await say('REFERRAL imap://ada@other.example/', 'Moved away');
    await window.notifications.choose('Moved away', 'Copy Address');
    await until('the address', async () => (await clipboard()) === 'imap://ada@other.example/');
    await window.clearNotifications();
    await say('WEBALERT https://accounts.example.com/signin', 'Sign in with a browser');
    assert.match(await window.notifications.message('Sign in with a browser'), /Address: accounts\.example\.com$/);
    await window.notifications.choose('Sign in with a browser', 'Open Page…');
    assert.match(await window.dialog.message(), /external website/);
    assert.match(await window.dialog.detail(), /accounts\.example\.com/);
    await window.dialog.choose('Cancel');
    await window.clearNotifications();
  });

  it('EXPIRED, AUTHORIZATIONFAILED and PRIVACYREQUIRED lead to password, account and TLS', async () => {
    for (const [code, button, title] of [
      ['EXPIRED', 'Sign In Again…', 'Password of'],
      ['AUTHORIZATIONFAILED', 'Edit Account…', 'Edit Account'],
      ['PRIVACYREQUIRED', 'Turn On TLS for This Account', 'Turn On TLS'],
    ] as const) {
      await say(code, `${code} was said`);
      await window.notifications.choose(`${code} was said`, button);
      await window.quickInput.opened(title);
      await window.quickInput.cancel();
      await window.clearNotifications();
    }
  });

  it('NONEXISTENT: the mailboxes are read again', async () => {
    const other = await connectDemo(demo, {
      trace: () => undefined,
      onStatus: () => undefined,
      signal: new AbortController().signal,
    });
    await other.command('CREATE', [{ string: 'Made elsewhere' }]);
    await other.logout();
    await say('NONEXISTENT', 'No such mailbox');
    await window.notifications.choose('No such mailbox', 'Refresh Mailboxes');
    await mailboxes().reveal('Made elsewhere');
    await window.clearNotifications();
  });

  it('BADCHARSET: searched again in US-ASCII', async () => {
    refuse('UID SEARCH', 'BADCHARSET (US-ASCII)', 'Only ASCII here');
    await window.runCommand('Mail Explorer: Search Messages…');
    await window.quickInput.opened('Search Messages');
    await window.quickInput.enter('Tomasz ✉');
    assert.deepEqual(await window.notifications.buttons('Only ASCII here'), ['Retry in US-ASCII']);
    await window.notifications.choose('Only ASCII here', 'Retry in US-ASCII');
    await window.quickInput.opened('with “Tomasz ✉”');
    await window.screenshot('action-search');
    await window.quickInput.cancel();
    await window.clearNotifications();
  });
});
