import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DemoServer } from '../../extension/demo/demo-server.ts';
import { freePort, scripted, type Scripted, type Talk } from '../servers/accounts-scripted.ts';
import { demoOnTcp, type DemoOnTcp } from '../servers/bad-servers.ts';
import type { CertificateName } from '../servers/dovecot/certs.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { click } from './harness/act.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

/** Typed as the password wherever it must not arrive or be seen. */
const canary = 'C4n4ry-pass';
const user = 'ada';
const secretForms = [
  canary,
  Buffer.from(canary).toString('base64'),
  Buffer.from(`\0${user}\0${canary}`).toString('base64'),
];

type Security = 'tls' | 'starttls' | 'none';

/** One way in which a server is wrong, and what a person reads about it. */
interface Row {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly title: string | RegExp;
  readonly detail: RegExp;
  /** What is offered beside Cancel, the suggested one first. */
  readonly choices: readonly string[];
}

const server = 'Edit Server…';
const proxy = 'Edit Proxy…';
const password = 'Edit Password…';
const trust = 'Trust This Certificate…';
const retry = 'Retry';
const save = 'Save Anyway';

/** Servers that say something wrong before anyone signs in. */
const talks: readonly (readonly [name: string, talk: Talk, expected: Omit<Row, 'name' | 'host' | 'port'>])[] = [
  [
    'garbage greeting',
    { greeting: 'SSH-2.0-OpenSSH_9.9 \u001b[31mred\r\n' },
    {
      security: 'none',
      title: 'This is not an IMAP server',
      detail: /What 127\.0\.0\.1:\d+ says first is not an IMAP greeting.*SSH-2\.0-OpenSSH_9\.9 [^\u001b]*red/,
      choices: [server, password, save],
    },
  ],
  [
    'BYE greeting',
    { greeting: '* BYE Too many connections from your address\r\n' },
    {
      security: 'none',
      title: 'The server turned the connection away',
      detail: /127\.0\.0\.1:\d+ said goodbye at once.*“Too many connections from your address”/,
      choices: [retry, server, password, save],
    },
  ],
  [
    'PREAUTH before TLS',
    { greeting: '* PREAUTH welcome, trust me\r\n' },
    {
      security: 'starttls',
      title: 'The server skips encryption',
      detail: /^(?!.*trust me).*127\.0\.0\.1:\d+ says that you are signed in before.*Nothing was sent/,
      choices: [server, password, save],
    },
  ],
  [
    'injected behind STARTTLS',
    { greeting: '* OK hi\r\n', capability: 'IMAP4rev1 STARTTLS', starttls: 'OK go\r\n* OK [ALERT] evil' },
    {
      security: 'starttls',
      title: 'Someone may be tampering with the connection',
      detail: /^(?!.*evil).*127\.0\.0\.1:\d+ sent octets that do not belong there.*the password was not sent/,
      choices: [server, password, save],
    },
  ],
  [
    'STARTTLS not offered',
    { greeting: '* OK [CAPABILITY IMAP4rev1] hi\r\n', capability: 'IMAP4rev1' },
    {
      security: 'starttls',
      title: 'The server does not offer STARTTLS',
      detail: /127\.0\.0\.1:\d+ does not say.*The password was not sent/,
      choices: [server, password, save],
    },
  ],
];

const certificates: readonly (readonly [name: CertificateName, title: string, detail: RegExp])[] = [
  ['wrongHost', 'The certificate belongs to another server', /that 127\.0\.0\.1 shows is made out to another name/],
  ['unknownCa', 'The certificate’s issuer is not known', /127\.0\.0\.1 shows a certificate from an authority/],
  ['expired', 'The certificate has expired', /that 127\.0\.0\.1 shows is no longer valid/],
];

