import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { failure, mail, type Scene } from './scene.ts';

/** Another client appends while this one watches. */
async function watched(scene: Scene, way: 'IDLE' | 'NOOP'): Promise<void> {
  const { client, mailbox } = await scene.opened(0);
  const other = await scene.signedIn();
  const watching = mailbox.watch({ pollMs: 50 });
  const first = watching.next();
  await other.mailboxes.append('INBOX', { content: mail('news') });
  const event = await first;
  assert.ok(event.done !== true && event.value.kind === 'exists' && event.value.count === 1);
  await watching.return();
  assert.ok(scene.sent(client).some((line) => line.endsWith(` ${way}`)));
  assert.equal((await client.noop()).status.kind, 'OK');
}

export const sessionCases: readonly Case[] = [
  {
    capability: 'IDLE',
    name: 'waits for news',
    works: (scene) => watched(scene, 'IDLE'),
    otherwise: (scene) => watched(scene, 'NOOP'),
  },
  {
    capability: 'ID',
    name: 'who the server is',
    async works(scene) {
      const answer = await (await scene.signedIn()).id({ name: 'test' });
      assert.match(answer?.get('name') ?? '', /dovecot|cyrus/i);
    },
    refused: ({ last }) => last.id({ name: 'test' }),
  },
  {
    capability: 'ENABLE',
    name: 'what is switched on is told',
    async works(scene) {
      const client = await scene.signedIn();
      const extension = client.capabilities.has('CONDSTORE') ? 'CONDSTORE' : 'UTF8=ACCEPT';
      assert.deepEqual(await client.session.enable([extension]), [extension]);
    },
    refused: ({ last }) => last.session.enable(['CONDSTORE']),
  },
  {
    capability: 'UTF8=ACCEPT',
    name: 'names in UTF-8',
    async works(scene) {
      const client = await scene.signedIn();
      await client.session.enable(['UTF8=ACCEPT']);
      assert.equal(client.utf8Enabled, true);
      await client.mailboxes.create(scene.name('Grüße'));
      assert.ok((await client.list()).some(({ name }) => name.display === scene.name('Grüße')));
    },
    refused: ({ last }) => last.mailboxes.append('INBOX', { content: mail('x'), utf8: true }),
  },
  {
    capability: 'NOTIFY',
    name: 'news of mailboxes that are not open',
    async works(scene) {
      const client = await scene.signedIn();
      const counted: string[] = [];
      client.onData((data) => {
        if (data.type === 'mailbox-status') counted.push(data.name.display);
      });
      const group = { where: 'personal', events: ['MessageNew', 'MessageExpunge'] } as const;
      await client.session.notify([group], { status: true });
      assert.ok(counted.includes('INBOX'));
      await client.session.notify(null);
    },
    refused: ({ last }) => last.session.notify(null),
  },
  {
    capability: 'UNAUTHENTICATE',
    name: 'another user on the same connection',
    async works(scene) {
      const client = await scene.signedIn();
      await client.session.unauthenticate();
      assert.equal(client.state, 'not-authenticated');
    },
    refused: ({ last }) => last.session.unauthenticate(),
  },
  {
    capability: 'LANGUAGE',
    name: 'the language of the server',
    async works(scene) {
      assert.ok((await (await scene.signedIn()).session.language()).length > 0);
    },
    refused: ({ last }) => last.session.language(),
  },
  {
    capability: 'I18NLEVEL=2',
    name: 'how texts are compared',
    async works(scene) {
      assert.notEqual(await (await scene.signedIn()).session.comparator(), null);
    },
    refused: ({ last }) => last.session.comparator(),
  },
  {
    capability: 'QUOTA',
    name: 'what limits a mailbox',
    async works(scene) {
      const { administration } = await scene.signedIn();
      const { roots, quotas } = await administration.getQuotaRoot('INBOX');
      assert.equal(roots.length, 1);
      if (quotas[0] !== undefined) {
        const again = administration.getQuota(roots[0] ?? '');
        // Cyrus tells a root to administrators only, and what limits a mailbox to everybody.
        if (scene.server.name === 'cyrus') assert.equal((await failure(again)).detail.kind, 'refused');
        else assert.deepEqual((await again)?.resources, quotas[0].resources);
      }
    },
    refused: ({ last }) => last.administration.getQuotaRoot('INBOX'),
  },
  {
    capability: 'QUOTA',
    name: 'only an administrator changes it',
    async works(scene) {
      const client = await scene.signedIn();
      const { roots } = await client.administration.getQuotaRoot('INBOX');
      const refused = await failure(client.administration.setQuota(roots[0] ?? '', { STORAGE: 1 }));
      assert.equal(refused.detail.kind, 'refused');
      assert.equal((await client.noop()).status.kind, 'OK');
    },
    refused: ({ last }) => last.administration.setQuota('', { STORAGE: 1 }),
  },
  {
    capability: 'ACL',
    name: 'who may do what',
    async works(scene) {
      const { administration, mailboxes } = await scene.signedIn();
      const ours = scene.name('Ours');
      const them = (await scene.server.user()).user;
      await mailboxes.create(ours);
      assert.match(await administration.myRights(ours), /^[a-z0-9]+$/);
      await administration.setAcl(ours, them, 'lr');
      const of = async (): Promise<string> =>
        (await administration.getAcl(ours)).find(({ identifier }) => identifier.endsWith(them))?.rights ?? '';
      assert.equal(await of(), 'lr');
      await administration.setAcl(ours, them, '+s');
      assert.match(await of(), /s/);
      await administration.deleteAcl(ours, them);
      assert.equal(await of(), '');
      assert.ok((await administration.listRights(ours, them)).optional.length > 0);
    },
    refused: ({ last }) => last.administration.getAcl('INBOX'),
  },
  {
    capability: 'METADATA',
    name: 'annotations of mailboxes, in two lines and beyond ASCII',
    async works(scene) {
      const { administration } = await scene.signedIn();
      const note = 'a "note"\r\nin two lines: Grüße';
      await administration.setMetadata('INBOX', { '/private/comment': note });
      const { entries } = await administration.getMetadata('INBOX', ['/private/comment']);
      assert.equal(entries.get('/private/comment'), note);
      const short = await administration.getMetadata('INBOX', ['/private/comment'], { maxSize: 3 });
      assert.equal(short.longest, Buffer.byteLength(note));
      await administration.setMetadata('INBOX', { '/private/comment': null });
      const after = await administration.getMetadata('INBOX', ['/private/comment']);
      assert.equal(after.entries.get('/private/comment') ?? null, null);
    },
    refused: ({ last }) => last.administration.getMetadata('INBOX', ['/private/comment']),
  },
  {
    capability: 'METADATA-SERVER',
    name: "the server's own annotations",
    async works(scene) {
      const { entries } = await (await scene.signedIn()).administration.getMetadata(null, ['/shared/comment']);
      assert.equal(entries.get('/shared/comment') ?? null, null);
    },
    refused: ({ last }) => last.administration.getMetadata(null, ['/shared/comment']),
  },
  {
    capability: 'ANNOTATEMORE',
    name: 'annotations as before METADATA',
    async works(scene) {
      await (await scene.signedIn()).administration.getAnnotation('INBOX', '/comment', 'value.priv');
    },
    refused: ({ last }) => last.administration.getAnnotation('INBOX', '/comment', 'value.priv'),
  },
  {
    capability: 'URLAUTH',
    name: 'an address with which a message can be fetched',
    async works(scene) {
      const { client, mailbox } = await scene.opened(1);
      const { user } = scene.user;
      const plain = `imap://${user}@localhost/INBOX;UIDVALIDITY=${mailbox.uidValidity ?? 0}/;UID=1;URLAUTH=anonymous`;
      const { data } = await client.command('GENURLAUTH', [{ string: plain }, { raw: 'INTERNAL' }]);
      const given = data.find((one) => one.type === 'unknown' && one.keyword === 'GENURLAUTH');
      assert.ok(given?.type === 'unknown' && given.text.includes('URLAUTH=anonymous:internal:'));
    },
    refused: ({ last }) => last.command('GENURLAUTH', [{ string: 'imap://x' }, { raw: 'INTERNAL' }]),
  },
];
