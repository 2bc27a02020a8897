import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { outputDir } from '../setup/paths.mjs';
import type { BodyView } from '../../webview/protocol.ts';
import { htmlBody, message, textBody } from './harness/messages.ts';
import { discussion, newsletter } from './harness/samples.ts';
import { useView } from './harness/view.ts';

const view = useView('message');

describe('the header of a message', () => {
  view.fresh();

  test('says ready, then shows subject, people, date, flags and size', async () => {
    assert.deepEqual(await view.posted(), [{ type: 'ready' }]);
    await view.send({ type: 'show', message: newsletter });
    await view.shown();
    assert.match(await view.page.getByRole('heading', { level: 1 }).innerText(), /^The Compiler Weekly #128/);
    for (const text of ['From', 'news@news.example', 'Reply to', 'editors@news.example', 'Grace Hopper']) {
      assert.ok(await view.page.getByText(text, { exact: true }).isVisible(), text);
    }
    for (const text of ['Flagged', 'Reading', '47 KB', 'INBOX · Work']) {
      assert.ok(await view.page.getByText(text, { exact: true }).isVisible(), text);
    }
    assert.equal(await view.page.getByText('Seen').count(), 0);
    const date = view.page.locator('time');
    assert.equal(await date.innerText(), 'Saturday, 14 March 2026 at 10:26');
    assert.match((await date.getAttribute('title')) ?? '', /Sat, 14 Mar 2026 10:26:53 \+0100/);
    await view.send({ type: 'flags', flags: ['\\Answered'] });
    await view.page.getByText('Answered').waitFor();
    assert.equal(await view.page.getByText('Flagged').count(), 0);
  });

  test('many recipients fold, open with a way to copy each', async () => {
    await view.send({ type: 'show', message: discussion });
    await view.shown();
    const more = view.page.getByRole('button', { name: /and 2 others/ });
    assert.equal(await more.getAttribute('aria-expanded'), 'false');
    await more.click();
    await view.page.getByText('adele@example.org').waitFor();
    assert.deepEqual(await view.clickedPosts('Copy adele@example.org'), [
      { type: 'copy', what: 'address', text: 'adele@example.org' },
    ]);
  });

  test('all headers open on demand and stay open', async () => {
    await view.show({ headers: [{ name: 'X-Note', value: 'decoded ä', raw: '=?utf-8?Q?decoded_=C3=A4?=' }] });
    const button = view.page.getByRole('button', { name: /All headers \(1\)/ });
    await button.click();
    assert.match(await view.page.getByRole('region', { name: 'All headers' }).innerText(), /X-Note\s+decoded ä/);
    assert.match((await view.page.locator('td').first().getAttribute('title')) ?? '', /=\?utf-8/);
    await view.show({});
    await view.page.getByRole('region', { name: 'All headers' }).waitFor();
  });

  test('hidden characters in names and subjects are visible', async () => {
    await view.show({
      subject: 'pay\u202egnp.exe\u0007',
      from: [{ name: 'Bank\u200b', address: 'eve@evil.test', group: null }],
    });
    assert.equal(await view.page.getByRole('heading', { level: 1 }).innerText(), 'pay⟨U+202E⟩gnp.exe␇');
    await view.page.getByText('Bank⟨U+200B⟩').waitFor();
  });

  test('a message without anything says so', async () => {
    await view.send({
      type: 'show',
      message: message({
        subject: '',
        from: [],
        to: [],
        date: { iso: null, original: null, received: null },
        headers: [],
        bodies: [],
        size: null,
        messageId: null,
      }),
    });
    await view.page.getByRole('heading', { name: 'No subject' }).waitFor();
    await view.page.getByText('This message has no text.').waitFor();
  });
});

describe('attachments', () => {
  view.fresh();

  test('show name, type and size, and what can be done', async () => {
    await view.send({ type: 'show', message: discussion });
    await view.shown();
    const section = view.page.getByRole('region', { name: '3 attachments' });
    assert.match(await section.innerText(), /invoice⟨U\+202E⟩gpj\.exe/);
    assert.match(await section.innerText(), /application\/pdf · 1\.7 MB/);
    assert.deepEqual(await view.clickedPosts('Open 0001-stream-literals.patch'), [
      { type: 'openAttachment', section: '2' },
    ]);
    assert.deepEqual(await view.clickedPosts('Save 0001-stream-literals.patch'), [
      { type: 'saveAttachment', section: '2' },
    ]);
    assert.deepEqual(await view.clickedPosts('Save all'), [{ type: 'saveAll' }]);
    assert.equal(await view.page.getByRole('button', { name: /^Open invoice/ }).count(), 0);
  });

  test('5,000 of them do not all stand there at once', async () => {
    const attachments = Array.from({ length: 5000 }, (_, i) => ({
      section: String(i + 2),
      name: `file-${i}.bin`,
      type: 'application/octet-stream',
      size: 10,
      decodedSize: 7,
      inline: false,
      opens: 'save' as const,
    }));
    await view.show({ attachments });
    await view.page.getByText('5000 attachments').waitFor();
    assert.equal(await view.page.locator('mail-attachments li').count(), 6);
    await view.page.getByRole('button', { name: /Show 500 more/ }).click();
    assert.equal(await view.page.locator('mail-attachments li').count(), 506);
  });
});

describe('plain text', () => {
  view.fresh();

  test('quotes fold and open, links leave by the host, the signature is told apart', async () => {
    await view.send({ type: 'show', message: discussion });
    await view.shown();
    const folded = view.page.locator('details.quote:not([open]) > summary').last();
    assert.match(await folded.innerText(), /\d+ quoted lines/);
    assert.equal(await view.page.getByText('even the quote of the quote.').isVisible(), false);
    await folded.click();
    assert.equal(await view.page.getByText('A second paragraph, quoted again').isVisible(), true);
    assert.match(await view.page.locator('.signature').innerText(), /Rear admiral/);
    await view.clearPosted();
    await view.page.getByRole('link', { name: 'ada@example.org' }).click();
    await view.page.getByRole('link', { name: /rfc9051/ }).press('Enter');
    assert.deepEqual(await view.posted(), [
      { type: 'openLink', href: 'mailto:ada@example.org' },
      { type: 'openLink', href: 'https://www.rfc-editor.org/rfc/rfc9051#section-4.3' },
    ]);
  });

  test('markup in it is text', async () => {
    await view.show({ bodies: [textBody('<img src=x onerror=alert(1)> javascript:alert(1)\n<b>bold</b>')] });
    assert.match(
      await view.page.locator('mail-text-body .text').innerText(),
      /<img src=x onerror=alert\(1\)>.*\n<b>bold<\/b>/,
    );
    assert.equal(await view.page.locator('mail-text-body a').count(), 0);
  });
});

describe('loading and failing', () => {
  view.fresh();

  test('progress is shown and said, then gives way', async () => {
    await view.send({ type: 'progress', text: 'Fetching the message…', received: 250_000, total: 1_000_000 });
    await view.page.getByText('Fetching the message… 244 KB of 977 KB').waitFor();
    assert.equal(await view.page.locator('[role=status][aria-live=polite]').innerText(), 'Fetching the message…');
    await view.show({});
    assert.equal(await view.page.locator('mail-progress').count(), 0);
    assert.equal(
      await view.page.locator('[role=status][aria-live=polite]').innerText(),
      'Message shown: Quarterly numbers',
    );
  });

  test('an error says what happened and offers to try again', async () => {
    await view.send({
      type: 'error',
      kind: 'connection',
      message: 'mail.example.org does not answer.',
      canRetry: true,
      keep: false,
    });
    const alert = view.page.getByRole('alert');
    assert.match(await alert.innerText(), /The connection failed\s+mail\.example\.org does not answer\./);
    assert.deepEqual(await view.clickedPosts('Retry'), [{ type: 'retry' }]);
    await view.send({ type: 'error', kind: 'message-gone', message: 'It was moved.', canRetry: false, keep: false });
    await view.page.getByText('This message is no longer on the server').waitFor();
    assert.equal(await view.page.getByRole('button', { name: 'Retry' }).count(), 0);
  });

  test('an error beside a shown message keeps the message', async () => {
    await view.show({});
    await view.send({
      type: 'error',
      kind: 'refused',
      message: 'The flag was not stored.',
      canRetry: false,
      keep: true,
    });
    assert.match(await view.page.getByRole('alert').ariaSnapshot(), /The flag was not stored/);
    assert.equal(await view.page.getByRole('heading', { level: 1 }).innerText(), 'Quarterly numbers');
  });

  test('what was mended and what was cut is said', async () => {
    const cut = (totalSize: number, canShowAll: boolean): BodyView => ({
      ...htmlBody('<p>beginning</p>'),
      html: { html: `<p>beginning of ${totalSize}</p>`, truncated: true, canShowAll, totalSize },
    });
    const problems = ['The final boundary is missing.', 'One part has no text.'];
    await view.show({ bodies: [cut(12_582_912, true)], problems });
    await view.page.getByText('The final boundary is missing.').waitFor();
    await view.page.getByText('the whole text has 12 MB').waitFor();
    assert.deepEqual(await view.clickedPosts('Show all'), [{ type: 'showAll' }]);
    await view.show({ bodies: [cut(62_914_560, false)] });
    await view.page.getByText('60 MB, too much for this view').waitFor();
    assert.equal(await view.page.getByRole('button', { name: 'Show all' }).count(), 0);
  });
});

describe('keyboard', () => {
  view.fresh();

  test('Tab reaches every control, then the links of the mail, and focus is seen', async () => {
    await view.send({ type: 'show', message: { ...newsletter, attachments: discussion.attachments.slice(0, 1) } });
    await view.shown();
    const reached: string[] = [];
    for (let i = 0; i < 24; i++) {
      await view.page.keyboard.press('Tab');
      reached.push(
        await view.page.evaluate(() => {
          let active: Element | null = document.activeElement;
          for (;;) {
            const inner: Element | null | undefined =
              active instanceof HTMLIFrameElement
                ? active.contentDocument?.activeElement
                : active?.shadowRoot?.activeElement;
            if (!inner) {
              break;
            }
            active = inner;
          }
          const outline = active ? getComputedStyle(active) : null;
          const seen = outline !== null && (outline.outlineStyle !== 'none' || outline.boxShadow !== 'none');
          return `${active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? ''}${seen ? '' : ' (focus unseen)'}`;
        }),
      );
    }
    const text = reached.join('|').replace(/\s+/g, ' ');
    for (const name of [
      'HTML',
      'View source',
      'Copy news@news.example',
      'Details: show every address of To',
      'Copy Message-ID',
      'All headers',
      'Open 0001',
      'Save 0001',
      'Show hosts',
      'Load remote images',
      'that is enough',
      'Read the issue',
      'Unsubscribe',
    ]) {
      assert.ok(text.includes(name), `${name} in ${text}`);
    }
    assert.doesNotMatch(text, /(?:source|headers|issue|Unsubscribe|images) \(focus unseen\)/);
  });

  test('keys pressed in the mail reach the workbench', async () => {
    await view.show({ bodies: [htmlBody('<p>text</p><a href="https://example.org/">link</a>')] });
    await view.page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      window.addEventListener('keydown', (event) => {
        const {
          key,
          keyCode,
          ctrlKey,
          isTrusted,
        }: { key: string; keyCode: number; ctrlKey: boolean; isTrusted: boolean } = event;
        heard.push(`${ctrlKey ? 'Ctrl+' : ''}${key} ${keyCode} ${isTrusted ? 'pressed' : 'forwarded'}`);
      });
    });
    const link = view.frame().getByRole('link', { name: 'link' });
    const heard = (): Promise<string[]> =>
      view.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    await link.focus();
    await view.page.keyboard.press('F8');
    assert.deepEqual(await heard(), ['F8 119 forwarded']);
    await link.focus();
    await view.page.keyboard.down('Control');
    await view.page.keyboard.press('KeyJ');
    await view.page.keyboard.up('Control');
    assert.deepEqual((await heard()).slice(1), ['Ctrl+Control 17 forwarded', 'Ctrl+j 74 pressed']);
    assert.equal(
      await link.evaluate((element) => element.ownerDocument.activeElement === element),
      true,
      'focus is back',
    );
  });

  test('a click in the mail leaves focus where the workbench hears keys; what is selected can be copied', async () => {
    await view.show({ bodies: [htmlBody('<p id=p>select me</p>')] });
    const paragraph = view.frame().locator('#mail-p');
    await paragraph.dblclick({ position: { x: 10, y: 8 } });
    assert.equal(await view.page.evaluate(() => document.activeElement?.localName), 'mail-app');
    const copied = await view.page.evaluate(() => {
      const data = new DataTransfer();
      document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
      return [data.getData('text/plain').trim(), data.getData('text/html')];
    });
    assert.equal(copied[0], 'select');
    assert.match(copied[1] ?? '', /select/);
  });
});

