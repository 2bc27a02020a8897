import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { css } from '../fixtures/html-vectors/css.ts';
import { elsewhere } from '../fixtures/html-vectors/elsewhere.ts';
import { handlers } from '../fixtures/html-vectors/handlers.ts';
import { markup } from '../fixtures/html-vectors/markup.ts';
import { resources } from '../fixtures/html-vectors/resources.ts';
import { scripts } from '../fixtures/html-vectors/scripts.ts';
import { htmlBody, message } from './harness/messages.ts';
import { WebviewBrowser, type Evidence, type WebviewPage } from './harness/webview-page.ts';

const families = { scripts, handlers, markup, resources, css, elsewhere };

const hostOf = (family: string, index: number): string => `${family}-${index}.evil.test`;

function fill(vector: string, family: string, index: number): string {
  return vector
    .replaceAll('{{h}}', hostOf(family, index))
    .replaceAll('{{js}}', `top.PWNED=1;alert('PWNED ${family} ${index}')`);
}

/** Attribute names that may stand in the frame, ours included. */
const attributes = new Set(
  (
    'abbr align alt bgcolor border cellpadding cellspacing class clear color cols colspan compact datetime dir face ' +
    'headers height hspace id lang nowrap noshade open reversed role rowspan rules scope size span start style ' +
    'summary text title type valign value vspace width src rel tabindex referrerpolicy'
  ).split(' '),
);

interface FrameFacts {
  readonly elements: readonly string[];
  readonly badAttributes: readonly string[];
}

