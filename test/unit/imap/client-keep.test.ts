import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import { followCounts } from '../../../extension/imap/client/follow-counts.ts';
import { keepMailbox, type KeptEvent } from '../../../extension/imap/client/keep-mailbox.ts';
import { worthAnother } from '../../../extension/imap/client/mailbox-access.ts';
import { ImapError, type ProxyProblem } from '../../../extension/imap/errors.ts';
import { refusedError } from '../../../extension/imap/session/refusal.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { ManualClock, until } from './manual-clock.ts';
import { signedIn, type ScriptedServer, type SignedIn } from './scripted-server.ts';

const capabilities = 'IMAP4rev1 IDLE QRESYNC ESEARCH';

async function answerFind(server: ScriptedServer, all: string): Promise<void> {
  const { tag } = await server.command('UID SEARCH');
  server.say(`* ESEARCH (TAG "${tag}") UID ALL ${all}`, `${tag} OK`);
}

async function selectTold(server: ScriptedServer, modSeq: number, ...more: readonly string[]): Promise<string> {
  const told = ['* 3 EXISTS', '* OK [UIDVALIDITY 77]', '* OK [UIDNEXT 31]', `* OK [HIGHESTMODSEQ ${modSeq}]`];
  return await server.answer('SELECT', ...told, ...more);
}

test('a lost connection: growing pauses, then the mailbox is resumed with what is known of it', async () => {
  const clock = new ManualClock();
  const scenes: SignedIn[] = [];
  let refuse = 0;
  const connect = async (): Promise<Client> => {
    if (refuse-- > 0) throw new ImapError('unreachable', { kind: 'connect', code: 'ECONNREFUSED', message: 'no' });
    const scene = await signedIn(capabilities);
    scenes.push(scene);
    return scene.client;
  };
  const controller = new AbortController();
  const told: KeptEvent[] = [];
  const keeping = (async () => {
    const { signal } = controller;
    for await (const event of keepMailbox({ mailbox: inbox, connect, signal, clock, random: () => 0 }))
      told.push(event);
  })();
  await until(() => scenes.length === 1);
  const first = scenes[0];
  assert.ok(first !== undefined);
  await first.server.answer('ENABLE', '* ENABLED QRESYNC');
  assert.equal(await selectTold(first.server, 50), 'INBOX (CONDSTORE)');
  await answerFind(first.server, '10,20,30');
  await first.server.command('IDLE');
  first.server.say('+ idling', '* VANISHED 20');
  await until(() => told.length === 2);
  refuse = 2;
  first.server.close();
  await until(() => told.length === 3);
  for (const pause of [1_000, 2_000, 4_000]) {
    await until(() => clock.waiting > 0);
    await clock.advance(pause);
  }
  await until(() => scenes.length === 2);
  const second = scenes[1];
  assert.ok(second !== undefined);
  await second.server.answer('ENABLE', '* ENABLED QRESYNC');
  assert.equal(await selectTold(second.server, 60, '* VANISHED (EARLIER) 30'), 'INBOX (QRESYNC (77 50 10,30))');
  await answerFind(second.server, '10');
  await until(() => told.length === 6);
  assert.deepEqual(
    told.map((event) => (event.kind === 'lost' ? event.retryMs : event.kind)),
    ['in-view', 'event', 1_000, 2_000, 4_000, 'in-view'],
  );
  const back = told[5];
  assert.ok(back?.kind === 'in-view' && back.resumption.kind === 'changes');
  assert.deepEqual(back.resumption.changes.vanished, [{ from: 30, to: 30 }]);
  controller.abort();
  await keeping;
  assert.equal((await second.client.closed).kind, 'aborted');
});

interface Kept {
  readonly scenes: SignedIn[];
  readonly told: KeptEvent[];
  readonly clock: ManualClock;
  /** Waits for a connection and gives its server. */
  readonly server: (index: number) => Promise<ScriptedServer>;
}

/** A mailbox that is kept in view by a reader that does `busy` with each event. */
function keeping(
  offered: string,
  busy: (event: KeptEvent, server: ScriptedServer) => Promise<void> = () => Promise.resolve(),
): Kept {
  const clock = new ManualClock();
  const scenes: SignedIn[] = [];
  const told: KeptEvent[] = [];
  const connect = async (): Promise<Client> => {
    const scene = await signedIn(offered);
    scenes.push(scene);
    return scene.client;
  };
  const server = async (index: number): Promise<ScriptedServer> => {
    await until(() => scenes.length > index);
    const scene = scenes[index];
    assert.ok(scene !== undefined);
    return scene.server;
  };
  const { signal } = new AbortController();
  void (async () => {
    for await (const event of keepMailbox({ mailbox: inbox, connect, signal, clock, random: () => 0 })) {
      told.push(event);
      const scene = scenes.at(-1);
      if (scene !== undefined) await busy(event, scene.server);
    }
  })();
  return { scenes, told, clock, server };
}

