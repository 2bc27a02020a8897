import { source } from '../explain/codes/entry.ts';
import type { CodeEntry } from '../explain/codes/entry.ts';
import type { StatusKind } from '../imap/grammar/types.ts';
import { surfaces } from './code-facts.ts';

/** One line of the gallery. */
export interface GalleryItem {
  readonly entry: CodeEntry;
  readonly label: string;
  /** RFC and surface. */
  readonly description: string;
  readonly detail: string;
}

/** The catalogue as the gallery lists it. The classes are left out: they are no words that a server can say. */
export function galleryItems(all: readonly CodeEntry[]): readonly GalleryItem[] {
  return all
    .filter((entry) => entry.kind !== 'class')
    .map((entry) => ({
      entry,
      label: entry.name,
      description: `${source(entry)} · ${surfaces(entry.name)}`,
      detail: entry.meaning,
    }));
}

/** The example of a code, taken apart: what a server is to be made to say. */
export interface ExampleLine {
  readonly name: string;
  readonly tagged: boolean;
  readonly status: StatusKind;
  /** What stands in the brackets, without them: `COPYUID 1 2 3`. */
  readonly code: string | null;
  readonly text: string;
}

const line = /^(\*|a1) (OK|NO|BAD|PREAUTH|BYE) (?:\[((?:"[^"]*"|[^\]"])*)\] ?)?(.*)$/;
const kinds: readonly StatusKind[] = ['OK', 'NO', 'BAD', 'PREAUTH', 'BYE'];

export function exampleLine(entry: CodeEntry): ExampleLine {
  const match = line.exec(entry.example);
  const status = kinds.find((kind) => kind === match?.[2]);
  if (match === null || status === undefined) throw new Error(`The example of ${entry.name} is no status line`);
  return { name: entry.name, tagged: match[1] !== '*', status, code: match[3] ?? null, text: match[4] ?? '' };
}
