import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageSet } from '../../../extension/imap/client/helpers.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { oneConnection } from '../../../extension/imap/client/mailbox-access.ts';
import { TransferJob } from '../../../extension/imap/client/transfer-job.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { formatSequenceSet, savedResult } from '../../../extension/imap/wire/sequence-set.ts';
import { rejection } from './failure.ts';
import { uids } from './opened-mailbox.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

async function opened(capabilities = ''): Promise<SignedIn & { readonly mailbox: Mailbox }> {
  const scene = await signedIn(`IMAP4rev1 UNSELECT ${capabilities}`);
  const selecting = scene.client.select('INBOX');
  await answerSelect(scene.server, 4);
  return { ...scene, mailbox: await selecting };
}

test('a set with a star goes out as it was written, for the last message has any number', async () => {
  for (const text of ['*', '3:*', '*:3', '1,4:6,*']) {
    const { mailbox, server, client } = await opened();
    const rows = uids(mailbox.fetch(messageSet(text), ['FLAGS']));
    // The last message is the second, whatever was asked for.
    assert.equal(await server.answer('UID FETCH', '* 4 FETCH (UID 2 FLAGS ())'), `${text} (UID FLAGS)`);
    assert.deepEqual(await rows, [2], text);
    const flagged = mailbox.addFlags(messageSet(text), ['\\Seen']);
    assert.equal(await server.answer('UID STORE', '* 4 FETCH (UID 2 FLAGS (\\Seen))'), `${text} +FLAGS (\\Seen)`);
    assert.deepEqual([...(await flagged).keys()], [2]);
    client.destroy();
  }
});

test('a dollar is the result that the server keeps; what is no set is refused', () => {
  assert.equal(messageSet(' $ '), savedResult);
  assert.equal(formatSequenceSet(messageSet('2:*')), '2:*');
  assert.equal(formatSequenceSet(messageSet('2:5')), '2:5');
  for (const text of ['**', '*:*:*', '3:*,', '$,1', '*,4294967296', '3:* ALL'])
    assert.throws(() => messageSet(text), { name: 'ImapError', message: /^Not a set of messages/ }, text);
});

test('what a star or a dollar names is settled before anything is removed', async () => {
  for (const set of [messageSet('*'), savedResult]) {
    const { mailbox, server, client } = await opened();
    const written = formatSequenceSet(set);
    const removing = mailbox.remove(set);
    assert.equal(await server.answer('UID SEARCH', '* SEARCH 8'), `UID ${written}`);
    assert.equal(await server.answer('UID STORE'), '8 +FLAGS.SILENT (\\Deleted)');
    // Another one was marked by somebody else.
    assert.equal(await server.answer('UID SEARCH', '* SEARCH 5 8'), 'DELETED');
    assert.equal(await removing, 'flagged');
    const moving = mailbox.move(set, 'Old');
    assert.equal(await server.answer('UID SEARCH', '* SEARCH 8'), `UID ${written}`);
    assert.equal(await server.answer('UID COPY'), '8 Old');
    assert.equal(await server.answer('UID STORE'), '8 +FLAGS.SILENT (\\Deleted)');
    await server.answer('UID SEARCH', '* SEARCH 8');
    await server.answer('EXPUNGE');
    assert.equal((await moving).source, 'removed');
    client.destroy();
  }
});

test('nothing that a star or a dollar does not name is removed: none is none', async () => {
  const { mailbox, server } = await opened('UIDPLUS');
  const removing = mailbox.remove(savedResult);
  await server.answer('UID SEARCH', '* SEARCH');
  assert.equal(await server.answer('UID FETCH'), '$ (UID)');
  assert.equal(await removing, 'removed');
  assert.equal(server.unread, '');
});

test('a search that only its OK answers is no reason to leave what a star or a dollar names', async () => {
  for (const set of [messageSet('3:*'), savedResult]) {
    const { mailbox, server, client } = await opened('UIDPLUS');
    const removing = mailbox.remove(set);
    await server.answer('UID SEARCH');
    assert.equal(await server.answer('UID FETCH', '* 4 FETCH (UID 8)'), `${formatSequenceSet(set)} (UID)`);
    assert.equal(await server.answer('UID STORE'), '8 +FLAGS.SILENT (\\Deleted)');
    assert.equal(await server.answer('UID EXPUNGE'), '8');
    assert.equal(await removing, 'removed');
    const unread = rejection(mailbox.remove(set));
    await server.answer('UID SEARCH');
    await server.answer('UID FETCH', '* 4 FETCH UID');
    assert.equal((await unread).detail.kind, 'malformed-reply');
    client.destroy();
  }
});

test('a transfer of what a star names removes what was copied, and no more', async () => {
  const { client, server } = await opened('UIDPLUS');
  const target = mailboxFromDisplay('Old', false);
  const job = new TransferJob({ kind: 'move', source: inbox, uidValidity: 77, uids: messageSet('*'), target });
  const running = job.run(oneConnection(client));
  await answerSelect(server, 4);
  assert.equal(await server.answer('UID SEARCH', '* SEARCH 8'), 'UID *');
  await server.answer('STATUS', '* STATUS Old (UIDNEXT 5 UIDVALIDITY 6)');
  assert.equal(await server.answer('UID COPY'), '8 Old');
  await answerSelect(server, 4);
  assert.equal(await server.answer('UID STORE'), '8 +FLAGS.SILENT (\\Deleted)');
  assert.equal(await server.answer('UID EXPUNGE'), '8');
  assert.equal((await running).source, 'removed');
});
