import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { failure } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

async function opened(capabilities?: string): Promise<SignedIn & { readonly mailbox: Mailbox }> {
  const one = await signedIn(capabilities);
  const selecting = one.client.select('INBOX');
  await answerSelect(one.server, 1);
  return { ...one, mailbox: await selecting };
}

const types = (data: readonly { readonly type: string }[]): readonly string[] => data.map(({ type }) => type);

test('an IDLE in hand tells what came, then its closing words and what was left', async () => {
  const { mailbox, server } = await opened();
  const idling = mailbox.startIdle();
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  const waiting = idling.check();
  server.say('* OK Still here', '* 2 EXISTS', '* 1 FETCH (FLAGS (\\Seen))');
  const first = types(await waiting);
  await turns();
  assert.ok(first.length > 0);
  assert.deepEqual([...first, ...types(await idling.check(0))], ['status', 'exists', 'fetch']);
  server.say('* 3 EXISTS');
  await until(() => mailbox.exists === 3);
  const ending = idling.done();
  await server.expect(/^DONE$/);
  server.say('* 1 EXPUNGE', `${tag} OK Idle terminated`);
  const { status, data } = await ending;
  assert.deepEqual([status.kind, status.text, types(data)], ['OK', 'Idle terminated', ['exists', 'expunge']]);
  assert.deepEqual(await idling.check(), []);
});

test('nothing within the time given is nothing', async () => {
  const { mailbox, server, clock } = await opened();
  const idling = mailbox.startIdle();
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  const waiting = idling.check(5_000);
  await turns();
  await clock.advance(5_000);
  assert.deepEqual(await waiting, []);
  assert.deepEqual(await idling.check(0), []);
  const ending = idling.done();
  await server.expect(/^DONE$/);
  server.say(`${tag} OK`);
  await ending;
});

test('one that is ended before it began does not stay', async () => {
  const { mailbox, client, server } = await opened();
  const before = client.noop();
  const idling = mailbox.startIdle();
  const ending = idling.done();
  await server.answer('NOOP');
  await before;
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  await server.expect(/^DONE$/);
  server.say(`${tag} OK gone`);
  assert.equal((await ending).status.text, 'gone');
});

test('another command ends it; the outcome stays to be had', async () => {
  const { mailbox, client, server } = await opened();
  const idling = mailbox.startIdle();
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  await turns();
  const waiting = idling.check();
  const asking = client.noop();
  await server.expect(/^DONE$/);
  server.say(`${tag} OK Idle terminated`);
  await server.answer('NOOP');
  await asking;
  assert.deepEqual(await waiting, []);
  assert.equal((await idling.done()).status.text, 'Idle terminated');
});

test('a refusal, and a server without IDLE, are told by done', async () => {
  const { mailbox, server } = await opened();
  const idling = mailbox.startIdle();
  const { tag } = await server.command('IDLE');
  server.say(`${tag} NO not now`);
  assert.deepEqual(await idling.check(), []);
  assert.equal((await failure(idling.done())).kind, 'refused');
  const without = await opened('IMAP4rev1');
  assert.equal((await failure(without.mailbox.startIdle().done())).kind, 'capability');
});

test('what nobody looks at is kept up to a bound, then only that it is lost', async () => {
  const { mailbox, server } = await opened();
  const idling = mailbox.startIdle();
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  const flags = '* 1 FETCH (FLAGS (\\Seen) UID 10)';
  const tell = async (line: string, times: number): Promise<void> => {
    for (let left = times; left > 0; left -= 1000) {
      const exists = mailbox.exists + 1;
      server.say(...Array.from({ length: Math.min(left, 1000) }, () => line), `* ${exists} EXISTS`);
      await until(() => mailbox.exists === exists);
    }
  };
  await tell(flags, 5000);
  assert.equal((await idling.check(0)).length, 5005);
  await tell(flags, 20_000);
  assert.deepEqual(await idling.check(), [{ type: 'lost' }]);
  server.say(flags);
  assert.deepEqual(types(await idling.check()), ['fetch']);
  const words = `* OK ${'x'.repeat(8000)}`;
  await tell(words, 1000);
  assert.equal((await idling.check(0)).length, 1001);
  await tell(words, 2200);
  const ending = idling.done();
  await server.expect(/^DONE$/);
  server.say(`${tag} OK`);
  assert.deepEqual((await ending).data, [{ type: 'lost' }]);
});
