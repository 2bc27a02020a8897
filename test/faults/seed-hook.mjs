// Loaded ahead of a test: puts the seeded bug into the modules that MAIL_EXPLORER_SEEDS names as they are loaded.
import { appendFileSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const seeds = JSON.parse(process.env.MAIL_EXPLORER_SEEDS ?? '[]').map(({ path, ...seed }, number) => ({
  ...seed,
  number,
  url: pathToFileURL(path).href,
}));

registerHooks({
  load(url, context, next) {
    const own = seeds.filter((seed) => seed.url === url.split('?')[0]);
    if (own.length === 0) return next(url, context);
    let source = readFileSync(new URL(url), 'utf8');
    for (const { number, find, replace } of own) {
      // A function, since `$` would mean something in a plain replacement.
      source = source.replace(find, () => replace);
      appendFileSync(process.env.MAIL_EXPLORER_PLANTED, `${number}\n`);
    }
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
