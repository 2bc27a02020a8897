import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { failure } from './failure.ts';
import { turns } from './manual-clock.ts';
import { bytes, opened } from './opened-mailbox.ts';

const work = mailboxFromDisplay('Work', false);
const mebibyte = 1024 * 1024;

test('a reader that stops early leaves the connection usable', async () => {
  const { mailbox, client, server } = await opened();
  const reading = (async () => {
    for await (const chunk of mailbox.section(uid(10), '')) if (chunk.length > 0) break;
  })();
  const { tag } = await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${2 * mebibyte}}\r\n`);
  server.raw('e'.repeat(mebibyte));
  await reading;
  const after = client.noop();
  server.raw('A1 OK this is no tagged line but mail\r\n'.padEnd(mebibyte, 'e'));
  server.say(')', `${tag} OK`);
  await server.answer('NOOP');
  await after;
});

test('a reader that stops early in a very long literal ends the connection', async () => {
  const { mailbox, client, server } = await opened();
  const reading = (async () => {
    for await (const chunk of mailbox.section(uid(10), '')) if (chunk.length > 0) break;
  })();
  await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${100 * mebibyte}}\r\n${'f'.repeat(1000)}`);
  await reading;
  assert.deepEqual(await client.closed, { kind: 'given-up' });
});

test('a reader that stops early in a long literal: up to 64 MiB are read and dropped, and the connection goes on', async () => {
  const { mailbox, client, server } = await opened();
  const reading = (async () => {
    for await (const chunk of mailbox.section(uid(10), '')) if (chunk.length > 0) break;
  })();
  const { tag } = await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${40 * mebibyte}}\r\n${'f'.repeat(1000)}`);
  await reading;
  assert.equal(client.unwanted, 40 * mebibyte - 1000);
  const after = client.noop();
  server.raw('f'.repeat(40 * mebibyte - 1000));
  server.say(')', `${tag} OK`);
  await server.answer('NOOP');
  await after;
  assert.equal(client.unwanted, 0);
});

test('what nobody wants any more is read for ten seconds, then the connection ends', async () => {
  const { mailbox, client, server, clock } = await opened();
  const reading = (async () => {
    for await (const chunk of mailbox.section(uid(10), '')) if (chunk.length > 0) break;
  })();
  await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${mebibyte}}\r\n${'f'.repeat(1000)}`);
  await reading;
  await clock.advance(9_999);
  server.raw('f'.repeat(5000));
  await turns();
  assert.equal(server.ended, false);
  await clock.advance(1);
  assert.deepEqual(await client.closed, { kind: 'given-up' });
});

test('a search that was given up may take the server long: the connection goes on', async () => {
  const { mailbox, client, server, clock } = await opened();
  const controller = new AbortController();
  const searching = failure(mailbox.search([], { signal: controller.signal }));
  const { tag } = await server.command('UID SEARCH');
  controller.abort();
  assert.equal((await searching).kind, 'aborted');
  await clock.advance(40_000);
  server.say('* SEARCH 1', `${tag} OK`);
  const after = client.noop();
  await server.answer('NOOP');
  await after;
});

test('messages that nobody wants any more: 64 MiB of them in all, then the connection ends', async () => {
  const { mailbox, client, server } = await opened();
  const reading = (async () => {
    for await (const row of mailbox.fetch([{ from: 1, to: 100 }], [{ section: '' }])) if (row.uid === 1) break;
  })();
  await server.command('UID FETCH');
  const body = 'f'.repeat(mebibyte);
  server.raw(`* 1 FETCH (UID 1 BODY[] {${mebibyte}}\r\n${body})\r\n`);
  await reading;
  for (let seq = 2; seq <= 60; seq++) server.raw(`* ${seq} FETCH (UID ${seq} BODY[] {${mebibyte}}\r\n${body})\r\n`);
  await turns();
  assert.equal(server.ended, false);
  for (let seq = 61; seq <= 70; seq++) server.raw(`* ${seq} FETCH (UID ${seq} BODY[] {${mebibyte}}\r\n${body})\r\n`);
  assert.deepEqual(await client.closed, { kind: 'given-up' });
});

test('cancelling in the middle of a literal rejects at once and harms nobody else', async () => {
  const { mailbox, client, server } = await opened();
  const controller = new AbortController();
  const reading = failure(bytes(mailbox.section(uid(10), '', { signal: controller.signal })));
  const { tag } = await server.command('UID FETCH');
  const other = client.status(work, ['MESSAGES']);
  server.raw(`* 1 FETCH (UID 10 BODY[] {${mebibyte}}\r\n${'g'.repeat(5000)}`);
  await turns();
  controller.abort();
  assert.equal((await reading).kind, 'aborted');
  server.raw('g'.repeat(mebibyte - 5000));
  server.say(')', `${tag} OK`);
  await server.answer('STATUS', '* STATUS Work (MESSAGES 1)');
  assert.deepEqual(await other, { messages: 1 });
});

test('cancelling before the literal has begun: not an octet of it reaches the caller', async () => {
  const { mailbox, client, server } = await opened();
  const controller = new AbortController();
  let told = 0;
  const options = { signal: controller.signal, onProgress: () => told++ };
  const reading = failure(bytes(mailbox.section(uid(10), '', options)));
  const { tag } = await server.command('UID FETCH');
  controller.abort();
  assert.equal((await reading).kind, 'aborted');
  server.raw(`* 1 FETCH (UID 10 BODY[] {${mebibyte}}\r\n${'g'.repeat(mebibyte)})\r\n${tag} OK\r\n`);
  const after = client.noop();
  await server.answer('NOOP');
  await after;
  assert.equal(told, 0);
});
