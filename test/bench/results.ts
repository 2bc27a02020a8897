import type { Facts } from './facts.ts';
import { bounds } from './bounds.ts';
import { cells, columns, verdictText, type Row } from './report.ts';
import { sources, windowText, type WindowFigure } from './window.ts';
import type { Group } from './works.ts';

const windowSource = `- The window's figures come from ${[...new Set(sources.map(({ file }) => file))].join(' and ')}: \`npm run bench -- --window\` runs them.`;

/** RESULTS.md of one run. */
export function resultsText(
  about: Facts,
  rows: readonly Row[],
  groups: readonly Group[],
  window: readonly WindowFigure[],
): string {
  const versions = Object.entries(about.versions).map(([name, version]) => `${name} ${version}`);
  const verdicts = rows.flatMap((row) => row.targets.map((one) => ({ row, one })));
  const missed = verdicts.filter(({ one }) => !one.met);
  return [
    '# What the bench measured',
    '',
    'Written by `npm run bench -- --results`. Ratios hold from machine to machine, milliseconds do not.',
    '',
    `- ${about.date}, ${about.machine}`,
    `- ${versions.join(', ')}`,
    `- ${about.rounds} rounds${about.quick ? ', quick sizes' : ''}; every client in a fresh process, in turn; medians. × floor is the median of the rounds' ratios.`,
    '- A round trip of 50 ms is a proxy of the bench; opening a connection through it costs two before the greeting comes.',
    '',
    `## Targets: ${verdicts.length - missed.length} of ${verdicts.length} reached`,
    '',
    ...verdicts.map(({ row, one }) => `- ${verdictText(row, one)}${one.met ? '' : bounds(row, one)}`),
    ...window.map((figure) => `- ${windowText(figure)}`),
    ...(window.length === 0 ? [windowSource] : []),
    '',
    ...groups.flatMap((group) => [
      `## ${group.id}: ${group.title}`,
      '',
      ...markdownTable(rows.filter(({ work }) => work === group.id)),
      '',
    ]),
  ].join('\n');
}

function markdownTable(rows: readonly Row[]): readonly string[] {
  const shown = columns.slice(1);
  return [
    `| ${shown.join(' | ')} |`,
    `|${shown.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((row) => `| ${cells(row).slice(1).join(' | ')} |`),
  ];
}
