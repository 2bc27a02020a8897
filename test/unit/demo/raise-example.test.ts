import assert from 'node:assert/strict';
import { test } from 'node:test';
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
