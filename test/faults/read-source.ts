import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import type { Seed } from './row.ts';

interface Planted extends Seed {
  readonly path: string;
}

/** The source of a module from the root of the project, with the seeded bug in it: for tests that read what no test can load. */
export function readSource(file: string): string {
  const path = join(root, file);
  const seeds = JSON.parse(process.env['MAIL_EXPLORER_SEEDS'] ?? '[]') as readonly Planted[];
  let source = readFileSync(path, 'utf8');
  for (const [number, seed] of seeds.entries()) {
    if (seed.path !== path) continue;
    source = source.replace(seed.find, () => seed.replace);
    appendFileSync(process.env['MAIL_EXPLORER_PLANTED'] ?? '', `${number}\n`);
  }
  return source;
}
