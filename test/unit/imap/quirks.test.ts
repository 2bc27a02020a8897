import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuirkCounter } from '../../../extension/imap/grammar/quirk-counter.ts';
import { explainQuirk, type QuirkId } from '../../../extension/imap/grammar/quirks.ts';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import { isBusy } from '../../../extension/mail/failure-rules.ts';
import { waitAskedFor } from '../../../extension/mail/wait-asked-for.ts';
import type { BodyPart, MalformedResponse, Response } from '../../../extension/imap/grammar/types.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import { rejection } from './failure.ts';
import { turns } from './manual-clock.ts';
import { answerSelect, scene, signedIn } from './scripted-server.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';

interface Taken {
  readonly responses: readonly (Response | MalformedResponse)[];
  readonly quirks: readonly QuirkId[];
}

function take(octets: string): Taken {
  const counter = new QuirkCounter();
  const responses: (Response | MalformedResponse)[] = [];
  const nothing = (): void => undefined;
  const splitter = new ResponseSplitter({
    frame: (frame) => {
      const response = parseResponse(frame, { utf8: false, onQuirk: counter.report });
      if (response.type === 'fetch') void [response.envelope, response.bodyStructure];
      responses.push(response);
    },
    literalStart: nothing,
    literalChunk: nothing,
    literalEnd: nothing,
    violation: ({ kind }) => assert.fail(kind),
    deviation: counter.report,
  });
  splitter.push(Buffer.from(octets, 'latin1'));
  return { responses, quirks: counter.entries().map(([id]) => id) };
}

const envelope = (from: string, date = 'Mon, 16 Mar 2009 10:00:00 +0000'): string =>
  `* 1 FETCH (UID 1 ENVELOPE ("${date}" "s" ${from} NIL NIL NIL NIL NIL NIL NIL))\r\n`;
const from = ({ responses: [one] }: Taken): unknown => one?.type === 'fetch' && one.envelope?.from;
const part = (encoding: string, rest = ''): string =>
  `* 1 FETCH (UID 1 BODYSTRUCTURE ("text" "plain" NIL NIL NIL ${encoding} 5 1${rest}))\r\n`;
const body = ({ responses: [one] }: Taken): BodyPart | null =>
  one?.type === 'fetch' && one.bodyStructure?.kind === 'part' ? one.bodyStructure : null;

