import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { Administration } from '../../../extension/imap/client/administration.ts';
import type { CommandArgument } from '../../../extension/imap/client/api.ts';
import { Client } from '../../../extension/imap/client/client.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { MailboxCommands } from '../../../extension/imap/client/mailboxes.ts';
import { MailboxHandle } from '../../../extension/imap/client/selected-mailbox.ts';
import { SessionCommands } from '../../../extension/imap/client/session-commands.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import type { Transport } from '../../../extension/imap/transport/transport.ts';
import { answerSelect, signedIn } from './scripted-server.ts';
import { rejection } from './failure.ts';

const capabilities =
  'IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN IDLE UNSELECT UIDPLUS MOVE ESEARCH SEARCHRES PARTIAL WITHIN SORT SORT=DISPLAY ESORT ' +
  'THREAD=REFERENCES CONDSTORE QRESYNC ENABLE ID NAMESPACE QUOTA QUOTASET ACL RIGHTS=texk METADATA ANNOTATEMORE LANGUAGE I18NLEVEL=2 ' +
  'NOTIFY MULTISEARCH CONTEXT=SEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE CREATE-SPECIAL-USE MULTIAPPEND CATENATE BINARY REPLACE ' +
  'X-GM-EXT-1 XLIST SAVEDATE OBJECTID FILTERS COMPRESS=DEFLATE UNAUTHENTICATE PROXYAUTH XPROXYAUTH';

/** A server that says OK to everything, and remembers every line that is no command. */
class Obliging {
  readonly odd: string[] = [];
  readonly #transport: Transport;
  #buffer = '';

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.start({ data: (chunk) => this.#data(chunk.toString('latin1')), end: () => undefined });
  }

  say(line: string): void {
    this.#transport.write(Buffer.from(`${line}\r\n`, 'latin1'));
  }

  #data(text: string): void {
    this.#buffer += text;
    for (;;) {
      const command = this.#next();
      if (command === null) return;
      this.#answer(command);
    }
  }

  /** A whole command, its literals left out. */
  #next(): string | null {
    let at = 0;
    let command = '';
    for (;;) {
      const end = this.#buffer.indexOf('\r\n', at);
      if (end < 0) return null;
      const line = this.#buffer.slice(at, end);
      command += line;
      at = end + 2;
      const literal = /\{(\d+)(\+?)\}$/.exec(line);
      if (literal === null) break;
      if (this.#buffer.length < at + Number(literal[1])) {
        if (literal[2] === '' && this.#buffer.length === at) this.say('+ go on');
        return null;
      }
      at += Number(literal[1]);
    }
    this.#buffer = this.#buffer.slice(at);
    return command;
  }

  #answer(command: string): void {
    if (command === 'DONE') return;
    const [, tag, name = ''] = /^([A-Z]\d+) ((?:UID )?[A-Z]+)/.exec(command) ?? [];
    if (tag === undefined) {
      this.odd.push(command);
      return;
    }
    if (name === 'SELECT' || name === 'EXAMINE') {
      this.say('* 9 EXISTS');
      this.say('* OK [UIDVALIDITY 7] valid');
      this.say('* OK [UIDNEXT 10] next');
    }
    if (name === 'LOGOUT') this.say('* BYE');
    if (name === 'IDLE') this.say('+ idling');
    // So that no test has to wait for one that idles.
    this.say(name === 'IDLE' ? `${tag} NO not now` : `${tag} OK done`);
  }
}

async function connected(): Promise<{ client: Client; mailbox: Mailbox; server: Obliging }> {
  const [near, far] = memoryPair({ security: { kind: 'local' } });
  const server = new Obliging(far);
  server.say(`* PREAUTH [CAPABILITY ${capabilities}] in`);
  const client = await connectImap({ open: () => Promise.resolve(near), protect: 'local' });
  return { client, mailbox: await client.select('INBOX'), server };
}

