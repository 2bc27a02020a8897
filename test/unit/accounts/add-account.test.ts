import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addAccount } from '../../../extension/accounts/add-account.ts';
import type { TestOutcome } from '../../../extension/accounts/test-connection.ts';
import { ImapError, type ImapErrorDetail } from '../../../extension/imap/errors.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { works, world, type World } from './scripted.ts';

const id = accountId('new');
const failed = (detail: ImapErrorDetail, command: string | null = null): TestOutcome => ({
  kind: 'failed',
  error: new ImapError('failed', detail, { command }),
});
const wrongPassword = failed(
  {
    kind: 'refused',
    status: { type: 'status', tag: 'A1', kind: 'NO', code: { name: 'AUTHENTICATIONFAILED' }, text: 'nope' },
  },
  'AUTHENTICATE PLAIN',
);
const refusedPort = failed({ kind: 'connect', code: 'ECONNREFUSED', message: 'refused' });
const pin = Array(32).fill('AB').join(':');
const selfSigned = failed({ kind: 'tls', problem: 'self-signed', message: 'self-signed', fingerprint256: pin });
const facts = {
  fingerprint256: pin,
  subject: 'imap.example.org',
  issuer: 'imap.example.org',
  names: ['imap.example.org'],
  validFrom: 'Jan 1 2025',
  validTo: 'Jan 1 2035',
};

const straight = ['ada@example.org', 'keep', 'keep', 'keep', 'keep', 'secret'] as const;

function nothingKept({ setting, keychain, storage, memory }: World): void {
  assert.equal(setting.value, undefined);
  assert.deepEqual([keychain.secrets.size, storage.secrets.size, memory.values.size], [0, 0, 0]);
}