/** Breaks the connection; gives the next one's server, and what its SELECT asked. */
async function again(
  { told, clock, server }: Kept,
  index: number,
  modSeq: number,
  ...more: readonly string[]
): Promise<string> {
  (await server(index - 1)).close();
  await until(() => told.at(-1)?.kind === 'lost' && clock.waiting > 0);
  await clock.advance(1_000);
  const next = await server(index);
  await next.answer('ENABLE', '* ENABLED QRESYNC');
  return await selectTold(next, modSeq, ...more);
}

function eventsOf(told: readonly KeptEvent[]): readonly unknown[] {
  return told.flatMap((event) => (event.kind === 'event' ? [event.event] : []));
}

test('fault 51: what happens while the reader is busy with "in view" is told, before the mod-sequence counts', async () => {
  const { promise: free, resolve: finish } = Promise.withResolvers<undefined>();
  const kept = keeping(capabilities, async ({ kind }) => {
    if (kind === 'in-view') await free;
  });
  const server = await kept.server(0);
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  await selectTold(server, 50);
  await answerFind(server, '10,20,30');
  await until(() => kept.told.length === 1);
  server.say('* VANISHED 20', '* 3 EXISTS', '* 3 FETCH (UID 31 MODSEQ (60) FLAGS (\\Seen))', '* OK [HIGHESTMODSEQ 60]');
  await until(() => kept.scenes[0]?.client.selected?.highestModSeq === 60n);
  finish(undefined);
  await server.command('IDLE');
  server.say('+ idling');
  await until(() => kept.told.length === 4);
  assert.deepEqual(eventsOf(kept.told), [
    { kind: 'vanished', uids: [{ from: 20, to: 20 }], count: 2 },
    { kind: 'exists', count: 3, previous: 2 },
    { kind: 'flags', uid: 31, flags: ['\\Seen'], modSeq: 60n },
  ]);
  assert.equal(await again(kept, 1, 60), 'INBOX (QRESYNC (77 60 10,30:31))');
});

test('fault 51: what happens together with the OK to SELECT is told too', async () => {
  const kept = keeping(capabilities);
  const server = await kept.server(0);
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  const { tag } = await server.command('SELECT');
  server.say('* 3 EXISTS', '* OK [UIDVALIDITY 77]', '* OK [UIDNEXT 31]', `${tag} OK`, '* VANISHED 20');
  await answerFind(server, '10,30');
  await until(() => kept.told.length === 2);
  assert.deepEqual(eventsOf(kept.told), [{ kind: 'vanished', uids: [{ from: 20, to: 20 }], count: 2 }]);
});

test('fault 51: EXPUNGE of messages whose number nobody knows: the server is asked once which went', async () => {
  const kept = keeping('IMAP4rev1 IDLE CONDSTORE ESEARCH');
  const server = await kept.server(0);
  await selectTold(server, 50);
  await answerFind(server, '10,20,30');
  const idle = await server.command('IDLE');
  server.say('+ idling', '* 2 EXPUNGE', '* 2 EXPUNGE', '* 2 EXISTS');
  await server.expect(/^DONE$/);
  server.say(`${idle.tag} OK`);
  await answerFind(server, '10,31');
  await until(() => kept.told.length === 4);
  assert.deepEqual(eventsOf(kept.told), [
    {
      kind: 'vanished',
      uids: [
        { from: 20, to: 20 },
        { from: 30, to: 30 },
      ],
      count: 2,
    },
    { kind: 'expunge', uid: null, count: 1 },
    { kind: 'exists', count: 2, previous: 1 },
  ]);
});

test('fault 51: a search that only its OK answers tells of nothing that went', async () => {
  const kept = keeping('IMAP4rev1 IDLE');
  const server = await kept.server(0);
  const selected = ['* 3 EXISTS', '* OK [UIDVALIDITY 77]', '* OK [UIDNEXT 31]'];
  await server.answer('SELECT', ...selected);
  await server.answer('UID SEARCH', '* SEARCH 10 20 30');
  const idle = await server.command('IDLE');
  server.say('+ idling', '* 2 EXPUNGE');
  await server.expect(/^DONE$/);
  server.say(`${idle.tag} OK`);
  await server.answer('UID SEARCH');
  await until(() => kept.told.at(-1)?.kind === 'lost' && kept.clock.waiting > 0);
  assert.deepEqual(eventsOf(kept.told), []);
  await kept.clock.advance(1_000);
  const next = await kept.server(1);
  await next.answer('SELECT', '* 2 EXISTS', ...selected.slice(1));
  const rows = ['* 1 FETCH (UID 10 FLAGS ())', '* 2 FETCH (UID 30 FLAGS ())'];
  assert.equal(await next.answer('UID FETCH', ...rows), '10,20,30 (UID FLAGS)');
  // What is there cannot be seen from silence either.
  await next.answer('UID SEARCH');
  await until(() => kept.told.length === 3 && kept.clock.waiting > 0);
  assert.deepEqual(
    kept.told.map(({ kind }) => kind),
    ['in-view', 'lost', 'lost'],
  );
  const lost = kept.told[2];
  assert.ok(lost?.kind === 'lost' && lost.error instanceof ImapError && lost.error.detail.kind === 'malformed-reply');
});