/** In the page: tries everything a person could do to every element, and reports what the frame holds. */
function exercise(allowed: readonly string[]): FrameFacts {
  const frame = document
    .querySelector('mail-app')
    ?.shadowRoot?.querySelector('mail-html-body')
    ?.shadowRoot?.querySelector('iframe');
  const doc = frame?.contentDocument;
  if (!doc) {
    return { elements: ['(no frame)'], badAttributes: [] };
  }
  const names = new Set(allowed);
  const badAttributes: string[] = [];
  for (const element of Array.from(doc.body.querySelectorAll<HTMLElement>('*')).slice(-400)) {
    for (const type of [
      'pointerover',
      'mouseover',
      'mouseenter',
      'mousedown',
      'mouseup',
      'click',
      'auxclick',
      'dragstart',
      'toggle',
    ]) {
      element.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
    }
    element.focus();
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }
  for (const element of doc.querySelectorAll('body, body *')) {
    for (const { name, value } of element.attributes) {
      const url = name === 'src' && !value.startsWith('blob:');
      if (!names.has(name) || url || (name === 'style' && /url\(/i.test(value))) {
        badAttributes.push(`<${element.localName} ${name}="${value.slice(0, 80)}">`);
      }
    }
  }
  for (const style of doc.head.querySelectorAll('style')) {
    if (/url\s*\(|@import|@font-face|evil\.test/i.test(style.textContent)) {
      badAttributes.push(`style: ${style.textContent.slice(0, 200)}`);
    }
  }
  return { elements: Array.from(doc.querySelectorAll('body *'), (element) => element.localName), badAttributes };
}

/** In an exported page: fires at every element what a person could, and reports what should not be there. */
function exercisePage(parts: number): string[] {
  const odd: string[] = [];
  const roots: (Document | ShadowRoot)[] = [document];
  for (const element of document.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const found = document.querySelectorAll('.part').length;
  if (found !== parts || document.body.children.length !== parts + 2) odd.push(`${found} parts in the page`);
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      for (const { name, value } of element.attributes) {
        const remote = name === 'src' && !value.startsWith('data:image/');
        const leads = name === 'href' && !/^(?:https?:\/\/|mailto:|#)/.test(value);
        if (name.startsWith('on') || remote || leads)
          odd.push(`<${element.localName} ${name}="${value.slice(0, 80)}">`);
      }
      if (/^(?:script|iframe|object|embed|link|base|form|svg|math|template)$/.test(element.localName))
        odd.push(element.localName);
      for (const type of [
        'pointerover',
        'mouseover',
        'mousedown',
        'focusin',
        'toggle',
        'animationend',
        'load',
        'error',
      ]) {
        element.dispatchEvent(new Event(type, { bubbles: true }));
      }
    }
  }
  return odd;
}

const allowedElements =
  /^(?:a|abbr|acronym|address|article|aside|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|details|dfn|dir|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hgroup|hr|i|img|ins|kbd|li|main|mark|menu|nav|nobr|ol|p|pre|q|rp|rt|ruby|s|samp|section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|wbr)$/;

function problems(evidence: Evidence): string[] {
  return [
    ...evidence.requests.map((url) => `request: ${url}`),
    ...evidence.dialogs.map((text) => `script: ${text}`),
    ...evidence.refusals.map((text) => `let through by the sanitiser: ${text}`),
    ...evidence.navigations.map((url) => `navigation: ${url}`),
    ...evidence.windows.map((url) => `window: ${url}`),
  ];
}

describe('HTML of a mail makes no request and runs no script', () => {
  let browser: WebviewBrowser;
  let view: WebviewPage;

  before(async () => {
    browser = await WebviewBrowser.start('vectors');
    view = await browser.open();
  });

  for (const [family, vectors] of Object.entries(families)) {
    test(`${family}: ${vectors.length} vectors`, async () => {
      const failures: string[] = [];
      for (const [index, vector] of vectors.entries()) {
        const before = problems(view.evidence).length;
        await view.send({
          type: 'show',
          message: message({ bodies: [htmlBody(`<p>text</p>${fill(vector, family, index)}`)] }),
        });
        await view.shown();
        const facts = await view.page.evaluate(exercise, [...attributes]);
        await view.page.mouse.move(300, 420);
        await view.page.mouse.click(120, 430);
        await view.page.keyboard.press('Tab');
        const found = [
          ...problems(view.evidence).slice(before),
          ...facts.badAttributes,
          ...facts.elements.filter((name) => !allowedElements.test(name)).map((name) => `element: ${name}`),
        ];
        if (found.length > 0) {
          failures.push(`${family} ${index}: ${vector.slice(0, 120)}\n    ${found.join('\n    ')}`);
        }
      }
      assert.deepEqual(failures, []);
    });
  }

  test('there are at least 500 of them', () => {
    const all = Object.values(families).flat();
    assert.ok(
      new Set(all).size === all.length && all.length >= 500,
      `${all.length} vectors, ${new Set(all).size} different`,
    );
  });

  test('links that left were web or mail addresses only, and only because they were clicked', async () => {
    const links = (await view.posted()).filter((one) => one.type === 'openLink');
    assert.ok(links.length > 10, 'the clicks of the vectors reached links');
    assert.deepEqual(
      links.map((one) => one.href).filter((href) => !/^(?:https?:\/\/|mailto:)/.test(href)),
      [],
    );
  });

  test('the same vectors as exported pages, on screen and on paper, and as Markdown', async () => {
    let text = '';
    const page = await browser.open({ page: () => text });
    const failures: string[] = [];
    const all = Object.entries(families).flatMap(([family, vectors]) =>
      vectors.map((vector, index) => ({ vector, html: `<p>text</p>${fill(vector, family, index)}` })),
    );
    // Many in one page: each is a part of its own, as in a mail of several parts.
    for (let at = 0; at < all.length; at += 20) {
      const some = all.slice(at, at + 20);
      const bodies = some.map(({ html }, index) => htmlBody(html, null, String(index + 1)));
      await view.send({ type: 'show', message: message({ bodies }) });
      const before = problems(page.evidence).length;
      text = await view.exported('html');
      await page.page.goto('https://webview.harness/');
      const odd = await page.page.evaluate(exercisePage, bodies.length);
      await page.page.emulateMedia({ media: 'print' });
      await page.page.screenshot();
      await page.page.emulateMedia({ media: 'screen' });
      const markdown = (await view.exported('markdown')).replace(/`[^`]*`/g, '');
      const targets = Array.from(markdown.matchAll(/(?<!\\)\]\(<?([^)\s]*)/g), ([, target]) => target ?? '');
      failures.push(
        ...problems(page.evidence).slice(before),
        ...odd,
        ...targets.filter((target) => !/^(?:https?:\/\/|mailto:|#)/.test(target)).map((target) => `link to ${target}`),
        ...(markdown.match(/(?<!\\)!\[[^\]]*\]\(/g) ?? []),
      );
    }
    assert.deepEqual(failures, []);
    assert.deepEqual(problems(view.evidence), []);
    await page.close();
  });

  test('the same vectors in subject, names, headers and file names are text', async () => {
    const failures: string[] = [];
    for (const [index, vector] of scripts.entries()) {
      const text = fill(vector, 'header', index);
      await view.send({
        type: 'show',
        message: message({
          subject: text,
          from: [{ name: text, address: `${text}@example.org`, group: text }],
          headers: [{ name: text, value: text, raw: text }],
          flags: [text],
          problems: [text],
          mailboxLabel: text,
          accountLabel: text,
          attachments: [
            { section: '2', name: text, type: text, size: 1, decodedSize: 1, inline: false, opens: 'save' },
          ],
        }),
      });
      await view.shown();
      const shown = await view.page.locator('h1').innerText();
      if (!shown.includes('PWNED') && text.includes('PWNED')) {
        failures.push(`header ${index} is not shown as text: ${shown}`);
      }
    }
    assert.deepEqual([...failures, ...problems(view.evidence)], []);
  });

  after(async () => {
    const log = await browser.close();
    assert.ok(log.includes('"constants"'), 'the browser wrote its network log');
    assert.deepEqual(log.match(/[\w-]+\.evil\.test/g) ?? [], [], 'the network stack never heard of a host of a mail');
  });
});

describe('the detector sees (positive control)', () => {
  test('the same HTML in a plain page runs scripts, makes requests and stands in the network log', async (t) => {
    const browser = await WebviewBrowser.start('control');
    t.after(() => browser.close());
    const view = await browser.open({ raw: true });
    const html = [
      '<img src="https://img.evil.test/pixel.gif">',
      '<p style="background:url(https://css.evil.test/bg.png)">x</p>',
      '<img src="data:," onerror="alert(\'PWNED\')">',
    ].join('');
    const dialog = view.page.waitForEvent('dialog');
    const requests = Promise.all(
      ['img', 'css'].map((name) =>
        view.page.waitForEvent('requestfailed', (one) => one.url().includes(`//${name}.evil`)),
      ),
    );
    await view.page.evaluate((markupText) => {
      const target = document.querySelector('#raw');
      if (target) {
        target.innerHTML = markupText;
      }
    }, html);
    await Promise.all([dialog, requests]);
    assert.deepEqual(view.evidence.dialogs, ['PWNED']);
    const hosts = new Set(view.evidence.requests.map((url) => new URL(url).host));
    assert.ok(hosts.has('img.evil.test') && hosts.has('css.evil.test'), 'requests are seen');
    await view.close();
    const log = await browser.close();
    assert.ok(log.includes('img.evil.test'), 'the network log names the host');
  });

  test('without the sanitiser vectors of every family are seen, and neither run nor fetch', async (t) => {
    const browser = await WebviewBrowser.start('control-sanitiser');
    t.after(() => browser.browser.close());
    const view = await browser.open();
    const seen: Record<string, number> = {};
    for (const [family, vectors] of Object.entries(families)) {
      seen[family] = 0;
      for (const [index, vector] of vectors.slice(0, 12).entries()) {
        const before = problems(view.evidence).length;
        await view.send({ type: 'show', message: message({ bodies: [htmlBody(`<p>text ${index}</p>`)] }) });
        await view.shown();
        await view.page.evaluate(
          (markupText) => {
            const frame = document
              .querySelector('mail-app')
              ?.shadowRoot?.querySelector('mail-html-body')
              ?.shadowRoot?.querySelector('iframe');
            if (frame?.contentDocument) frame.contentDocument.body.innerHTML = markupText;
          },
          fill(vector, family, index),
        );
        const { elements, badAttributes } = await view.page.evaluate(exercise, [...attributes]);
        const told = problems(view.evidence).length > before;
        if (told || badAttributes.length > 0 || elements.some((name) => !allowedElements.test(name))) seen[family]++;
      }
    }
    for (const [family, count] of Object.entries(seen)) assert.ok(count >= 10, `${family}: ${JSON.stringify(seen)}`);
    assert.deepEqual([view.evidence.dialogs, view.evidence.windows], [[], []]);
    // The inspector tells of requests that a policy stops; the network stack hears of none of them.
    assert.deepEqual((await browser.close()).match(/[\w-]+\.evil\.test/g) ?? [], []);
  });

  test('a script and a request that only the policies stop are seen too', async (t) => {
    const browser = await WebviewBrowser.start('control-policy');
    t.after(() => browser.close());
    const view = await browser.open();
    await view.send({ type: 'show', message: message({ bodies: [htmlBody('<p>text</p>')] }) });
    await view.shown();
    const refused = ['"img-src data: blob', '"img-src blob: data', 'sandboxed'].map((word) =>
      view.page.waitForEvent('console', (one) => one.text().includes(word)),
    );
    await view.page.evaluate(() => {
      const frame = document
        .querySelector('mail-app')
        ?.shadowRoot?.querySelector('mail-html-body')
        ?.shadowRoot?.querySelector('iframe');
      const doc = frame?.contentDocument;
      const image = doc?.createElement('img');
      const script = doc?.createElement('script');
      if (doc && image && script) {
        image.src = 'https://policy.evil.test/x.gif';
        script.textContent = 'alert(1)';
        doc.body.append(image, script);
      }
    });
    await Promise.all(refused);
    // The sandbox, the frame's own policy and the page's: each says so for itself.
    const layers = ['sandboxed', '"img-src blob: data:"', '"img-src data: blob:"'];
    for (const layer of layers) {
      assert.ok(
        view.evidence.refusals.some((text) => text.includes(layer)),
        `${layer} in ${view.evidence.refusals.join('\n')}`,
      );
    }
    assert.deepEqual([view.evidence.dialogs, view.evidence.requests], [[], []]);
  });
});
