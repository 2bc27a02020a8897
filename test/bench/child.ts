// One client does one work once: `node child.mjs '{"work":…}'`. Its last line of output is the figures.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { measured } from './measure.ts';
import type { Task, Work } from './task.ts';

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const file = pathToFileURL(join(import.meta.dirname, 'clients', `${task.client}.mjs`)).href;
const { works } = (await import(file)) as { readonly works: Readonly<Record<string, Work>> };
const work = works[task.work];
if (work === undefined) {
  console.log('null');
} else {
  const figures = await measured((meter) => work(task, meter));
  console.log(JSON.stringify(figures));
}
// Connections that a client leaves open are not waited for.
process.exit(0);
