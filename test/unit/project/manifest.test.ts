import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { commands, responseCommand } from '../../../extension/commands.ts';
import { actionLabel } from '../../../extension/notifications/action-labels.ts';
import { rowActions } from '../../../extension/notifications/policy-types.ts';
import { english } from '../../../extension/translate.ts';

const root = resolve(import.meta.dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly icon?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly MenuItem[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly customEditors: readonly { readonly viewType: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly colors: readonly { readonly id: string }[];
  };
}

const manifest = JSON.parse(manifestText) as Manifest;
const nls = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const code = readdirSync(join(root, 'extension'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, 'extension', name), 'utf8') }));
const allCode = code.map((file) => file.text).join('\n');
const whenTexts = [
  ...Object.values(manifest.contributes.menus).flat(),
  ...manifest.contributes.keybindings,
  ...manifest.contributes.viewsWelcome,
].map((item) => item.when ?? '');

test('every command of the manifest is in the table, and the reverse', () => {
  const declared = manifest.contributes.commands.map((command) => command.command).sort();
  assert.deepEqual(declared, [...Object.values(commands), ...rowActions.map(responseCommand)].sort());
});

test('every command is registered by code, through the table', () => {
  for (const [key, id] of Object.entries(commands)) {
    assert.ok(new RegExp(`commands\\.${key}\\b`).test(allCode), `nothing uses commands.${key}`);
    const literal = code
      .filter((file) => file.name !== 'commands.ts' && file.text.includes(`'${id}'`))
      .map((file) => file.name);
    assert.deepEqual(literal, [], `${id} is spelt out instead of taken from the table`);
  }
});

test('every action of a response is in the context menu of its row, under the name of its button, and nowhere else', () => {
  const menu = manifest.contributes.menus['view/item/context'] ?? [];
  for (const action of rowActions) {
    assert.equal(nls[`response.${action}`], actionLabel(action, english), action);
    const entries = menu.filter((item) => item.command === responseCommand(action));
    assert.equal(entries.length, 1, action);
    const pattern = new RegExp(/viewItem =~ \/(.*)\/$/.exec(entries[0]?.when ?? '')?.[1] ?? '^$');
    assert.ok(pattern.test(`serverResponse showQuota ${action}`), action);
    assert.ok(!pattern.test(`serverResponse ${rowActions.filter((other) => other !== action).join(' ')}`), action);
  }
});

test('menus and keys name only commands that exist', () => {
  const known = new Set(manifest.contributes.commands.map((command) => command.command));
  for (const item of [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings])
    assert.ok(known.has(item.command), item.command);
});

test('a command that needs an element of a tree is not in the palette', () => {
  const palette = new Map(
    (manifest.contributes.menus['commandPalette'] ?? []).map((item) => [item.command, item.when]),
  );
  for (const item of manifest.contributes.menus['view/item/context'] ?? [])
    assert.ok(palette.has(item.command), `${item.command} is not limited in the palette`);
});

test('every setting is read by code, and every one that code reads is declared', () => {
  const declared = Object.keys(manifest.contributes.configuration.properties);
  const read = new Set(
    [...allCode.matchAll(/'(mailExplorer\.(?:accounts|pollInterval|[a-z]+\.(?!focus)[A-Za-z.]+))'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  for (const name of declared)
    assert.ok(
      allCode.includes(`'${name}'`) || allCode.includes(`'${name.slice(name.lastIndexOf('.') + 1)}'`),
      `${name} is not read`,
    );
  for (const name of read) assert.ok(declared.includes(name), `${name} is read but not declared`);
});

test('a workspace cannot redirect a login', () => {
  assert.equal(manifest.contributes.configuration.properties['mailExplorer.accounts']?.scope, 'application');
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('mailExplorer.accounts'));
});

test('every context key in a when is set by code', () => {
  const keys = new Set(
    whenTexts.flatMap((when) => [...when.matchAll(/\bmailExplorer\.(\w+)\b(?!')/g)].map((match) => match[1] ?? '')),
  );
  const views = new Set(
    Object.values(manifest.contributes.views)
      .flat()
      .map((view) => view.id.replace('mailExplorer.', '')),
  );
  for (const key of keys)
    if (!views.has(key) && key !== 'message')
      assert.ok(new RegExp(`setContext', 'mailExplorer\\.${key}'`).test(allCode), `nothing sets mailExplorer.${key}`);
});

test('views, editors and colours of the manifest are used by code', () => {
  for (const view of Object.values(manifest.contributes.views).flat())
    assert.ok(allCode.includes(`'${view.id}'`), view.id);
  for (const editor of manifest.contributes.customEditors)
    assert.ok(allCode.includes(`'${editor.viewType}'`), editor.viewType);
  for (const colour of manifest.contributes.colors) assert.ok(allCode.includes(`'${colour.id}'`), colour.id);
});

test('every %key% has its string, and every string is used', () => {
  const used = new Set([...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? ''));
  assert.deepEqual(
    [...used].filter((key) => !(key in nls)),
    [],
  );
  assert.deepEqual(
    Object.keys(nls).filter((key) => !used.has(key)),
    [],
  );
});

test('files that the manifest names are there', () => {
  const paths = [
    manifest.icon,
    ...Object.values(manifest.contributes.views)
      .flat()
      .map((view) => view.icon),
    ...manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps.map((step) => step.media.markdown)),
    ...manifest.contributes.languages.map((language) => language.configuration),
    ...manifest.contributes.grammars.map((grammar) => grammar.path),
  ];
  for (const path of paths) assert.ok(existsSync(join(root, path)), path);
});

test('activation is left to views, commands and editors', () => {
  assert.deepEqual(manifest.activationEvents, ['onFileSystem:imap', 'onFileSystem:mail-file']);
});
