import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';

const folder = join(root, 'test', 'fuzz', 'corpus');
const crashes = join(root, 'test', 'output', 'fuzz');
/** Octets that the inputs of one target may take up. */
const maxOctets = 60_000;

/** The kept inputs of a target: one JSON string a line, its characters octets. */
export function readCorpus(target: string): Buffer[] {
  const path = join(folder, `${target}.jsonl`);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(JSON.parse(line) as string, 'latin1'));
}

/** Keeps as many inputs as there is room for, in the order given. */
export function writeCorpus(target: string, inputs: readonly Buffer[]): number {
  let left = maxOctets;
  const lines: string[] = [];
  for (const input of inputs) {
    const line = ascii(JSON.stringify(input.toString('latin1')));
    left -= line.length + 1;
    if (left < 0) break;
    lines.push(line);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${target}.jsonl`), lines.map((line) => `${line}\n`).join(''));
  return lines.length;
}

/** Characters beyond ASCII escaped, so that the file is text to every tool. */
function ascii(json: string): string {
  return json.replace(/[\x7f-\xff]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

/** Returns the path, from the root of the project. */
export function saveCrash(target: string, data: Uint8Array): string {
  mkdirSync(crashes, { recursive: true });
  const name = `${target}-${createHash('sha256').update(data).digest('hex').slice(0, 10)}.bin`;
  writeFileSync(join(crashes, name), data);
  return join('test', 'output', 'fuzz', name);
}
