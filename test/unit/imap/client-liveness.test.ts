import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SelectedMailbox } from '../../../extension/imap/client/api.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { failure } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

const work = mailboxFromDisplay('Work', false);
const minute = 60_000;

async function opened(capabilities?: string): Promise<SignedIn & { readonly mailbox: SelectedMailbox }> {
  const one = await signedIn(capabilities);
  const selecting = one.client.select(inbox);
  await answerSelect(one.server, 3);
  return { ...one, mailbox: await selecting };
}

test('a server that says nothing any more: the command fails after a minute, the connection is given up', async () => {
  const { client, server, clock } = await signedIn();
  const first = failure(client.noop());
  const second = failure(client.status(work, ['MESSAGES']));
  await server.command('NOOP');
  await clock.advance(minute - 1);
  assert.equal(server.ended, false);
  await clock.advance(1);
  assert.deepEqual(await first, { kind: 'timeout', afterMs: minute });
  assert.equal((await second).kind, 'closed');
  assert.deepEqual(await client.closed, { kind: 'timeout', what: 'command' });
});

test('a deadline of one command that others overtake costs only that command', async () => {
  const { client, server, clock } = await signedIn();
  const never = failure(client.noop({ timeoutMs: 10_000 }));
  const noop = await server.command('NOOP');
  for (let i = 0; i < 4; i++) {
    const counting = client.status(work, ['MESSAGES']);
    await server.answer('STATUS', '* STATUS Work (MESSAGES 2)');
    await counting;
    await clock.advance(3_000);
  }
  assert.equal((await never).kind, 'timeout');
  const after = client.status(work, ['MESSAGES']);
  server.say(`${noop.tag} OK at last`);
  await server.answer('STATUS', '* STATUS Work (MESSAGES 2)');
  await after;
});

test('"* OK Still here" keeps a long command alive', async () => {
  const { client, server, clock } = await signedIn();
  const running = client.noop();
  const { tag } = await server.command('NOOP');
  for (let i = 0; i < 5; i++) {
    await clock.advance(50_000);
    server.say('* OK Searched 20% of the mailbox');
    await turns();
  }
  server.say(`${tag} OK`);
  await running;
});

