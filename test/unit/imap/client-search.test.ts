import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { modSeq, uid, type Uid } from '../../../extension/imap/wire/ids.ts';
import { eachNumber } from '../../../extension/imap/wire/sequence-set.ts';
import { windowOf } from '../../../extension/imap/client/window-of.ts';
import { rejection } from './failure.ts';
import { turns } from './manual-clock.ts';
import { answerSelect, signedIn, type ScriptedServer } from './scripted-server.ts';

interface Opened {
  readonly client: Client;
  readonly mailbox: Mailbox;
  readonly server: ScriptedServer;
}

async function opened(capabilities: string): Promise<Opened> {
  const { client, server } = await signedIn(`IMAP4rev1 ${capabilities}`);
  const selecting = client.select('INBOX');
  await answerSelect(server, 9);
  return { client, server, mailbox: await selecting };
}

/** UIDs that no ranges shorten: `count` of them, each second one. */
function scattered(count: number): readonly Uid[] {
  return Array.from({ length: count }, (_, index) => uid(1_000_000 + 2 * index));
}

const long = scattered(3_000);

/** Answers the searches to come with all UIDs that they name, and gives their number. */
async function answerAll(server: ScriptedServer, lines: number): Promise<readonly string[]> {
  const asked: string[] = [];
  for (let i = 0; i < lines; i++) {
    const { tag, rest } = await server.command('UID SEARCH');
    assert.ok(rest.length < 8_200, String(rest.length));
    asked.push(rest);
    const set = /UID ([\d,:]+)/.exec(rest)?.[1] ?? '';
    server.say(`* ESEARCH (TAG "${tag}") UID ALL ${set} MODSEQ ${i + 5}`, `${tag} OK done`);
  }
  return asked;
}

test('a search limited to a long set of UIDs goes out in several lines, its results come as one', async () => {
  for (const criteria of [{ uids: long, seen: true }, [{ uids: long }, 'SEEN']] as const) {
    const { mailbox, server, client } = await opened('ESEARCH');
    const finding = mailbox.find(criteria);
    const asked = await answerAll(server, 3);
    for (const rest of asked) assert.match(rest, /^RETURN \(ALL COUNT\) .*\bSEEN\b/);
    const { uids, count, modSeq: highest } = await finding;
    assert.equal(count, 3_000);
    assert.deepEqual(
      uids.map(({ from }) => from),
      long,
    );
    assert.equal(highest, modSeq(7n));
    client.destroy();
  }
});

test('a server of short lines is searched with shorter ones, which is counted, as is a range that was turned', async () => {
  const { mailbox, server, client } = await opened('XYMHIGHESTMODSEQ');
  const finding = mailbox.find({ uids: scattered(100) });
  for (let i = 0; i < 2; i++) assert.ok((await server.answer('UID SEARCH', '* SEARCH 1000000')).length < 700);
  assert.deepEqual((await finding).uids, [{ from: 1_000_000, to: 1_000_000 }]);
  const turned = mailbox.find({ uids: [{ from: 9, to: 5 }] });
  assert.equal(await server.answer('UID SEARCH', '* SEARCH'), 'UID 5:9');
  await turned;
  assert.deepEqual(client.quirks.map(({ id }) => id).sort(), ['descending-range', 'short-lines']);
});

