import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkAddress,
  checkLabel,
  checkPassword,
  checkUser,
  domainOf,
  type Checked,
} from '../../../extension/accounts/validate.ts';

const problem = (checked: Checked): string => (checked.ok ? '' : checked.problem);

describe('addresses', () => {
  it('cleans what was pasted', () => {
    for (const text of [
      'ada@example.org',
      ' ada@example.org ',
      'Ada Lovelace <ada@example.org>',
      'mailto:ada@example.org',
      '<ada@example.org>',
    ]) {
      assert.deepEqual(checkAddress(text), { ok: true, value: 'ada@example.org' }, text);
    }
  });

  it('keeps tags, names of other scripts and local domains', () => {
    for (const text of ['ada+imap@example.org', 'адa@пример.рф', 'root@localhost', 'ada@127.0.0.1']) {
      assert.deepEqual(checkAddress(text), { ok: true, value: text }, text);
    }
  });

  it('says what is wrong', () => {
    assert.match(problem(checkAddress('')), /Type your e-mail address/);
    assert.match(problem(checkAddress('ada')), /has an @ in it/);
    assert.match(problem(checkAddress('@example.org')), /nothing before/);
    assert.match(problem(checkAddress('ada@')), /nothing after/);
    assert.match(problem(checkAddress('ada lovelace@example.org')), /no spaces/);
    assert.match(problem(checkAddress('ada@@example.org')), /is not an e-mail address/);
    assert.match(problem(checkAddress('ada@exa..mple')), /is not an e-mail address/);
  });

  it('finds the domain', () => {
    assert.equal(domainOf('Ada@Exämple.DE'), 'xn--exmple-cua.de');
    assert.equal(domainOf('ada@'), '');
  });
});

describe('user, password and label', () => {
  it('trims user names and refuses none', () => {
    assert.deepEqual(checkUser(' ada '), { ok: true, value: 'ada' });
    assert.match(problem(checkUser('  ')), /Type the user name/);
    assert.match(problem(checkUser('a\u0000da')), /control characters/);
  });

  it('keeps a password as typed', () => {
    assert.deepEqual(checkPassword('  p ä ss  '), { ok: true, value: '  p ä ss  ' });
    assert.match(problem(checkPassword('')), /Type the password/);
    assert.match(problem(checkPassword('a\nb')), /line breaks/);
  });

  it('wants a label', () => {
    assert.deepEqual(checkLabel(' Work '), { ok: true, value: 'Work' });
    assert.match(problem(checkLabel('')), /Type a name/);
    assert.match(problem(checkLabel('a\u001b[31m')), /control characters/);
  });
});
