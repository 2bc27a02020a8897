import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { failure } from './failure.ts';
import { turns, until } from './manual-clock.ts';
import { scene, signedIn, upgradableScene, type Scene } from './scripted-server.ts';

function text(one: Scene): string {
  return one.trace
    .map((record) =>
      record.type === 'line' ? record.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : '',
    )
    .join('\n');
}

test('the capabilities of the greeting save a round trip', async () => {
  const one = scene();
  one.server.say('* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] hi');
  const client = await connectImap(one.options);
  assert.equal(client.greeting.text, 'hi');
  assert.equal(client.capabilities.has('idle'), true);
  assert.deepEqual(client.capabilities.values('auth'), ['PLAIN']);
  assert.equal(client.authenticated, false);
  assert.equal(one.server.unread, '');
  client.destroy();
  assert.deepEqual(await client.closed, { kind: 'aborted' });
});

test('capabilities are asked for when the greeting has none', async () => {
  const one = scene();
  one.server.say('* OK hi');
  const connecting = connectImap(one.options);
  await one.server.answer('CAPABILITY', '* CAPABILITY IMAP4rev2');
  const client = await connecting;
  // RFC 9051 appendix E: what rev2 brings along need not be listed.
  assert.equal(client.capabilities.has('IDLE'), true);
  assert.equal(client.capabilities.has('X-NOTHING'), false);
});

test('PREAUTH on a protected connection is signed in already', async () => {
  const one = scene();
  one.server.say('* PREAUTH [CAPABILITY IMAP4rev1] hello alice');
  const client = await connectImap(one.options);
  assert.equal(client.authenticated, true);
  const detail = await failure(client.signIn({ kind: 'password', user: 'a', password: 'b' }));
  assert.equal(detail.kind, 'illegal-state');
});

test('no greeting: given up after 15 seconds', async () => {
  const one = scene();
  const connecting = failure(connectImap(one.options));
  await turns();
  await one.clock.advance(14_999);
  assert.equal(one.server.ended, false);
  await one.clock.advance(1);
  assert.deepEqual(await connecting, { kind: 'greeting', problem: 'none', text: '' });
  await until(() => one.server.ended, 'the connection is given up');
});

test('a server that hangs up instead of greeting', async () => {
  const one = scene();
  const connecting = failure(connectImap(one.options));
  one.server.close();
  assert.deepEqual(await connecting, { kind: 'greeting', problem: 'none', text: '' });
});

test('a greeting that is cut off, or never ends, is no other protocol but a bad connection', async () => {
  const cut = scene();
  const connecting = failure(connectImap(cut.options));
  cut.server.raw('*');
  cut.server.raw(' OK hel');
  cut.server.close();
  const message = 'the connection was cut';
  assert.deepEqual(await connecting, { kind: 'connect', code: 'ECONNRESET', message });
  const slow = scene();
  const waiting = failure(connectImap(slow.options));
  slow.server.raw('* OK hel');
  await turns();
  await slow.clock.advance(15_000);
  assert.equal((await waiting).kind, 'connect');
});

for (const [what, line] of [
  ['a web server', 'HTTP/1.1 400 Bad Request'],
  ['a mail submission server', '220 mail.example.org ESMTP'],
  ['a tagged line', 'A1 OK hello'],
  ['NO', '* NO not today'],
  ['BAD', '* BAD who are you'],
  ['data', '* 5 EXISTS'],
] as const) {
  test(`garbage greeting: ${what}`, async () => {
    const one = scene();
    one.server.say(line);
    const detail = await failure(connectImap(one.options));
    assert.equal(detail.kind === 'greeting' && detail.problem, 'garbage');
    await until(() => one.server.ended);
    assert.equal(one.server.unread, '', 'nothing was sent');
  });
}

test('garbage without a line end is told as such when the time is over', async () => {
  const one = scene();
  one.server.raw('SSH-2.0-OpenSSH_9.6');
  const connecting = failure(connectImap(one.options));
  await turns();
  await one.clock.advance(15_000);
  const detail = await connecting;
  assert.equal(detail.kind === 'greeting' && detail.problem, 'garbage');
});