function deep(make: (inner: unknown) => unknown, inner: unknown): unknown {
  let all = inner;
  for (let i = 0; i < 20_000; i++) all = make(all);
  return all;
}

/** What plain JavaScript may give. */
const wrong: readonly unknown[] = [
  undefined,
  null,
  true,
  NaN,
  -1,
  5n,
  'text',
  'a\r\nA9 DELETE INBOX',
  '1 DELETE',
  [],
  {},
  [undefined],
  [null],
  [{}],
  [[]],
  Symbol('what'),
  () => 5,
  Buffer.from('ALL'),
  new Date(NaN),
  new Map(),
  { since: '2024-01-01' },
  { subject: 5 },
  { larger: '5\r\nA9 DELETE INBOX' },
  { uids: null },
  { uids: [null] },
  { header: { From: null } },
  { content: 'From: x\r\n\r\nhi' },
  { content: { size: 3 } },
  { signal: {} },
  { timeoutMs: 'soon' },
  { timeoutMs: NaN },
  { wire: 5 },
  { wire: 'x\r\nA9 DELETE INBOX', display: 'x' },
  { raw: {} },
  [{ raw: 5 }],
  [{ literal: 'text' }],
  [{ key: null }],
  { mailboxes: [null] },
  deep((inner) => ({ not: inner }), { seen: true }),
  deep((inner) => ['NOT', inner], ['SEEN']),
];

type Call = readonly unknown[];
const one = [uid(1)];
const message = { content: Buffer.from('Subject: x\r\n\r\nx') };
const nothing = (): void => undefined;

/** Every public method with arguments that are right, so that each of them can be made wrong. */
const calls: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  client: {
    signIn: [{ kind: 'password', user: 'u', password: 'p' }, {}],
    signInAndSelect: [{ kind: 'password', user: 'u', password: 'p' }, 'INBOX', {}],
    login: ['u', 'p', {}],
    id: [{ name: 'x' }, {}],
    noop: [{}],
    list: [{}],
    status: ['INBOX', ['MESSAGES'], {}],
    select: ['INBOX', {}],
    resume: ['INBOX', { uidValidity: 7, uidNext: 3, modSeq: null, uids: [{ from: 1, to: 2 }] }, {}],
    command: ['NOOP', [], {}],
    logout: [{}],
    lastData: ['exists'],
    lastCode: ['UIDNEXT'],
    onData: [nothing],
    onCode: [nothing],
    onMessage: [nothing],
    destroy: [],
  },
  mailboxes: {
    list: [{}],
    listSubscribed: [{}],
    xlist: [{}],
    exists: ['INBOX', {}],
    findSpecialUse: ['\\Sent', {}],
    create: ['x', {}],
    delete: ['x', {}],
    rename: ['x', 'y', {}],
    subscribe: ['x', {}],
    unsubscribe: ['x', {}],
    namespace: [{}],
    append: ['x', message, {}],
    appendAll: ['x', [message, message], {}],
    name: ['x'],
  },
  administration: {
    getQuota: ['', {}],
    getQuotaRoot: ['x', {}],
    setQuota: ['', { STORAGE: 5 }, {}],
    getAcl: ['x', {}],
    setAcl: ['x', 'anyone', 'lrs', {}],
    deleteAcl: ['x', 'anyone', {}],
    listRights: ['x', 'anyone', {}],
    myRights: ['x', {}],
    getMetadata: ['x', ['/private/comment'], {}],
    setMetadata: ['x', { '/private/comment': 'x' }, {}],
    getAnnotation: ['x', '/comment', 'value.priv', {}],
    setAnnotation: ['x', '/comment', { 'value.priv': 'x' }, {}],
  },
  session: {
    capability: [{}],
    enable: [['CONDSTORE'], {}],
    compress: [{}],
    unauthenticate: [{}],
    proxyAuth: ['u', {}],
    language: [['de'], {}],
    comparator: [['i;octet'], {}],
    notify: [[{ where: 'selected', events: ['MessageNew', 'MessageExpunge'] }], {}],
    search: ['personal', { seen: true }, {}],
  },
  mailbox: {
    onEvent: [nothing],
    known: [one],
    fetchPage: [{ skip: 0, count: 2 }, ['FLAGS'], {}],
    fetch: [one, ['FLAGS'], {}],
    section: [uid(1), '1', {}],
    store: [one, 'add', ['\\Seen'], {}],
    search: [[{ key: 'ALL' }], {}],
    idle: [{ signal: AbortSignal.abort() }],
    close: [{}],
    find: [{ seen: true }, {}],
    stillThere: [one, {}],
    sort: [[{ key: 'DATE' }], { seen: true }, {}],
    thread: ['REFERENCES', { seen: true }, {}],
    follow: [{ seen: true }, nothing, {}],
    getFlags: [one, {}],
    addFlags: [one, ['\\Seen'], {}],
    removeFlags: [one, ['\\Seen'], {}],
    setFlags: [one, ['\\Seen'], {}],
    storeValues: [one, { operation: 'add', values: ['\\Seen'] }, {}],
    getLabels: [one, {}],
    addLabels: [one, ['x'], {}],
    removeLabels: [one, ['x'], {}],
    setLabels: [one, ['x'], {}],
    markDeleted: [one, {}],
    remove: [one, {}],
    expunge: [{}],
    expungeUids: [one, {}],
    pieces: [one],
    copy: [one, 'x', {}],
    move: [one, 'x', {}],
    replace: [uid(1), message, {}],
    closeAndExpunge: [{}],
    check: [{}],
    watch: [{ signal: AbortSignal.abort() }],
    startIdle: [{}],
  },
};

