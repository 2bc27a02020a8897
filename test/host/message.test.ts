import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../extension/commands.ts';
import { connectDemo } from '../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import { ImapError } from '../../extension/imap/errors.ts';
import { MessageGoneError } from '../../extension/mail/model.ts';
import { MessageFileSystem } from '../../extension/message/message-file-system.ts';
import { messageUri, parseMailUri, partUri, sourceUri } from '../../extension/message/uri.ts';
import { decodeEncodedWords } from '../../extension/mime/encoded-words.ts';
import { until } from './harness/until.ts';
import { FakeAccess, ref } from '../unit/message/fake-access.ts';
import { multipart, part } from '../unit/mime/structures.ts';

const source = 'Subject: Hi there\r\n\r\nbinary \0 \xff and all\r\n';

function account(): FakeAccess {
  return new FakeAccess({
    structure: multipart(
      'mixed',
      part('text/plain'),
      part('image/png', { encoding: 'base64', disposition: 'attachment', fileName: '../ä.png', size: 78 }),
    ),
    envelope: { subject: 'Hi / there' },
    size: source.length,
    internalDate: new Date('2024-01-02T03:04:05Z'),
    sections: { '': Buffer.from(source, 'latin1'), '2': 'iVBORw==', '2.MIME': 'X-Mime: 1\r\n\r\n' },
  });
}

const message = vscode.Uri.parse(messageUri(ref, 'Hi / there'));
const image = vscode.Uri.parse(partUri(ref, '2', 'ä.png'));

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof vscode.FileSystemError ? error.code : String(error);
  }
  return 'no error';
}

describe('the imap: file system', () => {
  it('takes its own addresses through vscode.Uri, there and back', () => {
    for (const uri of [message, image, vscode.Uri.parse(message.toString()), vscode.Uri.from(message)]) {
      assert.deepEqual(parseMailUri(uri)?.ref, ref, uri.toString());
    }
    assert.ok(message.path.endsWith('/Hi - there.eml'), message.path);
  });

  it('gives exactly the octets of the message, and decoded ones of a part', async () => {
    const files = new MessageFileSystem(account());
    assert.deepEqual(Buffer.from(await files.readFile(message)), Buffer.from(source, 'latin1'));
    assert.equal(Buffer.from(await files.readFile(image)).toString('hex'), '89504e47');
    const stat = await files.stat(message);
    assert.deepEqual(
      [stat.size, stat.mtime, stat.type, stat.permissions],
      [source.length, Date.parse('2024-01-02T03:04:05Z'), vscode.FileType.File, vscode.FilePermission.Readonly],
    );
  });

  it('gives the source of a part as it is transferred, its header before it', async () => {
    const files = new MessageFileSystem(account());
    const octets = await files.readFile(vscode.Uri.parse(sourceUri(ref, '2')));
    assert.equal(Buffer.from(octets).toString(), 'X-Mime: 1\r\n\r\niVBORw==');
  });

  it('fetches nothing of a message to describe it', async () => {
    const access = account();
    const files = new MessageFileSystem(access);
    await files.stat(message);
    await files.stat(image);
    assert.deepEqual(access.asked, ['summary']);
  });

  it('lists a message as a folder', async () => {
    const files = new MessageFileSystem(account());
    const names = async (uri: vscode.Uri): Promise<string[]> => (await files.readDirectory(uri)).map(([name]) => name);
    const folder = vscode.Uri.joinPath(message, '..');
    assert.deepEqual(await names(folder), ['Hi - there.eml', 'parts']);
    assert.deepEqual(await names(vscode.Uri.joinPath(folder, 'parts')), ['1', '2']);
    assert.deepEqual(await names(vscode.Uri.joinPath(folder, 'parts', '2')), ['ä.png']);
  });

  it('says in the words of a file system what is wrong', async () => {
    const access = account();
    const files = new MessageFileSystem(access);
    assert.equal(await codeOf(() => files.stat(vscode.Uri.parse('imap://demo/x'))), 'FileNotFound');
    assert.equal(await codeOf(() => files.readFile(vscode.Uri.parse(partUri(ref, '7', 'x')))), 'FileNotFound');
    assert.equal(await codeOf(() => files.readFile(vscode.Uri.joinPath(message, '..'))), 'FileIsADirectory');
    assert.equal(await codeOf(() => files.readDirectory(message)), 'FileNotADirectory');
    for (const write of [
      () => files.writeFile(message),
      () => files.delete(message),
      () => files.rename(message),
      () => files.createDirectory(message),
    ]) {
      assert.equal(await codeOf(write), 'NoPermissions');
    }
    const other = new MessageFileSystem(access);
    access.failSummary = new MessageGoneError(ref, 'gone');
    assert.equal(await codeOf(() => other.stat(message)), 'FileNotFound');
    access.failSummary = new ImapError('lost', { kind: 'closed', reason: { kind: 'eof' } });
    assert.equal(await codeOf(() => other.stat(message)), 'Unavailable');
    access.failSummary = null;
    assert.equal(await codeOf(() => other.stat(message)), 'no error');
  });
});

describe('the message editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const activeInput = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;

  /** The oldest message of the demo's INBOX: the built-in mailbox is the same at every start. */
  async function oldest(): Promise<vscode.Uri> {
    const hooks = { trace: () => undefined, onStatus: () => undefined, signal: new AbortController().signal };
    const client = await connectDemo(new DemoServer(), hooks);
    const inbox = await client.select(ref.mailbox, { readOnly: true });
    for await (const { uid, envelope } of inbox.fetchPage({ skip: inbox.exists - 1, count: 1 }, ['UID', 'ENVELOPE'])) {
      client.destroy();
      const first = { ...ref, uid, uidValidity: inbox.uidValidity ?? 0 };
      return vscode.Uri.parse(messageUri(first, decodeEncodedWords(envelope?.subject ?? '')));
    }
    throw new Error('The demo is empty.');
  }

  async function openOldest(): Promise<vscode.TabInputCustom> {
    await vscode.commands.executeCommand(commands.tryDemo);
    await vscode.commands.executeCommand('vscode.open', await oldest());
    return until(() => {
      const input = activeInput();
      return input instanceof vscode.TabInputCustom ? input : undefined;
    });
  }

  it('opens a message of the demo, its subject on the tab; its source is a read-only text of the exact octets', async () => {
    const input = await openOldest();
    assert.equal(input.viewType, 'mailExplorer.message');
    assert.equal(input.uri.scheme, 'imap');
    const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    assert.equal(label, input.uri.path.split('/').at(-1));
    await vscode.commands.executeCommand(commands.viewSource);
    const text = await until(() => vscode.window.activeTextEditor?.document);
    assert.equal(text.uri.toString(), input.uri.toString());
    const octets = await vscode.workspace.fs.readFile(input.uri);
    assert.equal(octets.length, (await vscode.workspace.fs.stat(input.uri)).size);
    assert.match(Buffer.from(octets).toString('latin1'), /^[A-Za-z-]+: .*\r\n/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('imap'), false);
  });

  it('opens at once for a message that is gone, and tells it in its page', async () => {
    await vscode.commands.executeCommand(commands.tryDemo);
    const gone = vscode.Uri.parse('imap://demo/INBOX;uidvalidity=1/1/gone.eml');
    await vscode.commands.executeCommand('vscode.openWith', gone, 'mailExplorer.message');
    const input = await until(() => (activeInput() instanceof vscode.TabInputCustom ? activeInput() : undefined));
    assert.equal((input as vscode.TabInputCustom).uri.toString(), gone.toString());
  });
});