test('an answer that gives the tag back in other letters is the answer', async () => {
  const { mailbox, client, server } = await opened('ESEARCH SORT ESORT MULTISEARCH CONTEXT=SEARCH');
  const changes: unknown[] = [];
  const asked: readonly (readonly [command: string, ask: () => Promise<unknown>])[] = [
    ['UID SEARCH', async () => (await mailbox.find()).count],
    ['UID SORT', async () => (await mailbox.sort([{ key: 'DATE' }])).count],
    ['ESEARCH', async () => (await client.session.search('personal', {})).length],
    ['UID SEARCH', async () => (await mailbox.follow({}, (change) => changes.push(change))).found.count],
  ];
  for (const [command, ask] of asked) {
    const answer = ask();
    const { tag } = await server.command(command);
    const other = tag.toLowerCase();
    assert.notEqual(other, tag);
    server.say(`* ESEARCH (TAG "${other}" MAILBOX INBOX UIDVALIDITY 77) UID COUNT 1 ALL 5`, `${tag} OK done`);
    assert.equal(await answer, 1, command);
    if (asked.at(-1)?.[1] === ask) server.say(`* ESEARCH (TAG "${other}") UID ADDTO (0 6)`);
  }
  await turns();
  assert.deepEqual(changes, [{ added: [{ from: 6, to: 6 }], removed: [] }]);
  assert.deepEqual(client.quirks, []);
});

test('a window of a result in ranges is what lies at those places, in order', () => {
  const uids = [3, 7, 20, 31, 40].map((from, index) => ({ from, to: from + index }));
  const all = [...eachNumber(uids)];
  for (let skip = 0; skip <= all.length + 1; skip++)
    for (let count = 0; count <= all.length + 1; count++) {
      const window = [...eachNumber(windowOf({ uids, count: all.length }, { skip, count }))];
      const end = Math.max(0, all.length - skip);
      assert.deepEqual(window, all.slice(Math.max(0, end - count), end), `${skip}, ${count}`);
    }
});

test('one window of a result that came in pieces', async () => {
  for (const [partial, expected] of [
    ['2:3', [1_000_002, 1_000_004]],
    ['-1:-2', [1_005_996, 1_005_998]],
    ['2999:9000', [1_005_996, 1_005_998]],
    ['3001:3002', []],
  ] as const) {
    const { mailbox, server, client } = await opened('ESEARCH PARTIAL');
    const finding = mailbox.find({ uids: long }, { partial });
    await answerAll(server, 3);
    const { uids, count } = await finding;
    assert.deepEqual([uids.map(({ from }) => from), count], [expected, 3_000], partial);
    client.destroy();
  }
});

test('one window of a long set of messages is looked for before they are fetched', async () => {
  const { mailbox, server } = await opened('ESEARCH PARTIAL CONDSTORE QRESYNC');
  const fetched = (async () => {
    const rows: number[] = [];
    for await (const row of mailbox.fetch(long, ['FLAGS'], { partial: '-1:-2' })) rows.push(row.uid);
    return rows;
  })();
  await answerAll(server, 3);
  const rest = await server.answer('UID FETCH', '* 9 FETCH (UID 1005998 FLAGS ())');
  assert.equal(rest, '1005996,1005998 (UID FLAGS)');
  assert.deepEqual(await fetched, [1_005_998]);
  const vanished = (async () => {
    for await (const row of mailbox.fetch(long, ['FLAGS'], {
      partial: '1:2',
      changedSince: modSeq(1n),
      vanished: true,
    }))
      void row;
  })();
  assert.equal((await rejection(vanished)).detail.kind, 'invalid-argument');
});

test('a set inside other criteria, or of a search that cannot be cut, is refused when it is too long', async () => {
  const { mailbox, client, server } = await opened(
    'ESEARCH SEARCHRES THREAD=REFERENCES CONTEXT=SEARCH MULTISEARCH SORT ESORT CONTEXT=SORT',
  );
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => mailbox.search([{ uids: long }]),
    () => mailbox.find({ not: { uids: long } }),
    () => mailbox.find({ uids: long, or: [{ uids: long }, { seen: true }] }),
    () => mailbox.find(['NOT', { uids: long }]),
    () => mailbox.find({ uids: long }, { save: true }),
    () => mailbox.thread('REFERENCES', { uids: long }),
    () => mailbox.follow({ uids: long }, () => undefined),
    () => mailbox.sort([{ key: 'DATE' }], { uids: long }, { partial: '1:5' }),
    () => client.session.search('personal', { uids: long }),
  ];
  for (const attempt of attempts) assert.equal((await rejection(attempt())).detail.kind, 'invalid-argument');
  assert.equal(server.unread, '');
});

