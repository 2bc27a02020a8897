import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { freePort, scripted, type Talk } from '../servers/accounts-scripted.ts';
import type { CertificateName } from '../servers/dovecot/certs.ts';
import { startDovecot, type Dovecot, type TestUser } from '../servers/dovecot.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const add = 'Mail Explorer: Add Account…';

describe('accounts in the window', () => {
  let workbench: Workbench;
  let dovecot: Dovecot;
  let person: TestUser;
  before(async () => {
    dovecot = await startDovecot();
    // As on a machine whose administrator installed the authority: else its absence would hide every other fault.
    workbench = await openWorkbench({ name: 'accounts', env: { NODE_EXTRA_CA_CERTS: dovecot.caFile } });
  });
  after(async () => {
    await workbench.close();
    await dovecot.stop();
  });
  afterEach(() => {
    // What the workbench says about itself is not for this suite.
    assert.deepEqual(
      workbench.errors().filter((text) => /mail.?explorer/i.test(text)),
      [],
    );
  });

  /** Answers the questions after the address, those about the server only where there is no password to give. */
  async function fillIn(
    server: string,
    port: number,
    security: 'TLS' | 'STARTTLS' | 'None',
    password: string | null,
  ): Promise<void> {
    const { quickInput } = workbench;
    await quickInput.opened('IMAP server');
    await quickInput.enter(server);
    await quickInput.opened('How is the connection protected?');
    await quickInput.pick(security);
    await quickInput.opened('Port of');
    await quickInput.enter(String(port));
    if (password === null) {
      return;
    }
    await quickInput.opened('User name');
    await quickInput.enter(person.user);
    await quickInput.opened('Password of');
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.enter(password);
  }

  async function start(address: string): Promise<void> {
    person = dovecot.user('ui');
    await workbench.runCommand(add);
    await workbench.quickInput.opened('E-mail address');
    await workbench.quickInput.enter(address);
  }

  const accountsText = async (): Promise<string> =>
    /"mailExplorer\.accounts"[^\]]*/.exec(await workbench.settingsText())?.[0] ?? '';

  it('refuses bad input under the field, goes back, and keeps nothing when cancelled', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand(add);
    await quickInput.opened('E-mail address');
    await quickInput.enter('ada');
    await quickInput.opened('An e-mail address has an @ in it');
    await quickInput.enter('ada@gmail.com');
    await quickInput.opened('IMAP server of Gmail');
    assert.equal(await quickInput.value(), 'imap.gmail.com');
    assert.match((await quickInput.title()) ?? '', /Add Account \(2\/6\)/);
    await quickInput.back();
    await quickInput.opened('E-mail address');
    assert.equal(await quickInput.value(), 'ada@gmail.com');
    await quickInput.cancel();
    await quickInput.closed();
    assert.equal(await accountsText(), '');
  });

  it('says what is wrong with a certificate and trusts it only after a look and a yes', async () => {
    const front = await dovecot.tlsFront('selfSigned');
    await start('ada@self-signed.test');
    await fillIn('127.0.0.1', front.port, 'TLS', 'secret');
    assert.equal(await workbench.dialog.message(), 'The certificate is signed by the server itself');
    assert.deepEqual((await workbench.dialog.buttons()).sort(), [
      'Cancel',
      'Edit Password…',
      'Edit Server…',
      'Save Anyway',
      'Trust This Certificate…',
    ]);
    await workbench.dialog.choose('Trust This Certificate…');
    await until('the certificate', async () => (await workbench.dialog.message()) === 'Trust this certificate?');
    const { fingerprint256 } = new X509Certificate(dovecot.certs.selfSigned.cert);
    assert.ok((await workbench.dialog.detail()).includes(`SHA-256: ${fingerprint256}`));
    await workbench.screenshot('account-trust-certificate');
    await workbench.dialog.choose('Trust for This Account');
    await workbench.notifications.seen('The account “ada@self-signed.test” was added.');
    await until('the fingerprint in settings', async () => (await accountsText()).includes(fingerprint256));
    await front.close();
  });

  it('says that the password is wrong, lets it be corrected, and adds the account', async () => {
    await start('ada@example.test');
    await fillIn('127.0.0.1', dovecot.port, 'None', 'C4n4ry-wrong');
    assert.equal(await workbench.dialog.message(), 'Wrong user name or password');
    await workbench.screenshot('account-wrong-password');
    await workbench.dialog.choose('Edit Password…');
    await workbench.quickInput.opened('User name');
    await workbench.quickInput.accept();
    await workbench.quickInput.opened('Password of');
    await workbench.quickInput.enter(person.password);
    const message = await workbench.notifications.message('The account “ada@example.test” was added.');
    assert.match(message, /in the secret storage of VS Code/);
    await until('the account in settings', async () =>
      (await accountsText()).includes('"port": ' + String(dovecot.port)),
    );
    assert.ok(!(await workbench.settingsText()).includes('C4n4ry'));
    assert.ok(!(await accountsText()).includes(`"${person.password}"`));
  });

  it('says that nothing listens, and keeps nothing when given up', async () => {
    const front = await dovecot.tlsFront('good');
    await front.close();
    await start('ada@refused.test');
    await fillIn('127.0.0.1', front.port, 'STARTTLS', 'secret');
    assert.equal(await workbench.dialog.message(), 'The server refused the connection');
    await workbench.dialog.choose('Cancel');
    assert.ok(!(await accountsText()).includes('refused.test'));
  });

  // A server that says nothing at all takes ten seconds to be told: bad-input.test.ts waits for it.
  it('has a clear sentence for everything that can be wrong between here and the server', async () => {
    await using stop = new AsyncDisposableStack();
    const talking = async (talk: Talk): Promise<number> => stop.use(await scripted(talk)).port;
    const front = async (name: CertificateName): Promise<number> => {
      const { port, ...rest } = await dovecot.tlsFront(name);
      stop.defer(() => rest.close());
      return port;
    };
    const ready = { greeting: '* OK ready\r\n', capability: 'IMAP4rev1 STARTTLS' };
    const here = '127.0.0.1';
    const rows: readonly (readonly [
      title: RegExp,
      host: string,
      port: number,
      security: 'TLS' | 'STARTTLS' | 'None',
    ])[] = [
      [/^The server’s name (is not known|could not be looked up)$/, 'imap.mail-explorer.invalid', 993, 'TLS'],
      [/^The server refused the connection$/, here, await freePort(), 'TLS'],
      [/^The server does not speak TLS on this port$/, here, dovecot.port, 'TLS'],
      [/^The certificate belongs to another server$/, here, await front('wrongHost'), 'TLS'],
      [/^The certificate’s issuer is not known$/, here, await front('unknownCa'), 'TLS'],
      [/^The certificate has expired$/, here, await front('expired'), 'TLS'],
      [/^This is not an IMAP server$/, here, await talking({ greeting: 'SSH-2.0-OpenSSH\r\n' }), 'None'],
      [/^The server turned the connection away$/, here, await talking({ greeting: '* BYE busy\r\n' }), 'None'],
      [/^The server skips encryption$/, here, await talking({ greeting: '* PREAUTH hi\r\n' }), 'STARTTLS'],
      [/^The server does not offer STARTTLS$/, here, await talking({ greeting: '* OK hi\r\n' }), 'STARTTLS'],
      [
        /^Someone may be tampering with the connection$/,
        here,
        await talking({ ...ready, starttls: 'OK go\r\n* OK [ALERT] evil' }),
        'STARTTLS',
      ],
    ];
    await start('ada@wrong.test');
    for (const [index, [title, host, port, security]] of rows.entries()) {
      await fillIn(host, port, security, index === 0 ? 'C4n4ry' : null);
      await until(String(title), async () => title.test(await workbench.dialog.message()));
      await workbench.dialog.choose(index === rows.length - 1 ? 'Cancel' : 'Edit Server…');
    }
    assert.ok(!(await accountsText()).includes('wrong.test'));
  });

  it('removes an account after a yes to a question that names it', async () => {
    await workbench.runCommand('Mail Explorer: Remove Account…');
    await workbench.quickInput.opened('Which account?');
    await workbench.quickInput.pick('ada@self-signed.test');
    assert.equal(await workbench.dialog.message(), 'Remove the account “ada@self-signed.test”?');
    await workbench.dialog.choose('Remove');
    // The file is written in place: a look at the wrong moment finds it empty.
    await until('that account gone from settings, and the other one left', async () => {
      const text = await accountsText();
      return text.includes('ada@example.test') && !text.includes('self-signed.test');
    });
  });
});
