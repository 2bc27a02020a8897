import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

interface Watched extends SignedIn {
  readonly mailbox: Mailbox;
  /** Who listens to the mailbox by now. */
  readonly listening: () => number;
}

async function watched(): Promise<Watched> {
  const one = await signedIn();
  const selecting = one.client.select('INBOX');
  await answerSelect(one.server, 1);
  const mailbox = await selecting;
  const live = new Set<object>();
  const listen = mailbox.onEvent.bind(mailbox);
  mailbox.onEvent = (listener) => {
    const listening = listen(listener);
    live.add(listening);
    return {
      dispose: () => {
        live.delete(listening);
        listening.dispose();
      },
    };
  };
  return { ...one, mailbox, listening: () => live.size };
}

test('a watch that is left before its first event listens no longer', async () => {
  const { mailbox, server, listening } = await watched();
  const watching = mailbox.watch();
  assert.equal(listening(), 1);
  assert.deepEqual(await watching.return(), { value: undefined, done: true });
  assert.equal(listening(), 0);
  assert.equal(server.unread, '');
  for await (const event of watching) assert.fail(event.kind);
});

test('a watch that is left while it waits ends, and its IDLE with it', async () => {
  const { mailbox, server, listening } = await watched();
  const watching = mailbox.watch();
  const next = watching.next();
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  const left = watching.return();
  await server.expect(/^DONE$/);
  server.say(`${tag} OK`);
  assert.equal((await next).done, true);
  assert.equal((await left).done, true);
  assert.equal(listening(), 0);
});

test('a loop over a watch that is left ends its IDLE', async () => {
  const { mailbox, server, listening } = await watched();
  const loop = (async () => {
    for await (const event of mailbox.watch()) return event.kind;
    return null;
  })();
  const { tag } = await server.command('IDLE');
  server.say('+ idling', '* 2 EXISTS');
  await server.expect(/^DONE$/);
  server.say(`${tag} OK`);
  assert.equal(await loop, 'exists');
  assert.equal(listening(), 0);
});