test('a long set of UIDs is sorted in one line, with what lies between them left out', async () => {
  const { mailbox, server } = await opened('SORT');
  // Three heaps, so that the widest gaps are the ones that are kept.
  const heaps = [1, 1_000_000, 9_000_000].flatMap((start) =>
    Array.from({ length: 1_000 }, (_, index) => uid(start + 2 * index)),
  );
  const sorting = mailbox.sort([{ key: 'SIZE', reverse: true }], { uids: heaps, seen: true });
  const { tag, rest } = await server.command('UID SORT');
  assert.ok(rest.length < 8_200, String(rest.length));
  const [, set = ''] = /^\(REVERSE SIZE\) UTF-8 SEEN UID ([\d,:]+)$/.exec(rest) ?? [];
  const ranges = set.split(',').map((range) => range.split(':').map(Number));
  for (const one of heaps) assert.ok(ranges.some(([from = 0, to = from]) => from <= one && one <= to));
  assert.ok(!ranges.some(([from = 0, to = from]) => from < 500_000 && to >= 500_000));
  server.say('* SORT 9000002 9000001 9000000 3 2 1', `${tag} OK done`);
  const { uids, count } = await sorting;
  assert.deepEqual(
    uids.map(({ from, to }) => [from, to]),
    [
      [9_000_002, 9_000_002],
      [9_000_000, 9_000_000],
      [3, 3],
      [1, 1],
    ],
  );
  assert.equal(count, 4);
});

test('a window of a sorted result is asked for where CONTEXT=SORT is offered, and a sorted result is never kept', async () => {
  const { mailbox, server } = await opened('SORT ESORT CONTEXT=SORT SEARCHRES');
  const sorting = mailbox.sort([{ key: 'DATE' }], {}, { partial: '1:2' });
  const { tag, rest } = await server.command('UID SORT');
  assert.equal(rest, 'RETURN (PARTIAL 1:2 COUNT) (DATE) UTF-8 ALL');
  server.say(`* ESEARCH (TAG "${tag}") UID PARTIAL (1:2 7,3) COUNT 9`, `${tag} OK done`);
  assert.deepEqual(await sorting, {
    uids: [
      { from: 7, to: 7 },
      { from: 3, to: 3 },
    ],
    count: 9,
    modSeq: null,
  });
  const save: object = { save: true };
  assert.equal((await rejection(mailbox.sort([{ key: 'DATE' }], {}, save))).detail.kind, 'invalid-argument');
  assert.equal(
    (await rejection(mailbox.sort([{ key: 'DATE' }], {}, { partial: '0:5' }))).detail.kind,
    'invalid-argument',
  );
  assert.equal((await rejection(mailbox.thread('REFERENCES', {}, save))).detail.kind, 'invalid-argument');
  const lacking = await opened('SORT ESORT');
  const { detail } = await rejection(lacking.mailbox.sort([{ key: 'DATE' }], {}, { partial: '1:2' }));
  assert.deepEqual(detail, { kind: 'capability', capability: 'CONTEXT=SORT' });
});