/** What servers were seen to send, and the name of the tolerance; none where RFC 9051 allows it after all. */
const rows: readonly (readonly [
  octets: string,
  quirks: readonly QuirkId[],
  check: (one: Taken) => unknown,
  is: unknown,
])[] = [
  ['* 1 EXISTS\n', ['bare-lf'], ({ responses }) => responses[0], { type: 'exists', count: 1 }],
  ['\0\0* 1 EXISTS\r\n', ['nul-padding'], ({ responses }) => responses[0], { type: 'exists', count: 1 }],
  ['* 1 FETCH (UID 1 BODY[] {0003}\r\nabc)\r\n', ['odd-literal'], ({ responses }) => responses[0]?.type, 'fetch'],
  ['* 1 FETCH (UID 1 BODY[] {3+}\r\nabc)\r\n', ['odd-literal'], ({ responses }) => responses[0]?.type, 'fetch'],
  [
    '* SEARCH 1 2 \r\n',
    ['trailing-space'],
    ({ responses }) => responses[0],
    { type: 'search', numbers: [1, 2], modSeq: null },
  ],
  [
    '* CAPABILITY IMAP4rev1 \r\n',
    ['trailing-space'],
    ({ responses }) => responses[0],
    { type: 'capability', capabilities: ['IMAP4rev1'] },
  ],
  ['+\r\n', ['empty-continuation'], ({ responses }) => responses[0], { type: 'continuation', code: null, text: '' }],
  ['+ \r\n', [], ({ responses }) => responses[0]?.type, 'continuation'],
  [
    'A1 OK\r\n',
    ['missing-text'],
    ({ responses }) => responses[0],
    { type: 'status', tag: 'A1', kind: 'OK', code: null, text: '' },
  ],
  ['* OK [HIGHESTMODSEQ 5]\r\n', ['missing-text'], ({ responses }) => responses[0]?.type, 'status'],
  ['* [COPYUID 1 2 3] done\r\n', ['missing-status'], ({ responses }) => responses[0]?.type, 'status'],
  ['Server Unavailable. 15\r\n', ['text-for-data'], ({ responses }) => responses[0]?.type, 'malformed'],
  [
    '* OK [PERMANENTFLAGS (a]b)] x\r\n',
    ['bracket-in-flag'],
    ({ responses: [one] }) => one?.type === 'status' && one.code,
    { name: 'PERMANENTFLAGS', flags: ['a]b'] },
  ],
  [
    '* OK [PERMANENTFLAGS (a]b)] x\r\n* OK [PERMANENTFLAGS (a]b)] x\r\n',
    ['bracket-in-flag'],
    ({ responses }) => responses.length,
    2,
  ],
  [
    '* OK [PERMANENTFLAGS] x\r\n',
    ['nil-list'],
    ({ responses: [one] }) => one?.type === 'status' && one.code,
    { name: 'PERMANENTFLAGS', flags: [] },
  ],
  [
    '* OK [PERMANENTFLAGS NIL] x\r\n',
    ['nil-list'],
    ({ responses: [one] }) => one?.type === 'status' && one.code,
    { name: 'PERMANENTFLAGS', flags: [] },
  ],
  ['* OK [UIDNEXT 0] x\r\n', ['zero-value'], ({ responses: [one] }) => one?.type, 'status'],
  [
    '* LIST () "/" "a&b"\r\n',
    ['bad-utf7'],
    ({ responses: [one] }) => one?.type === 'list' && one.name,
    { wire: 'a&b', display: 'a&b' },
  ],
  ['* LIST () "/" "a&-b"\r\n', [], ({ responses: [one] }) => one?.type === 'list' && one.name.display, 'a&b'],
  ['* LIST () "/" iNbOx\r\n', [], ({ responses: [one] }) => one?.type === 'list' && one.name.wire, 'INBOX'],
  ['* LIST () "/" 2024\r\n', [], ({ responses: [one] }) => one?.type === 'list' && one.name.wire, '2024'],
  ['* NAMESPACE (("" NIL)) NIL NIL\r\n', [], ({ responses: [one] }) => one?.type, 'namespace'],
  [
    '* 1 FETCH (UID 1 BODY[]<5.10> {3}\r\nabc)\r\n',
    ['echoed-partial'],
    ({ responses: [one] }) => one?.type === 'fetch' && [...one.sections.keys()],
    ['BODY[]<5>'],
  ],
  [
    '* 1 FETCH (UID 1 XAOL-MSGID abc FLAGS ())\r\n',
    [],
    ({ responses: [one] }) => one?.type === 'fetch' && one.flags,
    [],
  ],
  [
    '* SEARCH (MODSEQ 5) 1 2\r\n',
    ['early-modseq'],
    ({ responses: [one] }) => one,
    { type: 'search', numbers: [1, 2], modSeq: 5n },
  ],
  ['* SEARCH 1 2 (MODSEQ 5)\r\n', [], ({ responses: [one] }) => one, { type: 'search', numbers: [1, 2], modSeq: 5n }],
  [envelope('((NIL NIL "a" "MISSING_DOMAIN"))'), ['placeholder-host'], ({ responses }) => responses[0]?.type, 'fetch'],
  [
    envelope('((NIL NIL "a" ".MISSING-HOST-NAME."))'),
    ['placeholder-host'],
    ({ responses }) => responses[0]?.type,
    'fetch',
  ],
  [envelope('((NIL NIL "a" "b" "c"))'), ['bad-address'], ({ responses }) => responses[0]?.type, 'fetch'],
  [
    envelope('NIL', '16.03.09 10:00'),
    ['odd-envelope-date'],
    ({ responses: [one] }) => one?.type === 'fetch' && one.envelope?.date,
    '16.03.09 10:00',
  ],
  [envelope('NIL', '16 Mar 2009 10:00 GMT'), [], from, []],
  [envelope('NIL', '16-Mar-2009 10:00 GMT'), [], from, []],
  [envelope('NIL', ''), [], from, []],
  [
    envelope('((NIL NIL "team" NIL)(NIL NIL "a" "b"))'),
    ['unterminated-group'],
    from,
    [
      { type: 'group-start', name: 'team' },
      { type: 'mailbox', name: null, route: null, mailbox: 'a', host: 'b' },
      { type: 'group-end' },
    ],
  ],
  [
    envelope('((NIL NIL "team" NIL)(NIL NIL NIL NIL))'),
    [],
    from,
    [{ type: 'group-start', name: 'team' }, { type: 'group-end' }],
  ],
  [
    envelope('(("ada@example.org" NIL "Ada Lovelace" NIL))'),
    ['swapped-address'],
    from,
    [{ type: 'mailbox', name: 'Ada Lovelace', route: null, mailbox: 'ada', host: 'example.org' }],
  ],
  [
    envelope('(("ada@example.org" NIL "ada" "example.org"))'),
    [],
    from,
    [{ type: 'mailbox', name: 'ada@example.org', route: null, mailbox: 'ada', host: 'example.org' }],
  ],
  [part('NIL'), ['nil-encoding'], (taken) => body(taken)?.encoding, '7bit'],
  [part('"8bit"'), [], (taken) => body(taken)?.encoding, '8bit'],
  [part('"7bit"', ' NIL NIL ("en" NIL)'), ['nil-language'], (taken) => body(taken)?.language, ['en']],
  [part('"7bit"', ' NIL NIL NIL'), [], (taken) => body(taken)?.language, []],
];

