import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FetchItem } from '../../../extension/imap/client/api.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { rejection } from './failure.ts';
import { uids } from './opened-mailbox.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

async function opened(capabilities = ''): Promise<SignedIn & { readonly mailbox: Mailbox }> {
  const scene = await signedIn(`IMAP4rev1 ${capabilities}`);
  const selecting = scene.client.select('INBOX');
  await answerSelect(scene.server, 4);
  return { ...scene, mailbox: await selecting };
}

test('items that only plain JavaScript can ask for give their rows, and news of flags is none of them', async () => {
  const { mailbox, server } = await opened();
  const plain = 'BODY ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 2 1)';
  for (const [item, answer] of [
    ['RFC822', 'RFC822 "abc"'],
    ['RFC822.HEADER', 'RFC822.HEADER "abc"'],
    ['RFC822.TEXT', 'RFC822.TEXT "abc"'],
    ['BODY.PEEK[1]', 'BODY[1] "abc"'],
    ['body', plain],
  ] as const) {
    const items: readonly unknown[] = [item];
    const rows = uids(mailbox.fetch([uid(1)], items as readonly FetchItem[]));
    const rest = await server.answer('UID FETCH', '* 1 FETCH (UID 1 FLAGS (\\Seen))', `* 1 FETCH (UID 1 ${answer})`);
    assert.equal(rest, `1 (UID ${item})`);
    assert.deepEqual(await rows, [1], item);
  }
});

test('a part of a section has one octet at least', async () => {
  const { mailbox, server } = await opened();
  for (const length of [0, -1, 0.5]) {
    const rows = uids(mailbox.fetch([uid(1)], [{ section: '1', partial: { offset: 0, length } }]));
    assert.equal((await rejection(rows)).detail.kind, 'invalid-argument', String(length));
  }
  assert.equal(server.unread, '');
});

test('a command by its name is held back where the server does not offer it', async () => {
  const missed = async (capabilities: string, name: string): Promise<string> => {
    const { client, server } = await opened(capabilities);
    const { detail } = await rejection(client.command(name, [{ raw: '1' }]));
    assert.equal(server.unread, '');
    return detail.kind === 'capability' ? detail.capability : detail.kind;
  };
  assert.equal(await missed('', 'UID EXPUNGE'), 'UIDPLUS');
  assert.equal(await missed('', 'UID THREAD'), 'THREAD=REFERENCES');
  assert.equal(await missed('SORT', 'THREAD'), 'THREAD=REFERENCES');
  for (const [capabilities, name] of [
    ['UIDPLUS', 'UID EXPUNGE'],
    ['', 'EXPUNGE'],
    ['THREAD=ORDEREDSUBJECT', 'UID THREAD'],
    ['THREAD=REFS', 'THREAD'],
  ] as const) {
    const { client, server } = await opened(capabilities);
    const done = client.command(name, [{ raw: '1' }]);
    assert.equal(await server.answer(name), '1');
    await done;
  }
  const { client } = await signedIn('IMAP4rev1 THREAD=REFS UIDPLUS');
  for (const name of ['THREAD', 'UID EXPUNGE'])
    assert.equal((await rejection(client.command(name, [{ raw: '1' }]))).detail.kind, 'illegal-state');
});

test('a binary message goes out at once where BINARY stands beside LITERAL+ or LITERAL-', async () => {
  const append = async (capabilities: string, size: number): Promise<string> => {
    const { client, server } = await signedIn(`IMAP4rev1 ${capabilities}`);
    client.mailboxes.append('x', { content: Buffer.alloc(size), binary: true }).catch(() => undefined);
    const { rest } = await server.command('APPEND');
    client.destroy();
    return rest;
  };
  assert.equal(await append('BINARY LITERAL+', 5_000), 'x ~{5000+}');
  assert.equal(await append('BINARY LITERAL-', 4_096), 'x ~{4096+}');
  assert.equal(await append('BINARY LITERAL-', 4_097), 'x ~{4097}');
  assert.equal(await append('BINARY', 5), 'x ~{5}');
  assert.equal(await append('BINARY LITERAL+ APPENDLIMIT=9', 10), 'x ~{10}');
});