describe('Add account', () => {
  it('asks six things, tests, saves the account and the secret apart', async () => {
    const w = world({ replies: straight, outcomes: [works] });
    const account = await addAccount(w.ports, id);
    assert.deepEqual(w.ui.asked, [
      '1/6 E-mail address []',
      '2/6 IMAP server; a port may follow after a colon [imap.example.org]',
      '3/6 How is the connection protected? TLS|STARTTLS [TLS]',
      '4/6 Port of imap.example.org [993]',
      '5/6 User name; at most servers the whole e-mail address [ada@example.org]',
      '6/6 Password of ada@example.org at imap.example.org []',
    ]);
    const saved = {
      id,
      label: 'ada@example.org',
      address: 'ada@example.org',
      host: 'imap.example.org',
      port: 993,
      security: 'tls',
      user: 'ada@example.org',
    };
    assert.deepEqual(account, saved);
    assert.deepEqual(w.setting.value, [saved]);
    assert.deepEqual([...w.keychain.secrets], [['new', 'secret']]);
    assert.doesNotMatch(JSON.stringify([w.setting.value, [...w.memory.values]]), /secret"/);
    assert.deepEqual(w.told, [
      'information: The account “ada@example.org” was added. Its password is in the keychain of the operating system.',
    ]);
    assert.equal(w.ui.open, false);
  });

  it('says when the password had to go to the secret storage', async () => {
    const w = world({ replies: straight, outcomes: [works] });
    w.keychain.available = false;
    await addAccount(w.ports, id);
    assert.deepEqual([...w.storage.secrets], [['new', 'secret']]);
    assert.match(w.told[0] ?? '', /secret storage of VS Code/);
  });

  it('refuses bad input with a reason and asks on', async () => {
    const w = world({
      replies: [
        '',
        'ada',
        'ada@example.org',
        '',
        'imap example',
        'imaps://mail.example.org:1993/',
        'keep',
        '0',
        'keep',
        ' ',
        'ada',
        '',
        'secret',
      ],
      outcomes: [works],
    });
    const account = await addAccount(w.ports, id);
    assert.deepEqual(
      w.ui.refused.map((text) => text.split(/[.;,]/)[0]),
      [
        'Type your e-mail address',
        'An e-mail address has an @ in it',
        'Type the name of the IMAP server',
        'A server name has no spaces in it',
        'A port is a whole number from 1 to 65535',
        'Type the user name',
        'Type the password',
      ],
    );
    assert.deepEqual(
      [account?.host, account?.port, account?.security, account?.user],
      ['mail.example.org', 1993, 'tls', 'ada'],
    );
  });

  it('keeps nothing at any cancel', async () => {
    for (let at = 0; at < straight.length; at++) {
      const w = world({ replies: [...straight.slice(0, at), 'cancel'] });
      assert.equal(await addAccount(w.ports, id), null);
      nothingKept(w);
      assert.equal(w.ui.open, false);
    }
  });

  it('goes back and keeps what was typed', async () => {
    const w = world({
      replies: [
        'ada@example.org',
        'mail.example.org',
        'back',
        'keep',
        { pick: 'STARTTLS' },
        'back',
        'keep',
        'keep',
        'ada',
        'back',
        'keep',
        'secret',
      ],
      outcomes: [works],
    });
    const account = await addAccount(w.ports, id);
    assert.ok(w.ui.asked.includes('2/6 IMAP server; a port may follow after a colon [mail.example.org]'));
    assert.ok(w.ui.asked.includes('5/6 User name; at most servers the whole e-mail address [ada]'));
    assert.deepEqual(
      [account?.host, account?.security, account?.port, account?.user],
      ['mail.example.org', 'starttls', 143, 'ada'],
    );
  });

  it('proposes anew when the address becomes another one', async () => {
    const w = world({
      replies: ['ada@example.org', 'back', 'ada@gmail.com', 'keep', 'keep', 'keep', 'keep', 'secret'],
      outcomes: [works],
    });
    const account = await addAccount(w.ports, id);
    assert.deepEqual(
      [account?.host, account?.user, account?.label],
      ['imap.gmail.com', 'ada@gmail.com', 'ada@gmail.com'],
    );
    assert.ok(w.ui.asked.some((line) => line.includes('IMAP server of Gmail. Gmail takes an app password')));
  });

  it('takes what the DNS of the domain names, with its port and protection', async () => {
    const w = world({
      replies: straight,
      outcomes: [works],
      suggestion: { host: 'mx.example.net', port: 1143, security: 'starttls' },
    });
    const account = await addAccount(w.ports, id);
    assert.deepEqual([account?.host, account?.port, account?.security], ['mx.example.net', 1143, 'starttls']);
    assert.ok(w.ui.asked[1]?.includes('The DNS of example.org names this one. [mx.example.net]'));
  });

  it('offers no encryption on this machine only', async () => {
    const w = world({
      replies: ['ada@example.org', 'localhost:1143', { pick: 'None' }, 'keep', 'keep', 'secret'],
      outcomes: [works],
    });
    const account = await addAccount(w.ports, id);
    assert.ok(w.ui.asked.some((line) => line.includes('TLS|STARTTLS|None')));
    assert.deepEqual([account?.security, account?.port], ['none', 1143]);
  });

  it('gives up “none” when the server becomes one on the network', async () => {
    const w = world({
      replies: [
        'ada@example.org',
        'localhost',
        { pick: 'None' },
        'back',
        'back',
        'imap.example.org',
        'keep',
        'keep',
        'keep',
        'secret',
      ],
      outcomes: [works],
    });
    const account = await addAccount(w.ports, id);
    assert.deepEqual([account?.host, account?.security, account?.port], ['imap.example.org', 'tls', 993]);
  });
});

describe('Add account: when the test fails', () => {
  it('lets the password be corrected', async () => {
    const w = world({
      replies: [...straight, 'keep', 'better'],
      outcomes: [wrongPassword, works],
      buttons: ['Edit Password…'],
    });
    const account = await addAccount(w.ports, id);
    assert.equal(w.dialogs[0]?.title, 'Wrong user name or password');
    assert.match(w.dialogs[0]?.detail ?? '', /The server says: “nope”/);
    assert.deepEqual(w.dialogs[0]?.labels, ['Edit Password…', 'Edit Server…', 'Save Anyway']);
    assert.equal(w.ui.asked.at(-1), '2/2 Password of ada@example.org at imap.example.org [••••••]');
    assert.deepEqual(
      w.tested.map((test) => test.password),
      ['secret', 'better'],
    );
    assert.equal(account?.id, id);
    assert.deepEqual([...w.keychain.secrets], [['new', 'better']]);
  });

  it('lets a proxy be named where the server cannot be reached without one, and keeps its password', async () => {
    const w = world({
      replies: [...straight, 'http://ada@proxy.example.org:8080', 'proxy-secret'],
      outcomes: [failed({ kind: 'connect', code: 'ETIMEDOUT', message: 'x' }), works],
      buttons: ['Edit Proxy…'],
    });
    const account = await addAccount(w.ports, id);
    assert.deepEqual(account?.proxy, { kind: 'http', host: 'proxy.example.org', port: 8080, user: 'ada' });
    assert.equal(w.tested[1]?.proxyPassword, 'proxy-secret');
    assert.equal(w.keychain.secrets.get(`proxy:${id}`), 'proxy-secret');
    assert.ok(!JSON.stringify(w.setting.value).includes('proxy-secret'));
  });

  it('lets the server be corrected and keeps the password', async () => {
    const w = world({
      replies: [...straight, 'mail.example.org', { pick: 'STARTTLS' }, 'keep'],
      outcomes: [refusedPort, works],
      buttons: ['Edit Server…'],
    });
    const account = await addAccount(w.ports, id);
    assert.deepEqual(w.dialogs[0]?.labels, ['Edit Server…', 'Retry', 'Edit Password…', 'Save Anyway']);
    assert.deepEqual([account?.host, account?.port, account?.security], ['mail.example.org', 143, 'starttls']);
    assert.deepEqual(
      w.tested.map((test) => test.password),
      ['secret', 'secret'],
    );
  });

  it('tries again, and saves anyway when told to', async () => {
    const w = world({ replies: straight, outcomes: [refusedPort, refusedPort], buttons: ['Retry', 'Save Anyway'] });
    assert.notEqual(await addAccount(w.ports, id), null);
    assert.equal(w.keychain.secrets.get('new'), 'secret');
  });

  it('keeps nothing when dismissed', async () => {
    const w = world({ replies: straight, outcomes: [refusedPort], buttons: [null] });
    assert.equal(await addAccount(w.ports, id), null);
    nothingKept(w);
  });

  it('keeps nothing when the correction is cancelled', async () => {
    const w = world({ replies: [...straight, 'cancel'], outcomes: [refusedPort], buttons: ['Edit Server…'] });
    assert.equal(await addAccount(w.ports, id), null);
    nothingKept(w);
  });

  it('asks what to do when the test was cancelled', async () => {
    const w = world({ replies: straight, outcomes: [{ kind: 'cancelled' }, works], buttons: ['Retry'] });
    assert.notEqual(await addAccount(w.ports, id), null);
    assert.equal(w.dialogs[0]?.title, 'Cancelled');
  });

  it('offers trust for certificates only, shows the certificate, and pins it after a yes', async () => {
    const w = world({
      replies: straight,
      outcomes: [selfSigned, works],
      buttons: ['Trust This Certificate…', 'Trust for This Account'],
      certificate: facts,
    });
    const account = await addAccount(w.ports, id);
    assert.equal(w.dialogs[1]?.title, 'Trust this certificate?');
    assert.deepEqual(w.dialogs[1].labels, ['Do Not Trust', 'Trust for This Account'], 'Enter must not trust');
    assert.match(
      w.dialogs[1]?.detail ?? '',
      new RegExp(`Server: imap.example.org:993\\n.*\\n.*\\nIssued by: imap.example.org\\n.*\\nSHA-256: ${pin}`),
    );
    assert.equal(w.tested[0]?.account.pinnedFingerprint, undefined);
    assert.equal(w.tested[1]?.account.pinnedFingerprint, pin);
    assert.equal(account?.pinnedFingerprint, pin);
  });

  it('pins nothing without a yes', async () => {
    const w = world({
      replies: straight,
      outcomes: [selfSigned],
      buttons: ['Trust This Certificate…', null, 'Save Anyway'],
      certificate: facts,
    });
    const account = await addAccount(w.ports, id);
    assert.equal(account?.pinnedFingerprint, undefined);
  });

  it('pins nothing when the server shows another certificate than the one that was refused', async () => {
    const w = world({
      replies: straight,
      outcomes: [selfSigned],
      buttons: ['Trust This Certificate…', null],
      certificate: { ...facts, fingerprint256: Array(32).fill('CD').join(':') },
    });
    assert.equal(await addAccount(w.ports, id), null);
    assert.match(w.told[0] ?? '', /different certificate/);
  });

  it('forgets a trusted certificate when the server becomes another one', async () => {
    const w = world({
      replies: [...straight, 'mail.example.org', 'keep', 'keep'],
      outcomes: [selfSigned, refusedPort, works],
      buttons: ['Trust This Certificate…', 'Trust for This Account', 'Edit Server…'],
      certificate: facts,
    });
    const account = await addAccount(w.ports, id);
    assert.equal(account?.host, 'mail.example.org');
    assert.equal(account?.pinnedFingerprint, undefined);
  });
});

describe('Add account: when it cannot be saved', () => {
  it('takes the secret out again when settings cannot be written', async () => {
    const w = world({ replies: straight, outcomes: [works] });
    w.setting.writable = false;
    assert.equal(await addAccount(w.ports, id), null);
    nothingKept(w);
    assert.match(w.told[0] ?? '', /^error: The account could not be saved: settings.json is read-only/);
  });

  it('saves no account when no place takes the secret', async () => {
    const w = world({ replies: straight, outcomes: [works] });
    w.keychain.available = false;
    w.storage.available = false;
    assert.equal(await addAccount(w.ports, id), null);
    assert.equal(w.setting.value, undefined);
    assert.match(w.told[0] ?? '', /^error: The account could not be saved/);
  });
});