test('sorting by relevancy needs SORT, SEARCH=FUZZY and something fuzzy', async () => {
  const by = [{ key: 'RELEVANCY' }] as const;
  const fuzzy = { fuzzy: { subject: 'x' } };
  const kindOf = async (capabilities: string, criteria: Parameters<Mailbox['sort']>[1]): Promise<string> => {
    const { mailbox, server } = await opened(capabilities);
    const { detail } = await rejection(mailbox.sort(by, criteria));
    assert.equal(server.unread, '');
    return detail.kind === 'capability' ? detail.capability : detail.kind;
  };
  assert.equal(await kindOf('SEARCH=FUZZY', fuzzy), 'SORT');
  assert.equal(await kindOf('SORT', { seen: true }), 'SEARCH=FUZZY');
  assert.equal(await kindOf('SORT SEARCH=FUZZY', { seen: true }), 'invalid-argument');
  assert.equal(await kindOf('SORT SEARCH=FUZZY', ['SEEN', ['FLAGGED']]), 'invalid-argument');
  const { mailbox, server } = await opened('SORT SEARCH=FUZZY');
  for (const criteria of [
    { or: [fuzzy, { seen: true }] },
    ['NOT', ['FUZZY', 'SUBJECT', 'x']],
    'FUZZY SUBJECT x',
  ] as const) {
    const sorting = mailbox.sort(by, criteria);
    await server.answer('UID SORT', '* SORT 1');
    await sorting;
  }
});

test('a search in several mailboxes asks for no more than the server offers, and in one mailbox at least', async () => {
  const { client, server } = await opened('MULTISEARCH');
  const { detail } = await rejection(client.session.search('personal', { younger: 5 }));
  assert.deepEqual(detail, { kind: 'capability', capability: 'WITHIN' });
  const none = await rejection(client.session.search({ mailboxes: [] }, { seen: true }));
  assert.equal(none.detail.kind, 'invalid-argument');
  assert.equal(server.unread, '');
  const searching = client.session.search({ mailboxes: [mailboxFromDisplay('A', false)] }, { seen: true });
  assert.equal(await server.answer('ESEARCH'), 'IN (mailboxes (A)) RETURN (ALL COUNT) SEEN');
  assert.deepEqual(await searching, []);
});

type Search = (opened: Opened) => Promise<unknown>;
const searches: readonly (readonly [name: string, capability: string, run: (text: string) => Search])[] = [
  [
    'UID SEARCH',
    '',
    (text) =>
      ({ mailbox }) =>
        mailbox.find({ subject: text }),
  ],
  [
    'UID SORT',
    'SORT',
    (text) =>
      ({ mailbox }) =>
        mailbox.sort([{ key: 'DATE' }], { subject: text }),
  ],
  [
    'UID THREAD',
    'THREAD=REFERENCES',
    (text) =>
      ({ mailbox }) =>
        mailbox.thread('REFERENCES', { subject: text }),
  ],
  [
    'UID SEARCH',
    'CONTEXT=SEARCH',
    (text) =>
      ({ mailbox }) =>
        mailbox.follow({ subject: text }, () => undefined),
  ],
  [
    'ESEARCH',
    'MULTISEARCH',
    (text) =>
      ({ client }) =>
        client.session.search('personal', { subject: text }),
  ],
];

test('every kind of search is tried again in a charset that the server names, or is likely to know', async () => {
  const cases = [
    ['\u00e9', '(US-ASCII ISO-8859-1)', 'ISO-8859-1', '\xe9'],
    ['\u00e9', '(us-ascii windows-1252)', 'windows-1252', '\xe9'],
    ['\u017c', '(ISO-8859-2)', 'ISO-8859-2', '\xbf'],
    ['\u0436', '(X-NEVER ISO-8859-1 KOI8-R)', 'KOI8-R', '\xd6'],
    ['\u00e9', '', 'ISO-8859-1', '\xe9'],
  ] as const;
  for (const [name, capability, run] of searches) {
    for (const [text, offered, charset, octets] of cases) {
      const label = `${name} ${text} ${offered}`;
      const open = await opened(`LITERAL+ ${capability}`);
      const { server } = open;
      const searching = run(text)(open);
      const first = await server.command(name);
      assert.match(first.rest, /UTF-8 SUBJECT \{2\+\}$/, label);
      await server.expect(/^..$/);
      server.say(`${first.tag} NO [BADCHARSET${offered === '' ? '' : ` ${offered}`}] no`);
      const second = await server.command(name);
      assert.ok(second.rest.endsWith(`${charset} SUBJECT {1+}`), `${label}: ${second.rest}`);
      await server.expect(new RegExp(`^${octets}$`));
      server.say(`${second.tag} OK done`);
      await searching;
      open.client.destroy();
    }
  }
});