test('a mailbox that was empty when it was searched, and is so no more, is in view', async () => {
  const kept = keeping('IMAP4rev1 IDLE');
  const server = await kept.server(0);
  await server.answer('SELECT', '* 0 EXISTS', '* OK [UIDVALIDITY 77]', '* OK [UIDNEXT 1]');
  await server.answer('UID SEARCH', '* SEARCH', '* 1 EXISTS');
  await server.command('IDLE');
  await until(() => kept.told.length === 2);
  assert.deepEqual(eventsOf(kept.told), [{ kind: 'exists', count: 1, previous: 0 }]);
});

test('fault 52: after a line that could not be read the mod-sequences that came since prove nothing', async () => {
  for (const line of ['* 2 FETCH (UID 20 FLAGS (\\Seen', '* VANISHED 20,x']) {
    const kept = keeping(capabilities);
    const server = await kept.server(0);
    await server.answer('ENABLE', '* ENABLED QRESYNC');
    await selectTold(server, 50);
    await answerFind(server, '10,20,30');
    await server.command('IDLE');
    server.say('+ idling', line, '* OK [HIGHESTMODSEQ 60]', '* VANISHED 30');
    await until(() => kept.told.length > 1);
    const known = /VANISHED/.test(line) ? '10,20,30' : '10,20';
    assert.equal(await again(kept, 1, 60), `INBOX (QRESYNC (77 50 ${known}))`);
  }
});

test('a reader that is too slow is told to read everything again, and no mod-sequence is lost', async () => {
  const { promise: free, resolve: finish } = Promise.withResolvers<undefined>();
  const kept = keeping(capabilities, async ({ kind }) => {
    if (kind === 'in-view') await free;
  });
  const server = await kept.server(0);
  await server.answer('ENABLE', '* ENABLED QRESYNC');
  await selectTold(server, 50);
  await answerFind(server, '10,20,30');
  await until(() => kept.told.length === 1);
  for (let i = 0; i < 60; i++) server.raw('* 1 FETCH (UID 10 FLAGS (\\Seen))\r\n'.repeat(500));
  server.say('* VANISHED 20', '* OK [HIGHESTMODSEQ 60]');
  await until(() => kept.scenes[0]?.client.selected?.highestModSeq === 60n);
  finish(undefined);
  await until(() => kept.told.length > 1);
  assert.deepEqual(eventsOf(kept.told), [{ kind: 'resync-needed', reason: 'More happened than was read.' }]);
  assert.equal(await again(kept, 1, 60, '* VANISHED (EARLIER) 20'), 'INBOX (QRESYNC (77 50 10,20,30))');
});

test('what only a person can mend is not tried again', async () => {
  const wrong = new ImapError('no', {
    kind: 'refused',
    status: { type: 'status', tag: 'a', kind: 'NO', code: { name: 'AUTHENTICATIONFAILED' }, text: 'no' },
  });
  let tries = 0;
  const kept = keepMailbox({
    mailbox: inbox,
    signal: new AbortController().signal,
    connect: () => {
      tries++;
      return Promise.reject(wrong);
    },
  });
  await assert.rejects(kept.next(), wrong);
  assert.equal(tries, 1);
});

interface Heard {
  readonly told: string[];
  readonly listener: Parameters<typeof followCounts>[1];
}

function hearing(): Heard {
  const told: string[] = [];
  const listener = {
    changed: (name: { readonly display: string }, { messages }: { readonly messages?: number }) =>
      void told.push(`${name.display} ${messages}`),
    listed: () => void told.push('list'),
    over: () => void told.push('over'),
  };
  return { told, listener };
}

