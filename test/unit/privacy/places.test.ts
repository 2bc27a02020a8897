import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawings, hostPlaces, markupModules, viewPlaces, type TestName } from './places.ts';

const root = join(import.meta.dirname, '../../..');

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/** Without lines that are comments: words about a call are no call. */
function bare(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
}

function missing(tests: readonly TestName[]): readonly string[] {
  return tests
    .filter(({ file, name }) => !readFileSync(join(root, 'test', file), 'utf8').includes(name))
    .map(({ file, name }) => `no such test: ${file} "${name}"`);
}

test('wherever VS Code is given a text to draw stands in the list of places', () => {
  const drawing = sources('extension').flatMap((file) => {
    const source = bare(`extension/${file}`);
    const counted = Object.entries(drawings).flatMap(([kind, pattern]) => {
      const count = [...source.matchAll(pattern)].length;
      return count === 0 ? [] : [[kind, count] as const];
    });
    return counted.length === 0 ? [] : [[file, Object.fromEntries(counted)] as const];
  });
  const listed = hostPlaces.map(({ file, draws }) => [file, draws] as const);
  assert.deepEqual(Object.fromEntries(drawing), Object.fromEntries(listed));
  assert.equal(listed.length, new Set(listed.map(([file]) => file)).size);
});

test('each place that shows words of a mail names the test that shows them inert', () => {
  const wrong = hostPlaces.flatMap(({ file, words, tests }) => [
    ...(words === 'mail' && tests.length === 0 ? [`${file}: no test`] : []),
    ...missing(tests),
  ]);
  assert.deepEqual(wrong, []);
});

test('each part of the view and of the export that shows words of a mail names its test', () => {
  const parts = ['parts', 'export'].flatMap((folder) =>
    sources(`webview/message/${folder}`).map((file) => `${folder}/${file}`),
  );
  assert.deepEqual(
    parts,
    Object.keys(viewPlaces).sort((a, b) => parts.indexOf(a) - parts.indexOf(b)),
  );
  assert.deepEqual(
    Object.values(viewPlaces).flatMap((tests) => missing(tests ?? [])),
    [],
  );
});

/** What makes elements of a text, takes a text for a page, or names a place to fetch from in a template. */
const making =
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc|setHTML\w*|parseHTML\w*|document\.write\w*|unsafe(?:HTML|SVG|Static)|unsafeCSS\((?!findSheet\))|eval|Function\()|\s[.?@]?(?:href|src|srcdoc|action|formaction|data|background)=["']?\$\{/;

test('words of a mail become text: markup is parsed only where it is cleaned', () => {
  const found = sources('webview').filter((file) => making.test(bare(`webview/${file}`)));
  assert.deepEqual(
    found.map((file) => `webview/${file}`),
    markupModules,
  );
  // Lit writes what stands between `${` and `}` as text; only these would have it otherwise.
  for (const text of ['unsafeHTML(x)', 'el.innerHTML = x', 'html`<a href=${x}>`', 'html`<img .src=${x}>`'])
    assert.match(text, making);
});
