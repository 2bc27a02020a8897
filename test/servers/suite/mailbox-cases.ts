import assert from 'node:assert/strict';
import type * as imap from '../../../extension/imap/index.ts';
import { core, type Case } from './case.ts';
import { failure, mail, rows, uids } from './scene.ts';

const names = (listed: readonly imap.ListedMailbox[]): string[] => listed.map(({ name }) => name.display);

export const mailboxCases: readonly Case[] = [
  core('lists mailboxes, with counts where they are asked for', async (scene) => {
    const client = await scene.signedIn();
    const listed = await client.list({ status: ['MESSAGES', 'UNSEEN', 'UIDNEXT'] });
    assert.ok(names(listed).includes('INBOX') && names(listed).includes(scene.name('Drafts')));
    const inbox = listed.find(({ name }) => name.display === 'INBOX');
    assert.deepEqual([inbox?.selectable, inbox?.specialUse, inbox?.status?.messages], [true, '\\Inbox', 0]);
    assert.equal(inbox?.delimiter, scene.server.delimiter);
    assert.deepEqual(names(await client.list({ pattern: 'INBOX' })), ['INBOX']);
  }),
  core('creates, renames, deletes', async (scene) => {
    const { mailboxes } = await scene.signedIn();
    await mailboxes.create(scene.name('Work'));
    assert.equal(await mailboxes.exists(scene.name('Work')), true);
    await mailboxes.create(scene.name('Work', 'Plans'));
    await mailboxes.rename(scene.name('Work', 'Plans'), scene.name('Plans'));
    assert.equal(await mailboxes.exists(scene.name('Work', 'Plans')), false);
    await mailboxes.delete(scene.name('Plans'));
    assert.equal(await mailboxes.exists(scene.name('Plans')), false);
  }),
  core('names in any script', async (scene) => {
    const client = await scene.signedIn();
    const name = scene.name('Ärger & Co 日本');
    await client.mailboxes.create(name);
    assert.ok(names(await client.list()).includes(name));
    await client.mailboxes.append(name, { content: mail('there') });
    assert.equal((await client.select(name)).exists, 1);
    // Courier deletes no mailbox that is open.
    await client.select('INBOX');
    await client.mailboxes.delete(name);
  }),
  core('subscribes and unsubscribes', async (scene) => {
    const { mailboxes } = await scene.signedIn();
    const subscribed = async (): Promise<string[]> => names(await mailboxes.listSubscribed());
    await mailboxes.create(scene.name('News'));
    await mailboxes.subscribe(scene.name('News'));
    assert.ok((await subscribed()).includes(scene.name('News')));
    await mailboxes.unsubscribe(scene.name('News'));
    assert.ok(!(await subscribed()).includes(scene.name('News')));
  }),
  core('counts without opening', async (scene) => {
    const { client } = await scene.opened(2);
    await client.mailboxes.append(scene.name('Drafts'), { content: mail('draft'), flags: ['\\Seen'] });
    const status = await client.status(scene.name('Drafts'));
    assert.deepEqual([status.messages, status.unseen, status.uidNext], [1, 0, 2]);
    assert.ok((status.uidValidity ?? 0) > 0);
  }),
  core('tells which mailbox is for what, by mark or by name', async (scene) => {
    const { mailboxes } = await scene.signedIn();
    assert.equal((await mailboxes.findSpecialUse('\\Trash'))?.name.display, scene.name('Trash'));
    assert.equal(await mailboxes.findSpecialUse('\\Important'), null);
  }),
  core('a missing mailbox is refused, and the connection stays usable', async (scene) => {
    const client = await scene.signedIn();
    assert.equal((await failure(client.select(scene.name('Nowhere')))).detail.kind, 'refused');
    const append = await failure(client.mailboxes.append(scene.name('Nowhere'), { content: mail('lost') }));
    assert.ok(append.detail.kind === 'refused' && append.detail.status.code?.name === 'TRYCREATE');
    assert.equal((await client.select('INBOX')).exists, 0);
  }),
  core('opens read-only, and changes nothing there', async (scene) => {
    const { client } = await scene.opened(1);
    const mailbox = await client.select('INBOX', { readOnly: true });
    assert.equal(mailbox.readOnly, true);
    const before = scene.sent(client).length;
    assert.equal((await failure(mailbox.addFlags(uids(1), ['\\Seen']))).detail.kind, 'illegal-state');
    assert.equal(scene.sent(client).length, before);
  }),
  core('two commands under way together', async (scene) => {
    const { client } = await scene.opened(2);
    await client.mailboxes.append(scene.name('Sent'), { content: mail('sent') });
    const [inbox, sent, drafts] = await Promise.all(
      ['Trash', 'Sent', 'Drafts'].map((name) => client.status(scene.name(name), ['MESSAGES'])),
    );
    assert.deepEqual([inbox?.messages, sent?.messages, drafts?.messages], [0, 1, 0]);
  }),
  {
    capability: 'NAMESPACE',
    name: 'where mailboxes begin',
    async works(scene) {
      const { personal } = await (await scene.signedIn()).mailboxes.namespace();
      assert.equal(personal[0]?.prefix.display, scene.server.prefix);
      assert.equal(personal[0]?.delimiter, scene.server.delimiter);
    },
    refused: ({ last }) => last.mailboxes.namespace(),
  },
  {
    capability: 'CHILDREN',
    name: 'which mailboxes have others below',
    async works(scene) {
      const client = await scene.signedIn();
      await client.mailboxes.create(scene.name('Parent', 'Child'));
      const parent = (await client.list()).find(({ name }) => name.display === scene.name('Parent'));
      assert.ok(parent?.attributes.some((attribute) => attribute.toLowerCase() === '\\haschildren'));
    },
    async otherwise(scene) {
      assert.ok((await (await scene.signedIn()).list()).length > 0);
    },
  },
  {
    capability: 'LIST-EXTENDED',
    name: 'subscriptions told with the listing',
    async works(scene) {
      const client = await scene.signedIn();
      await client.list();
      assert.ok(scene.sent(client).some((line) => / LIST .*RETURN \(.*SUBSCRIBED/.test(line)));
      const below = await client.list({ subscribedOnly: true, recursive: true });
      assert.ok(below.length > 0);
    },
    refused: ({ last }) => last.list({ subscribedOnly: true, recursive: true }),
  },
  {
    capability: 'LIST-STATUS',
    name: 'counts of all mailboxes in one command',
    async works(scene) {
      const client = await scene.signedIn();
      const listed = await client.list({ status: ['MESSAGES'] });
      assert.ok(listed.every(({ status, selectable }) => !selectable || status?.messages === 0));
      assert.ok(!scene.sent(client).some((line) => line.includes(' STATUS "') || / STATUS \w/.test(line)));
    },
    async otherwise(scene) {
      const client = await scene.signedIn();
      const listed = await client.list({ status: ['MESSAGES'] });
      assert.ok(listed.every(({ status, selectable }) => !selectable || status?.messages === 0));
      assert.ok(scene.sent(client).some((line) => / STATUS [\w"]/.test(line)));
    },
  },
  {
    capability: 'SPECIAL-USE',
    name: 'only the mailboxes for a use',
    async works(scene) {
      const client = await scene.signedIn();
      const listed = await client.list({ specialUseOnly: true });
      assert.ok(listed.length > 0 && listed.every(({ specialUse }) => specialUse !== null));
    },
    refused: ({ last }) => last.list({ specialUseOnly: true }),
  },
  {
    capability: 'CREATE-SPECIAL-USE',
    name: 'a new mailbox for a use',
    async works(scene) {
      const { mailboxes } = await scene.signedIn();
      await mailboxes.create(scene.name('Outgoing'), { specialUse: ['\\Junk'] });
      const made = (await mailboxes.list()).find(({ name }) => name.display === scene.name('Outgoing'));
      assert.equal(made?.specialUse, '\\Junk');
    },
    refused: (scene) => scene.last.mailboxes.create(scene.name('x'), { specialUse: ['\\Sent'] }),
  },
  {
    capability: 'LIST-MYRIGHTS',
    name: 'rights told with the listing',
    async works(scene) {
      const listed = await (await scene.signedIn()).list({ rights: true });
      assert.match(listed.find(({ name }) => name.display === 'INBOX')?.rights ?? '', /l.*r/);
    },
    refused: ({ last }) => last.list({ rights: true }),
  },
  {
    capability: 'LIST-METADATA',
    name: 'annotations told with the listing',
    async works(scene) {
      const client = await scene.signedIn();
      await client.administration.setMetadata('INBOX', { '/private/comment': 'mine' });
      const listed = await client.list({ metadata: ['/private/comment'] });
      const inbox = listed.find(({ name }) => name.display === 'INBOX');
      assert.equal(inbox?.metadata?.get('/private/comment'), 'mine');
    },
    refused: ({ last }) => last.list({ metadata: ['/private/comment'] }),
  },
  {
    capability: 'XLIST',
    name: 'the listing that Gmail had before SPECIAL-USE',
    async works(scene) {
      const listed = await (await scene.signedIn()).mailboxes.xlist();
      assert.ok(listed.some(({ specialUse }) => specialUse === '\\Sent'));
    },
    refused: ({ last }) => last.mailboxes.xlist(),
  },
  {
    capability: 'STATUS=SIZE',
    name: 'octets of a mailbox',
    async works(scene) {
      const { client } = await scene.opened(2);
      await client.mailboxes.append(scene.name('Sent'), { content: mail('sent') });
      assert.equal((await client.status(scene.name('Sent'), ['SIZE'])).size, BigInt(mail('sent').length));
    },
    async otherwise(scene) {
      const client = await scene.signedIn();
      assert.deepEqual(Object.keys(await client.status(scene.name('Sent'), ['MESSAGES', 'SIZE'])), ['messages']);
    },
  },
  {
    capability: 'UNSELECT',
    name: 'leaves a mailbox without removing anything',
    async works(scene) {
      const { client, mailbox } = await scene.opened(1);
      await mailbox.markDeleted(uids(1));
      await mailbox.close();
      assert.equal(client.state, 'authenticated');
      assert.ok(scene.sent(client).some((line) => line.endsWith(' UNSELECT')));
      assert.equal((await client.status('INBOX', ['MESSAGES'])).messages, 1);
    },
    async otherwise(scene) {
      const { client, mailbox } = await scene.opened(1);
      await mailbox.markDeleted(uids(1));
      await mailbox.close();
      assert.equal(client.state, 'authenticated');
      assert.ok(scene.sent(client).some((line) => line.includes(' EXAMINE ')));
      assert.equal((await client.status('INBOX', ['MESSAGES'])).messages, 1);
    },
  },
  {
    capability: 'OBJECTID',
    name: 'names that outlast renaming',
    async works(scene) {
      const client = await scene.signedIn();
      const id = await client.mailboxes.create(scene.name('Kept'));
      await client.mailboxes.rename(scene.name('Kept'), scene.name('Renamed'));
      const mailbox = await client.select(scene.name('Renamed'));
      assert.ok(id !== null && mailbox.mailboxId === id);
      await client.mailboxes.append(scene.name('Renamed'), { content: mail('kept') });
      await client.noop();
      const [row] = await rows(mailbox.fetch(uids(1), ['EMAILID', 'THREADID']));
      assert.ok(typeof row?.emailId === 'string' && row.emailId.length > 0);
      assert.equal((await mailbox.find({ emailId: row.emailId })).count, 1);
    },
    refused: (_scene, mailbox) => rows(mailbox.fetch(uids(1), ['EMAILID'])),
  },
  {
    capability: 'OBJECTID',
    name: 'searches by object id',
    async works(scene) {
      const { mailbox } = await scene.opened(2);
      const [row] = await rows(mailbox.fetch(uids(2), ['EMAILID']));
      assert.deepEqual((await mailbox.find({ emailId: row?.emailId ?? '' })).uids, [{ from: 2, to: 2 }]);
    },
    refused: (_scene, mailbox) => mailbox.find({ emailId: 'x' }),
  },
];
