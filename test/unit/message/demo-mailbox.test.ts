import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectDemo } from '../../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import type { MailboxName } from '../../../extension/imap/wire/mailbox-name.ts';
import { MailService } from '../../../extension/mail/mail-service.ts';
import { accountId, type MessageRef } from '../../../extension/mail/model.ts';
import { leafParts } from '../../../extension/message/attachments-list.ts';
import { gather } from '../../../extension/message/message-access.ts';
import { loadMessage, type LoadedMessage } from '../../../extension/message/message-loader.ts';
import { messageUri } from '../../../extension/message/uri.ts';
import { parsePartTree, type MimePart } from '../../../extension/mime/part-tree.ts';
import { decodeTransferBytes } from '../../../extension/mime/transfer.ts';

const id = accountId('demo');
const server = new DemoServer({ now: () => new Date('2025-06-01T12:00:00Z') });
const hooks = { trace: () => undefined, onStatus: () => undefined, signal: new AbortController().signal };
const mail = new MailService({ now: () => Date.now(), after: () => ({ dispose: () => undefined }) }, () => 60_000);
const messages: { readonly ref: MessageRef; readonly message: LoadedMessage }[] = [];

before(async () => {
  const entry = {
    id,
    label: 'Demo',
    server: 'demo',
    demo: true,
    revision: '1',
    connect: () => connectDemo(server, hooks),
  };
  mail.setAccounts([entry]);
  for (const ref of await allMessages()) {
    const options = { signal: hooks.signal, whole: false, onStep: () => undefined };
    messages.push({ ref, message: await loadMessage(mail, { ref, section: null }, options) });
  }
});
after(() => mail.dispose());

async function allMessages(): Promise<MessageRef[]> {
  const client = await connectDemo(server, hooks);
  const refs: MessageRef[] = [];
  for (const { name, selectable } of await client.list()) if (selectable) refs.push(...(await messagesOf(name)));
  client.destroy();
  return refs;

  async function messagesOf(mailbox: MailboxName): Promise<MessageRef[]> {
    const selected = await client.select(mailbox, { readOnly: true });
    const found: MessageRef[] = [];
    if (selected.exists === 0) return found;
    for await (const { uid } of selected.fetchPage({ skip: 0, count: selected.exists }, ['UID'])) {
      found.push({ account: id, mailbox, uidValidity: selected.uidValidity ?? 0, uid });
    }
    return found;
  }
}

test('every message of the demo mailbox loads', () => {
  assert.ok(messages.length >= 40, `${messages.length} messages`);
  for (const { ref, message } of messages) {
    assert.ok(message.view.headers.length > 0, messageUri(ref, message.subject));
    for (const body of message.view.bodies) assert.ok(body.html !== null || body.text !== null);
  }
});

test('subjects, names and texts of other scripts come out whole', () => {
  for (const { message } of messages) {
    const shown = JSON.stringify([
      message.subject,
      message.view.from,
      message.view.attachments.map(({ name }) => name),
    ]);
    // A charset that nobody knows stays as it is; that one is in the mailbox on purpose.
    assert.doesNotMatch(shown, /\ufffd|=\?(?!x-klingon)[\w-]+\?[bq]\?/i, shown);
  }
});

test('what had to be mended is said of the broken ones alone', () => {
  const told = messages
    .filter(({ message }) => message.view.problems.length > 0)
    .map(({ message }) => [message.subject, ...message.view.problems]);
  assert.ok(told.length <= 8, JSON.stringify(told, null, 1));
});

test('the newsletter has both forms, the test card its cid image', () => {
  assert.ok(
    messages.some(({ message }) => message.view.bodies.some((body) => body.html !== null && body.text !== null)),
  );
  assert.ok(
    messages.some(
      ({ message }) =>
        message.images.length > 0 &&
        message.view.attachments.every(({ section }) => section !== message.images[0]?.part.section),
    ),
  );
});

test('the attached mail opens with its own subject', async () => {
  const holder = messages.find(({ message }) => message.view.attachments.some(({ opens }) => opens === 'message'));
  const attached = holder?.message.view.attachments.find(({ opens }) => opens === 'message');
  assert.ok(holder !== undefined && attached !== undefined);
  const inner = await loadMessage(
    mail,
    { ref: holder.ref, section: attached.section },
    { signal: hooks.signal, whole: false, onStep: () => undefined },
  );
  assert.notEqual(inner.subject, holder.message.subject);
  assert.ok(inner.view.bodies.length > 0);
});

test('our reading of the octets agrees with the server about structure and content', async () => {
  for (const { ref, message } of messages) {
    const { bytes } = await gather(mail.section(ref, ''), Number.POSITIVE_INFINITY);
    assert.equal(bytes.length, message.summary.size, message.subject);
    const { root, problems } = parsePartTree(bytes);
    if (problems.length > 0) continue;
    const ours = leavesOf(root);
    for (const part of leafParts(message.summary.bodyStructure)) {
      const own = ours.find((leaf) => leaf.section === part.section);
      assert.ok(own !== undefined, `${message.subject}: ${part.section}`);
      assert.equal(own.type, `${part.type}/${part.subtype}`);
      const theirs = await gather(mail.section(ref, part.section), Number.POSITIVE_INFINITY);
      assert.deepEqual(theirs.bytes, bytes.subarray(own.bodyStart, own.end), `${message.subject}: ${part.section}`);
      assert.deepEqual(decodeTransferBytes(theirs.bytes, part.encoding).problems, []);
    }
  }
});

function leavesOf(part: MimePart): readonly MimePart[] {
  return part.kind === 'multipart' ? part.children.flatMap(leavesOf) : [part];
}

test('reading marks nothing; a message that went is said to be gone', async () => {
  const unseen = messages.find(({ message }) => !message.view.flags.includes('\\Seen'));
  assert.ok(unseen);
  assert.ok(!(await mail.summary(unseen.ref)).flags.includes('\\Seen'));
  await mail.setFlags(unseen.ref, 'add', ['\\Seen']);
  assert.ok((await mail.summary(unseen.ref)).flags.includes('\\Seen'));
  const gone = { ...unseen.ref, uidValidity: unseen.ref.uidValidity + 1000 };
  await assert.rejects(mail.summary(gone), { name: 'MessageGoneError' });
});
