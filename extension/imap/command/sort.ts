import type { Capabilities } from '../client/api.ts';
import { ImapError } from '../errors.ts';
import type { Response, SearchResponse } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Answer, Command, SelectionFacts, TakeContext, WriteContext } from './command.ts';
import { isFuzzy, missingForCriteria } from './needs.ts';
import { textIn } from './search-charset.ts';
import { writeCriteria } from './search-criteria.ts';
import { sameTag, searchAnswer, type SearchRequest } from './search.ts';

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
  readonly capability = 'SORT';
  readonly #keys: readonly SortCriterion[];
  readonly #request: SearchRequest;
  #found: SearchResponse | null = null;

  constructor(selection: SelectionFacts, keys: readonly SortCriterion[], request: SearchRequest) {
    this.selection = selection;
    this.tagged = request.returns !== null;
    this.answer = searchAnswer(['SORT', 'ESEARCH'], this.tagged, () => this.#found !== null);
    this.#keys = keys;
    this.#request = request;
  }

  missing(capabilities: Capabilities): string | null {
    const { capability, criteria } = this.#request;
    for (const needed of [capability, ...neededFor(this.#keys)])
      if (needed !== undefined && !capabilities.has(needed)) return needed;
    return missingForCriteria(criteria, capabilities);
  }

  write(out: CommandWriter, { utf8 }: WriteContext): void {
    const { returns, criteria } = this.#request;
    if (this.#keys.some(({ key }) => key === 'RELEVANCY') && !isFuzzy(criteria)) {
      const message = 'Only what is searched for with FUZZY can be sorted by relevancy';
      throw new ImapError(message, { kind: 'invalid-argument', message }, { command: this.name });
    }
    if (returns !== null) out.text(` RETURN (${returns.join(' ')})`);
    const keys = this.#keys.map(({ key, reverse }) => (reverse === true ? `REVERSE ${key}` : key));
    const charset = utf8 ? 'UTF-8' : (this.#request.charset ?? 'UTF-8');
    out.text(` (${keys.length > 0 ? keys.join(' ') : 'ARRIVAL'}) `).astring(charset);
    writeCriteria(out, criteria, textIn(charset, out));
  }

  take(response: Response, context: TakeContext): boolean {
    if (response.type === 'esearch') {
      if (response.tag !== null && !sameTag(response.tag, context.tag)) return false;
    } else if (response.type !== 'sort') return false;
    this.#found = response;
    return true;
  }

  finish(): SearchResponse {
    return this.#found ?? { type: 'sort', numbers: [], modSeq: null };
  }
}

function neededFor(keys: readonly SortCriterion[]): readonly string[] {
  const names = keys.map(({ key }) => key);
  return [
    ...(names.some((key) => key === 'DISPLAYFROM' || key === 'DISPLAYTO') ? ['SORT=DISPLAY'] : []),
    ...(names.includes('RELEVANCY') ? ['SEARCH=FUZZY'] : []),
  ];
}
