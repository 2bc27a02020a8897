import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { outputDir } from '../setup/paths.mjs';
import { htmlBody, message, textBody } from './harness/messages.ts';
import { newsletter } from './harness/samples.ts';
import { WebviewBrowser, type WebviewPage } from './harness/webview-page.ts';

let browser: WebviewBrowser;
let view: WebviewPage;

before(async () => {
  browser = await WebviewBrowser.start('tools');
});

after(async () => {
  await browser.close();
});

beforeEach(async () => {
  await view?.close();
  view = await browser.open({});
});

const frame = (): FrameLocator => view.page.frameLocator('iframe');
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function show(change: Parameters<typeof message>[0], parts = 1): Promise<void> {
  await view.send({ type: 'show', message: message(change) });
  await view.shown(parts);
}

describe('find in message', () => {
  const find = async (query: string): Promise<string> => {
    await view.send({ type: 'command', command: 'find' });
    const input = view.page.getByRole('textbox', { name: 'Find in message' });
    await input.fill(query);
    return view.page.getByRole('search').getByRole('status').innerText();
  };
  const marked = (): Promise<number[]> =>
    view.page.evaluate(() => {
      const app = document.querySelector('mail-app')?.shadowRoot;
      const frames = Array.from(
        app?.querySelectorAll('mail-html-body') ?? [],
        (body) => body.shadowRoot?.querySelector('iframe')?.contentWindow,
      );
      return [window, ...frames].map((one) => {
        const highlights = (one as (Window & { CSS: typeof CSS }) | null)?.CSS.highlights;
        return highlights?.get('mail-find')?.size ?? 0;
      });
    });

  test('goes through the parts, their frames included, and wraps round', async () => {
    await show(
      {
        bodies: [
          htmlBody('<p>A need<b>le</b> here.</p><div>need</div><div>le</div>', null, '1'),
          textBody('needle\nNEEDLE', '2'),
        ],
      },
      2,
    );
    assert.equal(await find('needle'), '1 of 3');
    assert.deepEqual(await marked(), [2, 1]);
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('search').getByText('2 of 3').waitFor();
    await view.page.keyboard.press('Shift+Enter');
    await view.page.keyboard.press('Shift+Enter');
    await view.page.getByRole('search').getByText('3 of 3').waitFor();
    await view.page.getByRole('button', { name: 'Match case' }).click();
    assert.equal(await view.page.getByRole('search').getByRole('status').innerText(), '1 of 2');
    await view.page.screenshot({ path: join(outputDir, 'webview-find.png') });
    await view.page.getByRole('textbox', { name: 'Find in message' }).press('Escape');
    await view.page.getByRole('search').waitFor({ state: 'detached' });
    assert.deepEqual(await marked(), [0, 0]);
  });

  test('says when there is nothing, takes a query as it is, and scrolls to what it finds', async () => {
    await show({
      bodies: [
        htmlBody(`<p>a.b (c) [d] \\e</p>${'<p>line</p>'.repeat(400)}<p>the   very
      last</p>`),
      ],
    });
    assert.equal(await find('.*'), 'No results');
    assert.equal(await find('a.b (c) [d] \\e'), '1 of 1');
    assert.equal(await find('the very last'), '1 of 1');
    await view.page.waitForFunction(() => window.scrollY > 2000);
    assert.ok(await frame().getByText('very').isVisible());
  });

  test('unfolds a quote that hides what is found', async () => {
    await show({ bodies: [textBody(`I agree.\n${Array.from({ length: 12 }, (_, i) => `> quoted ${i}`).join('\n')}`)] });
    assert.equal(await view.page.getByText('quoted 7').isVisible(), false);
    assert.equal(await find('quoted 7'), '1 of 1');
    await view.page.getByText('quoted 7').waitFor();
  });
});