test('fault 60: single octets now and then are no progress', async () => {
  const { mailbox, client, server, clock } = await opened();
  const reading = failure(
    (async () => {
      for await (const chunk of mailbox.section(uid(10), '')) assert.ok(chunk.length > 0);
    })(),
  );
  await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {1000000}\r\n`);
  for (let i = 0; i < 4; i++) {
    server.raw('x');
    await turns();
    await clock.advance(20_000);
  }
  assert.equal((await reading).kind, 'timeout');
  assert.deepEqual(await client.closed, { kind: 'timeout', what: 'literal' });
});

test('a literal that flows keeps its command alive', async () => {
  const { mailbox, server, clock } = await opened();
  let received = 0;
  const reading = (async () => {
    for await (const chunk of mailbox.section(uid(10), '')) received += chunk.length;
  })();
  const { tag } = await server.command('UID FETCH');
  server.raw(`* 1 FETCH (UID 10 BODY[] {100000}\r\n`);
  for (let i = 0; i < 10; i++) {
    server.raw('y'.repeat(10_000));
    await turns();
    await clock.advance(40_000);
  }
  server.say(')', `${tag} OK`);
  await reading;
  assert.equal(received, 100_000);
});

test('cancelling a queued command: it is never sent', async () => {
  const { client, server } = await signedIn();
  const first = client.list();
  const controller = new AbortController();
  const second = failure(client.list({ signal: controller.signal }));
  const { tag } = await server.command('LIST');
  controller.abort();
  assert.equal((await second).kind, 'aborted');
  server.say(`${tag} OK`);
  await first;
  const next = client.noop();
  await server.answer('NOOP');
  await next;
});

test('cancelling a sent command rejects at once; its late answer disturbs nobody', async () => {
  const { client, server } = await signedIn();
  const controller = new AbortController();
  const cancelled = failure(client.status(inbox, ['MESSAGES'], { signal: controller.signal }));
  const other = client.status(work, ['MESSAGES']);
  const first = await server.command('STATUS');
  const second = await server.command('STATUS');
  controller.abort();
  assert.equal((await cancelled).kind, 'aborted');
  server.say('* STATUS INBOX (MESSAGES 1)', `${first.tag} OK`, '* STATUS Work (MESSAGES 2)', `${second.tag} OK`);
  assert.deepEqual(await other, { messages: 2 });
});

test('a signal that has aborted already: nothing is sent', async () => {
  const { client, server } = await signedIn();
  assert.equal((await failure(client.noop({ signal: AbortSignal.abort() }))).kind, 'aborted');
  await turns();
  assert.equal(server.unread, '');
});

test('IDLE tells what happens, gives way to another command, and comes back', async () => {
  const { client, mailbox, server, clock } = await opened();
  const said: string[] = [];
  mailbox.onEvent((event) => said.push(event.kind));
  const controller = new AbortController();
  const idling = mailbox.idle({ signal: controller.signal });
  const first = await server.command('IDLE');
  server.say('+ idling', '* 4 EXISTS');
  await until(() => said.length === 1);

  const listing = client.list();
  await server.expect(/^DONE$/);
  await turns();
  assert.equal(server.unread, '', 'LIST waits for the end of IDLE');
  server.say(`${first.tag} OK`);
  await server.answer('LIST');
  await listing;
  await turns();
  assert.equal(server.unread, '');
  await clock.advance(500);
  const second = await server.command('IDLE');
  server.say('+ idling', '* 4 EXPUNGE');
  await until(() => said.length === 2);
  controller.abort();
  await idling;
  await server.expect(/^DONE$/);
  server.say(`${second.tag} OK`);
  const after = client.noop();
  await server.answer('NOOP');
  await after;
  assert.deepEqual(said, ['exists', 'expunge']);
});

test('a command issued before the server has agreed to IDLE waits for that, then for DONE', async () => {
  const { client, mailbox, server } = await opened();
  const controller = new AbortController();
  const idling = mailbox.idle({ signal: controller.signal });
  const { tag } = await server.command('IDLE');
  const running = client.noop();
  await turns();
  assert.equal(server.unread, '', 'DONE must not come before the continuation request');
  server.say('+ idling');
  await server.expect(/^DONE$/);
  server.say(`${tag} OK`);
  await server.answer('NOOP');
  await running;
  controller.abort();
  await idling;
});

test('IDLE is renewed after 25 minutes, and a dead peer is found by it', async () => {
  const { client, mailbox, server, clock } = await opened();
  const idling = failure(mailbox.idle({ signal: new AbortController().signal }));
  const first = await server.command('IDLE');
  server.say('+ idling');
  await turns();
  await clock.advance(25 * minute - 1);
  assert.equal(server.unread, '');
  await clock.advance(1);
  await server.expect(/^DONE$/);
  server.say(`${first.tag} OK`);
  await turns();
  await clock.advance(500);
  await server.command('IDLE');
  server.say('+ idling');
  await turns();
  await clock.advance(25 * minute);
  await server.expect(/^DONE$/);
  await clock.advance(2 * minute);
  assert.ok(['timeout', 'closed'].includes((await idling).kind));
  assert.equal((await client.closed).kind, 'timeout');
});

test('without IDLE the mailbox is polled', async () => {
  const { mailbox, server, clock } = await opened('IMAP4rev1');
  const controller = new AbortController();
  const idling = mailbox.idle({ signal: controller.signal, pollMs: 30_000 });
  await server.answer('NOOP', '* 4 EXISTS');
  await turns();
  assert.equal(mailbox.exists, 4);
  await clock.advance(29_999);
  assert.equal(server.unread, '');
  await clock.advance(1);
  await server.answer('NOOP', '* 5 EXISTS');
  await until(() => mailbox.exists === 5);
  controller.abort();
  await idling;
  await clock.advance(10 * minute);
  assert.equal(server.unread, '');
});

test('IDLE that is offered and refused falls back to polling', async () => {
  const { mailbox, server } = await opened();
  const controller = new AbortController();
  const idling = mailbox.idle({ signal: controller.signal });
  const { tag } = await server.command('IDLE');
  server.say(`${tag} BAD not really`);
  await server.answer('NOOP');
  controller.abort();
  await idling;
});

test('fault 64: IDLE that ends as soon as it begins is asked for later and later, then the mailbox is polled', async () => {
  const { mailbox, server, clock } = await opened();
  const controller = new AbortController();
  const idling = mailbox.idle({ signal: controller.signal, pollMs: minute });
  for (const [agreed, pause] of [
    [false, 1_000],
    [true, 2_000],
    [false, 4_000],
    [true, 8_000],
    [false, 0],
  ] as const) {
    const { tag } = await server.command('IDLE');
    server.say(...(agreed ? ['+ idling'] : []), `${tag} OK that was it`);
    await turns();
    if (pause === 0) break;
    await clock.advance(pause - 1);
    assert.equal(server.unread, '', `after ${pause} ms`);
    await clock.advance(1);
  }
  for (let i = 0; i < 10; i++) {
    await server.answer('NOOP');
    await turns();
    await clock.advance(minute - 1);
    assert.equal(server.unread, '');
    await clock.advance(1);
  }
  controller.abort();
  await server.answer('NOOP');
  await idling;
});

test('IDLE that other commands interrupt, or that a server ends after some while, is not given up for that', async () => {
  const { client, mailbox, server, clock } = await opened();
  const controller = new AbortController();
  const idling = mailbox.idle({ signal: controller.signal });
  for (let i = 0; i < 10; i++) {
    const { tag } = await server.command('IDLE');
    server.say('+ idling');
    if (i % 2 === 0) {
      const other = client.noop();
      await server.expect(/^DONE$/);
      server.say(`${tag} OK`);
      await server.answer('NOOP');
      await other;
    } else {
      await turns();
      await clock.advance(10_000);
      server.say(`${tag} OK that was long`);
    }
    await turns();
    await clock.advance(500);
  }
  await server.command('IDLE');
  controller.abort();
  await idling;
});

test('idling ends with the mailbox and with the connection', async () => {
  const { client, mailbox, server } = await opened();
  const idling = failure(mailbox.idle({ signal: new AbortController().signal }));
  const first = await server.command('IDLE');
  server.say('+ idling');
  const selecting = client.select(work);
  await server.expect(/^DONE$/);
  server.say(`${first.tag} OK`);
  await answerSelect(server, 1);
  const other = await selecting;
  const idlingThere = failure(other.idle({ signal: new AbortController().signal }));
  await server.command('IDLE');
  server.say('+ idling', '* BYE shutting down');
  server.close();
  const detail = await idlingThere;
  assert.equal(detail.kind === 'closed' && detail.reason.kind, 'bye');
  client.destroy();
  assert.equal((await idling).kind, 'illegal-state');
});
