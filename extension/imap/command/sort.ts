import type { Capabilities } from '../client/api.ts';
import type { Response, SearchResponse } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Answer, Command, SelectionFacts, TakeContext, WriteContext } from './command.ts';
import { missingForCriteria } from './needs.ts';
import { textIn } from './search-charset.ts';
import { writeCriteria } from './search-criteria.ts';
import { searchAnswer, type SearchRequest } from './search.ts';

/** What to sort by (RFC 5256 §3, RFC 5957 for DISPLAYFROM and DISPLAYTO), the first counting most. */
export type SortKey =
  'ARRIVAL' | 'CC' | 'DATE' | 'FROM' | 'SIZE' | 'SUBJECT' | 'TO' | 'DISPLAYFROM' | 'DISPLAYTO' | 'RELEVANCY';
export interface SortCriterion {
  readonly key: SortKey;
  readonly reverse?: boolean;
}

/** UID SORT (RFC 5256 §3), in ranges and with RETURN where ESORT is offered (RFC 5267 §3). */
export class Sort implements Command<SearchResponse> {
  readonly name = 'UID SORT';
  readonly states = ['selected'] as const;
  readonly kinds = ['sort', 'search'] as const;
  readonly selection: SelectionFacts;
  readonly tagged: boolean;
  readonly answer: Answer;
  readonly capability: string;
  readonly #keys: readonly SortCriterion[];
  readonly #request: SearchRequest;
  #found: SearchResponse | null = null;

  constructor(selection: SelectionFacts, keys: readonly SortCriterion[], request: SearchRequest) {
    this.selection = selection;
    this.tagged = request.returns !== null;
    this.answer = searchAnswer(['SORT', 'ESEARCH'], this.tagged, () => this.#found !== null);
    this.capability = capabilityFor(keys);
    this.#keys = keys;
    this.#request = request;
  }

  missing(capabilities: Capabilities): string | null {
    return missingForCriteria(this.#request.criteria, capabilities);
  }

  write(out: CommandWriter, { utf8 }: WriteContext): void {
    const { returns, criteria } = this.#request;
    if (returns !== null) out.text(` RETURN (${returns.join(' ')})`);
    const keys = this.#keys.map(({ key, reverse }) => (reverse === true ? `REVERSE ${key}` : key));
    const charset = utf8 ? 'UTF-8' : (this.#request.charset ?? 'UTF-8');
    out.text(` (${keys.length > 0 ? keys.join(' ') : 'ARRIVAL'}) `).astring(charset);
    writeCriteria(out, criteria, textIn(charset, out));
  }

  take(response: Response, context: TakeContext): boolean {
    if (response.type === 'esearch') {
      if (response.tag !== null && response.tag !== context.tag) return false;
    } else if (response.type !== 'sort') return false;
    this.#found = response;
    return true;
  }

  finish(): SearchResponse {
    return this.#found ?? { type: 'sort', numbers: [], modSeq: null };
  }
}

function capabilityFor(keys: readonly SortCriterion[]): string {
  if (keys.some(({ key }) => key.startsWith('DISPLAY'))) return 'SORT=DISPLAY';
  return keys.some(({ key }) => key === 'RELEVANCY') ? 'SEARCH=FUZZY' : 'SORT';
}
