import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editAccount, enterPassword, testAccount } from '../../../extension/accounts/edit-account.ts';
import { removeAccount } from '../../../extension/accounts/remove-account.ts';
import type { Account } from '../../../extension/accounts/model.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { works, world, type World } from './scripted.ts';

const pin = Array(32).fill('AB').join(':');
const account: Account = {
  id: accountId('a'),
  label: 'Work',
  address: 'ada@example.org',
  host: 'imap.example.org',
  port: 993,
  security: 'tls',
  user: 'ada',
  pinnedFingerprint: pin,
};
const refused = {
  kind: 'failed',
  error: new ImapError('x', { kind: 'connect', code: 'ECONNREFUSED', message: 'x' }),
} as const;

async function withAccount(script: Parameters<typeof world>[0], password: string | null = 'old'): Promise<World> {
  const w = world({ setting: [account], ...script });
  if (password !== null) {
    await w.registry.secrets.set(account.id, password);
  }
  return w;
}

describe('Edit account', () => {
  it('shows what is there but never the password, and tests nothing when only the name changes', async () => {
    const w = await withAccount({ replies: ['Home', 'keep', 'keep', 'keep', 'keep', 'keep', 'keep'] });
    const changed = await editAccount(account, w.ports);
    assert.deepEqual(w.ui.asked, [
      '1/7 Name of the account in the tree [Work]',
      '2/7 IMAP server; a port may follow after a colon [imap.example.org]',
      '3/7 How is the connection protected? TLS|STARTTLS [TLS]',
      '4/7 Port of imap.example.org [993]',
      '5/7 Proxy for this account; leave empty for none []',
      '6/7 User name; at most servers the whole e-mail address [ada]',
      '7/7 Password of ada at imap.example.org. Leave empty to keep the one that is stored []',
    ]);
    assert.equal(w.tested.length, 0);
    assert.deepEqual(changed, { ...account, label: 'Home' });
    assert.deepEqual(w.registry.accounts, [{ ...account, label: 'Home' }]);
    assert.equal(w.keychain.secrets.get('a'), 'old');
  });

  it('tests with the stored password when the server changes, and forgets the certificate that was trusted there', async () => {
    const w = await withAccount({
      replies: ['keep', 'mail.example.org', 'keep', 'keep', 'keep', 'keep', 'keep'],
      outcomes: [works],
    });
    const changed = await editAccount(account, w.ports);
    assert.deepEqual(
      w.tested.map((test) => [test.account.host, test.password]),
      [['mail.example.org', 'old']],
    );
    assert.equal(changed?.pinnedFingerprint, undefined);
    assert.deepEqual(w.registry.accounts, [changed]);
  });

  it('changes nothing at a cancel, before or after the test', async () => {
    for (const script of [
      { replies: ['Home', 'cancel'] as const },
      {
        replies: ['Home', 'keep', 'keep', '994', 'keep', 'keep', 'new'] as const,
        outcomes: [refused],
        buttons: [null],
      },
    ]) {
      const w = await withAccount(script);
      assert.equal(await editAccount(account, w.ports), null);
      assert.deepEqual(w.registry.accounts, [account]);
      assert.equal(w.keychain.secrets.get('a'), 'old');
    }
  });

  it('wants a password where none is stored', async () => {
    const w = await withAccount(
      { replies: ['keep', 'keep', 'keep', 'keep', 'keep', 'keep', '', 'new'], outcomes: [works] },
      null,
    );
    assert.notEqual(await editAccount(account, w.ports), null);
    assert.match(w.ui.refused[0] ?? '', /Type the password/);
    assert.equal(w.keychain.secrets.get('a'), 'new');
  });
});

