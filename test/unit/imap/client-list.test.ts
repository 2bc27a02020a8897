import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import type { ListOptions } from '../../../extension/imap/client/api.ts';
import { mailboxFromWire } from '../../../extension/imap/wire/mailbox-name.ts';
import { failure } from './failure.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

const extended = 'IMAP4rev1 LIST-EXTENDED SPECIAL-USE LIST-MYRIGHTS LIST-METADATA ACL METADATA';
const used = ({ quirks }: Client): readonly string[] => quirks.map(({ id }) => id);

async function refuse({ server }: SignedIn, words: string): Promise<string> {
  const { tag, rest } = await server.command('LIST');
  server.say(`${tag} ${words}`);
  return rest;
}

test('special uses that cannot be selected by are looked for in the plain list (ProtonMail)', async () => {
  const one = await signedIn(extended);
  for (const first of [true, false]) {
    const listing = one.client.list({ specialUseOnly: true });
    if (first) assert.match(await refuse(one, 'BAD what'), /^\(SPECIAL-USE\)/);
    const rest = await one.server.answer(
      'LIST',
      '* LIST (\\Sent) "/" Sent',
      '* LIST () "/" Work',
      '* LIST () "/" INBOX',
    );
    assert.equal(rest, '"" "*"');
    assert.deepEqual(
      (await listing).map(({ name }) => name.display),
      ['Sent'],
    );
    assert.deepEqual(one.client.quirks, [{ id: 'list-return-refused', count: 1 }]);
  }
});

test('a refused RETURN is remembered: the next list is asked plainly', async () => {
  const one = await signedIn('IMAP4rev1 LIST-EXTENDED');
  const listing = one.client.list();
  assert.match(await refuse(one, 'NO what'), /RETURN/);
  await one.server.answer('LIST', '* LIST () "/" INBOX');
  await listing;
  const again = one.client.list();
  assert.doesNotMatch(await one.server.answer('LIST', '* LIST () "/" INBOX'), /RETURN/);
  await again;
});

test('a server that is busy does not lose the extended LIST', async () => {
  for (const words of ['NO [UNAVAILABLE] later', 'BAD Suggested Backoff Time: 9000 milliseconds']) {
    const one = await signedIn(extended);
    const listing = failure(one.client.list());
    await refuse(one, words);
    assert.equal((await listing).kind, 'refused');
    assert.ok(!used(one.client).includes('list-return-refused'));
    const again = one.client.list();
    assert.match(await one.server.answer('LIST', '* LIST () "/" INBOX'), /RETURN/);
    await again;
  }
});

test('rights, metadata and what lies above are never left out without a word', async () => {
  const questions: readonly ListOptions[] = [
    { rights: true },
    { metadata: ['/private/comment'] },
    { recursive: true, subscribedOnly: true },
  ];
  for (const question of questions) {
    const one = await signedIn(extended);
    const listing = failure(one.client.list(question));
    await refuse(one, 'BAD no');
    assert.equal((await listing).kind, 'refused');
    // Others are told plainly from then on, and this one is asked again all the same.
    const plain = one.client.list();
    await refuse(one, 'BAD no');
    await one.server.answer('LIST', '* LIST () "/" INBOX');
    await plain;
    const again = failure(one.client.list(question));
    assert.match(await refuse(one, 'BAD no'), /RETURN/);
    assert.equal((await again).kind, 'refused');
  }
});

test('rights survive a list that leaves INBOX out (Strato)', async () => {
  const one = await signedIn(extended);
  const listing = one.client.list({ rights: true });
  await one.server.answer('LIST', '* LIST () "/" Work', '* MYRIGHTS Work lrs');
  await one.server.answer('LIST', '* LIST () "/" INBOX', '* LIST () "/" Work');
  assert.deepEqual(
    (await listing).map(({ name, rights }) => [name.display, rights]),
    [
      ['INBOX', undefined],
      ['Work', 'lrs'],
    ],
  );
});

test('whether a mailbox exists is asked by its octets', async () => {
  const { client, server } = await signedIn();
  const odd = client.mailboxes.exists(mailboxFromWire('a&b', false));
  assert.equal(await server.answer('LIST', '* LIST () "/" a&b'), '"" "a&b"');
  assert.equal(await odd, true);
  const wild = client.mailboxes.exists('a*');
  assert.equal(await server.answer('LIST', '* LIST () "/" ab', '* LIST (\\NonExistent) "/" "a*"'), '"" "a*"');
  assert.equal(await wild, false);
});

test('how many are recent is told of the mailbox that is selected', async () => {
  const { client, server } = await signedIn();
  const first = client.select('A');
  server.say('* 9 RECENT');
  await server.answer('SELECT', '* 5 EXISTS', '* 3 RECENT', '* OK [UIDVALIDITY 7] valid');
  assert.equal((await first).recent, 3);
  const second = client.select('B');
  await answerSelect(server, 1);
  assert.equal((await second).recent, null);
});

test('SETQUOTA is for servers that take it, DELETED-STORAGE for those that count it (RFC 9208)', async () => {
  for (const [capabilities, taken] of [
    ['IMAP4rev1 QUOTA', true],
    ['IMAP4rev1 QUOTA QUOTASET QUOTA=RES-STORAGE', true],
    ['IMAP4rev1 QUOTA QUOTA=RES-STORAGE', false],
  ] as const) {
    const { client, server } = await signedIn(capabilities);
    const counting = client.status('Work', ['MESSAGES', 'DELETED-STORAGE']);
    const counted = capabilities.includes('RES-STORAGE');
    const rest = await server.answer('STATUS', `* STATUS Work (MESSAGES 1${counted ? ' DELETED-STORAGE 7' : ''})`);
    assert.equal(rest, `Work (MESSAGES${counted ? ' DELETED-STORAGE' : ''})`);
    assert.deepEqual(await counting, counted ? { messages: 1, deletedStorage: 7n } : { messages: 1 });
    const setting = client.administration.setQuota('', { STORAGE: 1 });
    if (!taken) assert.deepEqual(await failure(setting), { kind: 'capability', capability: 'QUOTASET' });
    else {
      await server.answer('SETQUOTA');
      assert.equal(await setting, null);
    }
  }
});
