import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import { demoOnTcp, type DemoOnTcp } from '../servers/bad-servers.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

describe('what a person wants to be told of, in the window', () => {
  let window: Workbench;
  let demo: DemoServer;
  let tcp: DemoOnTcp;

  before(async () => {
    demo = new DemoServer();
    tcp = await demoOnTcp(demo);
    window = await openWorkbench({
      name: 'response-levels',
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
            user: demo.credentials.user,
          },
        ],
        'mailExplorer.notifications.codes': { ALERT: 'log', toobig: 'log', MESSAGELIMIT: 'info' },
      },
    });
    await window.showContainer('Mail');
    await window.tree('Mailboxes').reveal('Plain');
    await window.tree('Mailboxes').contextMenu('Plain', 'Enter Password…');
    await window.quickInput.opened('Password of');
    await window.quickInput.enter(demo.credentials.password);
    await window.notifications.seen('The account “Plain” was saved.');
    await window.clearNotifications();
  });
  after(async () => {
    await tcp[Symbol.asyncDispose]();
    demo.dispose();
    await window.close();
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  /** Said in this order; the alert comes last, so that all is over once it shows. */
  const lines = [
    ['NO', 'CANNOT', 'An error'],
    ['NO', 'LIMIT', 'A warning'],
    ['OK', 'READ-ONLY', 'An information'],
    ['NO', 'TOOBIG', 'An error that the settings have listed only'],
    ['NO', 'MESSAGELIMIT 10', 'A warning that the settings have as information'],
    ['OK', 'ALERT', 'An alert'],
  ] as const;

  for (const [level, sender, expected] of [
    [
      'all',
      'Tomasz Wilk',
      ['An error', 'A warning', 'An information', 'A warning that the settings have as information'],
    ],
    ['warnings', 'Harbor CI', ['An error', 'A warning', 'A warning that the settings have as information']],
    ['errors', 'Léa Fontaine', ['An error', 'A warning that the settings have as information']],
  ] as const) {
    it(`level ${level}: what it is told of, one notification each; an ALERT is always shown`, async () => {
      await window.changeSettings({ 'mailExplorer.notifications.level': level });
      await window.showContainer('Mail');
      await window.tree('Mailboxes').reveal('INBOX');
      await window.tree('Mailboxes').open('INBOX');
      await window.tree('Messages').row('Tomasz Wilk').waitFor();
      for (const [status, code, words] of lines) {
        const text = `${words}, at level ${level}`;
        if (code === 'READ-ONLY') {
          // While the mailbox idles in the background this would be a state and no more.
          const raised = demo.raise({ how: 'before-next-answer', command: 'UID STORE', status, code, text });
          await window.tree('Messages').inlineAction(sender, 'Flag');
          assert.equal(await raised.delivered, true);
        } else await demo.raise({ how: 'untagged', status, code, text }).delivered;
      }
      await until('the alert', async () => (await window.dialog.detail()) === `An alert, at level ${level}`);
      await window.dialog.choose('OK');
      for (const text of expected) await window.notifications.seen(`${text}, at level ${level}`);
      const shown = await window.notifications.messages();
      assert.equal(shown.length, expected.length, shown.join('\n'));
      assert.equal(await window.notifications.severity('have as information'), 'info');
      await window.screenshot(`response-level-${level}`);
      await window.clearNotifications();
      await window.runCommand('Mail Explorer: Show Server Responses');
      for (const [, , text] of lines) await window.tree('Server Responses').reveal(`${text}, at level ${level}`);
    });
  }
});