test('NOTIFY: counts of other mailboxes come by themselves, until the server has too many', async () => {
  const { client, server } = await signedIn('IMAP4rev1 NOTIFY');
  const { told, listener } = hearing();
  const following = followCounts(client, listener);
  assert.equal(
    await server.answer('NOTIFY'),
    'SET (selected-delayed (MessageNew MessageExpunge FlagChange)) ' +
      '(personal (MessageNew MessageExpunge FlagChange MailboxName))',
  );
  assert.ok((await following) !== null);
  server.say('* STATUS Work (MESSAGES 4 UIDNEXT 9)', '* LIST () "/" New', '* OK [NOTIFICATIONOVERFLOW] too much');
  server.say('* STATUS Work (MESSAGES 5)');
  await until(() => told.length === 3);
  assert.deepEqual(told, ['Work 4', 'list', 'over']);
});

test('NOTIFY: a server that does not know an event is asked for the others; one that refuses is polled', async () => {
  const { client, server } = await signedIn('IMAP4rev1 NOTIFY');
  const following = followCounts(client, hearing().listener);
  const first = await server.command('NOTIFY');
  server.say(`${first.tag} NO [BADEVENT (MessageNew MessageExpunge FlagChange)] no names`);
  assert.doesNotMatch(await server.answer('NOTIFY'), /MailboxName/);
  assert.ok((await following) !== null);
  const refused = followCounts(client, hearing().listener);
  const second = await server.command('NOTIFY');
  server.say(`${second.tag} NO [BADEVENT (FlagChange)] little`);
  assert.equal(await refused, null);
  const { client: without } = await signedIn('IMAP4rev1');
  assert.equal(await followCounts(without, hearing().listener), null);
});

const minute = 60_000;

test('NOTIFY: the connection is kept in use, and a dead peer is found by it within two minutes', async () => {
  const { client, server, clock } = await signedIn('IMAP4rev1 NOTIFY');
  const { told, listener } = hearing();
  const following = followCounts(client, listener);
  await server.answer('NOTIFY');
  assert.ok((await following) !== null);
  for (let i = 0; i < 3; i++) {
    await clock.advance(25 * minute - 1);
    assert.equal(server.unread, '');
    await clock.advance(1);
    await server.answer('NOOP', '* STATUS Work (MESSAGES 4)');
    await until(() => told.length === i + 1);
  }
  await clock.advance(25 * minute);
  await server.command('NOOP');
  await clock.advance(2 * minute);
  assert.deepEqual(await client.closed, { kind: 'timeout', what: 'command' });
  assert.equal(clock.waiting, 0);
});

test('NOTIFY: nothing keeps the connection in use once nobody follows or the server tells no more', async () => {
  const { client, server, clock } = await signedIn('IMAP4rev1 NOTIFY');
  const { told, listener } = hearing();
  const first = followCounts(client, listener);
  await server.answer('NOTIFY');
  (await first)?.dispose();
  const second = followCounts(client, listener);
  await server.answer('NOTIFY');
  await second;
  server.say('* OK [NOTIFICATIONOVERFLOW] too much');
  await until(() => told.length === 1);
  await clock.advance(60 * minute);
  assert.equal(server.unread, '');
});

const passing: readonly (readonly [string, () => ImapError])[] = [
  ['the proxy is down', () => proxyError('unreachable')],
  ['the proxy reaches nothing', () => proxyError('target-unreachable')],
  ['too many connections, in words', () => refusedError('LOGIN', null, gmailLimit)],
];

const gmailLimit = {
  type: 'status',
  tag: 'a',
  kind: 'NO',
  code: { name: 'ALERT' },
  text: 'Too many simultaneous connections. (Failure)',
} as const;

function proxyError(problem: ProxyProblem): ImapError {
  return new ImapError('no way', { kind: 'proxy', problem, proxy: 'proxy:1080', message: 'no' });
}

for (const [what, error] of passing)
  test(`what passes by itself is waited for: ${what}`, async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const { signal } = controller;
    const connect = (): Promise<never> => Promise.reject(error());
    const kept = keepMailbox({ mailbox: inbox, connect, signal, clock, random: () => 0 });
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      const next = kept.next();
      await clock.advance(i === 0 ? 0 : 1_000 * 2 ** (i - 1));
      const { value } = await next;
      assert.ok(value?.kind === 'lost');
      waits.push(value.retryMs);
    }
    assert.deepEqual(waits, [1_000, 2_000, 4_000]);
    controller.abort();
    await kept.return();
    // A job that outlives its connection goes on, too.
    if (error().detail.kind === 'proxy') assert.ok(worthAnother(error()));
  });

test('a proxy that wants another password is for a person to mend', async () => {
  const error = proxyError('sign-in');
  const connect = (): Promise<never> => Promise.reject(error);
  await assert.rejects(keepMailbox({ mailbox: inbox, connect, signal: new AbortController().signal }).next(), error);
  assert.equal(worthAnother(error), false);
});