describe('bad input in the window: one clear error each', () => {
  let window: Workbench;
  let dovecot: Dovecot;
  let demo: DemoServer;
  let deadly: DemoOnTcp;
  const rows = new Map<string, Row>();
  const servers: Scripted[] = [];

  before(async () => {
    dovecot = await startDovecot();
    demo = new DemoServer();
    deadly = await demoOnTcp(demo);
    await makeRows();
    window = await openWorkbench({
      name: 'bad-input',
      size: { width: 1280, height: 860 },
      settings: {
        'mailExplorer.accounts': [
          ...[...rows.values()].map(({ name, host, port, security }) => account(name, host, port, security, user)),
          account('Dying', '127.0.0.1', deadly.port, 'none', demo.credentials.user),
        ],
      },
    });
    await window.showContainer('Mail');
    await window.tree('Mailboxes').row('wrong password').waitFor();
  });
  after(async () => {
    await window.close();
    await Promise.all(servers.map((one) => one[Symbol.asyncDispose]()));
    await deadly[Symbol.asyncDispose]();
    await dovecot.stop();
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  function account(label: string, host: string, port: number, security: Security, user: string): object {
    const id = label.toLowerCase().replace(/[^a-z]+/g, '-');
    const caFile = security === 'none' ? {} : { caFile: dovecot.caFile };
    return { id, label, address: `${id}@example.test`, host, port, security, user, ...caFile };
  }

  async function makeRows(): Promise<void> {
    const add = (row: Row): void => void rows.set(row.name, row);
    const here = { host: '127.0.0.1' };
    add({
      ...here,
      name: 'wrong password',
      port: dovecot.tlsPort,
      security: 'tls',
      title: 'Wrong user name or password',
      detail: /127\.0\.0\.1 did not accept the user name “ada” with this password/,
      choices: [password, server, save],
    });
    add({
      ...here,
      name: 'refused port',
      port: await freePort(),
      security: 'tls',
      title: 'The server refused the connection',
      detail: /Nothing answers at 127\.0\.0\.1:\d+\. Check the port/,
      choices: [server, retry, password, save],
    });
    add({
      ...here,
      name: 'TLS to a plain port',
      port: dovecot.port,
      security: 'tls',
      title: 'The server does not speak TLS on this port',
      detail: /What 127\.0\.0\.1:\d+ answers is not TLS\. Choose STARTTLS/,
      choices: [server, password, save],
    });
    for (const [name, port] of [
      ['plain to a TLS port', dovecot.tlsPort],
      ['no greeting', (await listen({ greeting: '' })).port],
    ] as const) {
      add({
        ...here,
        name,
        port,
        security: 'starttls',
        title: 'The server sent no greeting',
        detail: /127\.0\.0\.1:\d+ took the connection but said nothing\..*choose TLS/,
        choices: [server, retry, password, save],
      });
    }
    for (const [certificate, title, detail] of certificates) {
      const { port } = await dovecot.tlsFront(certificate);
      const choices = [server, trust, password, save];
      add({ ...here, name: `certificate ${certificate}`, port, security: 'tls', title, detail, choices });
    }
    for (const [name, talk, expected] of talks) add({ ...here, ...expected, name, port: (await listen(talk)).port });
  }

  async function listen(talk: Talk): Promise<Scripted> {
    const one = await scripted(talk);
    servers.push(one);
    return one;
  }

  /** Enters the password of an account that stands in settings, upon which it is tried. */
  async function enterPassword(label: string, secret: string): Promise<void> {
    await window.tree('Mailboxes').reveal(label);
    await window.tree('Mailboxes').contextMenu(label, 'Enter Password…');
    await window.quickInput.opened('Password of');
    assert.equal(await window.quickInput.isPassword(), true);
    await window.quickInput.enter(secret);
  }

  /** The dialog of a row: its words, its choices, and that nothing else was said and no secret shows. */
  async function expectDialog(row: Row): Promise<void> {
    const { dialog } = window;
    const title = await dialog.message();
    if (typeof row.title === 'string') assert.equal(title, row.title);
    else assert.match(title, row.title);
    assert.match(await dialog.detail(), row.detail);
    const buttons = await dialog.buttons();
    assert.deepEqual([...buttons].sort(), [...row.choices, 'Cancel'].sort());
    const suggested = dialog.box.locator('.dialog-buttons .monaco-button:not(.secondary)');
    assert.deepEqual(await suggested.allInnerTexts(), [row.choices[0]], 'Enter takes what is suggested');
    await expectNoSecret();
  }

  async function giveUp(): Promise<void> {
    await window.dialog.choose('Cancel');
    await until('no notification beside the dialog', async () => (await window.notifications.messages()).length === 0);
  }

  async function expectNoSecret(): Promise<void> {
    const shown = await window.page.locator('body').innerText();
    const settings = await window.settingsText();
    for (const form of secretForms) {
      assert.ok(!shown.includes(form) && !settings.includes(form), 'the password is nowhere to be seen');
    }
  }

  function rowOf(name: string): Row {
    const row = rows.get(name);
    assert.ok(row, name);
    return row;
  }

  for (const name of [
    'wrong password',
    'refused port',
    'TLS to a plain port',
    ...certificates.map(([certificate]) => `certificate ${certificate}`),
    ...talks.map(([talk]) => talk),
  ]) {
    it(name, async () => {
      await enterPassword(name, canary);
      await expectDialog(rowOf(name));
      await window.screenshot(`bad-${name.toLowerCase().replaceAll(' ', '-')}`);
      await giveUp();
    });
  }

  it('no greeting, and plain text spoken to a TLS port: both wait, both can be cancelled, both are told', async () => {
    const silent = ['no greeting', 'plain to a TLS port'];
    for (const name of silent) await enterPassword(name, canary);
    const waiting = window.notifications.toast(/^Testing the connection to 127\.0\.0\.1:\d+/);
    await until('both are being tried', async () => (await waiting.count()) === 2);
    assert.ok((await window.notifications.buttons(/^Testing the connection/)).includes('Cancel'));
    await window.screenshot('bad-waiting');
    await window.dialog.box.waitFor();
    for (const name of silent) {
      const { port } = rowOf(name);
      await until(`the dialog of ${name}`, async () => (await window.dialog.box.innerText()).includes(`:${port} `));
      await expectDialog(rowOf(name));
      await window.dialog.choose('Cancel');
    }
    await window.dialog.box.waitFor({ state: 'hidden' });
    await until('nothing else', async () => (await window.notifications.messages()).length === 0);
  });

  it('unknown host, by Add Account: nothing is kept of it', async () => {
    const { quickInput } = window;
    const before = await window.settingsText();
    await window.runCommand('Mail Explorer: Add Account…');
    for (const [question, answer] of [
      ['E-mail address', 'ada@localhost.test'],
      ['IMAP server', 'imap.mail-explorer.invalid'],
      ['How is the connection protected?', null],
      ['Port of', '993'],
      ['User name', user],
      ['Password of', canary],
    ] as const) {
      await quickInput.opened(question);
      await (answer === null ? quickInput.pick('TLS') : quickInput.enter(answer));
    }
    await expectDialog({
      name: 'unknown host',
      host: 'imap.mail-explorer.invalid',
      port: 993,
      security: 'tls',
      // A machine without a name service cannot say that a name does not exist.
      title: /^The server’s name (is not known|could not be looked up)$/,
      detail: /“imap\.mail-explorer\.invalid”/,
      choices: (await window.dialog.message()).includes('looked up')
        ? [retry, server, proxy, password, save]
        : [server, proxy, password, save],
    });
    await window.screenshot('bad-unknown-host');
    await giveUp();
    assert.equal(await window.settingsText(), before);
  });

  it('no server that was wrong has heard the password; the log shows its length only', async () => {
    for (const one of servers) {
      for (const form of secretForms) assert.ok(!one.heard().includes(form));
      assert.doesNotMatch(one.heard(), /LOGIN|AUTHENTICATE/);
    }
    await window.runCommand('Mail Explorer: Show Protocol Log');
    await window.quickInput.fill(String(dovecot.tlsPort));
    await click(window.quickInput.rows.filter({ hasText: String(dovecot.tlsPort) }).first());
    const text = await window.editorShows(/AUTHENTICATIONFAILED/);
    assert.match(text, /⟨secret, \d+ octets⟩/);
    await expectNoSecret();
  });

  it('the server dies in a literal while the list is read: said in the view, mended by itself', async () => {
    deadly.dieInLiterals(null);
    await enterPassword('Dying', demo.credentials.password);
    await window.notifications.seen('The account “Dying” was saved.');
    await window.clearNotifications();
    const mailboxes = window.tree('Mailboxes');
    const messages = window.tree('Messages');
    await mailboxes.reveal('INBOX');
    deadly.dieInLiterals(1);
    await mailboxes.open('INBOX');
    await messages.pane.getByText('The server hung up. 127.0.0.1 ended the connection without a word.').waitFor();
    await window.screenshot('bad-dies-in-list');
    assert.deepEqual(await window.notifications.messages(), [], 'the view says it, so no notification does');
    deadly.dieInLiterals(null);
    await messages.row('The lighthouse keeper').waitFor();
  });

  it('the server dies in a literal while a message is read: said in its editor, mended by Retry', async () => {
    const subject = /^Sprocket Weekly/;
    deadly.dieInLiterals(2000);
    await window.tree('Messages').open(subject);
    await window.frameWith('text=127.0.0.1 ended the connection without a word.');
    await window.screenshot('bad-dies-in-message');
    assert.deepEqual(await window.notifications.messages(), [], 'the editor says it, so no notification does');
    deadly.dieInLiterals(null);
    await window.clickInFrame('role=button[name="Retry"]');
    await window.frameWith('text=8 remote items blocked');
  });
});