const classes = {
  client: [Client],
  mailboxes: [MailboxCommands],
  administration: [Administration],
  session: [SessionCommands],
  mailbox: [Mailbox, MailboxHandle],
} as const;

function methodsOf(type: { readonly prototype: object }): string[] {
  const own = Object.entries(Object.getOwnPropertyDescriptors(type.prototype));
  return own.filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function').map(([name]) => name);
}

test('the table of wrong inputs names every public method', () => {
  for (const [group, types] of Object.entries(classes))
    assert.deepEqual(Object.keys(calls[group] ?? {}).sort(), [...new Set(types.flatMap(methodsOf))].sort());
});

interface Open {
  readonly client: Client;
  readonly mailbox: Mailbox;
  readonly server: Obliging;
}

function targetOf({ client, mailbox }: Open, group: string): object {
  const groups: Readonly<Record<string, object>> = { client, mailbox, ...client };
  return groups[group] ?? assert.fail(group);
}

/** What came of a call; null when it was carried out. */
async function failureOf(open: Open, group: string, method: string, args: Call): Promise<unknown> {
  try {
    const target = targetOf(open, group);
    const run: unknown = Reflect.get(target, method);
    assert.ok(typeof run === 'function');
    const result: unknown = Reflect.apply(run, target, args);
    if (isIterable(result)) for await (const row of result) void row;
    else await result;
    return null;
  } catch (error) {
    return error;
  }
}

function isIterable(result: unknown): result is AsyncIterable<unknown> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

for (const [group, methods] of Object.entries(calls)) {
  test(`wrong inputs cost the call that got them and nothing else: ${group}`, async () => {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', hear);
    try {
      for (const [method, args] of Object.entries(methods)) {
        for (const at of args.keys()) {
          let open = await connected();
          for (const value of wrong) {
            const label = `${group}.${method}, argument ${at + 1}: ${String(value?.constructor?.name)}`;
            const { client } = open;
            // They last as long as the connection does, where the argument happens to be in order.
            const endless = method === 'watch' || method === 'idle';
            if (endless) setImmediate(() => client.destroy());
            const error = await failureOf(open, group, method, args.with(at, value));
            if (error !== null) told(error, label);
            if (client.state === 'selected' && method !== 'compress' && !endless) {
              await client.noop();
            } else {
              client.destroy();
              open = await connected();
            }
            assert.deepEqual(open.server.odd, [], label);
          }
          open.client.destroy();
        }
      }
      await new Promise(setImmediate);
    } finally {
      process.off('unhandledRejection', hear);
    }
    assert.deepEqual(unhandled, []);
  });
}

