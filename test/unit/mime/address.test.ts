import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnvelopeAddress } from '../../../extension/imap/grammar/types.ts';
import { addressText, decodeAddresses } from '../../../extension/mime/address.ts';

const at = (name: string | null, mailbox: string, host: string): EnvelopeAddress => ({
  type: 'mailbox',
  name,
  route: null,
  mailbox,
  host,
});

test('names decoded, addresses joined', () => {
  assert.deepEqual(
    decodeAddresses([at('=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=', 'keld', 'dkuug.dk'), at(null, 'x', 'y.org')]),
    [
      { name: 'Keld Jørn Simonsen', address: 'keld@dkuug.dk', group: null },
      { name: null, address: 'x@y.org', group: null },
    ],
  );
});

test('groups: members know theirs, an empty one stays visible', () => {
  const list: EnvelopeAddress[] = [
    { type: 'group-start', name: 'A Group' },
    at(null, 'ed', 'joe.where.test'),
    { type: 'group-end' },
    { type: 'group-start', name: 'undisclosed-recipients' },
    { type: 'group-end' },
    at(null, 'last', 'x.org'),
  ];
  assert.deepEqual(decodeAddresses(list), [
    { name: null, address: 'ed@joe.where.test', group: 'A Group' },
    { name: null, address: '', group: 'undisclosed-recipients' },
    { name: null, address: 'last@x.org', group: null },
  ]);
  assert.equal(addressText(list), 'ed@joe.where.test, undisclosed-recipients:;, last@x.org');
});

test('a group that is never ended, and an end without a start', () => {
  assert.deepEqual(decodeAddresses([{ type: 'group-end' }, { type: 'group-start', name: 'G' }]), [
    { name: null, address: '', group: 'G' },
  ]);
});

test('hosts that servers invent are not shown', () => {
  assert.deepEqual(
    decodeAddresses([
      at('Root', 'root', '.MISSING-HOST-NAME.'),
      at(null, 'me', 'MISSING_DOMAIN'),
      at(null, 'me', ''),
    ]).map(({ address }) => address),
    ['root', 'me', 'me'],
  );
});

test('empty and doubly quoted names', () => {
  assert.equal(decodeAddresses([at('  ', 'a', 'b')])[0]?.name, null);
  assert.equal(decodeAddresses([at("'Doe, Jane'", 'a', 'b')])[0]?.name, 'Doe, Jane');
  assert.equal(decodeAddresses([at('"', 'a', 'b')])[0]?.name, '"');
  assert.equal(addressText([at('Jane', 'a', 'b'), at(null, 'c', 'd')]), 'Jane <a@b>, c@d');
});
