import assert from 'node:assert/strict';
import type * as imap from '../../../extension/imap/index.ts';
import { core, type Case } from './case.ts';
import { failure, mail, rows, uids, type Scene } from './scene.ts';

/** A mailbox with one message, open on one connection and deleted by another. */
async function deletedMeanwhile(
  scene: Scene,
): Promise<{ readonly client: imap.Client; readonly mailbox: imap.Mailbox }> {
  const client = await scene.signedIn();
  const name = scene.name('Doomed');
  await client.mailboxes.create(name);
  await client.mailboxes.append(name, { content: mail('doomed') });
  const mailbox = await client.select(name);
  const other = await scene.signedIn();
  await other.mailboxes.delete(name);
  return { client, mailbox };
}

/** What the servers do differently although none of them announces it. */
export const behaviourCases: readonly Case[] = [
  core('the open mailbox is deleted by another client', async (scene) => {
    const { client, mailbox } = await deletedMeanwhile(scene);
    const body = rows(mailbox.fetch(uids(1), [{ section: '' }]));
    switch (scene.server.name) {
      case 'dovecot': {
        assert.equal((await failure(body)).detail.kind, 'closed');
        assert.equal((await client.closed).kind, 'bye');
        break;
      }
      case 'cyrus': {
        assert.equal((await failure(body)).detail.kind, 'refused');
        assert.equal((await client.noop()).status.kind, 'OK');
        break;
      }
      case 'courier': {
        const [row] = await body;
        const [text] = [...(row?.sections.values() ?? [])];
        assert.ok(text?.kind === 'bytes' && text.bytes.includes('no longer available'));
        break;
      }
    }
  }),
  core('a quota that only an administrator may set', async (scene) => {
    const client = await scene.signedIn();
    const { roots } = await client.administration.getQuotaRoot('INBOX');
    await failure(client.administration.setQuota(roots[0] ?? '', { STORAGE: 1 }));
    assert.equal((await client.noop()).status.kind, 'OK');
    // Cyrus takes what it had not read of the refused command for the next one.
    const strays = client.quirks.filter(({ id }) => id === 'stray-bad').map(({ count }) => count);
    assert.deepEqual(strays, scene.server.name === 'cyrus' ? [1] : []);
  }),
  core('to rename what is not there: Courier says OK', async (scene) => {
    const client = await scene.signedIn();
    const renaming = client.mailboxes.rename(scene.name('Nowhere'), scene.name('Elsewhere'));
    if (scene.server.name === 'courier') await renaming;
    else assert.equal((await failure(renaming)).detail.kind, 'refused');
    assert.equal(await client.mailboxes.exists(scene.name('Elsewhere')), false);
  }),
  core('a sequence number beyond the mailbox: Courier says NO beside the OK', async (scene) => {
    const { client } = await scene.opened(1);
    const asking = client.command('FETCH', [{ raw: '99 FLAGS' }]);
    if (scene.server.name === 'courier') {
      assert.equal((await asking).status.kind, 'OK');
      assert.ok(
        scene
          .events(client)
          .some(({ status }) => status.type === 'status' && status.kind === 'NO' && status.tag === null),
      );
    } else assert.equal((await failure(asking)).detail.kind, 'refused');
    assert.equal((await client.noop()).status.kind, 'OK');
  }),
  core('nonsense is refused and costs only itself', async (scene) => {
    const { client, mailbox } = await scene.opened(1);
    const { detail } = await failure(client.command('STATUS', [{ raw: '(' }]));
    assert.ok(detail.kind === 'refused' && detail.status.kind === 'BAD');
    assert.equal((await mailbox.find()).count, 1);
  }),
];
