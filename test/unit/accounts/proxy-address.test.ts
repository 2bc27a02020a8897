import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatProxy, proxySecretId, readProxy, type ProxyAddress } from '../../../extension/accounts/proxy-address.ts';
import { parseAccounts } from '../../../extension/accounts/parse-accounts.ts';
import { toEntry } from '../../../extension/accounts/account-entries.ts';
import { connectOptionsFor, proxyFor } from '../../../extension/accounts/connect-options.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { accountId } from '../../../extension/mail/model.ts';

const entry = { id: 'a', host: 'imap.example.org', port: 993, security: 'tls', user: 'ada@example.org' };

describe('The address of a proxy', () => {
  const right: readonly (readonly [string, ProxyAddress])[] = [
    ['socks5://proxy.example.org:1080', { kind: 'socks5', host: 'proxy.example.org', port: 1080 }],
    ['socks5h://proxy.example.org', { kind: 'socks5', host: 'proxy.example.org', port: 1080 }],
    ['  SOCKS://127.0.0.1:9050/ ', { kind: 'socks5', host: '127.0.0.1', port: 9050 }],
    ['http://ada@proxy.example.org:8080', { kind: 'http', host: 'proxy.example.org', port: 8080, user: 'ada' }],
    ['https://[::1]:3128', { kind: 'https', host: '::1', port: 3128 }],
    ['http://ada%40work@pröxy.example:80', { kind: 'http', host: 'xn--prxy-6qa.example', port: 80, user: 'ada@work' }],
  ];
  for (const [text, proxy] of right) {
    it(`reads ${text.trim()} and writes it back`, () => {
      assert.deepEqual(readProxy(text), { ok: true, proxy });
      assert.deepEqual(readProxy(formatProxy(proxy)), { ok: true, proxy });
    });
  }

  it('takes nothing for no proxy', () => {
    assert.deepEqual(readProxy('  '), { ok: true, proxy: null });
  });

  const wrong = ['proxy.example.org:1080', 'ftp://proxy:21', 'http://proxy.example.org', 'socks5://:1080'];
  const worse = [
    'socks5://a b:1080',
    'http://proxy:0',
    'http://proxy:99999',
    'http://%0aX@proxy:80',
    'http://%@proxy:80',
  ];
  for (const text of [...wrong, ...worse]) {
    it(`refuses ${text}`, () => assert.equal(readProxy(text).ok, false));
  }

  it('refuses a password and does not repeat it', () => {
    for (const text of ['socks5://ada:hunter2@proxy:1080', 'http://:hunter2@proxy:80']) {
      const read = readProxy(text);
      assert.ok(!read.ok && /does not belong here/.test(read.problem) && !read.problem.includes('hunter2'));
      const { accounts, problems } = parseAccounts([{ ...entry, proxy: text }]);
      assert.equal(accounts.length, 0);
      assert.match(problems[0]?.message ?? '', /“proxy” cannot be used: A password does not belong here/);
      assert.ok(!(problems[0]?.message ?? '').includes('hunter2'));
    }
  });

  it('is read from settings and written there', () => {
    const [account] = parseAccounts([{ ...entry, proxy: 'http://ada@proxy.example.org:8080' }]).accounts;
    assert.ok(account !== undefined);
    assert.deepEqual(account.proxy, { kind: 'http', host: 'proxy.example.org', port: 8080, user: 'ada' });
    assert.equal(toEntry(account)['proxy'], 'http://ada@proxy.example.org:8080');
  });

  it('demands an encrypted connection, in settings and when connecting', async () => {
    const proxy = 'socks5://127.0.0.1:1';
    const { problems } = parseAccounts([{ ...entry, host: 'localhost', security: 'none', proxy }]);
    assert.match(problems[0]?.message ?? '', /“proxy” needs “security” to be “tls” or “starttls”/);
    const { open } = connectOptionsFor({
      ...{ host: 'localhost', port: 1, security: 'none' },
      proxy: { kind: 'socks5', host: '127.0.0.1', port: 1 },
    });
    await assert.rejects(
      open(new AbortController().signal),
      (error) => error instanceof ImapError && error.detail.kind === 'plaintext-forbidden',
    );
  });

  it('gets its password only where it has a user, under a key that no account can have', () => {
    const proxy = { kind: 'socks5', host: 'proxy', port: 1080 } as const;
    assert.deepEqual(proxyFor({ proxy }, 'secret', []), { proxy });
    assert.deepEqual(proxyFor({ proxy: { ...proxy, user: 'ada' } }, 'secret', []), {
      proxy: { ...proxy, user: 'ada', password: 'secret' },
    });
    const key = proxySecretId(accountId('a'));
    assert.equal(parseAccounts([{ ...entry, id: key }]).accounts.length, 0);
  });
});
