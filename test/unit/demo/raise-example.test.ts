import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDemo } from '../../../extension/demo/connect-demo.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { commandOf, raiseExample, type ExampleCommand } from '../../../extension/demo/raise-example.ts';
import { signedIn, smallServer } from './raw-client.ts';

const lines: Readonly<Record<ExampleCommand, string>> = {
  NOOP: 'NOOP',
  APPEND: 'APPEND Box {1+}\r\nx',
  CREATE: 'CREATE Fresh',
  'UID COPY': 'UID COPY 1 Fresh',
  'UID FETCH': 'UID FETCH 1 (UID)',
  'UID SEARCH': 'UID SEARCH ALL',
  'UID STORE': 'UID STORE 1 +FLAGS (\\Flagged)',
};
const cases: readonly [string, ExampleCommand][] = [
  ['ALREADYEXISTS', 'CREATE'],
  ['BADCHARSET (US-ASCII UTF-8)', 'UID SEARCH'],
  ['INUSE', 'UID FETCH'],
  ['MODIFIED 7,9', 'UID STORE'],
  ['OVERQUOTA', 'APPEND'],
  ['TRYCREATE', 'UID COPY'],
  ['UNKNOWN-CTE', 'UID FETCH'],
  ['SERVERBUG', 'NOOP'],
];

for (const [code, command] of cases) {
  test(`a tagged ${code} is the answer to ${command}, and to nothing else`, async () => {
    const server = smallServer();
    const client = await signedIn(server);
    await client.ok('SELECT Box');
    const example = { tagged: true, status: 'NO', code, text: 'As the gallery says' } as const;
    assert.equal(commandOf(example), command);
    const asked: string[] = [];
    await raiseExample(server, example, {
      command: async (name) => {
        asked.push(name);
        assert.match((await client.send('CHECK')).tagged, /^(OK|BAD)/);
        assert.equal((await client.send(lines[name])).tagged, `NO [${code}] As the gallery says`);
        throw new Error('refused');
      },
      reconnect: () => Promise.reject(new Error('not asked for')),
    });
    assert.deepEqual(asked, [command]);
    assert.match((await client.send('NOOP')).tagged, /^OK NOOP/);
  });
}

test('APPENDUID and COPYUID answer what was really done, with the UIDs that it came to', async () => {
  for (const [code, command, real] of [
    ['APPENDUID 38505 3955', 'APPEND', /^OK \[APPENDUID \d+ 4\] As the gallery says$/],
    ['COPYUID 38505 304 3956', 'UID COPY', /^OK \[COPYUID \d+ 1 4\] As the gallery says$/],
  ] as const) {
    const server = smallServer();
    const client = await signedIn(server);
    await client.ok('SELECT Box');
    const example = { tagged: true, status: 'OK', code, text: 'As the gallery says' } as const;
    await raiseExample(server, example, {
      command: async (name, succeeds) => {
        assert.equal(name, command);
        assert.equal(succeeds, true);
        const line = name === 'APPEND' ? lines[name] : 'UID COPY 1 Box';
        assert.match((await client.send(line)).tagged, real);
      },
      reconnect: () => Promise.reject(new Error('not asked for')),
    });
  }
});

test('PARSE comes untagged while a message is fetched, which then comes', async () => {
  const server = smallServer();
  const client = await signedIn(server);
  await client.ok('SELECT Box');
  const example = { tagged: false, status: 'OK', code: 'PARSE', text: 'Broken' } as const;
  await raiseExample(server, example, {
    command: async (name) => {
      assert.equal(name, 'UID FETCH');
      const { untagged, tagged } = await client.send(lines[name]);
      assert.deepEqual(untagged, ['* OK [PARSE] Broken', '* 1 FETCH (UID 1)']);
      assert.match(tagged, /^OK/);
    },
    reconnect: () => Promise.reject(new Error('not asked for')),
  });
});

test('INPROGRESS reports on the command that waits for it; what is sent meanwhile comes after it', async () => {
  const server = smallServer();
  const client = await signedIn(server);
  const example = { tagged: false, status: 'OK', code: 'INPROGRESS ("a1" 454 1000)', text: 'At work' } as const;
  const heard: string[] = [];
  const moves = {
    command: async () => {
      client.write('x1 NOOP\r\nx2 CAPABILITY\r\n');
      while (heard.at(-1)?.startsWith('x2') !== true) heard.push(await client.next());
    },
    reconnect: () => Promise.reject(new Error('not asked for')),
  };
  await raiseExample(server, example, moves, 1);
  assert.deepEqual(
    heard.map((line) => line.replace(/(CAPABILITY) .*/, '$1')),
    [
      '* OK [INPROGRESS ("x1" 100 1000)] At work',
      '* OK [INPROGRESS ("x1" 454 1000)] At work',
      '* OK [INPROGRESS ("x1" 800 1000)] At work',
      'x1 OK NOOP done',
      '* CAPABILITY',
      'x2 OK CAPABILITY done',
    ].map((line) => line.replace(/(CAPABILITY) .*/, '$1')),
  );
});

test('CAPABILITY takes nothing away from the demo server', async () => {
  const server = smallServer();
  const client = await signedIn(server);
  const example = { tagged: false, status: 'OK', code: 'CAPABILITY IMAP4rev2', text: 'Ready' } as const;
  const none = () => Promise.reject(new Error('not asked for'));
  await raiseExample(server, example, { command: none, reconnect: none });
  assert.equal(await client.next(), `* OK [CAPABILITY ${server.capabilities.join(' ')}] Ready`);
});

test('PREAUTH greets the next connection, which needs no password then', async () => {
  const server = smallServer();
  const heard: StatusEvent[] = [];
  const hooks = { trace: () => undefined, onStatus: (event: StatusEvent) => void heard.push(event) };
  const example = { tagged: false, status: 'PREAUTH', code: null, text: 'You are Smith' } as const;
  await raiseExample(server, example, {
    command: () => Promise.reject(new Error('not asked for')),
    reconnect: async () => {
      const client = await connectDemo(server, { ...hooks, signal: new AbortController().signal });
      await client.list();
      await client.logout();
    },
  });
  assert.equal(heard[0]?.status.text, 'You are Smith');
  assert.ok(!heard.some(({ command }) => command?.name.startsWith('AUTHENTICATE') === true));
});
