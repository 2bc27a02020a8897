import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlBody, message, textBody } from './harness/messages.ts';
import { newsletter, pixelPng } from './harness/samples.ts';
import { useView } from './harness/view.ts';

const view = useView('frame');

describe('HTML in its frame', () => {
  view.fresh();

  test("remote content is counted by host; loading it is the host's to do", async () => {
    await view.send({ type: 'show', message: newsletter });
    await view.shown();
    await view.page.getByText('3 remote items blocked, from 3 hosts.').waitFor();
    await view.page.getByRole('button', { name: 'Show hosts' }).click();
    const hosts = await view.page.getByRole('list', { name: 'Blocked hosts' }).innerText();
    assert.deepEqual(hosts.split('\n').sort(), [
      'cdn.news.example 1 other item, never loaded',
      'img.news.example 1 image',
      't.tracker.example 1 image',
    ]);
    assert.deepEqual(await view.clickedPosts('Load remote images'), [{ type: 'loadRemoteImages', always: false }]);
    assert.deepEqual(view.evidence.requests, []);
  });

  test('a cid: image appears whether it comes before or after the text', async () => {
    const html =
      '<p>logo</p><img id=a src="cid:logo@x" width=40 height=40><img id=b src="cid:late@x" width=40 height=40>' +
      '<div id=c style="background-image:url(cid:late@x);width:9px;height:9px"></div><img id=d src="cid:bad@x">';
    await view.send({ type: 'show', message: message({ bodies: [htmlBody(html)] }) });
    await view.send({ type: 'image', cid: 'logo@x', mediaType: 'image/png', data: pixelPng });
    await view.shown();
    await view.send({ type: 'image', cid: 'late@x', mediaType: 'image/svg+xml', data: pixelPng });
    await view.send({ type: 'image', cid: 'late@x', mediaType: 'image/png', data: new Uint8Array([1]) });
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    await view.send({ type: 'image', cid: 'bad@x', mediaType: 'image/png', data: svg });
    for (const id of ['a', 'b']) {
      const image = view.frame().locator(`#mail-${id}`);
      await image.evaluate((element: HTMLImageElement) => element.decode());
      assert.equal(await image.evaluate((element: HTMLImageElement) => element.naturalWidth), 1);
    }
    const background = await view
      .frame()
      .locator('#mail-c')
      .evaluate((element) => getComputedStyle(element).backgroundImage);
    assert.match(background, /^url\("blob:/);
    await view.frame().locator('#mail-d.mx-missing').waitFor();
    assert.deepEqual(view.evidence.requests, []);
  });

  test('links show where they lead, leave by the host, and warn when they lie', async () => {
    const html =
      '<a href="https://news.example/a?b=1">news</a> <a href="https://evil.test/">https://bank.example</a> ' +
      '<a href="https://xn--pple-43d.example/">fruit</a> <a href="javascript:alert(1)">dead</a> <a href="#below">down</a>' +
      '<p style="height:1500px">x</p><p id="below">below</p>';
    await view.show({ bodies: [htmlBody(html)] });
    const good = view.frame().getByRole('link', { name: 'news' });
    assert.equal(await good.getAttribute('title'), 'https://news.example/a?b=1');
    assert.equal(await good.getAttribute('href'), null, 'the browser never knows the address');
    await good.hover();
    await view.page.locator('mail-status-line').getByText('https://news.example/a?b=1').waitFor();
    const lying = view.frame().getByRole('link', { name: 'https://bank.example' });
    assert.match((await lying.getAttribute('title')) ?? '', /says bank\.example, but the link goes to evil\.test/);
    await lying.hover();
    await view.page
      .locator('mail-status-line')
      .getByText(/⚠ The text says bank\.example/)
      .waitFor();
    assert.match(
      (await view.frame().getByRole('link', { name: 'fruit' }).getAttribute('title')) ?? '',
      /аpple\.example\n.*xn--pple/,
    );
    assert.equal(await view.frame().getByText('dead').getAttribute('role'), null);
    await view.clearPosted();
    await good.click();
    await lying.press('Enter');
    await view.frame().getByText('dead').click();
    assert.deepEqual(await view.posted(), [
      { type: 'openLink', href: 'https://news.example/a?b=1' },
      { type: 'openLink', href: 'https://evil.test/' },
    ]);
    await view.frame().getByText('down').click();
    await view.page.waitForFunction(() => window.scrollY > 500);
  });

  test('the frame is as tall as the mail, and does not chase itself', async () => {
    await view.show({
      bodies: [
        htmlBody(
          '<div style="height:1800px">tall</div><div style="height:100vh">view</div><details><summary>more</summary><p style="height:700px">x</p></details>',
        ),
      ],
    });
    const height = (): Promise<number> => view.page.locator('iframe').evaluate((element) => element.clientHeight);
    const first = await height();
    assert.ok(first > 1800 && first < 2100, String(first));
    await view.frame().getByText('more').click();
    await view.page.waitForFunction((old) => {
      const element = document
        .querySelector('mail-app')
        ?.shadowRoot?.querySelector('mail-html-body')
        ?.shadowRoot?.querySelector('iframe');
      return (element?.clientHeight ?? 0) > old + 600;
    }, first);
    assert.ok((await height()) < first + 900);
  });

  test('an overlay stays inside the mail, in the flow', async () => {
    await view.show({
      bodies: [
        htmlBody(
          '<div id=o style="position:fixed;inset:0;z-index:9;background:red;height:100vh">Your session expired</div>',
        ),
      ],
    });
    const style = await view
      .frame()
      .locator('#mail-o')
      .evaluate((element) => getComputedStyle(element).position);
    assert.equal(style, 'static');
    const box = await view.page.locator('iframe').boundingBox();
    const header = await view.page.locator('header').boundingBox();
    assert.ok(box && header && box.y >= header.y + header.height);
  });

  test('a million attributes neither hang the view nor reach the frame', async () => {
    const attributes = Array.from({ length: 1_000_000 }, (_, i) => `a${i}`).join(' ');
    await view.show({ bodies: [htmlBody(`<p ${attributes}>bomb</p>`)] });
    await view.page.getByRole('button', { name: 'Show anyway' }).click();
    await view.frame().getByText('bomb').waitFor();
    await view.page.getByText('it has 1000000').waitFor();
  });

  test('a mail of several parts shows each in a frame of its own', async () => {
    await view.show(
      {
        bodies: [
          htmlBody('<p>one <div style="display:none">', null, '1'),
          htmlBody('two', null, '2'),
          textBody('three', '3'),
        ],
      },
      3,
    );
    assert.equal(await view.page.locator('iframe').count(), 2);
    await view.page.frameLocator('iframe >> nth=1').getByText('two').waitFor();
    await view.page.getByText('three').waitFor();
  });

  test('the plain text of a mail is one click away', async () => {
    await view.send({ type: 'show', message: newsletter });
    await view.shown();
    await view.page.getByRole('tab', { name: 'Text' }).click();
    await view.page.locator('mail-text-body').getByText('parsers that never go back').waitFor();
    assert.equal(await view.page.locator('iframe').count(), 0);
    assert.equal(await view.page.locator('mail-remote-bar mail-banner').count(), 0);
    await view.page.getByRole('tab', { name: 'HTML' }).click();
    await view.frame().getByText('Issue 128').waitFor();
  });

  test('1 MB of HTML is painted within 500 ms', async () => {
    // Tables in tables with the same styles again and again, as mail programs and newsletters write them.
    const cell =
      'padding:12px 24px 8px 24px;border-bottom:1px solid #dddddd;font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#333333';
    const row = (i: number): string =>
      `<tr><td align="left" valign="top" style="${cell}"><table cellpadding="0" cellspacing="0" border="0" width="100%" style="border-collapse:collapse"><tr>` +
      `<td class="c${i % 7}" style="${cell};width:30%">Item ${i}</td><td style="${cell}">Some words about it, as many as stand in a line of a newsletter. ` +
      `<a href="https://h${i % 9}.example/items/${i}" style="color:#0b57d0;text-decoration:none">Open ${i}</a></td></tr></table></td></tr>`;
    let html = '<style>.c1{color:#333}.c2{background:#fafafa}</style><table>';
    for (let i = 0; html.length < 1024 * 1024; i++) {
      html += row(i);
    }
    // From the host's message to the first screen on the page: what the page's own thread works, because a busy machine
    // makes any clock slower; the clock is printed.
    const cdp = await view.page.context().newCDPSession(view.page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async (): Promise<number> => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
    };
    const runs: number[] = [];
    for (let run = 0; run < 8 && (run < 3 || Math.min(...runs) > 500); run++) {
      const began = await worked();
      const painted = await view.page.evaluate(
        async (given) => {
          const app = document.querySelector('mail-app');
          const shown = new Promise((resolve) =>
            app?.shadowRoot?.addEventListener('mail-shown', resolve, { once: true }),
          );
          const clock = performance.now();
          window.dispatchEvent(new MessageEvent('message', { data: given }));
          await shown;
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          return Math.round(performance.now() - clock);
        },
        // Another text each time: the same one would not be drawn anew.
        { type: 'show', message: message({ bodies: [htmlBody(`${html}</table>${run}`)] }) },
      );
      runs.push(Math.round((await worked()) - began));
      await view.page.locator(`mail-app[data-whole="${run + 1}"]`).waitFor({ state: 'attached' });
      const all = Math.round((await worked()) - began);
      console.log(
        `1 MB of HTML: painted after ${painted} ms by the clock, ${runs.at(-1)} ms of work, ${all} ms for all of it`,
      );
    }
    assert.ok(Math.min(...runs) <= 500, `best of ${runs.join(', ')} ms`);
  });
});

describe('remote images after they were allowed', () => {
  view.fresh({ remoteImages: true });

  test('images are asked for by https, nothing else is', async () => {
    const html =
      '<img src="http://plain.evil.test/a.gif"><img srcset="https://set.evil.test/b.gif 2x"><p style="background:url(https://css.evil.test/c.gif)">x</p>' +
      '<style>p{list-style-image:url(//sheet.evil.test/d.gif)} @import "https://import.evil.test/x.css"; @font-face{font-family:f;src:url(https://font.evil.test/f)} p{font-family:f;cursor:url(https://cursor.evil.test/c),auto}</style>' +
      '<link rel=stylesheet href="https://link.evil.test/l.css"><iframe src="https://frame.evil.test/"></iframe><video poster="https://poster.evil.test/p.png" src="https://video.evil.test/v"></video>';
    const four = ['plain', 'set', 'css'].map((name) =>
      view.page.waitForEvent('requestfailed', (one) => one.url().includes(`//${name}.evil`)),
    );
    await view.send({ type: 'show', message: message({ bodies: [htmlBody(html)], remoteImagesAllowed: true }) });
    await view.shown();
    await Promise.all(four);
    const hosts = new Set(view.evidence.requests.map((url) => `${new URL(url).protocol}//${new URL(url).host}`));
    assert.deepEqual(
      [...hosts].filter((host) => !/^https:\/\/(?:plain|set|css|sheet)\.evil\.test$/.test(host)),
      [],
    );
    await view.frame().locator('img.mx-missing').nth(1).waitFor();
    assert.equal(await view.page.locator('mail-remote-bar mail-banner').count(), 0, 'nothing is left to load');
  });
});
