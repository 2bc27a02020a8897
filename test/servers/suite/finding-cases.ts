import assert from 'node:assert/strict';
import * as imap from '../../../extension/imap/index.ts';
import { core, type Case } from './case.ts';
import { failure, mail, numbers, rows, uids, type Scene } from './scene.ts';

/** INBOX with a conversation of two and a message of its own. */
async function conversation(scene: Scene): Promise<imap.Mailbox> {
  const client = await scene.signedIn();
  const reply = 'In-Reply-To: <Talk@example.org>\r\nReferences: <Talk@example.org>\r\n';
  for (const content of [mail('Talk'), mail('Other'), mail('Re: Talk', reply)])
    await client.mailboxes.append('INBOX', { content });
  return await client.select('INBOX');
}

function threaded(algorithm: 'REFERENCES' | 'ORDEREDSUBJECT' | 'REFS'): Case {
  return {
    capability: `THREAD=${algorithm}`,
    name: 'puts conversations together',
    async works(scene) {
      const mailbox = await conversation(scene);
      const threads = await mailbox.thread(algorithm);
      const sizes = threads.map(({ numbers: own, branches }) => own.length + branches.length).sort();
      assert.deepEqual(sizes, [1, 2]);
    },
    refused: (_scene, mailbox) => mailbox.thread(algorithm),
  };
}

