import type { Row, Verdict } from './report.ts';

/** What bounds a figure that misses its target, by `work client figure`; found by profiling, and looked at again when it changes. */
const known: Readonly<Record<string, string>> = {};

/** ` — by how much, and what bounds it`. */
export function bounds({ work, client }: Row, { figure, limit, value }: Verdict): string {
  const number = Number(/[\d.]+/.exec(limit)?.[0] ?? 0);
  const off = value === null || number === 0 ? '' : ` — off by ${Math.abs((value / number - 1) * 100).toFixed(0)} %`;
  const why = known[`${work} ${client} ${figure}`];
  return why === undefined ? off : `${off}: ${why}`;
}