for (const [octets, quirks, check, is] of rows) {
  test(`${JSON.stringify(octets).slice(1, -1)} ${quirks.length === 0 ? 'is as it should be' : `is ${quirks.join(', ')}`}`, () => {
    const taken = take(octets);
    assert.deepEqual(taken.quirks, quirks);
    assert.deepEqual(check(taken), is);
  });
}

const basic = 'IMAP4rev1 ENABLE';
const used = (client: { readonly quirks: readonly { readonly id: string; readonly count: number }[] }): unknown =>
  client.quirks.map(({ id, count }) => [id, count]);

test('what a server is forgiven is counted on the client, with server and reason, and told once in the protocol log', async () => {
  const { client, server, trace } = await signedIn(basic);
  for (let turn = 0; turn < 2; turn++) {
    const noop = client.noop();
    await server.answer('NOOP', '* STATUS x (MESSAGES 1) ');
    await noop;
  }
  assert.deepEqual(used(client), [['trailing-space', 2]]);
  assert.match(explainQuirk('trailing-space')?.why ?? '', /space at the end/);
  const notes = trace.filter(
    (one) => one.type === 'event' && one.event.kind === 'note' && one.event.text.includes('trailing-space'),
  );
  assert.equal(notes.length, 1);
});

test('a BAD that answers nothing fails no command (Cyrus), and a completion that nobody waits for neither', async () => {
  const { client, server, events } = await signedIn(basic);
  server.say('* BAD Invalid tag', 'B99 OK of whom?');
  await turns();
  const noop = client.noop();
  await server.answer('NOOP', '* BAD Invalid tag');
  assert.equal((await noop).status.kind, 'OK');
  assert.deepEqual(used(client), [
    ['stray-bad', 2],
    ['unknown-tag', 1],
  ]);
  assert.equal(events.filter(({ status }) => status.text === 'Invalid tag').length, 2);
});

test('a session without its mailbox is over (Exchange)', async () => {
  const { client, server, events } = await signedIn(basic);
  const selecting = rejection(client.select('INBOX'));
  const { tag } = await server.command('SELECT');
  server.say(`${tag} BAD User is authenticated but not connected.`);
  const error = await selecting;
  assert.equal(error.detail.kind, 'closed');
  assert.equal(error.retry, 'reconnect');
  assert.equal(error.text, 'User is authenticated but not connected.');
  assert.equal((await client.closed).kind, 'bye');
  assert.equal(events.at(-1)?.status.text, error.text);
  assert.deepEqual(used(client), [['not-connected', 1]]);
});

test('who we are goes out without accents, and never as a literal', async () => {
  const { client, server } = await signedIn('IMAP4rev1 ID');
  const asking = client.id({ name: 'Müller €', version: '1' });
  assert.equal(await server.answer('ID', '* ID NIL'), '("name" "Muller ?" "version" "1")');
  await asking;
  const plain = client.id({ name: 'Mueller' });
  await server.answer('ID', '* ID NIL');
  await plain;
  assert.deepEqual(used(client), [['plain-id', 1]]);
});

test('who we are is text, or the writer says that it is not', async () => {
  const { client } = await signedIn('IMAP4rev1 ID');
  const wrong: unknown = { name: null };
  const error = await rejection(client.id(wrong as Readonly<Record<string, string>>));
  assert.equal(error.detail.kind, 'invalid-argument');
  assert.equal(error.command, 'ID');
  assert.match(error.message, /^Text is wanted/);
});

test('goodbye said twice is one goodbye (Yandex)', async () => {
  const { client, server } = await signedIn(basic);
  server.say('* BYE enough', '* BYE enough', '* BYE enough');
  await turns();
  server.close();
  assert.equal((await client.closed).kind, 'bye');
  assert.deepEqual(used(client), [['repeated-bye', 2]]);
});

test('ways to sign in are of no use to somebody who has (Cyrus, Courier)', async () => {
  const { options, server } = scene();
  const connecting = connectImap(options);
  server.say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello');
  const client = await connecting;
  const signing = client.login('a', 'b');
  const { tag } = await server.command('LOGIN');
  server.say(`${tag} OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED] in`);
  await signing;
  assert.deepEqual(used(client), [['auth-after-login', 1]]);
});

