// Loaded ahead of a test: puts the seeded bug into the modules that MAIL_EXPLORER_SEEDS names as they are loaded.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const seeds = JSON.parse(process.env.MAIL_EXPLORER_SEEDS ?? '[]').map(({ path, ...seed }) => ({
  ...seed,
  url: pathToFileURL(path).href,
}));
const planted = new Set();
globalThis[Symbol.for('mail-explorer.seeds-planted')] = planted;

registerHooks({
  load(url, context, next) {
    const own = seeds.filter((seed) => seed.url === url.split('?')[0]);
    if (own.length === 0) return next(url, context);
    let source = readFileSync(new URL(url), 'utf8');
    for (const { find, replace } of own) {
      // A function, since `$` would mean something in a plain replacement.
      source = source.replace(find, () => replace);
      planted.add(find);
    }
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
