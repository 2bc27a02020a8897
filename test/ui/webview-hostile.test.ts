import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlBody, message, textBody } from './harness/messages.ts';
import { useView } from './harness/view.ts';

const view = useView('hostile');

interface Rendered {
  /** Longest time in which the page answered nothing, milliseconds of its processor time. */
  readonly silent: number;
  readonly painted: number;
  readonly whole: number;
}

/** Does something to the view and looks how long it took, and how long its page was deaf meanwhile. */
async function watched(act: 'show' | 'anyway', html = ''): Promise<Rendered> {
  const given = { type: 'show', message: message({ bodies: [htmlBody(html)] }) };
  const cdp = await view.page.context().newCDPSession(view.page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const before = await worked();
  const found = await view.page.evaluate(
    async ({ act, given }) => {
      const app = document.querySelector('mail-app');
      const began = performance.now();
      const heard = (name: string): Promise<number> =>
        new Promise((resolve) =>
          app?.shadowRoot?.addEventListener(name, () => resolve(performance.now() - began), { once: true }),
        );
      const shown = heard('mail-shown');
      const all = heard('mail-whole');
      if (act === 'show') window.dispatchEvent(new MessageEvent('message', { data: given }));
      else
        app?.shadowRoot
          ?.querySelector('mail-html-body')
          ?.shadowRoot?.querySelector<HTMLElement>('vscode-button')
          ?.click();
      let silent = 0;
      let last = began;
      const beat = (): void => {
        silent = Math.max(silent, performance.now() - last);
        last = performance.now();
      };
      const heart = setInterval(beat, 5);
      const [painted, whole] = await Promise.all([shown, all]);
      beat();
      clearInterval(heart);
      return { silent, painted, whole };
    },
    { act, given },
  );
  // A busy machine gives the page a part of its time only.
  const share = Math.min(1, ((await worked()) - before) / found.whole);
  await cdp.detach();
  return {
    silent: Math.round(found.silent * share),
    painted: Math.round(found.painted),
    whole: Math.round(found.whole),
  };
}

const notice = (): Promise<string> =>
  view.page
    .locator('mail-html-body mail-banner')
    .allInnerTexts()
    .then((texts) => texts.join(' ').replace(/\s+/g, ' '));

const nested = (open: string, close: string, count: number, inside: string): string =>
  open.repeat(count) + inside + close.repeat(count);

/** Each begins with the word `first`, which is to be on the page. */
const cases: Readonly<Record<string, { readonly html: string; readonly says: RegExp | null; readonly anyway?: true }>> =
  {
    'elements in 500 others': {
      html: `first ${nested('<div style="display:inline-table">', '</div>', 500, 'deep')}`,
      says: /more than 200 others/,
    },
    'tables in tables': {
      html: `first ${nested('<table width=100%><tr><td>', '</table>', 160, 'deep')}`,
      says: /more than 200 others/,
    },
    '300,000 elements': { html: `<p>first</p>${'<i>x</i>'.repeat(260_000)}`, says: /first 50000 elements/ },
    'a table of 200,000 cells': {
      html: `first<table>${`<tr>${'<td>x'.repeat(2000)}`.repeat(100)}</table>`,
      says: /first 50000 elements|seconds of work/,
      anyway: true,
    },
    'cells that span 65,534 rows': {
      html: `first<table>${'<tr><td rowspan=65534 colspan=1000>x'.repeat(5000)}</table>`,
      says: null,
    },
    'style sheets of 4 MB': {
      html: `<style>${'.a{color:red}'.repeat(120_000)}</style><p>first</p>`,
      says: /style sheets are left out: they have 1\.5 MB/,
    },
    '20,000 rules for 20,000 elements': {
      html: `<style>${Array.from({ length: 12_000 }, (_, i) => `div p:nth-child(${i}){color:red}`).join('')}</style>first${'<div><p>x</p></div>'.repeat(10_000)}`,
      says: /each of 20\d\d\d elements against 24000 selectors/,
    },
    'selectors that look at everything': {
      html: `<style>${'div:has(p ~ b i) ~ :not(:has(i)){color:red}'.repeat(2000)}${'* * * * *{color:red}'.repeat(3000)}</style>first${'<div><p>x</p></div>'.repeat(5000)}`,
      says: /style sheets are left out/,
      anyway: true,
    },
    'rules in rules': { html: `<style>${'@media all{'.repeat(30_000)}</style>first`, says: /too deep in each other/ },
    'brackets in brackets': {
      html: `<p style="width:${'('.repeat(40_000)}">first</p><style>p${':not(p'.repeat(40_000)}</style>`,
      says: /too deep in each other/,
    },
    'brackets in media queries': {
      html: `<style media="${'('.repeat(40_000)}">p{color:red}</style><picture><source media="${'(not '.repeat(40_000)}"></picture><link media="${'('.repeat(40_000)}">first`,
      says: /too deep in each other/,
    },
    'templates in templates': { html: `first${'<template><select><svg><math>'.repeat(60_000)}`, says: /|/ },
    'columns in columns': {
      html: `first${nested('<div style="columns:3">', '</div>', 60, 'word '.repeat(200))}`,
      says: null,
    },
    '20,000 rubies': { html: `first${'<ruby>x<rt>y</rt></ruby>'.repeat(20_000)}`, says: /seconds of work|^$/ },
    'a letter with 500,000 marks': { html: `<p>first</p>a${'\u0301'.repeat(500_000)}`, says: null },
    'a word of two million letters': { html: `<p>first</p>${'x'.repeat(2_000_000)}`, says: null },
    '20,000 floats': {
      html: `first${'<p style="float:left;width:9px">x</p>'.repeat(20_000)}`,
      says: /seconds of work|^$/,
    },
    'more HTML than can be asked for': {
      html: `<p>first</p>${'<p>x</p>'.repeat(1_100_000)}`,
      says: /first 2\.0 MB are shown: its HTML has 8\.4 MB/,
    },
  };

describe('HTML that costs too much', () => {
  view.fresh();

  for (const [name, { html, says, anyway }] of Object.entries(cases)) {
    test(`${name}: what can be is shown, and the page answers`, async () => {
      const byItself = await watched('show', html);
      const said = await notice();
      console.log(`${name}: ${JSON.stringify(byItself)} ${said}`);
      await view.frame().getByText('first').first().waitFor();
      assert.match(said, says ?? /^$/);
      assert.ok(byItself.silent < 4000, `the page was deaf for ${byItself.silent} ms`);
      if (anyway) {
        const asked = await watched('anyway');
        console.log(`${name}, anyway: ${JSON.stringify(asked)} ${await notice()}`);
        await view.frame().getByText('first').first().waitFor();
      }
    });
  }

  test('where nothing of the HTML could be shown, its plain text is', async () => {
    const body = {
      ...htmlBody(`<p ${'a="b" '.repeat(500_000)}>never reached</p>`),
      text: textBody('in plain words').text,
    };
    await view.show({ bodies: [body] });
    await view.page.locator('mail-text-body').getByText('in plain words').waitFor();
    assert.match(await notice(), /Below is its plain text/);
    assert.equal(await view.page.locator('iframe').count(), 0);
  });
});
