import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAddresses } from '../../../extension/mime/address.ts';
import { parseAddressList } from '../../../extension/mime/address-list.ts';

/** As people see them: `name|address|group`. */
function shown(text: string): string[] {
  return decodeAddresses(parseAddressList(text)).map(
    ({ name, address, group }) => `${name ?? ''}|${address}|${group ?? ''}`,
  );
}

test('names, quotes, comments, routes and literals', () => {
  assert.deepEqual(shown('Ada Lovelace <ada@example.org>, bob@example.org'), [
    'Ada Lovelace|ada@example.org|',
    '|bob@example.org|',
  ]);
  assert.deepEqual(shown('"Doe, \\"J\\"" <j@x.test>'), ['Doe, "J"|j@x.test|']);
  assert.deepEqual(shown('eve@x.test (Eve (the first))'), ['Eve (the first)|eve@x.test|']);
  assert.deepEqual(shown('=?utf-8?Q?J=C3=B6rg?= <j@x.test>'), ['Jörg|j@x.test|']);
  assert.deepEqual(shown('<@a.test,@b.test:c@d.test>'), ['|c@d.test|']);
  assert.deepEqual(shown('x@[IPv6:::1], "a b"@x.test'), ['|x@[IPv6:::1]|', '|a b@x.test|']);
});

test('groups, with members and without', () => {
  assert.deepEqual(shown('Team: a@x.test, B <b@x.test>;, c@x.test'), [
    '|a@x.test|Team',
    'B|b@x.test|Team',
    '|c@x.test|',
  ]);
  assert.deepEqual(shown('undisclosed-recipients:;'), ['||undisclosed-recipients']);
  assert.deepEqual(shown('open: a@x.test'), ['|a@x.test|open']);
});

test('what is broken stays readable, and costs no more than its length', () => {
  assert.deepEqual(shown('just words'), ['|just words|']);
  assert.deepEqual(shown('Eve <eve@x.test'), ['Eve|eve@x.test|']);
  assert.deepEqual(shown('"open <a@x.test>'), ['|"open <a@x.test>|']);
  assert.deepEqual(shown(', ,<>,'), []);
  for (const hostile of ['('.repeat(1e5), '<'.repeat(1e5), ','.repeat(1e5), 'a:;'.repeat(1e5), '"\\'.repeat(1e5)])
    assert.ok(parseAddressList(hostile).length <= 20_001);
});