export const findingCases: readonly Case[] = [
  core('finds by flags, text, size, date, UID, and combinations', async (scene) => {
    const { mailbox } = await scene.opened(5);
    await mailbox.addFlags(uids(1, 2), ['\\Seen', 'mine'], { silent: true });
    const found = async (criteria: imap.SearchInput): Promise<readonly number[]> =>
      numbers(await mailbox.find(criteria));
    assert.deepEqual(await found({ seen: true }), [1, 2]);
    assert.deepEqual(await found({ keyword: 'mine', uids: uids(2, 3) }), [2]);
    assert.deepEqual(await found({ subject: 'Message 3' }), [3]);
    assert.deepEqual(await found({ or: [{ subject: 'Message 1' }, { subject: 'Message 4' }] }), [1, 4]);
    assert.deepEqual(await found({ not: { seen: true }, larger: 10, smaller: 100_000 }), [3, 4, 5]);
    assert.deepEqual(
      await found({ sentSince: new Date('2023-12-31'), sentBefore: new Date('2024-01-02') }),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(await found({ from: 'ada@', header: { Subject: 'Message 5' } }), [5]);
    assert.deepEqual(await found(['OR', ['SUBJECT', 'Message 2'], 'SEEN']), [1, 2]);
    assert.deepEqual(await found('NOT SUBJECT "Message 1"'), [2, 3, 4, 5]);
    assert.deepEqual(await found({ subject: 'nothing like it' }), []);
  }),
  core('finds words beyond ASCII', async (scene) => {
    const { client, mailbox } = await scene.opened(2);
    await client.mailboxes.append('INBOX', { content: mail('=?utf-8?Q?Gr=C3=BC=C3=9Fe?=') });
    await client.noop();
    assert.deepEqual(numbers(await mailbox.find({ subject: 'Grüße' })), [3]);
  }),
  core('criteria that make no sense are refused, and the connection stays usable', async (scene) => {
    const { mailbox } = await scene.opened(1);
    assert.equal((await failure(mailbox.find('NONSENSE'))).detail.kind, 'refused');
    const charset = await failure(mailbox.find({ subject: 'x' }, { charset: 'X-NONE' }));
    assert.equal(charset.detail.kind, 'refused');
    assert.equal((await mailbox.find()).count, 1);
  }),
  {
    capability: 'ESEARCH',
    name: 'results as ranges',
    async works(scene) {
      const { client, mailbox } = await scene.opened(4);
      assert.deepEqual((await mailbox.find()).uids, [{ from: 1, to: 4 }]);
      assert.ok(scene.sent(client).some((line) => line.includes('UID SEARCH RETURN (')));
    },
    async otherwise(scene) {
      const { client, mailbox } = await scene.opened(4);
      assert.deepEqual((await mailbox.find()).uids, [{ from: 1, to: 4 }]);
      assert.ok(!scene.sent(client).some((line) => line.includes('RETURN')));
    },
  },
  {
    capability: 'SEARCHRES',
    name: 'a result that the server keeps',
    async works(scene) {
      const { mailbox } = await scene.opened(3);
      await mailbox.find({ subject: 'Message 2' }, { save: true });
      assert.deepEqual([...(await mailbox.getFlags(imap.savedResult)).keys()], uids(2));
    },
    refused: (_scene, mailbox) => mailbox.find({}, { save: true }),
  },
  {
    capability: 'PARTIAL',
    name: 'one window of a result',
    async works(scene) {
      const { mailbox } = await scene.opened(3);
      assert.deepEqual(numbers(await mailbox.find({}, { partial: '1:2' })), [1, 2]);
    },
    refused: (_scene, mailbox) => mailbox.find({}, { partial: '1:2' }),
  },
  {
    capability: 'WITHIN',
    name: 'the messages of the last hour',
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      assert.equal((await mailbox.find({ younger: 3600 })).count, 1);
      assert.equal((await mailbox.find({ older: 3600 })).count, 0);
    },
    refused: (_scene, mailbox) => mailbox.find({ younger: 3600 }),
  },
  {
    capability: 'SEARCH=FUZZY',
    name: 'near matches',
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      assert.ok((await mailbox.find({ fuzzy: { subject: 'message' } })).count <= 1);
    },
    refused: (_scene, mailbox) => mailbox.find({ fuzzy: { subject: 'message' } }),
  },
  {
    capability: 'FILTERS',
    name: 'a search that the server knows by name',
    async works(scene) {
      const { mailbox } = await scene.opened(1);
      assert.equal((await failure(mailbox.find({ filter: 'none' }))).detail.kind, 'refused');
    },
    refused: (_scene, mailbox) => mailbox.find({ filter: 'none' }),
  },
  {
    capability: 'MULTISEARCH',
    name: 'one search in several mailboxes',
    async works(scene) {
      const { client } = await scene.opened(1);
      assert.equal((await client.session.search('personal', 'ALL')).length, 1);
    },
    refused: ({ last }) => last.session.search('personal', 'ALL'),
  },
  {
    capability: 'CONTEXT=SEARCH',
    name: 'a result that the server keeps up to date',
    async works(scene) {
      const { client, mailbox } = await scene.opened(2);
      const changes: imap.FollowedChange[] = [];
      const following = await mailbox.follow({ flagged: true }, (change) => changes.push(change));
      await mailbox.addFlags(uids(2), ['\\Flagged']);
      await client.noop();
      assert.deepEqual(changes[0]?.added, [{ from: 2, to: 2 }]);
      following.dispose();
    },
    refused: (_scene, mailbox) => mailbox.follow({ flagged: true }, () => undefined),
  },
  {
    capability: 'SORT',
    name: 'sorts by subject and size',
    async works(scene) {
      const { client, mailbox } = await scene.opened(3);
      const order = async (...keys: imap.SortCriterion[]): Promise<number[]> => numbers(await mailbox.sort(keys));
      assert.deepEqual(await order({ key: 'SUBJECT', reverse: true }), [3, 2, 1]);
      await client.mailboxes.append('INBOX', { content: mail('Message 0', '', 'A longer one.\r\n') });
      await client.noop();
      assert.equal((await order({ key: 'SIZE' })).at(-1), 4);
      // All the same but the last: Courier leaves those that are equal in any order.
      assert.deepEqual(await order({ key: 'SUBJECT' }), [4, 1, 2, 3]);
      assert.deepEqual(numbers(await mailbox.sort([{ key: 'SUBJECT' }], { subject: 'Message 2' })), [2]);
    },
    refused: (_scene, mailbox) => mailbox.sort([{ key: 'SUBJECT' }]),
  },
  {
    capability: 'SORT=DISPLAY',
    name: 'sorts by the name that is shown',
    async works(scene) {
      const { mailbox } = await scene.opened(2);
      assert.deepEqual(numbers(await mailbox.sort([{ key: 'DISPLAYFROM' }])), [1, 2]);
    },
    refused: (_scene, mailbox) => mailbox.sort([{ key: 'DISPLAYFROM' }]),
  },
  {
    capability: 'ESORT',
    name: 'a sorted result with its count',
    async works(scene) {
      const { client, mailbox } = await scene.opened(3);
      assert.deepEqual(numbers(await mailbox.sort([{ key: 'SUBJECT', reverse: true }])), [3, 2, 1]);
      assert.ok(scene.sent(client).some((line) => line.includes('UID SORT RETURN (')));
    },
    async otherwise(scene) {
      const client = await scene.signedIn();
      const mailbox = await client.select('INBOX');
      if (client.capabilities.has('SORT')) assert.equal((await mailbox.sort([{ key: 'SUBJECT' }])).count, 0);
      assert.ok(!scene.sent(client).some((line) => line.includes('RETURN (ALL')));
    },
  },
  threaded('REFERENCES'),
  threaded('ORDEREDSUBJECT'),
  threaded('REFS'),
  {
    capability: 'CONDSTORE',
    name: 'mod-sequences: of messages, in searches, and a change that comes too late',
    async works(scene) {
      const { mailbox } = await scene.opened(2, { condstore: true });
      assert.ok((mailbox.highestModSeq ?? 0n) > 0n);
      const [row] = await rows(mailbox.fetch(uids(1), ['MODSEQ']));
      const known = row?.modSeq;
      assert.ok(known !== undefined && known !== null && known > 0n);
      await mailbox.addFlags(uids(1), ['\\Flagged']);
      const stale = { operation: 'add', values: ['\\Seen'], unchangedSince: known } as const;
      assert.deepEqual((await mailbox.storeValues(uids(1), stale)).modified, [{ from: 1, to: 1 }]);
      const changed = await rows(mailbox.fetch(imap.everyMessage, ['FLAGS'], { changedSince: known }));
      assert.ok(changed.some(({ uid }) => uid === 1));
      const found = await mailbox.find({ modSeq: imap.modSeq(1n) });
      assert.ok(found.count === 2 && found.modSeq !== null);
    },
    refused: (_scene, mailbox) => mailbox.find({ modSeq: imap.modSeq(1n) }),
  },
  {
    capability: 'CONDSTORE',
    name: 'the highest mod-sequence without opening',
    async works(scene) {
      const { client } = await scene.opened(1);
      assert.ok(((await client.status(scene.name('Drafts'), ['HIGHESTMODSEQ'])).highestModSeq ?? 0n) > 0n);
    },
    async otherwise(scene) {
      const client = await scene.signedIn();
      assert.deepEqual(await client.status('INBOX', ['HIGHESTMODSEQ']), {});
    },
  },
  {
    capability: 'QRESYNC',
    name: 'what changed and what vanished while nobody looked',
    async works(scene) {
      const { client, mailbox } = await scene.opened(4);
      const known = { uidValidity: mailbox.uidValidity ?? 0, modSeq: mailbox.highestModSeq ?? imap.modSeq(1n) };
      await mailbox.remove(uids(2));
      await mailbox.addFlags(uids(3), ['\\Flagged']);
      await client.logout();
      const again = await scene.signedIn();
      assert.ok((await again.session.enable(['QRESYNC'])).includes('QRESYNC'));
      const vanished: imap.NumberRange[] = [];
      again.onData((data) => {
        if (data.type === 'vanished' && data.earlier) vanished.push(...data.uids);
      });
      const reopened = await again.select('INBOX', { qresync: known });
      assert.ok(imap.contains(vanished, 2));
      assert.equal(reopened.exists, 3);
      assert.deepEqual(numbers(await reopened.find({ flagged: true })), [3]);
    },
    refused: ({ last }) => last.select('INBOX', { qresync: { uidValidity: 1, modSeq: imap.modSeq(1n) } }),
  },
];