describe('the size of the text', () => {
  test('grows and shrinks in steps, is told to the host, and reaches frame and text', async () => {
    await show({ bodies: [htmlBody('<p id="p" style="width:100px">text</p>', null, '1'), textBody('plain', '2')] }, 2);
    const width = (): Promise<number> =>
      frame()
        .locator('p')
        .evaluate((element) => element.getBoundingClientRect().width);
    const before = await width();
    await view.send({ type: 'command', command: 'zoomIn' });
    await view.send({ type: 'command', command: 'zoomIn' });
    await view.page.getByRole('button', { name: /^Text size 125 percent/ }).waitFor();
    assert.deepEqual((await view.posted()).slice(-2), [
      { type: 'zoom', percent: 110 },
      { type: 'zoom', percent: 125 },
    ]);
    assert.ok(Math.abs((await width()) / before - 1.25) < 0.02, 'the frame');
    await view.page.screenshot({ path: join(outputDir, 'webview-zoom.png') });
    await view.page.getByRole('button', { name: /^Text size 125/ }).click();
    await view.page.getByRole('button', { name: /^Text size/ }).waitFor({ state: 'detached' });
    assert.equal(await width(), before);
    await frame().locator('p').hover();
    await view.page.keyboard.down('Control');
    await view.page.mouse.wheel(0, -100);
    await view.page.keyboard.up('Control');
    await view.page.getByRole('button', { name: /^Text size 110/ }).waitFor();
    await view.send({ type: 'zoom', percent: 200 });
    await view.page.getByRole('button', { name: /^Text size 200/ }).waitFor();
  });
});

describe('the source', () => {
  test('is asked for when its tab is opened, and shown as it is', async () => {
    await show({});
    await view.clearPosted();
    await view.page.getByRole('tab', { name: 'Source' }).click();
    await view.page.getByText('Fetching the source').waitFor();
    assert.deepEqual(await view.posted(), [{ type: 'source' }]);
    const text = 'Subject: x\r\n\r\n<script>alert(1)</script>\u202e\r\n';
    await view.send({ type: 'source', text, truncated: true, reason: '' });
    await view.page.getByText('<script>alert(1)</script>⟨U+202E⟩').waitFor();
    await view.page.getByText(/The first 4\d bytes of the source/).waitFor();
    await view.clearPosted();
    await view.page.getByRole('button', { name: 'Open as text' }).click();
    assert.deepEqual(await view.posted(), [{ type: 'viewSource' }]);
    await view.send({ type: 'source', text: null, truncated: false, reason: 'The connection failed.' });
    await view.page.getByText('The connection failed.').waitFor();
    await view.page.getByRole('button', { name: 'Retry' }).click();
  });
});

