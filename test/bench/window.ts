import { spawn } from 'node:child_process';
import { node24, root, toolEnv } from '../setup/paths.mjs';
import { median } from './report.ts';

/** A figure of the window; the window tests measure it and this reads what they print. */
export interface WindowFigure {
  readonly what: string;
  readonly ms: number | null;
  readonly mostMs: number;
}

interface Source {
  readonly what: string;
  readonly file: string;
  /** Title of the test. */
  readonly test: string;
  /** Its first group holds milliseconds, several with commas between them. */
  readonly prints: RegExp;
  readonly mostMs: number;
}

export const sources: readonly Source[] = [
  {
    what: 'click to the first page of 100,000',
    file: 'test/ui/dovecot-large.test.ts',
    test: 'shows the first page of 100,000 within two seconds of the click',
    prints: /click to first page of 100,000: ([\d, ]+) ms/g,
    mostMs: 2000,
  },
  {
    what: 'first screen of 1 MB of HTML, from the message to the page until it is painted',
    file: 'test/ui/webview-frame.test.ts',
    test: '1 MB of HTML is painted within 500 ms',
    prints: /1 MB of HTML: painted after (\d+) ms by the clock/g,
    mostMs: 500,
  },
];

/** All milliseconds in what a test printed. */
export function printed(text: string, pattern: RegExp): readonly number[] {
  return [...text.matchAll(pattern)].flatMap(([, figures = '']) => figures.split(',').map(Number));
}

/** Runs the window tests that measure something, each by itself. */
export async function windowFigures(): Promise<readonly WindowFigure[]> {
  const figures: WindowFigure[] = [];
  for (const { what, file, test, prints, mostMs } of sources) {
    const args = ['--test', `--test-name-pattern=${test}`, '--test-timeout=600000', file];
    const child = spawn(node24(), args, { cwd: root, env: toolEnv(), stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    figures.push({ what, ms: median(printed(text, prints)), mostMs });
  }
  return figures;
}

export function windowText({ what, ms, mostMs }: WindowFigure): string {
  const met = ms !== null && ms <= mostMs;
  return `${met ? '✔' : '✖'} window: ${what} ≤ ${mostMs} ms, measured ${ms === null ? 'nothing' : `${Math.round(ms)} ms`}`;
}
