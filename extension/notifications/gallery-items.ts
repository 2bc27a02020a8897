import { all, source } from '../explain/catalogue.ts';
import type { CodeEntry } from '../explain/catalogue.ts';
import type { PolicyRow } from './policy-types.ts';
import { rowsOf } from './policy.ts';

/** One line of the gallery. */
export interface GalleryItem {
  readonly entry: CodeEntry;
  readonly label: string;
  /** RFC and surface. */
  readonly description: string;
  readonly detail: string;
}

/** The catalogue as the gallery lists it. The classes are left out: they are no words that a server can say. */
export function galleryItems(): readonly GalleryItem[] {
  return all
    .filter((entry) => entry.kind !== 'class')
    .map((entry) => ({
      entry,
      label: entry.name,
      description: `${source(entry)} · ${surfaces(entry.name)}`,
      detail: entry.meaning,
    }));
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
