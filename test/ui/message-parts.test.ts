import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Frame } from 'playwright-core';
import { click, rightClick } from './harness/act.ts';
import { startListServer, type ListServer } from './harness/list-server.ts';
import { chooseFromMenu } from './harness/menu.ts';
import { mail } from './harness/sample-mail.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC',
  'base64',
);
const event = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Release party',
  'DTSTART:20260320T160000Z',
  'LOCATION:Room 4',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');
const contact = ['BEGIN:VCARD', 'VERSION:4.0', 'FN:Grace Hopper', 'EMAIL:grace@example.org', 'END:VCARD'].join('\r\n');
const inner = mail({ from: 'Ines <ines@example.org>', subject: 'The inner mail', text: 'Said inside.' });
const middle = mail({ from: 'Max <max@example.org>', subject: 'The middle', text: 'See below.', forwarded: [inner] });

function patch(subject: string, from: string, to: string): string {
  const diff = ['diff --git a/hello.txt b/hello.txt', '--- a/hello.txt', '+++ b/hello.txt', '@@ -1 +1 @@'];
  const lines = ['Why.', '---', ...diff, `-${from}`, `+${to}`, '-- ', '2.40'];
  return mail({ from: 'Ada <ada@example.org>', subject, text: lines.join('\n') });
}

const attached = (type: string, name: string, content: string | Buffer) => ({
  type,
  name: `filename="${name}"`,
  bytes: Buffer.from(content),
});

const parts = mail({
  from: 'Ada <ada@example.org>',
  subject: 'All the parts',
  text: 'See the parts.',
  attachments: [
    attached('text/calendar', 'invite.ics', event),
    attached('application/octet-stream', 'grace.vcf', contact),
    attached('image/png', 'dot.png', png),
    attached('text/plain', 'image.txt', png),
    attached('image/png', 'page.png', '<html><script>alert(1)</script></html>'),
    attached('application/octet-stream', 'cat.png', Buffer.from('4d5a9000030000', 'hex')),
  ],
  forwarded: [middle],
});