describe('themes', () => {
  test('a mail that knows dark is dark in a dark theme, another stays on a light sheet until turned', async () => {
    await view.open({ theme: 'dark' });
    const knows =
      '<style>body{color:#111}@media (prefers-color-scheme: dark){body{color:#eee;background:#123}}</style><p>both</p>';
    await view.show({ bodies: [htmlBody(knows)] });
    const colours = (): Promise<string> =>
      view
        .frame()
        .locator('body')
        .evaluate((body) => `${getComputedStyle(body).color} ${getComputedStyle(body).backgroundColor}`);
    assert.equal(await colours(), 'rgb(238, 238, 238) rgb(17, 34, 51)');
    await view.page.getByRole('button', { name: 'Light sheet' }).click();
    await view.page.locator('.sheet[data-appearance=light]').waitFor();
    await view.open({ theme: 'dark' });
    await view.show({ bodies: [htmlBody('<style>body{color:#111}</style><p>light only</p>')] });
    assert.equal(await view.page.locator('.sheet').getAttribute('data-appearance'), 'light');
    await view.page.getByRole('button', { name: 'Dark sheet' }).click();
    await view.page.locator('.sheet[data-appearance=inverted]').waitFor();
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    test(`${theme}: pictures of a newsletter and of a discussion`, async () => {
      await view.open({ theme });
      for (const [name, sample] of Object.entries({ newsletter, discussion })) {
        await view.send({ type: 'show', message: sample });
        await view.shown();
        const picture = await view.page.screenshot({ path: join(outputDir, `message-${name}-${theme}.png`) });
        assert.ok(picture.length > 10_000, 'something is drawn');
      }
      const contrast = await view.page.evaluate(() => {
        const luminance = (colour: string): number => {
          const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number).map((value) => {
            const part = value / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const heading = document
          .querySelector('mail-app')
          ?.shadowRoot?.querySelector('mail-header')
          ?.shadowRoot?.querySelector('h1');
        const text = luminance(heading ? getComputedStyle(heading).color : '');
        const ground = luminance(getComputedStyle(document.body).backgroundColor);
        return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      });
      assert.ok(contrast >= 4.5, `contrast ${contrast.toFixed(1)}`);
    });
  }
});
