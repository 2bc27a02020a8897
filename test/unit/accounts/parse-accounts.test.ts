import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toEntry, withAdded, withRemoved, withUpdated } from '../../../extension/accounts/account-entries.ts';
import { normaliseFingerprint, parseAccounts } from '../../../extension/accounts/parse-accounts.ts';
import { accountId } from '../../../extension/mail/model.ts';

const good = {
  id: 'a1',
  label: 'Work',
  address: 'ada@example.org',
  host: 'imap.example.org',
  port: 993,
  security: 'tls',
  user: 'ada',
};

function problemOf(entry: unknown): string {
  const { accounts, problems } = parseAccounts([entry]);
  assert.deepEqual(accounts, []);
  assert.equal(problems.length, 1);
  assert.equal(problems[0]?.ignored, true);
  assert.equal(problems[0]?.index, 0);
  return problems[0]?.message ?? '';
}

describe('the setting mailExplorer.accounts', () => {
  it('is empty when absent', () => {
    assert.deepEqual(parseAccounts(undefined), { accounts: [], problems: [] });
    assert.deepEqual(parseAccounts([]), { accounts: [], problems: [] });
  });

  it('reads a whole entry as it is', () => {
    assert.deepEqual(parseAccounts([good]), { accounts: [good], problems: [] });
  });

  it('fills in what can be known', () => {
    const { accounts, problems } = parseAccounts([
      { id: 'x', host: 'IMAP.example.org', user: 'ada@example.org', security: 'starttls' },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(accounts, [
      {
        id: 'x',
        label: 'ada@example.org',
        address: 'ada@example.org',
        host: 'imap.example.org',
        port: 143,
        security: 'starttls',
        user: 'ada@example.org',
      },
    ]);
  });

  it('reads pin and authority', () => {
    const hex = 'ab'.repeat(32);
    const { accounts } = parseAccounts([{ ...good, pinnedFingerprint: hex, caFile: '/etc/ssl/own.pem' }]);
    assert.equal(accounts[0]?.pinnedFingerprint, Array(32).fill('AB').join(':'));
    assert.equal(accounts[0]?.caFile, '/etc/ssl/own.pem');
  });

  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ['not an object', 'imap.example.org', /account 1, is left out: it must be an object/],
    ['null', null, /must be an object/],
    ['no id', { ...good, id: undefined }, /account 1 \(“Work”\), is left out: “id” is missing/],
    ['empty id', { ...good, id: ' ' }, /“id” is missing/],
    ['id with a slash', { ...good, id: '../x' }, /“id” may hold/],
    ['id of the demo', { ...good, id: 'demo' }, /must not be “demo”/],
    ['id as a number', { ...good, id: 5 }, /“id” must be text/],
    ['no host', { ...good, host: undefined }, /“host” is missing/],
    ['host that is none', { ...good, host: 'imap example' }, /“host” is not the name/],
    ['host with CR LF', { ...good, host: 'a.org\r\nx' }, /“host” is not the name/],
    ['port as text', { ...good, port: '993' }, /“port” must be a whole number/],
    ['port out of range', { ...good, port: 70000 }, /“port” must be a whole number/],
    ['port with a fraction', { ...good, port: 99.3 }, /“port” must be a whole number/],
    ['unknown security', { ...good, security: 'ssl' }, /“security” must be “tls”, “starttls” or “none”/],
    ['no encryption across the network', { ...good, security: 'none' }, /“none” on this machine only/],
    ['no user', { ...good, user: undefined, address: undefined }, /“user” is missing/],
    ['user with a control character', { ...good, user: 'a\u0000' }, /“user” is missing/],
    ['address that is none', { ...good, address: 'ada' }, /“address” is not an e-mail address/],
    ['fingerprint too short', { ...good, pinnedFingerprint: 'AA:BB' }, /“pinnedFingerprint” must be a SHA-256/],
    ['authority by a relative path', { ...good, caFile: './ca.pem' }, /“caFile” must be a whole path/],
  ];
  for (const [name, entry, message] of bad) {
    it(`leaves out: ${name}`, () => {
      assert.match(problemOf(entry), message);
    });
  }

  it('names several faults of one entry in one sentence', () => {
    assert.match(problemOf({ id: 'x', port: 0 }), /“host” is missing; “port” must be.*; “user” is missing\.$/);
  });

  it('keeps the good entries beside the bad ones', () => {
    const { accounts, problems } = parseAccounts([{}, good, { ...good }, { ...good, id: 'a2' }]);
    assert.deepEqual(
      accounts.map((account) => account.id),
      ['a1', 'a2'],
    );
    assert.deepEqual(
      problems.map((problem) => problem.index),
      [0, 2],
    );
    assert.match(problems[1]?.message ?? '', /same “id”/);
  });

  it('lets “none” stand on this machine', () => {
    assert.deepEqual(parseAccounts([{ ...good, host: 'localhost', security: 'none', port: 1143 }]).problems, []);
  });

  it('warns of a password in settings without quoting or using it', () => {
    const { accounts, problems } = parseAccounts([{ ...good, password: 'hunter2', colour: 'red' }]);
    assert.equal(accounts.length, 1);
    assert.doesNotMatch(JSON.stringify([accounts, problems]), /hunter2/);
    assert.match(problems[0]?.message ?? '', /passwords do not belong in settings/);
    assert.match(problems[1]?.message ?? '', /“colour” is not known/);
    assert.deepEqual(
      problems.map((problem) => problem.ignored),
      [false, false],
    );
  });

  it('says so when it is no list', () => {
    for (const value of ['x', 5, {}, true]) {
      const { accounts, problems } = parseAccounts(value);
      assert.deepEqual(accounts, []);
      assert.match(problems[0]?.message ?? '', /must be a list/);
    }
  });

  it('is not fooled by names of Object.prototype', () => {
    const entry: unknown = JSON.parse('{"__proto__": {"host": "evil.example"}, "id": "x", "user": "ada"}');
    assert.match(problemOf(entry), /“host” is missing/);
  });
});

describe('fingerprints', () => {
  it('takes the common spellings', () => {
    const wanted = Array(32).fill('0F').join(':');
    for (const text of [
      wanted,
      wanted.toLowerCase(),
      '0f'.repeat(32),
      `SHA256:${'0F'.repeat(32)}`,
      `sha-256 ${Array(32).fill('0f').join(' ')}`,
    ]) {
      assert.equal(normaliseFingerprint(text), wanted, text);
    }
    assert.equal(normaliseFingerprint('0F'.repeat(20)), null);
    assert.equal(normaliseFingerprint('zz'.repeat(32)), null);
  });
});

describe('writing entries', () => {
  const account = parseAccounts([good]).accounts[0];
  assert.ok(account);
  const broken = { host: 5, mine: true };

  it('adds, replaces and removes without touching what others wrote', () => {
    const added = withAdded([broken], account);
    assert.deepEqual(added, [broken, good]);
    const updated = withUpdated(added, { ...account, label: 'Home' });
    assert.deepEqual(updated, [broken, { ...good, label: 'Home' }]);
    assert.deepEqual(withRemoved(updated, account.id), [broken]);
    assert.deepEqual(withRemoved(updated, accountId('other')), updated);
  });

  it('adds what is not there when it is updated', () => {
    assert.deepEqual(withUpdated([], account), [good]);
  });

  it('writes named keys only, so no secret can ride along', () => {
    const carrying = { ...account, password: 'hunter2' };
    assert.deepEqual(toEntry(carrying), good);
  });
});