describe('The proxy of an account', () => {
  const proxied: Account = {
    ...account,
    proxy: { kind: 'socks5', host: 'proxy.example.org', port: 1080, user: 'ada' },
  };
  const steps = (...proxy: string[]): string[] => ['keep', 'keep', 'keep', 'keep', ...proxy, 'keep', 'keep'];

  it('is asked for with its password, tested, and saved: the address in settings, the password in the keychain', async () => {
    const w = await withAccount({
      replies: steps('socks5://ada:pw@proxy.example.org', 'socks5://ada@proxy.example.org', 'proxy-secret'),
      outcomes: [works],
    });
    const changed = await editAccount(account, w.ports);
    assert.match(w.ui.refused[0] ?? '', /A password does not belong here/);
    assert.equal(
      w.ui.asked[5],
      '5/7 Password of ada at the proxy proxy.example.org. Leave empty to keep the one that is stored []',
    );
    assert.deepEqual(changed, proxied);
    assert.deepEqual(w.tested[0]?.proxyPassword, 'proxy-secret');
    assert.equal(w.keychain.secrets.get('proxy:a'), 'proxy-secret');
    assert.equal(JSON.stringify(w.setting.value).includes('proxy-secret'), false);
    assert.match(JSON.stringify(w.setting.value), /"proxy":"socks5:\/\/ada@proxy\.example\.org:1080"/);
    assert.deepEqual(w.registry.accounts, [proxied]);
  });

  it('is tested with the stored password when the field stays empty', async () => {
    const w = await withAccount({
      setting: [{ ...account, proxy: 'socks5://ada@proxy.example.org' }],
      outcomes: [works],
    });
    await w.registry.secrets.set(accountId('proxy:a'), 'kept');
    await testAccount(proxied, w.ports);
    assert.equal(w.tested[0]?.proxyPassword, 'kept');
  });

  it('goes away with its password when the field is emptied, and with the account', async () => {
    const setting = [{ ...account, proxy: 'socks5://ada@proxy.example.org' }];
    const w = await withAccount({ setting, replies: steps(''), outcomes: [works] });
    await w.registry.secrets.set(accountId('proxy:a'), 'kept');
    assert.deepEqual(await editAccount(proxied, w.ports), account);
    assert.equal(w.keychain.secrets.has('proxy:a'), false);

    const gone = await withAccount({ setting, buttons: ['Remove'] });
    await gone.registry.secrets.set(accountId('proxy:a'), 'kept');
    await removeAccount(proxied, gone.ports);
    assert.equal(gone.keychain.secrets.size, 0);
  });

  it('is offered for mending when it is what failed', async () => {
    const error = new ImapError('x', {
      kind: 'proxy',
      problem: 'sign-in',
      proxy: 'proxy.example.org:1080',
      message: 'x',
    });
    const w = await withAccount({
      setting: [{ ...account, proxy: 'socks5://ada@proxy.example.org' }],
      replies: ['keep', 'better'],
      outcomes: [{ kind: 'failed', error }, works],
      buttons: ['Edit Proxy…'],
    });
    await testAccount(proxied, w.ports);
    assert.equal(w.dialogs[0]?.title, 'The proxy did not accept the sign-in');
    assert.equal(w.tested[1]?.proxyPassword, 'better');
    assert.equal(w.keychain.secrets.get('proxy:a'), 'better');
  });

  it('is refused where the connection would not be encrypted', async () => {
    const local: Account = {
      id: account.id,
      label: 'Work',
      address: account.address,
      user: 'ada',
      host: 'localhost',
      port: 143,
      security: 'none',
    };
    const w = await withAccount({
      setting: [local],
      replies: ['keep', 'keep', 'keep', 'keep', 'http://proxy.example.org:8080', 'cancel'],
    });
    assert.equal(await editAccount(local, w.ports), null);
    assert.match(w.ui.refused[0] ?? '', /must be encrypted/);
  });
});

describe('Enter password', () => {
  it('tries it, keeps it and leaves settings alone', async () => {
    const w = await withAccount({ replies: ['new'], outcomes: [works] });
    const before = w.setting.value;
    assert.deepEqual(await enterPassword(account, w.ports), account);
    assert.equal(w.setting.value, before);
    assert.equal(w.keychain.secrets.get('a'), 'new');
    assert.match(w.told[0] ?? '', /keychain/);
  });

  it('keeps the old one when the person gives up', async () => {
    const w = await withAccount({ replies: ['new'], outcomes: [refused], buttons: [null] });
    assert.equal(await enterPassword(account, w.ports), null);
    assert.equal(w.keychain.secrets.get('a'), 'old');
  });
});

describe('Test connection', () => {
  it('tells how it went', async () => {
    const w = await withAccount({ outcomes: [works] });
    await testAccount(account, w.ports);
    assert.deepEqual(w.told, ['information: imap.example.org let ada in after 12 ms (TLSv1.3).']);
    assert.deepEqual(
      w.tested.map((test) => test.password),
      ['old'],
    );
  });

  it('asks for the password when there is none', async () => {
    const w = await withAccount({ replies: ['new'], outcomes: [works] }, null);
    await testAccount(account, w.ports);
    assert.equal(w.keychain.secrets.get('a'), 'new');
  });

  it('says why it failed, saves what is mended, and has nothing to save anyway', async () => {
    const w = await withAccount({
      replies: ['keep', 'keep', '994'],
      outcomes: [refused, works],
      buttons: ['Edit Server…'],
    });
    const changed = await testAccount(account, w.ports);
    assert.ok(!w.dialogs[0]?.labels.includes('Save Anyway'));
    assert.equal(changed?.port, 994);
    assert.equal(w.registry.accounts[0]?.port, 994);
  });
});

describe('Remove account', () => {
  it('names the account, then removes it and its secret from both places', async () => {
    const w = await withAccount({ buttons: ['Remove'] });
    w.storage.secrets.set('a', 'older');
    assert.equal(await removeAccount(account, w.ports), true);
    assert.equal(w.dialogs[0]?.title, 'Remove the account “Work”?');
    assert.deepEqual(w.setting.value, []);
    assert.deepEqual([w.keychain.secrets.size, w.storage.secrets.size, w.memory.values.size], [0, 0, 0]);
  });

  it('does nothing without a yes', async () => {
    const w = await withAccount({ buttons: [null] });
    assert.equal(await removeAccount(account, w.ports), false);
    assert.deepEqual(w.registry.accounts, [account]);
    assert.equal(w.keychain.secrets.get('a'), 'old');
  });

  it('warns when the keychain cannot be reached, because the secret is still in it', async () => {
    const w = await withAccount({ buttons: ['Remove'] });
    w.keychain.available = false;
    assert.equal(await removeAccount(account, w.ports), true);
    assert.match(w.told[0] ?? '', /^warning: The account “Work” was removed, but its password could not/);
  });

  it('keeps the secret when settings cannot be written', async () => {
    const w = await withAccount({ buttons: ['Remove'] });
    w.setting.writable = false;
    assert.equal(await removeAccount(account, w.ports), false);
    assert.equal(w.keychain.secrets.get('a'), 'old');
  });
});