/** An argument may be found wrong before there is a command; what no command says is JavaScript's own complaint. */
function told(error: unknown, label: string): void {
  if (error instanceof TypeError || error instanceof RangeError) return;
  assert.ok(error instanceof ImapError, `${label}: ${String(error)}`);
}

test('what cannot be written is told by the command that it was meant for', async () => {
  const refused: readonly (readonly [command: string, group: string, method: string, args: Call])[] = [
    ['UID SEARCH', 'mailbox', 'find', [{ since: '2024-01-01' }]],
    ['UID SEARCH', 'mailbox', 'find', [{ subject: 5 }]],
    ['UID SEARCH', 'mailbox', 'find', [{ larger: '5 DELETED' }]],
    ['UID SEARCH', 'mailbox', 'find', [null]],
    ['UID SEARCH', 'mailbox', 'find', [[null]]],
    ['UID SORT', 'mailbox', 'sort', [[{ key: 'DATE' }], { on: 5 }]],
    ['UID STORE', 'mailbox', 'addFlags', [one, [undefined]]],
    ['UID COPY', 'mailbox', 'copy', [one, {}]],
    ['APPEND', 'mailboxes', 'append', ['x', {}]],
    ['UID FETCH', 'client', 'command', ['UID FETCH', 5]],
  ];
  for (const [command, group, method, args] of refused) {
    const open = await connected();
    const error = await failureOf(open, group, method, args);
    assert.ok(error instanceof ImapError, command);
    assert.equal(error.detail.kind, 'invalid-argument', command);
    assert.ok(error.command === null || error.command.endsWith(command.replace('UID ', '')), command);
    await open.client.noop();
    assert.deepEqual(open.server.odd, []);
    open.client.destroy();
  }
});

test('sets of UIDs that are text are refused as criteria, whatever JavaScript makes of them', async () => {
  const refused: readonly (readonly [method: string, args: Call])[] = [
    ['find', [{ uids: '1 ALL' }]],
    ['sort', [[{ key: 'DATE' }], { uids: '1 ALL' }]],
    ['thread', ['REFERENCES', { uids: '1 ALL' }]],
  ];
  for (const [method, args] of refused) {
    const open = await connected();
    const error = await failureOf(open, 'mailbox', method, args);
    assert.ok(error instanceof ImapError, `${method}: ${String(error)}`);
    assert.equal(error.detail.kind, 'invalid-argument', method);
    assert.equal(error.mailbox, 'INBOX', method);
    assert.ok(error.cause instanceof TypeError, method);
    assert.deepEqual(open.server.odd, []);
    open.client.destroy();
  }
});

test('a command that cannot be written is passed over while others are under way, and those behind it go out', async () => {
  const { client, server } = await signedIn();
  const selecting = client.select('INBOX');
  const words: unknown = [5];
  const wrongOne = rejection(client.command('UID FETCH', words as readonly CommandArgument[]));
  const behind = client.noop();
  await answerSelect(server, 3);
  await selecting;
  assert.equal((await wrongOne).command, 'UID FETCH');
  await server.answer('NOOP');
  await behind;
});

test('a signal that is null is told as an argument, by the command that it was meant for', async () => {
  const { client, server } = await signedIn();
  const options: { signal?: AbortSignal } = {};
  Object.assign(options, { signal: null });
  const { detail, command } = await rejection(client.noop(options));
  assert.equal(detail.kind, 'invalid-argument');
  assert.equal(command, 'NOOP');
  assert.equal(server.unread, '');
});

test('a command needs no arguments', async () => {
  const { client, server } = await signedIn();
  const done = client.command('CHECK-OVER');
  await server.answer('CHECK-OVER');
  await done;
});
