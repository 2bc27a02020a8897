import assert from 'node:assert/strict';
import * as imap from '../../../extension/imap/index.ts';
import { core, type Case } from './case.ts';
import { failure, mail, numbers, rows, uids, type Scene } from './scene.ts';

const big = Buffer.concat([mail('big'), Buffer.from('All work and no play.\r\n'.repeat(6000))]);

async function octets(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function movesAway(scene: Scene, way: RegExp): Promise<void> {
  const { client, mailbox } = await scene.opened(3);
  await mailbox.markDeleted(uids(3));
  const { source, copies } = await mailbox.move(uids(2), scene.name('Archive'));
  assert.equal(source, 'removed');
  assert.deepEqual(copies[0]?.source, [{ from: 2, to: 2 }]);
  assert.equal(mailbox.exists, 2);
  assert.equal((await client.status(scene.name('Archive'), ['MESSAGES'])).messages, 1);
  assert.ok(scene.sent(client).some((line) => way.test(line)));
}

export const messageCases: readonly Case[] = [
  core('appends with flags and date, and fetches what was appended', async (scene) => {
    const client = await scene.signedIn();
    const date = new Date('2020-02-29T12:00:00Z');
    const content = mail('=?utf-8?Q?Gr=C3=BC=C3=9Fe?=');
    await client.mailboxes.append('INBOX', { content, flags: ['\\Seen', 'work'], date });
    const mailbox = await client.select('INBOX');
    const [row] = await rows(
      mailbox.fetch(imap.everyMessage, ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE']),
    );
    assert.deepEqual(row?.internalDate, date);
    assert.equal(row.size, content.length);
    assert.ok(row.flags?.includes('\\Seen') === true && row.flags.includes('work'));
    const from = row.envelope?.from[0];
    assert.equal(from?.type === 'mailbox' ? from.mailbox : null, 'ada');
    assert.equal(row.bodyStructure?.kind, 'part');
  }),
  core('streams a message in both directions', async (scene) => {
    const client = await scene.signedIn();
    async function* source(): AsyncGenerator<Buffer> {
      for (let at = 0; at < big.length; at += 10_000) yield big.subarray(at, at + 10_000);
    }
    await client.mailboxes.append('INBOX', { content: { size: big.length, source: source() } });
    const mailbox = await client.select('INBOX');
    assert.ok((await octets(mailbox.section(imap.uid(1), ''))).equals(big));
    const part = await octets(mailbox.section(imap.uid(1), 'TEXT', { offset: 100, length: 1000 }));
    assert.ok(part.equals(big.subarray(mailHead + 100, mailHead + 1100)));
  }),
  core('sections of a message, and reading does not mark it', async (scene) => {
    const { mailbox } = await scene.opened(1);
    const items: readonly imap.FetchItem[] = [
      { section: 'HEADER.FIELDS (SUBJECT)' },
      { section: '1' },
      { section: '' },
    ];
    const [row] = await rows(mailbox.fetch(uids(1), items));
    const texts = [...(row?.sections.values() ?? [])].map((one) => (one.kind === 'bytes' ? one.bytes.toString() : ''));
    assert.equal(texts.find((text) => text.startsWith('Subject:'))?.trim(), 'Subject: Message 1');
    assert.ok(texts.includes('Hello.\r\n') && texts.includes(mail('Message 1').toString()));
    assert.ok(!(await mailbox.getFlags(uids(1))).get(imap.uid(1))?.includes('\\Seen'));
  }),
  core('a page from the newest', async (scene) => {
    const { mailbox } = await scene.opened(5);
    const page = await rows(mailbox.fetchPage({ skip: 1, count: 2 }, ['FLAGS']));
    assert.deepEqual(
      page.map(({ uid }) => Number(uid)),
      [3, 4],
    );
  }),
  core('changes flags', async (scene) => {
    const { mailbox } = await scene.opened(2);
    const flags = async (): Promise<readonly string[]> =>
      ((await mailbox.getFlags(uids(1))).get(imap.uid(1)) ?? []).filter((flag) => flag !== '\\Recent');
    assert.ok((await mailbox.addFlags(uids(1, 2), ['\\Seen', 'mine'])).get(imap.uid(1))?.includes('mine'));
    await mailbox.removeFlags(uids(1), ['mine'], { silent: true });
    assert.deepEqual(await flags(), ['\\Seen']);
    await mailbox.setFlags(uids(1), ['\\Draft', '\\Flagged']);
    assert.deepEqual([...(await flags())].sort(), ['\\Draft', '\\Flagged']);
  }),
  core('copies, and tells where the copies are', async (scene) => {
    const { client, mailbox } = await scene.opened(3);
    const [copied] = await mailbox.copy(uids(1, 3), scene.name('Archive'));
    assert.deepEqual(
      copied?.source.flatMap(({ from, to }) => [from, to]),
      [1, 1, 3, 3],
    );
    assert.equal(imap.countNumbers(copied?.destination ?? []), 2);
    assert.equal((await client.status(scene.name('Archive'), ['MESSAGES'])).messages, 2);
    const lost = await failure(mailbox.copy(uids(1), scene.name('Nowhere')));
    assert.ok(lost.detail.kind === 'refused' && lost.detail.status.code?.name === 'TRYCREATE');
  }),
  core('removes what was asked for and no more', async (scene) => {
    const { mailbox } = await scene.opened(4);
    await mailbox.markDeleted(uids(4));
    assert.equal(await mailbox.remove(uids(1)), 'removed');
    assert.equal(mailbox.exists, 3);
    assert.equal(await mailbox.expunge(), 1);
    assert.deepEqual(numbers(await mailbox.find()), [2, 3]);
    await mailbox.check();
  }),
  core('CLOSE removes what is marked', async (scene) => {
    const { client, mailbox } = await scene.opened(2);
    await mailbox.markDeleted(uids(1));
    await mailbox.closeAndExpunge();
    assert.equal((await client.status('INBOX', ['MESSAGES'])).messages, 1);
  }),
  core('learns what another client did', async (scene) => {
    const { client, mailbox } = await scene.opened(3);
    const other = await scene.signedIn();
    const theirs = await other.select('INBOX');
    const events: imap.MailboxEvent[] = [];
    mailbox.onEvent((event) => events.push(event));
    await theirs.remove(uids(1));
    await theirs.addFlags(uids(2), ['\\Flagged']);
    await other.mailboxes.append('INBOX', { content: mail('new') });
    for (let turn = 0; turn < 200 && !events.some(({ kind }) => kind === 'exists'); turn++) await client.noop();
    assert.equal(mailbox.exists, 3);
    assert.deepEqual(numbers(await mailbox.find()), [2, 3, 4]);
    assert.ok((await mailbox.getFlags(uids(2))).get(imap.uid(2))?.includes('\\Flagged'));
  }),
  core('a fetch that is given up leaves the connection usable', async (scene) => {
    const { client, mailbox } = await scene.opened(3);
    for await (const row of mailbox.fetch(imap.everyMessage, ['ENVELOPE'])) {
      assert.equal(row.uid, 1);
      break;
    }
    assert.equal((await client.noop()).status.kind, 'OK');
    assert.equal((await rows(mailbox.fetch(imap.everyMessage, ['FLAGS']))).length, 3);
  }),
  core('another command within the loop of a fetch', async (scene) => {
    const { mailbox } = await scene.opened(3);
    const flagged: number[] = [];
    for await (const { uid } of mailbox.fetch(imap.everyMessage, ['FLAGS'])) {
      await mailbox.addFlags([uid], ['\\Flagged'], { silent: true });
      flagged.push(uid);
    }
    assert.deepEqual(flagged, [1, 2, 3]);
    assert.equal((await mailbox.find({ flagged: true })).count, 3);
  }),
  {
    capability: 'LITERAL+',
    name: 'octets that wait for nobody',
    async works(scene) {
      const { client } = await scene.opened(1);
      assert.ok(scene.sent(client).some((line) => / APPEND .*\{\d+\+\}?/.test(line) || line.includes('+}')));
    },
    async otherwise(scene) {
      const { client, mailbox } = await scene.opened(1);
      assert.ok(!scene.sent(client).some((line) => line.includes('+}')));
      assert.equal(mailbox.exists, 1);
    },
  },
  {
    capability: 'UIDPLUS',
    name: 'UIDs of what was appended, and removal by UID',
    async works(scene) {
      const client = await scene.signedIn();
      const appended = await client.mailboxes.append('INBOX', { content: mail('one') });
      assert.deepEqual(appended?.uids, [{ from: 1, to: 1 }]);
      await client.mailboxes.append('INBOX', { content: mail('two') });
      const mailbox = await client.select('INBOX');
      await mailbox.markDeleted(uids(1, 2));
      assert.equal(await mailbox.expungeUids(uids(2)), 1);
      assert.deepEqual(numbers(await mailbox.find()), [1]);
    },
    refused: (_scene, mailbox) => mailbox.expungeUids(uids(1)),
  },
  {
    capability: 'MOVE',
    name: 'moves, and what others marked stays',
    works: (scene) => movesAway(scene, / UID MOVE /),
    otherwise: (scene) => movesAway(scene, / UID EXPUNGE /),
  },
  {
    capability: 'MULTIAPPEND',
    name: 'several messages in one command',
    async works(scene) {
      const client = await scene.signedIn();
      const results = await client.mailboxes.appendAll(
        'INBOX',
        ['a', 'b', 'c'].map((one) => ({ content: mail(one) })),
      );
      assert.equal(results.length, 1);
      assert.equal(imap.countNumbers(results[0]?.uids ?? []), 3);
      assert.equal((await client.select('INBOX')).exists, 3);
    },
    async otherwise(scene) {
      const client = await scene.signedIn();
      const results = await client.mailboxes.appendAll(
        'INBOX',
        ['a', 'b', 'c'].map((one) => ({ content: mail(one) })),
      );
      assert.equal(results.length, 3);
      assert.equal((await client.select('INBOX')).exists, 3);
    },
  },
  {
    capability: 'CATENATE',
    name: 'a message made of pieces of others',
    async works(scene) {
      const { client, mailbox } = await scene.opened(1);
      const url = `/INBOX;UIDVALIDITY=${mailbox.uidValidity ?? 0}/;UID=1/;SECTION=HEADER`;
      await client.mailboxes.append('INBOX', { content: [{ url }, { text: Buffer.from('Put together.\r\n') }] });
      await client.noop();
      const [row] = await rows(mailbox.fetch(uids(2), ['ENVELOPE', { section: 'TEXT' }]));
      assert.equal(row?.envelope?.subject, 'Message 1');
    },
    refused: ({ last }) => last.mailboxes.append('INBOX', { content: [{ text: mail('x') }] }),
  },
  {
    capability: 'BINARY',
    name: 'parts without their transfer encoding, and octets as they are',
    async works(scene) {
      const client = await scene.signedIn();
      const encoded = 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n';
      const content = mail('b', encoded, `${Buffer.from('decoded text').toString('base64')}\r\n`);
      await client.mailboxes.append('INBOX', { content });
      const mailbox = await client.select('INBOX');
      const [row] = await rows(mailbox.fetch(uids(1), [{ section: '1', binary: true }, { binarySize: '1' }]));
      const part = row?.sections.get('BINARY[1]');
      assert.equal(part?.kind === 'bytes' ? part.bytes.toString() : '', 'decoded text');
      assert.equal(row?.binarySizes?.get('1'), 12);
    },
    refused: (_scene, mailbox) => rows(mailbox.fetch(uids(1), [{ section: '1', binary: true }])),
  },
  {
    capability: 'BINARY',
    name: 'appends a message as literal8',
    async works(scene) {
      const client = await scene.signedIn();
      const raw =
        'MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n';
      await client.mailboxes.append('INBOX', { content: mail('raw', raw, 'a\r\nb\r\n'), binary: true });
      assert.equal((await client.select('INBOX')).exists, 1);
    },
    refused: ({ last }) => last.mailboxes.append('INBOX', { content: mail('x'), binary: true }),
  },
  {
    capability: 'REPLACE',
    name: 'a new message in the place of an old one',
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      await mailbox.replace(imap.uid(1), { content: mail('new') });
      assert.equal(mailbox.exists, 1);
    },
    refused: (_scene, mailbox) => mailbox.replace(imap.uid(1), { content: mail('new') }),
  },
  {
    capability: 'PREVIEW',
    name: 'the first words of a message',
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      const [row] = await rows(mailbox.fetch(uids(1), ['PREVIEW']));
      // Cyrus has none before a tool of its own has made them.
      if (scene.server.name === 'cyrus') assert.equal(row?.preview, null);
      else assert.equal(row?.preview?.trim(), 'Hello.');
    },
    refused: (_scene, mailbox) => rows(mailbox.fetch(uids(1), ['PREVIEW'])),
  },
  {
    capability: 'SAVEDATE',
    name: 'when a message came into its mailbox',
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      const [row] = await rows(mailbox.fetch(uids(1), ['SAVEDATE']));
      assert.ok(row?.saveDate instanceof Date);
      const yesterday = new Date(Date.now() - 86_400_000);
      assert.deepEqual(numbers(await mailbox.find({ savedSince: yesterday })), [1]);
    },
    refused: (_scene, mailbox) => mailbox.find({ savedSince: new Date() }),
  },
  {
    capability: 'X-GM-EXT-1',
    name: "Gmail's labels",
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      await mailbox.addLabels(uids(1), ['x']);
    },
    refused: (_scene, mailbox) => mailbox.addLabels(uids(1), ['x']),
  },
];

const mailHead = mail('big').indexOf('\r\n\r\n') + 4;