test('ENABLE that enables nothing and does not say so (iCloud)', async () => {
  const { client, server } = await signedIn(basic);
  const enabling = client.session.enable(['CONDSTORE']);
  await server.answer('ENABLE');
  await turns();
  assert.deepEqual(await enabling, []);
  assert.deepEqual(used(client), [['missing-enabled', 1]]);
});

test('LIST with RETURN that is refused, or that loses INBOX, is asked again without', async () => {
  for (const [answer, quirk] of [
    ['BAD what', 'list-return-refused'],
    ['OK done', 'list-without-inbox'],
  ] as const) {
    const { client, server } = await signedIn('IMAP4rev1 LIST-EXTENDED');
    const listing = client.list();
    const first = await server.command('LIST');
    assert.match(first.rest, /RETURN/);
    server.say('* LIST () "/" Work', `${first.tag} ${answer}`);
    const second = await server.command('LIST');
    assert.doesNotMatch(second.rest, /RETURN/);
    server.say('* LIST () "/" INBOX', `${second.tag} OK done`);
    assert.deepEqual(
      (await listing).map(({ name }) => name.display),
      ['INBOX'],
    );
    assert.deepEqual(used(client), [[quirk, 1]]);
  }
});

test('a search with RETURN that is answered by SEARCH (Cyrus 2.4)', async () => {
  const { client, server } = await signedIn('IMAP4rev1 ESEARCH');
  const selecting = client.select('INBOX');
  await answerSelect(server, 3);
  const mailbox = await selecting;
  const finding = mailbox.find({ seen: true });
  await server.answer('UID SEARCH', '* SEARCH 3 1');
  assert.equal((await finding).count, 2);
  assert.deepEqual(used(client), [['search-for-esearch', 1]]);
});

test('LSUB that is refused (Exchange) lists every mailbox; one refused by code is refused', async () => {
  const { client, server } = await signedIn('IMAP4rev1');
  const listing = client.list({ subscribedOnly: true });
  const first = await server.command('LSUB');
  server.say(`${first.tag} BAD no such command`);
  await server.answer('LIST', '* LIST () "/" INBOX', '* LIST () "/" Work');
  assert.deepEqual(
    (await listing).map(({ name }) => name.display),
    ['INBOX', 'Work'],
  );
  assert.deepEqual(used(client), [['lsub-refused', 1]]);
  const second = client.list({ subscribedOnly: true });
  const next = await server.command('LSUB');
  server.say(`${next.tag} NO [NOPERM] not you`);
  await assert.rejects(second);
  assert.deepEqual(used(client), [['lsub-refused', 1]]);
});

test('the prompts of SASL LOGIN are worded by the server', async () => {
  for (const [prompts, count] of [
    [['Username:', 'Password:'], 0],
    [['User Name\0', 'Password\0'], 2],
  ] as const) {
    const { options, server } = scene();
    const connecting = connectImap(options);
    server.say('* OK [CAPABILITY IMAP4rev1 AUTH=LOGIN LOGINDISABLED] hello');
    const client = await connecting;
    const signing = client.signIn({ kind: 'password', user: 'ada', password: 'secret' });
    const { tag } = await server.command('AUTHENTICATE');
    for (const [at, words] of ['ada', 'secret'].entries()) {
      server.say(`+ ${Buffer.from(prompts[at] ?? '').toString('base64')}`);
      await server.expect(new RegExp(`^${Buffer.from(words).toString('base64')}$`));
    }
    server.say(`${tag} OK [CAPABILITY IMAP4rev1] in`);
    await signing;
    assert.deepEqual(used(client), count === 0 ? [] : [['login-prompt', count]]);
  }
});

test('a wait that stands in the words of a refusal (Office 365)', async () => {
  const { client, server } = await signedIn(basic);
  const noop = client.noop();
  const { tag } = await server.command('NOOP');
  server.say(`${tag} BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds`);
  await assert.rejects(noop, (error) => waitAskedFor(error) === 92_415 && isBusy(error));
  assert.deepEqual(used(client), [['backoff-in-text', 1]]);
});

test('a search that only its completion answers found nothing', async () => {
  for (const capabilities of ['IMAP4rev1', 'IMAP4rev1 ESEARCH']) {
    const { client, server } = await signedIn(capabilities);
    const selecting = client.select('INBOX');
    await answerSelect(server, 3);
    const mailbox = await selecting;
    const finding = mailbox.find({ seen: true });
    await server.answer('UID SEARCH');
    assert.equal((await finding).count, 0);
    assert.deepEqual(used(client), [['missing-search', 1]]);
    const again = mailbox.find({ seen: true });
    await server.answer('UID SEARCH', capabilities.includes('ESEARCH') ? '* ESEARCH UID COUNT 0' : '* SEARCH');
    await again;
    assert.deepEqual(used(client), [['missing-search', 1]]);
  }
});
