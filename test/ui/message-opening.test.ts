import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { chooseFromMenu } from './harness/menu.ts';
import { click, rightClick } from './harness/act.ts';
import { mail } from './harness/sample-mail.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const note = (who: string): string =>
  mail({ from: `${who} <${who.toLowerCase()}@example.org>`, subject: `From ${who}`, text: `Written by ${who}.` });

const withTable = (text: string): string =>
  [
    'From: Ada Lovelace <ada@example.org>',
    'Subject: =?utf-8?Q?A_file_f=C3=BCr_you?=',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<p id="text">${text}</p>`,
    '--b',
    'Content-Type: text/csv; name="numbers.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    'YSxi',
    '--b--',
    '',
  ].join('\r\n');

const page = [
  'From: Shop <news@shop.example>',
  'Subject: A page',
  'Authentication-Results: mx.example.org; dmarc=pass header.from=shop.example; dkim=pass header.d=shop.example',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<h1>Offers</h1><p>One needle, two needles.</p>',
  '<p><a href="https://xn--pple-43d.com/login?a=b%26c&amp;d=%2B">https://apple.com/login</a></p>',
  '<img src="https://tracker.example/p.png"><img src="https://cdn.example/q.png"><img src="https://cdn.example/r.png">',
  '',
].join('\r\n');

describe('opening messages: beside, as text, compared, one after the other', () => {
  let window: Workbench;

  before(async () => {
    window = await openWorkbench({
      name: 'message-opening',
      size: { width: 1400, height: 900 },
      files: {
        'ada.eml': note('Ada'),
        'grace.eml': note('Grace'),
        'table.eml': withTable('as it was'),
        'page.eml': page,
      },
      settings: { 'mailExplorer.message.trustedAuthenticationServers': ['mx.example.org'] },
    });
  });
  after(() => window.close());
  afterEach(() => assert.deepEqual(window.errors(), []));

  const file = (name: string) =>
    window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).locator('.label-name');
  const heading = (text: string) => window.frameWith(`mail-app h1:has-text("${text}")`);
  const messages = () => window.tree('Messages');
  /** Names of the open tabs, `, preview` behind those that the next one replaces. */
  const tabs = (): Promise<(string | null)[]> =>
    window.page.locator('.tabs-container .tab').evaluateAll((all) => all.map((tab) => tab.getAttribute('aria-label')));
  const shows = (what: string, expected: readonly string[]): Promise<unknown> =>
    until(what, async () => JSON.stringify(await tabs()) === JSON.stringify(expected));
  const sides = (): Promise<readonly string[]> =>
    window.page.locator('.monaco-diff-editor .view-lines').evaluateAll((all) => all.map((one) => one.textContent));

  it('a file is a text first, a mail by its button, and follows what is written', async () => {
    await window.openFile('table.eml');
    await window.editorShows(/Subject: =\?utf-8/);
    await click(window.page.getByRole('button', { name: 'Open Mail View' }));
    const frame = await window.frameWith('mail-app');
    await frame.getByRole('heading', { name: 'A file für you' }).waitFor();
    await frame.frameLocator('iframe').getByText('as it was').waitFor();
    await frame.getByText('numbers.csv').first().waitFor();
    await writeFile(join(window.folder, 'table.eml'), withTable('as it is now'));
    await frame.frameLocator('iframe').getByText('as it is now').waitFor();
  });

  it('a file shows where its parts are, and their source there', async () => {
    await window.clickInFrame('role=tab[name="Structure"]');
    await window.screenshot('eml-structure');
    await window.clickInFrame('role=button[name="Source of part 2, text/csv"]');
    await window.page.locator('.monaco-editor .selected-text').first().waitFor();
    await window.runCommand('View: Close All Editors');
  });

  it('a file: beside its text, back to text, and as a mail again', async () => {
    await window.openFile('ada.eml');
    await click(window.page.getByRole('button', { name: 'Open Mail View' }));
    await heading('From Ada');
    await window.runCommand('View: Reopen Editor with Text Editor');
    await window.editorShows(/^From: Ada/);
    await window.runCommand('View: Reopen Editor With...');
    await window.quickInput.pick('Mail View');
    await heading('From Ada');
    await chooseFromMenu(window.page, 'Open to the Side', () => rightClick(file('grace.eml')));
    await window.page.locator('.editor-group-container').nth(1).waitFor();
    await window.editorShows(/^From: Grace/);
    await click(window.page.getByRole('button', { name: 'Open Mail View' }));
    await heading('From Grace');
    await heading('From Ada');
    await window.screenshot('opening-beside');
  });

  it('comes back after a reload of the window, both of them', async () => {
    await window.reload();
    await heading('From Ada');
    await heading('From Grace');
    await window.runCommand('View: Close All Editors');
  });

  it('compares two files that are selected', async () => {
    await until('both are selected', async () => {
      await click(file('ada.eml'));
      await file('grace.eml').click({ modifiers: ['Control'] });
      return (await window.page.locator('.explorer-folders-view .monaco-list-row.selected').count()) === 2;
    });
    await chooseFromMenu(window.page, 'Compare Selected', () => rightClick(file('grace.eml')));
    await until('both texts', async () => {
      const [left = '', right = ''] = await sides();
      return left.includes('by\u00a0Ada') && right.includes('by\u00a0Grace');
    });
    await window.runCommand('View: Close All Editors');
  });

  it('a click on a row previews, the next one replaces it, a double click keeps it', async () => {
    await window.showContainer('Mail');
    await window.tree('Mailboxes').takeWelcome('Try the demo mailbox');
    await messages().row('Harbor CI').waitFor();
    await messages().open('Harbor CI');
    await heading('Run failed');
    await shows('a preview', ['[tidewater-sluice] Run failed: nightly, main (9f3c2e1).eml, preview']);
    await messages().open('Tomasz Wilk');
    await heading('The flame graph');
    await shows('the next in its place', ['The flame graph you asked for.eml, preview']);
    await until('it is kept', async () => {
      await messages().row('Tomasz Wilk').locator('.label-name').dblclick();
      return (await tabs())[0] === 'The flame graph you asked for.eml';
    });
    await messages().open('Harbor CI');
    await shows('both', [
      'The flame graph you asked for.eml',
      '[tidewater-sluice] Run failed: nightly, main (9f3c2e1).eml, preview',
    ]);
  });

  it('goes on to the next and back by toolbar and keys, in the same place, and the list follows', async () => {
    const selected = (sender: string): Promise<unknown> =>
      until(
        `the row of ${sender}`,
        async () => (await messages().row(sender).getAttribute('aria-selected')) === 'true',
      );
    await window.runCommand('View: Close All Editors');
    await messages().open('Harbor CI');
    await heading('Run failed');
    await click(window.tab('Run failed'));
    await click(window.page.getByRole('button', { name: /^Next Message/ }).first());
    await heading('The flame graph');
    await shows('one preview', ['The flame graph you asked for.eml, preview']);
    await selected('Tomasz Wilk');
    // The mail's own frame: keys pressed there are the workbench's too.
    const body = (await heading('The flame graph')).frameLocator('iframe').locator('body');
    await body.click({ position: { x: 5, y: 5 } });
    await window.page.keyboard.press('Alt+ArrowDown');
    await heading('Déployé');
    await selected('Léa Fontaine');
    await (await heading('Déployé')).locator('h1').click();
    await window.page.keyboard.press('Alt+ArrowUp');
    await heading('The flame graph');
    await selected('Tomasz Wilk');
  });

  it('shows a message of a server as text, beside, and as a mail again', async () => {
    await window.runCommand('View: Reopen Editor with Text Editor');
    await window.editorShows(/Subject: The flame graph you asked for/);
    await click(window.page.getByRole('button', { name: 'Open Mail View' }));
    await heading('The flame graph');
    await messages().contextMenu('Léa Fontaine', 'Open to the Side');
    await window.page.locator('.editor-group-container').nth(1).waitFor();
    await heading('Déployé');
    await heading('The flame graph');
  });

  it('compares two messages of a server, and one with a file', async () => {
    await messages().open('Harbor CI');
    await messages()
      .row('Tomasz Wilk')
      .locator('.label-name')
      .click({ modifiers: ['Control'] });
    await messages().contextMenu('Tomasz Wilk', 'Compare Selected');
    await until('both sources', async () => {
      const text = (await sides()).join('\n');
      return text.includes('flame-graph-1@tidewater') && text.includes('ci-88121@codeharbor');
    });
    await window.screenshot('opening-compared');
    await window.runCommand('View: Close All Editors');
    await window.openFile('ada.eml');
    await messages().contextMenu('Léa Fontaine', 'Compare With…');
    await window.quickInput.opened(/^Compare .*Déployé/);
    await window.quickInput.pick('ada.eml');
    await until('the file beside the message', async () => {
      const text = (await sides()).join('\n');
      return text.includes('by\u00a0Ada') && text.includes('deploy-190@tidewater');
    });
  });

  it('finds in a message, enlarges it, turns its sheet, and copies it as Markdown', async () => {
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: window.server.url });
    await window.runCommand('View: Close All Editors');
    await window.openFile('page.eml');
    await click(window.page.getByRole('button', { name: 'Open Mail View' }));
    const frame = await heading('A page');
    const body = frame.frameLocator('iframe').locator('body');
    await body.getByText('One needle').click();
    await window.page.keyboard.press('Control+f');
    await frame.getByRole('textbox', { name: 'Find in message' }).fill('needle');
    await frame.getByRole('search').getByText('1 of 2').waitFor();
    await window.screenshot('view-find');
    await window.page.keyboard.press('Escape');
    await window.runCommand('Mail Explorer: Enlarge Message Text');
    await frame.getByText('110 %').waitFor();
    await window.clickInFrame('button:has-text("110 %")');
    await window.clickInFrame('button:has-text("Dark sheet")');
    await frame.locator('.sheet[data-appearance=inverted]').waitFor();
    await window.screenshot('view-dark-sheet');
    await window.clickInFrame('button:has-text("Light sheet")');
    await window.runCommand('Mail Explorer: Copy as Markdown');
    const copied = await until('the Markdown', async () => {
      const text = await window.page.evaluate(() => navigator.clipboard.readText());
      return text.includes('# ') ? text : undefined;
    });
    assert.match(copied, /A page[\s\S]*Offers[\s\S]*One needle/);
  });

  it('shows where a link leads, and opens exactly that after a question', async () => {
    const frame = await heading('A page');
    const link = frame.frameLocator('iframe').getByRole('link', { name: 'https://apple.com/login' });
    await link.hover();
    await frame
      .getByText(/xn--pple-43d\.com/)
      .first()
      .waitFor();
    // The look-alike is told as the network has it, and nothing of the warning is cut off.
    const said = frame.locator('mail-status-line .warning');
    assert.match(await said.innerText(), /says apple\.com, but the link goes to xn--pple-43d\.com\./);
    assert.ok(await said.evaluate(({ parentElement: box }) => box !== null && box.scrollWidth <= box.clientWidth));
    await window.screenshot('view-link');
    await link.click();
    assert.match(await window.dialog.message(), /external website/);
    assert.ok((await window.dialog.detail()).includes('https://xn--pple-43d.com/login?a=b%26c&d=%2B'));
    await window.dialog.choose('Cancel');
  });

  it('exports and prints a page that asks nobody for anything', async () => {
    for (const [command, name] of [
      ['Mail Explorer: Export as HTML…', 'export.html'],
      ['Mail Explorer: Print…', 'print.html'],
    ] as const) {
      await window.runCommand(command);
      await window.quickInput.enterFile(/Export Message/, join(window.folder, name));
      const written = await until(name, () => readFile(join(window.folder, name), 'utf8').catch(() => undefined));
      assert.match(written, /One needle/);
      assert.match(written, /Content-Security-Policy/);
      assert.doesNotMatch(written, /(?:src|srcset|background)="?https?:/);
    }
    await window.notifications.message('Open it in a browser and print it from there.');
    await window.clearNotifications();
  });

  it('lists remote images by host, asks for them only then, and for good where the sender is verified', async () => {
    const asked: string[] = [];
    const isRemote = (url: URL): boolean => /^(?:tracker|cdn)\.example$/.test(url.hostname);
    await window.page.context().route(isRemote, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ status: 404 });
    });
    await window.page.mouse.move(900, 700);
    const frame = await heading('A page');
    await frame.getByText('3 remote items blocked, from 2 hosts.').waitFor();
    await window.clickInFrame('button:has-text("Show hosts")');
    const hosts = await frame.getByRole('list', { name: 'Blocked hosts' }).ariaSnapshot();
    assert.match(hosts, /cdn\.example[\s\S]*2 images[\s\S]*tracker\.example[\s\S]*1 image/);
    assert.deepEqual(asked, []);
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await window.setTheme(theme);
      await window.screenshot(`view-${theme}`);
    }
    await window.clickInFrame('vscode-button:has-text("Always from news@shop.example")');
    await until('the images are asked for', () => new Set(asked).size === 3);
    await window.runCommand('View: Close Editor');
    asked.length = 0;
    await window.runCommand('View: Reopen Closed Editor');
    await heading('A page');
    await until('they are asked for by themselves', () => new Set(asked).size === 3);
  });
});