test('BYE as greeting carries the text of the server', async () => {
  const one = scene();
  one.server.say('* BYE [UNAVAILABLE] too many connections');
  assert.deepEqual(await failure(connectImap(one.options)), {
    kind: 'greeting',
    problem: 'bye',
    text: 'too many connections',
    status: { type: 'status', tag: null, kind: 'BYE', code: { name: 'UNAVAILABLE' }, text: 'too many connections' },
  });
  assert.equal(one.events[0]?.greeting, true);
  assert.equal(one.events[0]?.status.code?.name, 'UNAVAILABLE');
});

test('a transport that cannot be opened in time', async () => {
  const one = scene({ open: () => new Promise(() => undefined) });
  const connecting = failure(connectImap(one.options));
  await one.clock.advance(15_000);
  const detail = await connecting;
  assert.deepEqual(detail.kind === 'connect' && detail.code, 'ETIMEDOUT');
});

test('cancelling while the transport is being opened, and while the greeting is awaited', async () => {
  const opening = new AbortController();
  const first = scene({ open: () => new Promise(() => undefined), signal: opening.signal });
  const connecting = failure(connectImap(first.options));
  opening.abort();
  assert.equal((await connecting).kind, 'aborted');

  const waiting = new AbortController();
  const second = scene({ signal: waiting.signal });
  const awaiting = failure(connectImap(second.options));
  await turns();
  waiting.abort();
  assert.equal((await awaiting).kind, 'aborted');
  await until(() => second.server.ended);
});

test('a transport that is less protected than demanded is not used', async () => {
  for (const [protect, security] of [
    ['tls', { kind: 'none' }],
    ['tls', { kind: 'local' }],
    ['local', { kind: 'none' }],
  ] as const) {
    const one = scene({ protect }, security);
    one.server.say('* OK hi');
    assert.equal((await failure(connectImap(one.options))).kind, 'plaintext-forbidden');
    assert.equal(one.server.unread, '');
  }
});

test('STARTTLS: everything said before TLS is forgotten and asked again', async () => {
  const one = upgradableScene();
  one.server.say('* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=FORGED] hi');
  const connecting = connectImap(one.options);
  const { tag } = await one.server.command('STARTTLS');
  one.server.say(`${tag} OK go`);
  await until(() => one.upgraded());
  await one.server.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 AUTH=PLAIN');
  const client = await connecting;
  assert.deepEqual(client.capabilities.values('AUTH'), ['PLAIN']);
  assert.equal(client.security.kind, 'tls');
  assert.equal(one.events.find((event) => event.greeting)?.trusted, false);
});

test('STARTTLS not offered: nothing secret is sent', async () => {
  const one = upgradableScene();
  one.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi');
  const detail = await failure(connectImap(one.options));
  assert.deepEqual(detail, { kind: 'starttls', problem: 'not-offered', text: '' });
  await until(() => one.server.ended);
  assert.equal(one.server.unread, '');
});

for (const [what, reply] of [
  ['NO', 'TAG NO not now'],
  ['BAD', 'TAG BAD what'],
  ['a continuation request', '+ go on'],
  ['nonsense', 'TAG MAYBE'],
] as const) {
  test(`STARTTLS answered with ${what}`, async () => {
    const one = upgradableScene();
    one.server.say('* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] hi');
    const connecting = failure(connectImap(one.options));
    const { tag } = await one.server.command('STARTTLS');
    one.server.say(reply.replace('TAG', tag));
    const detail = await connecting;
    assert.equal(detail.kind === 'starttls' && detail.problem, 'refused');
    assert.equal(one.upgraded(), false);
    await until(() => one.server.ended);
    assert.equal(one.server.unread, '');
  });
}

for (const where of ['in the same segment', 'in a segment of its own before the handshake'] as const) {
  test(`octets behind the OK to STARTTLS, ${where}`, async () => {
    const one = upgradableScene();
    one.server.say('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi');
    const connecting = failure(connectImap(one.options));
    const { tag } = await one.server.command('STARTTLS');
    const injected = '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n';
    if (where === 'in the same segment') one.server.raw(`${tag} OK go\r\n${injected}`);
    else {
      one.server.raw(`${tag} OK go\r\n`);
      one.server.raw(injected);
    }
    assert.deepEqual(await connecting, { kind: 'starttls', problem: 'injected-data', text: '' });
    await until(() => one.server.ended);
  });
}

