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
      files: { 'note.eml': 'From: me@example.org\nSubject: A note from a file\n\nKept as a file.\n' },
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
        'mailExplorer.notifications.codes': { ALERT: 'log', LIMIT: 'info', TOOBIG: 'log' },
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
    await openInbox();
  });
  after(async () => {
    await tcp[Symbol.asyncDispose]();
    demo.dispose();
    await window.close();
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  const mailboxes = () => window.tree('Mailboxes');
  const messages = () => window.tree('Messages');
  const responses = () => window.tree('Server Responses');
  const statusBar = (text: string) => window.page.locator('.statusbar-item', { hasText: text });
  const star = (sender: string) => messages().row(sender).locator('.custom-view-tree-node-item-icon.codicon-star-full');
  const clipboard = () => window.page.evaluate(() => navigator.clipboard.readText());

  async function openInbox(): Promise<void> {
    await mailboxes().reveal('INBOX');
    await mailboxes().open('INBOX');
    await messages().row('The lighthouse keeper').waitFor();
  }

  /** Forgets what was shown: beyond eight notifications of an account in half a minute the rest is only listed. */
  async function startAgain(): Promise<void> {
    await window.reload();
    await window.showContainer('Mail');
    await openInbox();
  }

  /** The next command of that name is refused. */
  function refuse(command: string, code: string, text: string): void {
    demo.raise({ how: 'answer-next-command', command, status: 'NO', code, text });
  }

  async function say(code: string, text: string, status: 'OK' | 'NO' = 'NO'): Promise<void> {
    await demo.raise({ how: 'untagged', status, code, text }).delivered;
  }

  it('MODIFIED: somebody else changed it; Overwrite changes it all the same', async () => {
    refuse('UID STORE', 'MODIFIED 1', 'Changed meanwhile');
    await messages().reveal('Tomasz Wilk');
    await messages().inlineAction('Tomasz Wilk', 'Flag');
    assert.deepEqual(await window.notifications.buttons('Changed meanwhile'), ['Reload', 'Overwrite']);
    await window.screenshot('action-modified');
    await window.notifications.choose('Changed meanwhile', 'Overwrite');
    await star('Tomasz Wilk').waitFor();
    await window.clearNotifications();
  });

  it('MODIFIED: Reload brings what somebody else changed', async () => {
    refuse('UID STORE', 'MODIFIED 1', 'Changed elsewhere');
    await messages().reveal('Harbor CI');
    await messages().inlineAction('Harbor CI', 'Flag');
    await window.notifications.seen('Changed elsewhere');
    const { delivered } = demo.raise({
      how: 'before-next-answer',
      command: 'FETCH',
      status: 'OK',
      text: 'The rows are read again',
    });
    let read = false;
    void delivered.then(() => (read = true));
    await window.notifications.choose('Changed elsewhere', 'Reload');
    await until('the rows to be read again', () => read);
    await messages().reveal('Harbor CI');
    assert.equal(await star('Harbor CI').count(), 0);
    await window.clearNotifications();
  });

  it('a refusal without a code: Retry does the same again', async () => {
    demo.raise({ how: 'answer-next-command', command: 'UID STORE', status: 'NO', text: 'Not just now' });
    await messages().reveal('Harbor CI');
    await messages().inlineAction('Harbor CI', 'Flag');
    await window.notifications.choose('Not just now', 'Retry');
    await star('Harbor CI').waitFor();
    await window.clearNotifications();
  });

  it('ALREADYEXISTS: opens that mailbox', async () => {
    await window.runCommand('Mail Explorer: New Mailbox…');
    await window.quickInput.opened('New Mailbox');
    await window.quickInput.enter('Drafts');
    await window.notifications.choose(/ALREADYEXISTS/, 'Open That Mailbox');
    await messages().pane.locator('.pane-header .description', { hasText: 'Drafts' }).waitFor();
    await window.clearNotifications();
    await mailboxes().open('INBOX');
    await messages().row('The lighthouse keeper').waitFor();
  });

  it('INUSE is tried again by itself, or at once by its button', async () => {
    // A sender with one message only, flagged above.
    refuse('UID STORE', 'INUSE', 'Mailbox is locked');
    await messages().reveal('Harbor CI');
    await messages().inlineAction('Harbor CI', 'Remove Flag');
    assert.deepEqual(await window.notifications.buttons('Mailbox is locked'), ['Retry Now']);
    await window.notifications.choose('Mailbox is locked', 'Retry Now');
    await star('Harbor CI').waitFor({ state: 'detached' });
    await window.clearNotifications();
  });

  it('SERVERBUG: a report with the transcript of the command, versions and the server', async () => {
    refuse('UID STORE', 'SERVERBUG', 'This should not happen');
    await messages().reveal('Sprocket Weekly');
    await messages().inlineAction('Sprocket Weekly', 'Flag');
    await window.notifications.choose('This should not happen', 'Copy Report');
    const report = await until('the report', async () => {
      const text = await clipboard();
      return text.includes('This should not happen') ? text : undefined;
    });
    assert.match(report, /^# Mail Explorer \d+\.\d+\.\d+, VS Code \d/);
    assert.match(report, /C: \S+ UID STORE[\s\S]*S: \S+ NO \[SERVERBUG\]/);
    const { user, password } = demo.credentials;
    assert.ok(!report.includes(Buffer.from(`\0${user}\0${password}`).toString('base64')));
    assert.doesNotMatch(report, /C: \S+ (LOGIN|AUTHENTICATE)/);
    await window.clearNotifications();
  });

  it('the administrator, another address, and a page whose host is shown first', async () => {
    await startAgain();
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
    await startAgain();
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

  it('APPEND to a mailbox that is not there: create it and try again, reveal, undo', async () => {
    await window.runCommand('Mail Explorer: Append .eml…');
    await window.quickInput.opened('Append .eml to');
    await window.quickInput.fill('Notes 2027');
    await window.quickInput.pick('Notes 2027');
    await window.quickInput.enterFile(/^Append \.eml$/, `${window.folder}/note.eml`);
    const refused = /APPEND failed.*TRYCREATE/;
    assert.deepEqual(await window.notifications.buttons(refused), ['Create Mailbox and Retry']);
    await window.notifications.choose(refused, 'Create Mailbox and Retry');
    const added = 'The message was added to “Notes 2027”.';
    assert.deepEqual(await window.notifications.buttons(added), ['Undo', 'Reveal']);
    await window.screenshot('action-append');
    await window.notifications.choose(added, 'Reveal');
    await messages().row('me@example.org').waitFor();
    await window.clearNotifications();
    await window.runCommand('Mail Explorer: Show Server Responses');
    await responses().reveal(/APPEND done/);
    await responses().contextMenu(/APPEND done/, 'Undo');
    await messages().pane.getByText('This mailbox is empty.').waitFor();
    await mailboxes().open('INBOX');
    await messages().row('The lighthouse keeper').waitFor();
  });

  it('READ-ONLY, CORRUPTION and INPROGRESS show in tree, status bar and message, and end', async () => {
    await messages().open('Tomasz Wilk');
    await window.frameWith('mail-header');
    await say('READ-ONLY', 'Your access was changed', 'OK');
    await statusBar('INBOX: read-only').waitFor();
    await window.frameWith('mail-banner.condition');
    await window.screenshot('state-read-only');
    await window.notifications.choose('Your access was changed', 'Reopen');
    await statusBar('INBOX: read-only').waitFor({ state: 'detached' });
    await until('the banner is gone', async () => {
      const frame = await window.frameWith('mail-header');
      return (await frame.locator('mail-banner.condition').count()) === 0;
    });
    await window.clearNotifications();
    await say('CORRUPTION', 'Index is damaged');
    await statusBar('Plain: a mailbox is damaged').waitFor();
    await say('INPROGRESS (NIL 45 100)', 'Working through it', 'OK');
    await window.notifications.seen(/45 %/);
    await window.screenshot('state-progress');
    await mailboxes().reveal('Plain');
    await mailboxes().contextMenu('Plain', 'Disconnect');
    await until('no progress', async () => (await window.notifications.toast(/45 %/).count()) === 0);
    await mailboxes().contextMenu('Plain', 'Connect');
    await statusBar('Plain: a mailbox is damaged').waitFor({ state: 'detached' });
    await window.clearNotifications();
  });

  it('PARSE: the source of that message', async () => {
    await messages().row('The lighthouse keeper').waitFor();
    demo.raise({
      how: 'before-next-answer',
      command: 'UID FETCH',
      status: 'OK',
      code: 'PARSE',
      text: 'Header is broken',
    });
    await messages().reveal('The lighthouse keeper');
    await messages().open('The lighthouse keeper');
    assert.deepEqual(await window.notifications.buttons('Header is broken'), ['View Source']);
    await window.notifications.choose('Header is broken', 'View Source');
    await until('its source', async () => /Message-ID|Received|MIME-Version/i.test(await window.editorText()));
    await window.clearNotifications();
  });

  it('three ALERTs at once queue; settings cannot switch them off, but turn other codes down', async () => {
    for (const number of [1, 2, 3]) await say('ALERT', `Alert number ${number}`, 'OK');
    for (const number of [1, 2, 3]) {
      await until('the next alert', async () => (await window.dialog.detail()) === `Alert number ${number}`);
      await window.dialog.choose('OK');
    }
    await say('TOOBIG', 'Kept to the list');
    await say('LIMIT', 'Only in passing');
    assert.equal(await window.notifications.severity('Only in passing'), 'info');
    assert.deepEqual(await window.notifications.toast('Kept to the list').count(), 0);
    await window.clearNotifications();
  });

  it('UNSEEN: goes to the first unread message, from the list', async () => {
    await window.runCommand('Mail Explorer: Show Server Responses');
    await responses().reveal(/^First unseen message/);
    await responses().contextMenu(/^First unseen message/, 'Go to First Unread');
    await messages().pane.locator('.monaco-list-row.selected .label-name').waitFor();
  });

  it('the list is filtered by text, code and severity, and shows all again', async () => {
    await window.runCommand('Mail Explorer: Filter Server Responses…');
    await window.quickInput.opened('Filter Server Responses');
    await window.quickInput.pick('CORRUPTION');
    await until('one code', async () => (await responses().texts()).every((row) => /CORRUPTION/.test(row.description)));
    await window.screenshot('responses-filtered');
    const label = await responses().rows.first().getAttribute('aria-label');
    assert.match(label ?? '', /^Error: Index is damaged, NO \[CORRUPTION\]/);
    await window.runCommand('Mail Explorer: Show All Server Responses');
    await until('all codes', async () =>
      (await responses().texts()).some((row) => !/CORRUPTION/.test(row.description)),
    );
  });
});