const mixed = 'Subject: MIME\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
const attachment = '--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n';
const nested = Array.from(
  { length: 500 },
  (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
).join('');
const image = '--b\r\nContent-Type: image/png\r\nContent-ID: <one>\r\n\r\nx\r\n';

/** Mails as bad as they come: what the view says of them, and how many rows the tree of parts has at least. */
const bad: readonly (readonly [name: string, source: string, said: RegExp, parts: number])[] = [
  ['empty', '', /No subject[\s\S]*This message has no text\./, 1],
  ['headers', 'Subject: Alone\r\n', /Alone[\s\S]*This message has no text\./, 1],
  ['unfinished', `${mixed}--b\r\n\r\nHello`, /without its final boundary[\s\S]*Hello/, 2],
  ['many', mixed + '--b\r\n\r\nx\r\n'.repeat(12_000), /more than 10000 parts/, 500],
  ['deep', `Subject: Deep\r\n${nested}\r\nHello`, /nested too deeply/, 50],
  ['nuls', 'Subject: a\0b\r\n\r\nN\0L', /a␀b[\s\S]*N␀L/, 1],
  ['base64', 'Content-Transfer-Encoding: base64\r\nContent-Type: text/plain\r\n\r\nSGVs!!bG8', /Base64[\s\S]*Hello/, 1],
  ['attached', mixed + attachment.repeat(5000), /5000 attachments[\s\S]*Show 500 more of 4994/, 500],
  [
    'twins',
    `Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:one">\r\n${image}${image}--b--\r\n`,
    /same Content-ID/,
    4,
  ],
];

describe('what a message brings: attachments, lists, patches', () => {
  let window: Workbench;
  let list: ListServer;

  const listMail = (name: string, headers: readonly string[]): string =>
    ['From: List <list@lists.example>', `Subject: ${name}`, ...headers, '', 'News.', ''].join('\r\n');
  const oneClick = (path: string, more = ''): readonly string[] => [
    `List-Unsubscribe: <https://127.0.0.1:${list.port}${path}>${more}`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'DKIM-Signature: v=1; d=lists.example; h=From:List-Unsubscribe:List-Unsubscribe-Post; b=x',
  ];

  before(async () => {
    list = await startListServer();
    window = await openWorkbench({
      name: 'message-parts',
      size: { width: 1400, height: 1000 },
      env: { NODE_EXTRA_CA_CERTS: list.caFile },
      // A click on a file is enough then; that text comes first is shown elsewhere.
      settings: { 'workbench.editorAssociations': { '*.eml': 'mailExplorer.file' } },
      files: {
        ...Object.fromEntries(bad.map(([name, source]) => [`${name}.eml`, source])),
        'parts.eml': parts,
        'taken.eml': listMail('Taken', oneClick('/ok?id=a%26b')),
        'refused.eml': listMail('Refused', oneClick('/away', ', <mailto:leave@lists.example>')),
        'written.eml': listMail('Written', ['List-Unsubscribe: <mailto:leave@lists.example>']),
        'good.eml': patch('[PATCH] Greet the world', 'hello', 'hello world'),
        'bad.eml': patch('[PATCH] Greet nobody', 'good morning', 'good night'),
      },
    });
    git('init', '-q');
    git('config', 'user.name', 'Reader');
    git('config', 'user.email', 'reader@example.org');
    writeFileSync(join(window.folder, 'hello.txt'), 'hello\n');
    // Where the demo's patch series goes.
    mkdirSync(join(window.folder, 'src'));
    writeFileSync(
      join(window.folder, 'src', 'wire.c'),
      '\tconst char *lf = memchr(p, 10, n);\n\treturn lf ? (size_t)(lf - p) : n;\n\t/* 10 is a newline */\n',
    );
    writeFileSync(
      join(window.folder, 'src', 'literal.c'),
      '\tl->left = size;\n\treturn want(l, l->left ? l->left : 1);\n}\n',
    );
    writeFileSync(join(window.folder, 'README'), 'A line has at most 8192 bytes.\n');
    git('add', 'hello.txt', 'src', 'README');
    git('commit', '-qm', 'Begin');
  });
  after(async () => {
    await list[Symbol.asyncDispose]();
    await window.close();
  });
  afterEach(() => assert.deepEqual(window.errors(), []));

  function git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: window.folder, encoding: 'utf8' }).trim();
  }

  async function open(file: string, subject: string): Promise<Frame> {
    await window.showContainer('Explorer');
    await click(window.page.locator('.explorer-folders-view .label-name', { hasText: new RegExp(`^${file}$`) }));
    return window.frameWith(`mail-app h1:has-text("${subject}")`);
  }

  /** The tab of the mail is brought back: what it opened lies over it. */
  async function openPart(name: string): Promise<Frame> {
    await click(window.tab('parts.eml'));
    const frame = await window.frameWith('mail-app h1:has-text("All the parts")');
    if (await frame.getByRole('button', { name: /^Show \d+ more/ }).isVisible())
      await window.clickInFrame('role=button[name=/^Show 1 more/]');
    await window.clickInFrame(`[aria-label="Open ${name}"]`);
    return frame;
  }

  it('shows an event and a contact as cards, an image as an image, a mail within a mail as a mail', async () => {
    await open('parts.eml', 'All the parts');
    await (await openPart('invite.ics')).getByText('Release party').waitFor();
    const frame = await openPart('grace.vcf');
    await frame.getByText('Grace Hopper').waitFor();
    await frame.getByText('Room 4').waitFor();
    await window.screenshot('parts-cards');
    await openPart('dot.png');
    await window.frameWith('img[src*="dot.png"]');
    await openPart('The middle.eml');
    await window.frameWith('mail-app h1:has-text("The middle")');
    await window.clickInFrame('[aria-label="Open The inner mail.eml"]');
    await (await window.frameWith('mail-app h1:has-text("The inner mail")')).getByText('Said inside.').waitFor();
  });

  it('opens by the content, whatever the label, and says the difference', async () => {
    await openPart('image.txt');
    await window.frameWith('img[src*="image.txt.png"]');
    await openPart('page.png');
    await window.editorShows(/<script>alert\(1\)<\/script>/);
    const frame = await openPart('cat.png');
    await window.notifications.choose(
      /^The content is application\/vnd\.microsoft.* the name promises image\/png/,
      'Save',
    );
    await window.quickInput.opened('Save Attachment');
    await window.quickInput.cancel();
    for (const [content, label] of [
      ['image/png', 'label says text/plain'],
      ['text/html', 'label says image/png'],
      ['application/vnd.microsoft.portable-executable', 'name promises image/png'],
    ])
      await frame.getByText(`The content is ${content}, the ${label}.`).waitFor();
    await window.screenshot('parts-labels');
  });

  it('an attachment is dragged out of the message: dropped among the tabs, it is open there', async () => {
    const frame = await window.frameWith('mail-app h1:has-text("All the parts")');
    await window.runCommand('View: Close Other Editors in Group');
    await frame.evaluate(() => {
      document.addEventListener('dragstart', ({ dataTransfer }) => {
        document.title = dataTransfer?.getData('ResourceURLs') ?? '';
      });
    });
    const row = frame.locator('mail-attachments li', { hasText: 'dot.png' });
    await until('it is open where it was dropped', async () => {
      const box = await row.boundingBox();
      if (box === null) return false;
      const { mouse } = window.page;
      await mouse.move(box.x + 50, box.y + 15);
      await mouse.down();
      await mouse.move(box.x + 70, box.y + 40, { steps: 5 });
      await mouse.move(1000, 46, { steps: 10 });
      await mouse.up();
      return window.tab('dot.png').isVisible();
    });
    await window.frameWith('img[src*="dot.png"]');
    assert.match(await frame.evaluate(() => document.title).catch(() => 'mail-file://'), /mail-file:\/\//);
  });

  it('saves all to the workspace', async () => {
    await click(window.tab('parts.eml'));
    await window.frameWith('mail-app h1:has-text("All the parts")');
    await window.runCommand('Mail Explorer: Save Attachments to Workspace…');
    await window.quickInput.opened('Choose what to save');
    await window.quickInput.accept();
    await window.page.getByText('Saved 7 attachments').waitFor();
    assert.ok(readFileSync(join(window.folder, 'dot.png')).equals(png));
    assert.equal(readFileSync(join(window.folder, 'The middle.eml'), 'utf8'), middle);
  });

  it('leaves a list by one request, sent only after two clicks that name the host, exactly as RFC 8058 has it', async () => {
    await open('taken.eml', 'Taken');
    await window.clickInFrame('vscode-button:has-text("Unsubscribe at 127.0.0.1")');
    assert.match(await window.dialog.detail(), /One request is sent to 127\.0\.0\.1/);
    await window.screenshot('list-one-click');
    await window.dialog.choose('Cancel');
    assert.equal(list.heard.length, 0);
    await window.clickInFrame('vscode-button:has-text("Unsubscribe at 127.0.0.1")');
    await window.dialog.choose('Unsubscribe at 127.0.0.1');
    await until('a question about the own network', async () =>
      (await window.dialog.message()).includes('127.0.0.1 is in your own network (127.0.0.1).'),
    );
    assert.equal(list.heard.length, 0);
    await window.dialog.choose('Send Nevertheless');
    await window.notifications.message('127.0.0.1 took the request to unsubscribe.');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': '26',
      host: `127.0.0.1:${list.port}`,
      connection: 'close',
    };
    const request = { method: 'POST', url: '/ok?id=a%26b', headers, body: 'List-Unsubscribe=One-Click' };
    assert.deepEqual([...list.heard], [request]);
    await window.clearNotifications();
  });

  it('says that a list refused, follows no redirection, and offers what else there is', async () => {
    await open('refused.eml', 'Refused');
    await window.clickInFrame('vscode-button:has-text("Unsubscribe at 127.0.0.1")');
    await window.dialog.choose('Unsubscribe at 127.0.0.1');
    await window.dialog.choose('Send Nevertheless');
    const said = '127.0.0.1 refused the request to unsubscribe (307).';
    assert.equal(await window.notifications.severity(said), 'error');
    const offered = (await window.notifications.buttons(said)).map((label) => label.trim());
    assert.deepEqual(offered, ['Open the Page at 127.0.0.1', 'Write to lists.example']);
    assert.deepEqual(
      list.heard.map(({ url }) => url),
      ['/ok?id=a%26b', '/away'],
    );
    await window.clearNotifications();
    await open('written.eml', 'Written');
    await window.clickInFrame('vscode-button:has-text("Unsubscribe at lists.example")');
    assert.match(await window.dialog.detail(), /writes a mail to lists\.example/);
    await window.dialog.choose('Cancel');
  });

  it('applies a patch by git am after asking, and names the new commit', async () => {
    await open('good.eml', '[PATCH] Greet the world');
    await window.clickInFrame('vscode-button:has-text("Open diff")');
    await window.editorShows(/\+hello world/);
    await click(window.tab('good.eml'));
    await window.clickInFrame('vscode-button:has-text("Apply…")');
    assert.match(await window.dialog.detail(), /workspace\s+\[PATCH\] Greet the world/);
    await window.dialog.choose('Apply');
    await window.notifications.message(/^One new commit in .*workspace: [0-9a-f]{7,} Greet the world/);
    assert.equal(git('log', '-1', '--format=%an %s'), 'Ada Greet the world');
    assert.equal(readFileSync(join(window.folder, 'hello.txt'), 'utf8'), 'hello world\n');
    await window.clearNotifications();
  });

  it('a patch that does not apply leaves the repository as it was, and says why', async () => {
    const head = git('rev-parse', 'HEAD');
    writeFileSync(join(window.folder, 'README'), 'being written\n');
    await open('bad.eml', '[PATCH] Greet nobody');
    await window.clickInFrame('vscode-button:has-text("Apply…")');
    await window.dialog.choose('Apply');
    const said = await window.notifications.message(
      /^git am did not apply the patch, and the repository is as it was: /,
    );
    assert.match(said, /hello\.txt/);
    await window.screenshot('patch-refused');
    assert.equal(git('rev-parse', 'HEAD'), head);
    assert.equal(git('status', '--porcelain', '--untracked-files=no'), 'M README');
    assert.ok(!existsSync(join(window.folder, '.git', 'rebase-apply')));
    git('checkout', '-q', 'README');
    await window.clearNotifications();
  });

  it('applies a series: from one of its messages, and from rows that are selected', async () => {
    await window.showContainer('Mail');
    await window.tree('Mailboxes').takeWelcome('Try the demo mailbox');
    await window.tree('Mailboxes').reveal('imap-dev');
    await window.tree('Mailboxes').open('imap-dev');
    const messages = window.tree('Messages');
    const rows = messages.rows.filter({ hasText: /\[PATCH v2 [1-3]\/3\]/ });
    await until('the series', async () => (await rows.count()) === 3);
    await click(rows.filter({ hasText: '2/3' }).locator('.label-name'));
    await window.frameWith('mail-app h1:has-text("[PATCH v2 2/3]")');
    await window.clickInFrame('vscode-button:has-text("Apply series…")');
    await window.quickInput.opened('Patches to apply');
    assert.equal((await window.quickInput.labels()).length, 3);
    await window.quickInput.accept();
    await window.dialog.choose('Apply');
    await window.notifications.message(/^3 new commits in .*: [0-9a-f]{7,} wire: name the octet.*docs: say why/);
    assert.equal(git('log', '-3', '--format=%an').replace(/\s+/g, ' '), 'Magnus Dahl Magnus Dahl Magnus Dahl');
    await window.screenshot('patch-series');
    await window.clearNotifications();
    git('reset', '-q', '--hard', 'HEAD~3');
    await click(rows.filter({ hasText: '1/3' }).locator('.label-name'));
    await rows
      .filter({ hasText: '2/3' })
      .locator('.label-name')
      .click({ modifiers: ['Control'] });
    await chooseFromMenu(window.page, 'Apply Patches with git am…', () =>
      rightClick(rows.filter({ hasText: '2/3' }).locator('.label-name')),
    );
    await window.dialog.choose('Apply');
    await window.notifications.message(/^2 new commits in /);
  });

  it('bad mails open as far as they go, say what is wrong, and have their structure and source', async () => {
    await window.runCommand('View: Close All Editors');
    await window.showContainer('Explorer');
    for (const [name, source, said, parts] of bad) {
      await click(window.page.locator('.explorer-folders-view .label-name', { hasText: new RegExp(`^${name}.eml$`) }));
      let text = '';
      // What stands in shadow trees is read by what screen readers are given.
      const shown = async (): Promise<string> => {
        const frame = await window.frameWith('mail-app mail-header');
        return frame.locator('mail-app').ariaSnapshot();
      };
      await until(
        () => `${name}: ${String(said)} in\n${text.slice(0, 2000)}`,
        async () => {
          text = await shown().catch(() => '');
          return text.includes(`${name}.eml`) && said.test(text);
        },
      );
      await window.clickInFrame('role=tab[name="Structure"]');
      await until(`${name}: its parts`, async () => {
        const frame = await window.frameWith('mail-structure');
        return (await frame.getByRole('button', { name: /^Source of part/ }).count()) >= parts;
      });
      await window.clickInFrame('role=tab[name="Source"]');
      await until(`${name}: its source`, async () => {
        const frame = await window.frameWith('mail-source');
        const [, first = ''] = /^([^\r\n\0]*)/.exec(source) ?? [];
        return (await frame.locator('mail-source').ariaSnapshot()).includes(first);
      });
      await window.screenshot(`bad-mail-${name}`);
    }
  });
});
