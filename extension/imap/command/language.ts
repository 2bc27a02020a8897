import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { anyState, signedIn, type Command } from './command.ts';

/** LANGUAGE (RFC 5255 §3.2): asks for one of several languages, best first; without any, for the list on offer. */
export function language(ranges: readonly string[]): Command<readonly string[]> {
  let tags: readonly string[] | null = null;
  return {
    name: 'LANGUAGE',
    states: anyState,
    kinds: ['language', 'namespace'],
    capability: 'LANGUAGE',
    write(out: CommandWriter): void {
      for (const range of ranges) out.sp().astring(range);
    },
    take(response: Response): boolean {
      if (response.type !== 'language') return false;
      tags = response.tags;
      return true;
    },
    answer: { words: ['LANGUAGE'], came: () => tags !== null, absent: 'owed' },
    finish: () => tags ?? [],
  };
}

/** The comparator in use, and which others matched what was asked for (RFC 5255 §4.8). */
export interface Comparator {
  readonly active: string;
  readonly matching: readonly string[];
}

/** COMPARATOR (RFC 5255 §4.7); null when the server did not say. */
export function comparator(wanted: readonly string[]): Command<Comparator | null> {
  let found: Comparator | null = null;
  return {
    name: 'COMPARATOR',
    states: signedIn,
    kinds: ['language'],
    capability: 'I18NLEVEL=2',
    write(out: CommandWriter): void {
      for (const one of wanted) out.sp().astring(one);
    },
    take(response: Response): boolean {
      if (response.type !== 'comparator') return false;
      found = { active: response.active, matching: response.matching };
      return true;
    },
    answer: { words: ['COMPARATOR'], came: () => found !== null, absent: 'nothing' },
    finish: () => found,
  };
}
