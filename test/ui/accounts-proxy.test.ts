import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDovecot, type Dovecot, type TestUser } from '../servers/dovecot.ts';
import { connectServer, socksServer, type ProxyServer } from '../servers/proxy-server.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

/** A name that nobody knows here but the proxy; the server's certificate is for it. */
const host = 'mail.elsewhere.example';

describe('an account behind a proxy, in the window', () => {
  let workbench: Workbench;
  let dovecot: Dovecot;
  let front: Awaited<ReturnType<Dovecot['tlsFront']>>;
  let person: TestUser;
  const proxies: ProxyServer[] = [];
  before(async () => {
    dovecot = await startDovecot();
    front = await dovecot.tlsFront('wrongHost');
    person = dovecot.user('behind');
    await dovecot.deliver(
      person.user,
      'INBOX',
      'From: Paul Proxy <paul@example.org>\r\nSubject: Through the proxy\r\n\r\nHello.',
    );
    await dovecot.deliver(person.user, 'Far', 'Subject: x\r\n\r\nx');
    workbench = await openWorkbench({ name: 'accounts-proxy', env: { NODE_EXTRA_CA_CERTS: dovecot.caFile } });
  });
  after(async () => {
    await workbench.close();
    for (const proxy of proxies) await proxy.close();
    await front.close();
    await dovecot.stop();
  });

  const accountsText = async (): Promise<string> =>
    /"mailExplorer\.accounts"[^\]]*/.exec(await workbench.settingsText())?.[0] ?? '';

  it('is added with a SOCKS5 proxy that wants a password: its mail is shown, and nothing goes another way', async () => {
    const proxy = await socksServer({ resolve: () => '127.0.0.1', user: 'gate', password: 'C4n4ry-gate' });
    proxies.push(proxy);
    const { quickInput } = workbench;
    await workbench.runCommand('Mail Explorer: Add Account…');
    await quickInput.opened('E-mail address');
    await quickInput.enter('ada@behind.test');
    await quickInput.opened('IMAP server');
    await quickInput.enter(host);
    await quickInput.opened('How is the connection protected?');
    await quickInput.pick('TLS');
    await quickInput.opened('Port of');
    await quickInput.enter(String(front.port));
    await quickInput.opened('User name');
    await quickInput.enter(person.user);
    await quickInput.opened('Password of');
    await quickInput.enter(person.password);
    // Without the proxy nobody knows the name.
    await until('the failure', async () =>
      /^The server’s name (is not known|could not be looked up)$/.test(await workbench.dialog.message()),
    );
    await workbench.dialog.choose('Edit Proxy…');
    await quickInput.opened('Proxy for this account');
    await quickInput.enter(`socks5://gate@127.0.0.1:${proxy.port}`);
    await quickInput.opened('Password of gate at the proxy');
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.enter('C4n4ry-gate');
    await workbench.notifications.seen('The account “ada@behind.test” was added.');
    await workbench.showContainer('Mail');
    const mailboxes = workbench.tree('Mailboxes');
    await mailboxes.row('Far').waitFor();
    await mailboxes.open('INBOX');
    await workbench.tree('Messages').row('Paul Proxy').waitFor();
    await workbench.screenshot('account-behind-proxy');
    assert.ok(proxy.asked.length >= 2, 'the trial, then the account itself');
    assert.deepEqual([...new Set(proxy.asked)], [`${host}:${front.port}`]);
    assert.deepEqual([...new Set(proxy.credentials)], ['gate:C4n4ry-gate']);
    const text = await accountsText();
    assert.ok(text.includes(`socks5://gate@127.0.0.1:${proxy.port}`), text);
    assert.ok(!text.includes('C4n4ry'));
  });

  it('moves to a proxy that knows CONNECT by Edit Account, and its mail is shown again', async () => {
    const proxy = await connectServer({ resolve: () => '127.0.0.1' });
    proxies.push(proxy);
    const { quickInput } = workbench;
    await workbench.runCommand('Mail Explorer: Edit Account…');
    await until('the first question', async () => (await quickInput.title()) !== null);
    if (/Which account/.test((await quickInput.placeholder()) ?? '')) await quickInput.pick('ada@behind.test');
    for (const question of ['Name of', 'IMAP server', 'How is the connection protected?', 'Port of']) {
      await quickInput.opened(question);
      await quickInput.accept();
    }
    await quickInput.opened('Proxy for this account');
    await quickInput.enter(`http://127.0.0.1:${proxy.port}`);
    await quickInput.opened('User name');
    await quickInput.accept();
    await quickInput.opened('Password of');
    await quickInput.accept();
    await workbench.notifications.seen('The account “ada@behind.test” was saved.');
    await until('the account comes through the other proxy', () => Promise.resolve(proxy.asked.length >= 2));
    const mailboxes = workbench.tree('Mailboxes');
    await mailboxes.row('Far').waitFor();
    await mailboxes.open('INBOX');
    await workbench.tree('Messages').row('Paul Proxy').waitFor();
    assert.deepEqual([...new Set(proxy.asked)], [`${host}:${front.port}`]);
  });
});
