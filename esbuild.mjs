// Bundles the extension host and the webviews into dist/, and fails when a bundle outgrows its budget.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { library } from './esbuild.library.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const KB = 1024;
const budgets = { host: 400 * KB, webview: 150 * KB };

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/**
 * The extension host: what every window loads, and chunks for what is imported dynamically, loaded when first needed.
 * @type {import('esbuild').BuildOptions}
 */
const host = {
  ...common,
  entryPoints: { extension: 'extension/main.ts' },
  outdir: 'dist/host',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunk-[hash]',
  target: 'node22',
  // Node reads sources as UTF-8; escapes would only be longer.
  charset: 'utf8',
  external: ['vscode', 'keytar'],
  banner: library.banner,
};

/** Declarations of the core's files, and one that stands for all of them. */
async function libraryTypes() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', 'extension/imap/tsconfig.json'], { cwd: root });
  await writeFile(join(root, 'dist', 'imap.d.mts'), "export * from './imap-types/index.ts';\n");
}

/**
 * Every folder webview/<name>/ with a main.ts is one front end: dist/webview/<name>.js. What it imports dynamically becomes a chunk
 * beside it, loaded when first needed.
 */
async function webviews() {
  const entries = await readdir(join(root, 'webview'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const withMain = names.filter((name) => existsSync(join(root, 'webview', name, 'main.ts')));
  /** @type {import('esbuild').BuildOptions} */
  const options = {
    ...common,
    entryPoints: Object.fromEntries(withMain.map((name) => [name, `webview/${name}/main.ts`])),
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    target: 'chrome134',
    loader: { '.svg': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl' },
  };
  return withMain.length === 0 ? [] : [options];
}

/** keytar is native, so it ships beside the bundle, where `require('keytar')` of the bundle finds it. */
async function copyKeytar() {
  const from = join(root, 'node_modules', 'keytar');
  const to = join(root, 'dist', 'node_modules', 'keytar');
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const part of ['package.json', 'LICENSE.md', 'lib', 'prebuilds']) {
    await cp(join(from, part), join(to, part), { recursive: true });
  }
}

/**
 * A bundle and the chunks it imports statically: what is loaded before anything shows.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} file
 * @returns {string[]}
 */
function loadedWith(metafile, file, seen = new Set()) {
  if (!seen.has(file)) {
    seen.add(file);
    for (const { path, kind } of metafile.outputs[file]?.imports ?? []) {
      if (kind === 'import-statement') loadedWith(metafile, path, seen);
    }
  }
  return [...seen];
}

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {number} budget
 * @returns {string[]} one line per bundle that is too large
 */
function overBudget(metafile, budget) {
  const problems = [];
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined || !/\.m?js$/.test(file)) {
      continue;
    }
    const parts = loadedWith(metafile, file).flatMap((name) => metafile.outputs[name] ?? []);
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const size = `${(bytes / KB).toFixed(0)} KB of ${(budget / KB).toFixed(0)} KB`;
    console.log(`${file}: ${size}`);
    if (bytes > budget) {
      const largest = parts
        .flatMap(({ inputs }) => Object.entries(inputs))
        .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
        .slice(0, 8)
        .map(([name, input]) => `    ${(input.bytesInOutput / KB).toFixed(1)} KB ${name}`);
      problems.push(`${file} is over its budget: ${size}. Largest parts:\n${largest.join('\n')}`);
    }
  }
  return problems;
}

/** Says when a build begins and ends, for the problem matcher of the editor's watch task. */
const announce = {
  name: 'announce',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        console.error(`    ${location?.file ?? ''}:${location?.line ?? 0}:${location?.column ?? 0}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

async function build() {
  const problems = [];
  problems.push(...overBudget((await esbuild.build(host)).metafile, budgets.host));
  for (const options of await webviews()) {
    problems.push(...overBudget((await esbuild.build(options)).metafile, budgets.webview));
  }
  await esbuild.build({ ...common, ...library });
  if (production) await libraryTypes();
  await copyKeytar();
  // The budgets are for what ships; a development build carries names and white space.
  if (production && problems.length > 0) {
    console.error(problems.join('\n'));
    process.exitCode = 1;
  }
}

async function watchAll() {
  await copyKeytar();
  for (const options of [host, ...(await webviews())]) {
    const context = await esbuild.context({
      ...options,
      logLevel: 'silent',
      plugins: [...(options.plugins ?? []), announce],
    });
    await context.watch();
  }
}

if (!watch) {
  await rm(join(root, 'dist'), { recursive: true, force: true });
}
if (!(await stat(join(root, 'node_modules', 'keytar')).catch(() => undefined))) {
  console.error('node_modules is missing: run `npm run setup` first.');
  process.exitCode = 1;
} else if (watch) {
  await watchAll();
} else {
  await build();
}
