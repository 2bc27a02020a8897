import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { AccountRegistry } from '../../extension/accounts/account-registry.ts';
import { commands } from '../../extension/commands.ts';
import type { MailService } from '../../extension/mail/mail-service.ts';
import type { MessageList } from '../../extension/mail/message-list.ts';
import { accountId } from '../../extension/mail/model.ts';
import { messageUri } from '../../extension/message/uri.ts';
import type { Dovecot } from '../servers/dovecot.ts';
import { dovecot, suiteConfig } from './harness/config.ts';
import { stallsDuring, type Stalls } from './harness/stalls.ts';

const id = accountId('large');
const limitMs = 50;
const rounds = 20;

async function running(): Promise<{ readonly mail: MailService; readonly accounts: AccountRegistry }> {
  const extension = vscode.extensions.getExtension<
    { readonly mail: MailService; readonly accounts: AccountRegistry } | undefined
  >('mail-explorer.mail-explorer');
  const face = await extension?.activate();
  assert.ok(face !== undefined);
  return face;
}

describe('a mailbox of 100,000 messages in the extension host', function () {
  this.timeout(120_000);
  let server: Dovecot;
  let mail: MailService;
  let accounts: AccountRegistry;

  before(async () => {
    server = await dovecot();
    await server.fillMailbox('big', 'Huge', 100_000);
    const line = 'All work and no play makes Jack a dull boy.\r\n';
    const long = `From: a@example.org\r\nSubject: Long\r\n\r\n${line.repeat(1_350_000)}`;
    await server.deliver('big', 'Long', long);
    ({ mail, accounts } = await running());
    await accounts.secrets.set(id, 'secret');
    await accounts.add({
      id,
      label: 'Large',
      address: 'big@example.org',
      host: server.host,
      port: server.tlsPort,
      security: 'tls',
      user: 'big',
      caFile: server.caFile,
    });
    await vscode.commands.executeCommand('mailExplorer.messages.focus');
    await mail.whenReady(id);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await accounts.remove(id);
    await accounts.secrets.delete(id);
  });

  /** Opens a mailbox by its row's command; resolves when its list holds. */
  async function open(wire: string, holds: (list: MessageList) => boolean): Promise<MessageList> {
    const info = mail.session(id)?.mailboxes.find((mailbox) => mailbox.name.wire === wire);
    assert.ok(info, wire);
    const node = { label: wire, wire, info, children: [] };
    await vscode.commands.executeCommand(commands.openMailbox, { type: 'mailbox', account: id, node });
    const list = mail.openSession?.list;
    assert.ok(list);
    await changed(list, () => list.state.kind === 'ready' && holds(list));
    return list;
  }

  function changed(list: MessageList, holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        subscription.dispose();
        resolve();
      };
      const subscription = list.onDidChange(look);
      look();
    });
  }

  /**
   * Does the work until it was not disturbed: what blocks by itself does so every time, what another program on the
   * processor takes does not.
   */
  async function unblocked(
    what: string,
    work: () => Promise<void>,
    between: () => Promise<void>,
  ): Promise<readonly Stalls[]> {
    const seen: Stalls[] = [];
    do {
      seen.push(await stallsDuring(work));
      await between();
    } while (seen.length < rounds && seen.every(({ elapsed }) => elapsed >= limitMs));
    const text = seen.map(({ elapsed, worked }) => `${elapsed.toFixed(0)} (own ${worked.toFixed(0)})`).join(', ');
    appendFileSync(suiteConfig().reportFile, `    longest block ${what}: ${text} ms\n`);
    assert.ok(
      seen.some(({ elapsed }) => elapsed < limitMs),
      `${what}: ${text} ms`,
    );
    return seen;
  }

  it('opens its first page and the next without blocking', async () => {
    const seen = await unblocked(
      'while the first pages of 100,000 messages load',
      async () => {
        const list = await open('Huge', (one) => one.rows.length === 100);
        assert.equal(list.total, 100_000);
        await vscode.commands.executeCommand(commands.loadMore);
        await changed(list, () => list.rows.length === 200);
      },
      async () => void (await open('INBOX', () => true)),
    );
    assert.ok(seen.every(({ worked }) => worked < limitMs));
  });

  it('shows the beginning of a text of 60 MB without blocking', async () => {
    const list = await open('Long', (one) => one.rows.length === 1);
    const row = list.rows[0];
    assert.ok(row);
    const uri = vscode.Uri.parse(messageUri(row.ref, 'Long'));
    await unblocked(
      'while a text of 60 MB is opened',
      async () => {
        await mail.setFlags(row.ref, 'remove', ['\\Seen']);
        await vscode.commands.executeCommand('vscode.openWith', uri, 'mailExplorer.message');
        // It becomes read once it has been loaded.
        await changed(list, () => list.row(row.ref.uid)?.flags.includes('\\Seen') === true);
      },
      async () => void (await vscode.commands.executeCommand('workbench.action.closeAllEditors')),
    );
  });
});
