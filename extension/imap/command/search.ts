import type { SearchTerm } from '../client/api.ts';
import type { Response, SearchResponse } from '../grammar/types.ts';
import { normalise, rangesOf, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SelectionFacts, TakeContext, WriteContext } from './command.ts';

/** UID SEARCH (RFC 9051 §6.4.4), answered in ranges where ESEARCH is offered. */
export class Search implements Command<SearchResponse> {
  readonly name = 'UID SEARCH';
  readonly states = ['selected'] as const;
  readonly kinds = ['search'] as const;
  readonly selection: SelectionFacts;
  readonly tagged: boolean;
  readonly #criteria: readonly SearchTerm[];
  #found: SearchResponse | null = null;

  /** @param extended ESEARCH is offered. */
  constructor(selection: SelectionFacts, criteria: readonly SearchTerm[], extended: boolean) {
    this.selection = selection;
    this.tagged = extended;
    this.#criteria = criteria;
  }

  write(out: CommandWriter, context: WriteContext): void {
    if (this.tagged) out.text(' RETURN (ALL COUNT)');
    // Once UTF-8 is enabled it is the only charset, and naming one is an error (RFC 6855 §3).
    if (!context.utf8 && this.#criteria.some((term) => 'text' in term && /[^\x00-\x7f]/.test(term.text))) {
      out.text(' CHARSET UTF-8');
    }
    if (this.#criteria.length === 0) out.text(' ALL');
    for (const term of this.#criteria) {
      out.sp();
      if ('key' in term) out.text(term.key);
      else if ('text' in term) out.string(term.text);
      else out.text('UID ').set(sortedRanges(term.uids));
    }
  }

  take(response: Response, context: TakeContext): boolean {
    if (response.type === 'esearch') {
      if (response.tag !== null && response.tag !== context.tag) return false;
    } else if (response.type !== 'search') return false;
    this.#found = response;
    return true;
  }

  finish(): SearchResponse {
    // Some servers say nothing when nothing is found.
    return this.#found ?? { type: 'search', numbers: [], modSeq: null };
  }
}

/** UIDs in any order as ranges, sorted and without overlaps. */
export function sortedRanges(uids: readonly NumberRange[] | readonly number[]): readonly NumberRange[] {
  const ranges: NumberRange[] = [];
  const numbers: number[] = [];
  for (const one of uids) {
    if (typeof one === 'number') numbers.push(one);
    else ranges.push(one);
  }
  return normalise(ranges.length > 0 ? ranges : rangesOf(numbers.sort((a, b) => a - b)));
}
