import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '../../..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, folder, name))
    .filter((path) => path.endsWith('.ts') && statSync(path).isFile());
}

const files = [...sources('extension'), ...sources('webview')];

/** Import statements at the head of a file, types included: a type arrow is an arrow too. */
function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

const graph = new Map<string, string[]>(
  files.map((path) => [
    path,
    imports(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => resolve(dirname(path), name.split('?')[0] ?? name)),
  ]),
);

function room(path: string): string {
  return relative(root, path).split(sep).slice(0, 2).join('/');
}

/** Rooms that each room may look into, beside itself. What is missing here is forbidden. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'extension/imap': [],
  'extension/mime': ['extension/imap'],
  'extension/explain': ['extension/imap'],
  'extension/demo': ['extension/imap'],
  'extension/mail': ['extension/imap', 'extension/mime'],
  'extension/notifications': [
    'extension/imap',
    'extension/mail',
    'extension/explain',
    'extension/mime',
    'extension/commands.ts',
    'extension/translate.ts',
  ],
  'extension/log': [
    'extension/imap',
    'extension/mail',
    'extension/explain',
    'extension/mime',
    'extension/notifications',
    'extension/commands.ts',
    'extension/translate.ts',
  ],
  'extension/accounts': [
    'extension/imap',
    'extension/mail',
    'extension/mime',
    'extension/notifications',
    'extension/commands.ts',
    'extension/translate.ts',
  ],
  'extension/message': [
    'extension/imap',
    'extension/mail',
    'extension/mime',
    'extension/accounts',
    'extension/notifications',
    'extension/commands.ts',
    'extension/translate.ts',
    'webview/protocol.ts',
  ],
  'extension/tree': [
    'extension/imap',
    'extension/mail',
    'extension/mime',
    'extension/accounts',
    'extension/message',
    'extension/notifications',
    'extension/commands.ts',
    'extension/translate.ts',
  ],
  'webview/message': ['webview/protocol.ts', 'extension/mime', 'extension/explain'],
};

test('every import points to a file that exists', () => {
  for (const [path, targets] of graph)
    for (const target of targets)
      assert.ok(
        statSync(target, { throwIfNoEntry: false })?.isFile(),
        `${relative(root, path)} → ${relative(root, target)}`,
      );
});

test('rooms look only where the house allows', () => {
  const wrong: string[] = [];
  for (const [path, targets] of graph) {
    const from = room(path);
    // The files beside the rooms compose them.
    if (/^extension\/[^/]+\.ts$/.test(from)) continue;
    const may = allowed[from] ?? [];
    for (const target of targets) {
      const to = room(target);
      if (to !== from && !may.includes(to)) wrong.push(`${relative(root, path)} → ${relative(root, target)}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('the pure rooms know neither the editor nor each other', () => {
  const pure = ['extension/imap', 'extension/mime', 'extension/explain', 'extension/demo', 'extension/mail'];
  const wrong = files
    .filter((path) => pure.includes(room(path)) && imports(path).includes('vscode'))
    .map((path) => relative(root, path));
  assert.deepEqual(wrong, []);
});

test('inside the core, lower layers do not know the higher ones', () => {
  const order = ['wire', 'grammar', 'trace', 'transport', 'auth', 'command', 'session', 'client'];
  const layer = (path: string): number =>
    order.indexOf(relative(join(root, 'extension/imap'), path).split(sep)[0] ?? '');
  const wrong: string[] = [];
  for (const [path, targets] of graph) {
    if (room(path) !== 'extension/imap' || layer(path) < 0) continue;
    // What the wire calls an error or a frame is vocabulary, shared by all layers.
    for (const target of targets)
      if (
        layer(target) > layer(path) &&
        !target.endsWith('types.ts') &&
        !target.endsWith('code.ts') &&
        !target.endsWith('api.ts')
      )
        wrong.push(`${relative(root, path)} → ${relative(root, target)}`);
  }
  assert.deepEqual(wrong, []);
});

test('only main.ts is imported by nothing, and nothing imports in a circle', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      cycles.push(
        trail
          .slice(at)
          .concat(path)
          .map((step) => relative(root, step))
          .join(' → '),
      );
      return;
    }
    if (done.has(path)) return;
    for (const target of runtimeImports(path)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of files) visit(path, []);
  assert.deepEqual(cycles, []);
});

/** `import type` vanishes when the code runs, so it makes no circle. */
function runtimeImports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const typeOnly = new Set(
    [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+type\s[^;]*?from\s+'([^']+)'/g)].map((match) => match[1] ?? ''),
  );
  const runtime = new Set(
    [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(?!type\s)[^;]*?from\s+'([^']+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  return [...runtime]
    .filter((name) => name.startsWith('.') && !(typeOnly.has(name) && !runtime.has(name)))
    .map((name) => resolve(dirname(path), name));
}

test('files stay small enough to have one purpose', () => {
  const long = files
    .filter((path) => readFileSync(path, 'utf8').split('\n').length > 500)
    .map((path) => relative(root, path));
  assert.deepEqual(long, []);
});
