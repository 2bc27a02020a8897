import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSource } from '../../faults/read-source.ts';

const root = join(import.meta.dirname, '../../..');
const files = ['extension', 'webview'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);

test('fault 43: no Markdown of VS Code is ever trusted or holds anything but our own words', () => {
  const found = files.flatMap((file) => {
    const source = readSource(file);
    // Whether the workspace is trusted is another question.
    const bare = source.replaceAll('workspace.isTrusted', '');
    const made = [...bare.matchAll(/new (?:vscode\.)?MarkdownString\(([^)]*)\)/g)];
    // Markdown that is appended is a literal of ours; the one value in it is a name from our own table of codes.
    const appended = [...bare.matchAll(/\.appendMarkdown\(([^\n]*)\);/g)].map(([, argument = '']) => argument);
    const own = appended.every((one) =>
      /^(?:'[^']*'|`\*\*\$\{facts\.name\}\*\* · \$\{facts\.source\}\\n\\n`)$/.test(one),
    );
    return [
      ...(/\b(?:isTrusted|supportHtml|supportThemeIcons)\b/.test(bare) ? [`${file}: trusts Markdown`] : []),
      ...(made.some(([, argument]) => argument !== '') ? [`${file}: Markdown made of a value`] : []),
      ...(own ? [] : [`${file}: Markdown that is not ours: ${appended.join(' ')}`]),
      ...(made.length > 0 && file !== 'extension/log/code-hovers.ts' ? [`${file}: a new place of Markdown`] : []),
    ];
  });
  assert.deepEqual(found, []);
});