test('PREAUTH where TLS is to come is refused', async () => {
  const one = upgradableScene();
  one.server.say('* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello alice');
  const detail = await failure(connectImap(one.options));
  assert.equal(detail.kind === 'greeting' && detail.problem, 'preauth-before-tls');
  assert.equal(one.server.unread, '');
});

test('data and text before TLS reach nobody as truth', async () => {
  const one = upgradableScene();
  one.server.say(
    '* OK [ALERT] call this number',
    '* LIST () "/" Forged',
    '* 5 EXISTS',
    '* STATUS INBOX (MESSAGES 9)',
    '* 1 FETCH (UID 1 FLAGS (\\Seen))',
    '* SEARCH 1 2',
    '* ENABLED UTF8=ACCEPT',
    '* NO [PARSE] look',
  );
  const connecting = connectImap(one.options);
  const { tag: asked } = await one.server.command('CAPABILITY');
  one.server.say('* CAPABILITY IMAP4rev1 STARTTLS', `${asked} OK`);
  const { tag } = await one.server.command('STARTTLS');
  one.server.raw(`${tag} OK go\r\n`);
  await until(() => one.upgraded());
  await one.server.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR');
  const client = await connecting;
  assert.ok(one.events.length >= 3);
  assert.ok(
    one.events.every(
      (event) => event.trusted === (event.command?.name === 'CAPABILITY' && event.command.tag !== asked),
    ),
  );
  assert.ok(one.trace.some((record) => record.type === 'line' && !record.trusted));
  const signing = client.signIn({ kind: 'password', user: 'a', password: 'b' });
  const authenticate = await one.server.command('AUTHENTICATE PLAIN');
  one.server.say(`${authenticate.tag} OK [CAPABILITY IMAP4rev1] in`);
  await signing;
  const listing = client.list();
  await one.server.answer('LIST', '* LIST () "/" R&AOk-al');
  assert.deepEqual(
    (await listing).map((mailbox) => mailbox.name.display),
    ['Réal'],
  );
});

test('signing in drops the old capabilities and asks for new ones', async () => {
  const one = scene();
  one.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi');
  const client = await connectImap(one.options);
  const signing = client.signIn({ kind: 'password', user: 'alice', password: 'secret' });
  await one.server.answer('AUTHENTICATE PLAIN');
  await one.server.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 MOVE');
  await signing;
  assert.equal(client.capabilities.has('MOVE'), true);
  assert.equal(client.capabilities.has('SASL-IR'), false);
});

test('an untagged CAPABILITY during signing in saves asking', async () => {
  const one = scene();
  one.server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi');
  const client = await connectImap(one.options);
  const signing = client.signIn({ kind: 'password', user: 'alice', password: 'secret' });
  await one.server.answer('AUTHENTICATE PLAIN', '* CAPABILITY IMAP4rev1 MOVE');
  await signing;
  assert.equal(client.capabilities.has('MOVE'), true);
  assert.equal(one.server.unread, '');
});

test('logout ends in order, also when the server hangs up without its OK', async () => {
  for (const polite of [true, false]) {
    const { client, server } = await signedIn();
    const leaving = client.logout();
    const { tag } = await server.command('LOGOUT');
    server.say('* BYE see you', ...(polite ? [`${tag} OK`] : []));
    if (!polite) server.close();
    await leaving;
    const reason = await client.closed;
    assert.equal(reason.kind, polite ? 'logout' : 'bye');
    await failure(client.noop()).then((detail) => assert.equal(detail.kind, 'closed'));
  }
});

test('the trace tells of the connection from its first moment', async () => {
  const { trace, client } = await signedIn();
  const kinds = trace.filter((record) => record.type === 'event').map((record) => record.event.kind);
  assert.deepEqual(kinds, ['connecting', 'connected', 'tls']);
  assert.deepEqual(
    trace.map((record) => record.index),
    trace.map((_, index) => index),
  );
  assert.ok(trace.every((record) => record.connection === client.connection));
});

test('text of untrusted phases is in the trace', async () => {
  const one = upgradableScene();
  one.server.say('* OK [CAPABILITY IMAP4rev1] hi there');
  await failure(connectImap(one.options));
  assert.match(text(one), /hi there/);
});
