import { source } from '../explain/codes/entry.ts';
import type { CodeEntry } from '../explain/codes/entry.ts';
import type { Translate } from '../translate.ts';
import { actionLabel } from './action-labels.ts';
import type { PolicyRow } from './policy-types.ts';
import { rowsOf } from './policy.ts';

/** What people read about a code, wherever they read it: gallery, hover in the log, list, README. */
export interface CodeFacts {
  readonly name: string;
  /** `RFC 9051 §7.1`, or the vendor. */
  readonly source: string;
  readonly meaning: string;
  /** As `error† (tagged), warning†`. */
  readonly surface: string;
  /** Labels of the buttons offered, without repeats. */
  readonly actions: readonly string[];
  /** What Mail Explorer does by itself. */
  readonly effects: readonly string[];
}

export function codeFacts(entry: CodeEntry, translate: Translate): CodeFacts {
  const rows = rowsOf(entry.name);
  return {
    name: entry.name,
    source: source(entry),
    meaning: entry.meaning,
    surface: surfaces(entry.name),
    actions: [...new Set(rows.flatMap((row) => row.actions))].map((action) => actionLabel(action, translate)),
    effects: [...new Set(rows.flatMap((row) => row.effect ?? []))],
  };
}

/** Every way in which a code can surface, as `error† · warning† (otherwise)`; † shows for background commands too. */
export function surfaces(code: string): string {
  const texts = rowsOf(code).map((row) => `${row.surface}${row.needsPerson === true ? '†' : ''}${condition(row)}`);
  return [...new Set(texts)].join(', ');
}

function condition(row: PolicyRow): string {
  const conditions = [
    row.kinds?.join('/'),
    row.tagged === undefined ? undefined : row.tagged ? 'tagged' : 'untagged',
    row.when?.replaceAll('-', ' '),
  ];
  const said = conditions.filter((text) => text !== undefined);
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}