describe('a message leaves the view', () => {
  test('as a page of its own, with its images inside and nothing remote', async () => {
    await show(
      {
        subject: 'Numbers <b>&',
        bodies: [
          htmlBody(
            '<style>body{color:#ff0000} p.c{background:url(cid:logo)} i::after{content:"\\3c/style"} @media (width < 99999px){b{color:red}}</style><p class="c">Red</p>' +
              `<img src="cid:logo" alt="logo"><img src="https://t.evil.test/x.png" alt="remote"><img src="data:image/png;base64,${pixel}" alt="own">` +
              '<a href="https://example.org/a?b=c&d">link</a><a href="javascript:alert(1)">dead</a>',
            null,
            '1',
          ),
          textBody('plain\n> quoted\nhttps://example.org/', '2'),
        ],
        attachments: [
          { section: '3', name: 'a<b>.txt', type: 'text/plain', size: 4, decodedSize: 3, inline: false, opens: 'text' },
        ],
      },
      2,
    );
    await view.send({
      type: 'image',
      cid: 'logo',
      mediaType: 'image/png',
      data: new Uint8Array(Buffer.from(pixel, 'base64')),
    });
    const text = await view.exported('html');
    assert.doesNotMatch(text, /evil|javascript:/);
    const page = await browser.open({ page: () => text });
    const red = page.page.getByText('Red');
    assert.equal(await red.evaluate((element) => getComputedStyle(element).color), 'rgb(255, 0, 0)');
    assert.match(await red.evaluate((element) => getComputedStyle(element).backgroundImage), /^url\("data:image\/png/);
    assert.equal(
      await page.page.getByRole('img', { name: 'logo' }).evaluate((img) => (img as HTMLImageElement).naturalWidth),
      1,
    );
    assert.equal(
      await page.page.getByRole('link', { name: 'link' }).getAttribute('href'),
      'https://example.org/a?b=c&d',
    );
    assert.equal(await page.page.getByRole('link', { name: 'dead' }).count(), 0);
    assert.equal(await page.page.getByRole('heading').innerText(), 'Numbers <b>&');
    await page.page.getByText('a<b>.txt (3 bytes)').waitFor();
    await page.page.emulateMedia({ media: 'print' });
    await page.page.screenshot({ path: join(outputDir, 'webview-print.png'), fullPage: true });
    assert.deepEqual([page.evidence.requests, page.evidence.refusals, page.evidence.dialogs], [[], [], []]);
    await page.close();
  });

  test('as a PDF that has its pages', async () => {
    await show({ bodies: [htmlBody('<p>word</p>'.repeat(300))] });
    const text = await view.exported('print');
    const page = await browser.open({ page: () => text });
    const pdf = (await page.page.pdf()).toString('latin1');
    const pages = Number(/\/Count (\d+)/.exec(pdf)?.[1] ?? 0);
    assert.ok(pages >= 5 && pages <= 20, `${pages} pages`);
    await page.close();
  });

  test('as Markdown, from its HTML or from its text', async () => {
    await show({
      subject: 'A *star*',
      bodies: [
        htmlBody(
          '<h2>Head</h2><p>See <a href="https://example.org/">this</a> and <b>that</b>.</p><ul><li>one<li>two</ul><script>x</script>',
          'plain *text*\n> said',
        ),
      ],
    });
    assert.equal(
      await view.exported('markdown'),
      [
        '# A \\*star\\*',
        '',
        '**From:** Ada Lovelace <ada@example.org>  ',
        '**To:** Grace Hopper <grace@example.org>  ',
        '**Date:** Saturday, 14 March 2026 at 10:26',
        '',
        '## Head',
        '',
        'See [this](https://example.org/) and **that**.',
        '',
        '-   one',
        '-   two',
        '',
      ].join('\n'),
    );
    await view.page.getByRole('tab', { name: 'Text' }).click();
    await view.shown();
    assert.match(await view.exported('markdown'), /\n\nplain \*text\*\n> said\n$/);
  });

  test('how a newsletter looks on paper', async () => {
    await view.send({ type: 'show', message: newsletter });
    await view.shown();
    const text = await view.exported('print');
    const page = await browser.open({ page: () => text });
    await page.page.getByText('Issue 128').waitFor();
    const warned = page.page.locator('.mx-mismatch');
    const after = await warned.evaluate((element) => getComputedStyle(element, '::after').content);
    assert.match(after, /The text says www\.example\.org, but the link goes to/);
    await page.page.screenshot({ path: join(outputDir, 'webview-print-newsletter.png'), fullPage: true });
    assert.deepEqual(page.evidence.requests, []);
    await page.close();
  });
});

describe('remote images by sender', () => {
  const image = htmlBody('<p>x</p><img src="https://pictures.example/a.png" width=20 height=20>');

  test('of a verified sender the choice can be made for good', async () => {
    await show({ bodies: [image], alwaysImagesFrom: 'news@shop.example' });
    await view.clearPosted();
    await view.page.getByRole('button', { name: 'Always from news@shop.example' }).click();
    assert.deepEqual(await view.posted(), [{ type: 'loadRemoteImages', always: true }]);
  });

  test('of anybody else only for this message, and of junk never', async () => {
    await show({ bodies: [htmlBody('<p>y</p><img src="https://pictures.example/b.png" width=20 height=20>')] });
    await view.page.getByRole('button', { name: 'Load remote images' }).waitFor();
    assert.equal(await view.page.getByRole('button', { name: /^Always from/ }).count(), 0);
    await show({ bodies: [image], alwaysImagesFrom: 'news@shop.example', remoteImagesRefused: true });
    await view.page.getByText('Never loaded from junk').waitFor();
    assert.equal(await view.page.getByRole('button', { name: /images|Always/ }).count(), 0);
  });
});
