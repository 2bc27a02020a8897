import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../extension/commands.ts';
import { inbox } from '../../extension/imap/wire/mailbox-name.ts';
import type { MailService } from '../../extension/mail/mail-service.ts';
import type { MessageList } from '../../extension/mail/message-list.ts';
import { accountId } from '../../extension/mail/model.ts';
import { parseMailUri } from '../../extension/message/uri.ts';
import { untilList } from '../unit/mail/until.ts';

const demo = accountId('demo');

async function runningMail(): Promise<MailService> {
  const extension = vscode.extensions.getExtension<{ readonly mail: MailService } | undefined>(
    'mail-explorer.mail-explorer',
  );
  const face = await extension?.activate();
  assert.ok(face !== undefined);
  return face.mail;
}

describe('the running extension', () => {
  let mail: MailService;
  let list: MessageList;

  before(async () => {
    mail = await runningMail();
    await vscode.commands.executeCommand(commands.tryDemo);
    const opened = mail.openSession?.list;
    assert.ok(opened);
    list = opened;
    await untilList(list, () => list.state.kind === 'ready');
  });

  after(async () => {
    await vscode.commands.executeCommand(commands.removeDemo);
  });

  it('registers every command of its manifest', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.values(commands).filter((id) => !known.has(id)),
      [],
    );
  });

  it('shows the demo account online with INBOX opened, newest first', () => {
    assert.equal(mail.session(demo)?.state.kind, 'online');
    assert.equal(list.mailbox.wire, 'INBOX');
    const uids = list.rows.map((row) => row.ref.uid);
    assert.ok(uids.length > 20);
    assert.deepEqual(
      uids,
      [...uids].sort((a, b) => b - a),
    );
  });

  it('changes flags through its commands, and counts follow', async () => {
    const row = list.rows.find((one) => !one.flags.includes('\\Seen'));
    assert.ok(row);
    const counted = new Promise<void>((resolve) => {
      const before = unseen(mail);
      const subscription = mail.onDidChangeSession(() => {
        if (unseen(mail) !== before - 1) return;
        subscription.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand(commands.markRead, { type: 'message', summary: row });
    assert.ok(list.row(row.ref.uid)?.flags.includes('\\Seen'));
    await counted;
    await vscode.commands.executeCommand(commands.markUnread, { type: 'message', summary: row });
    assert.equal(list.row(row.ref.uid)?.flags.includes('\\Seen'), false);
  });

  it('goes from message to message in the editor, in the order of the list', async () => {
    const [first, second] = list.rows;
    assert.ok(first && second);
    const shown = (): number | undefined => {
      const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom ? parseMailUri(input.uri)?.ref.uid : undefined;
    };
    const at = (uid: number): Promise<void> =>
      new Promise((resolve) => {
        if (shown() === uid) return resolve();
        const subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
          if (shown() !== uid) return;
          subscription.dispose();
          resolve();
        });
      });
    await vscode.commands.executeCommand(commands.openMessage, { type: 'message', summary: first });
    await at(first.ref.uid);
    await vscode.commands.executeCommand(commands.nextMessage);
    await at(second.ref.uid);
    await vscode.commands.executeCommand(commands.previousMessage);
    await at(first.ref.uid);
    await vscode.commands.executeCommand(commands.previousMessage);
    assert.equal(shown(), first.ref.uid, 'there is none above the first');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens another mailbox by its row, and closes the list of the one before', async () => {
    const info = mail.session(demo)?.mailboxes.find((mailbox) => mailbox.name.display === '日本語');
    assert.ok(info);
    await vscode.commands.executeCommand(commands.openMailbox, {
      type: 'mailbox',
      account: demo,
      node: { label: '日本語', wire: info.name.wire, info, children: [] },
    });
    const other = mail.openSession?.list;
    assert.ok(other);
    await untilList(other, () => other.state.kind === 'ready');
    assert.equal(other.rows.length, 1);
    mail.openMailbox(demo, inbox);
  });

  it('goes offline and comes back on command', async () => {
    await vscode.commands.executeCommand(commands.disconnect, 'demo');
    assert.equal(mail.session(demo)?.state.kind, 'offline');
    await vscode.commands.executeCommand(commands.connect, 'demo');
    assert.equal(mail.session(demo)?.state.kind, 'online');
  });
});

function unseen(mail: MailService): number {
  return mail.session(demo)?.mailboxes.find((mailbox) => mailbox.name.wire === 'INBOX')?.status?.unseen ?? -1;
}