test('sorting and threading, which always name a charset, are tried again in ASCII where that is enough', async () => {
  for (const [name, capability, run] of searches.slice(1, 3)) {
    const open = await opened(capability);
    const searching = run('abc')(open);
    const { tag } = await open.server.command(name);
    open.server.say(`${tag} NO [BADCHARSET] no`);
    assert.match(await open.server.answer(name), /US-ASCII SUBJECT "abc"$/);
    await searching;
  }
});

test('a text that no charset on offer can say, or a charset that the caller chose, is not tried again', async () => {
  for (const [text, options, offered] of [
    ['\u65e5', {}, '(US-ASCII ISO-8859-1 KOI8-R UTF-16)'],
    ['\u65e5', {}, ''],
    ['\u20ac', {}, '(ISO-8859-9)'],
    ['abc', { charset: 'ISO-8859-15' }, '(US-ASCII UTF-8)'],
  ] as const) {
    const { mailbox, server } = await opened('LITERAL+');
    const searching = rejection(mailbox.find({ subject: text }, options));
    const { tag } = await server.command('UID SEARCH');
    if (text !== 'abc') await server.expect(/^...$/);
    server.say(`${tag} NO [BADCHARSET ${offered}] no`);
    assert.equal((await searching).detail.kind, 'refused');
    await turns();
    assert.equal(server.unread, '');
  }
});

test('octets beyond ASCII are in the charset they were given in: a refused search for them is not tried again', async () => {
  for (const [criteria, offered] of [
    [['SUBJECT', Buffer.from('\u00e9')], ''],
    [['NOT', ['SUBJECT', Buffer.from('\u00e9')]], '(US-ASCII ISO-8859-1)'],
  ] as const) {
    const { mailbox, server } = await opened('LITERAL+');
    const searching = rejection(mailbox.find(criteria));
    const { tag } = await server.command('UID SEARCH');
    await server.expect(/^\xc3\xa9\)?$/);
    server.say(`${tag} NO [BADCHARSET ${offered}] no`);
    assert.equal((await searching).detail.kind, 'refused');
    await turns();
    assert.equal(server.unread, '');
  }
});

test('octets that are ASCII say the same in any charset', async () => {
  const { mailbox, server } = await opened('LITERAL+');
  const finding = mailbox.find(['SUBJECT', '\u00e9', 'FROM', Buffer.from('abc')]);
  const { tag } = await server.command('UID SEARCH');
  await server.expect(/^\xc3\xa9 FROM abc$/);
  server.say(`${tag} NO [BADCHARSET] no`);
  const second = await server.command('UID SEARCH');
  assert.match(second.rest, /CHARSET ISO-8859-1 SUBJECT/);
  await server.expect(/^\xe9 FROM abc$/);
  server.say('* SEARCH', `${second.tag} OK done`);
  await finding;
});

test('a search in a charset of the caller, as Windows has it', async () => {
  const { mailbox, server } = await opened('LITERAL+');
  const finding = mailbox.find({ subject: 'caf\u00e9' }, { charset: 'windows-1252' });
  const { tag, rest } = await server.command('UID SEARCH');
  assert.equal(rest, 'CHARSET windows-1252 SUBJECT {4+}');
  await server.expect(/^caf\xe9$/);
  server.say('* SEARCH', `${tag} OK done`);
  await finding;
  assert.equal(
    (await rejection(mailbox.find({ subject: '\u00e9' }, { charset: 'GBK' }))).detail.kind,
    'invalid-argument',
  );
  assert.equal(
    (await rejection(mailbox.find({ subject: 'a' }, { charset: 'UTF-16' }))).detail.kind,
    'invalid-argument',
  );
});
