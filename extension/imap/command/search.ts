import type { Capabilities } from '../client/api.ts';
import type { Response, SearchResponse, StatusResponse } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Answer, Command, SelectionFacts, TakeContext, WriteContext } from './command.ts';
import { missingForCriteria } from './needs.ts';
import { charsetFor, textIn } from './search-charset.ts';
import { writeCriteria } from './search-criteria.ts';
import type { SearchInput } from './search-query.ts';

export interface SearchRequest {
  readonly criteria: SearchInput;
  /** What to return (RFC 9051 §6.4.4, RFC 5267, RFC 9394), as `ALL`, `PARTIAL 1:500`; null where ESEARCH is not offered. */
  readonly returns: readonly string[] | null;
  readonly charset?: string | undefined;
  /** Capability that a return option needs. */
  readonly capability?: string | undefined;
}

/** Whether a response names this command as the one it answers; some servers give tags back in other letters. */
export function sameTag(told: string | null, sent: string | null): boolean {
  return told !== null && sent !== null && told.toUpperCase() === sent.toUpperCase();
}

/** What every search is owed. Whatever came of one without a tag is its own, so that no line of it may be lost. */
export function searchAnswer(words: readonly string[], tagged: boolean, came: () => boolean): Answer {
  return { words, came, absent: 'missing-search', inParts: !tagged };
}

/** UID SEARCH (RFC 9051 §6.4.4), answered in ranges where ESEARCH is offered. */
export class Search implements Command<SearchResponse> {
  readonly name = 'UID SEARCH';
  readonly states = ['selected'] as const;
  readonly kinds = ['search'] as const;
  readonly selection: SelectionFacts;
  readonly tagged: boolean;
  readonly answer: Answer;
  readonly capability?: string;
  readonly #request: SearchRequest;
  readonly #found: SearchResponse[] = [];
  #tag: string | null = null;

  constructor(selection: SelectionFacts, request: SearchRequest) {
    this.selection = selection;
    this.tagged = request.returns !== null;
    this.answer = searchAnswer(['SEARCH', 'ESEARCH'], this.tagged, () => this.#found.length > 0);
    this.#request = request;
    if (request.capability !== undefined) this.capability = request.capability;
  }

  /** Once it has been answered. */
  get tag(): string | null {
    return this.#tag;
  }

  missing(capabilities: Capabilities): string | null {
    return missingForCriteria(this.#request.criteria, capabilities);
  }

  write(out: CommandWriter, { utf8 }: WriteContext): void {
    const { criteria, returns } = this.#request;
    if (returns !== null) out.text(` RETURN (${returns.join(' ')})`);
    const charset = charsetFor(criteria, this.#request.charset, utf8);
    if (charset !== null) out.text(' CHARSET ').astring(charset);
    writeCriteria(out, criteria, textIn(charset ?? 'UTF-8', out));
  }

  take(response: Response, context: TakeContext): boolean {
    if (response.type === 'esearch') {
      if (response.tag !== null && !sameTag(response.tag, context.tag)) return false;
      // News of an earlier search that is kept up to date.
      if (response.added !== undefined || response.removed !== undefined) return false;
    } else if (response.type !== 'search') return false;
    this.#found.push(response);
    return true;
  }

  finish({ tag }: StatusResponse): SearchResponse {
    this.#tag = tag;
    // Some servers say nothing when nothing is found.
    const last = this.#found.at(-1) ?? (this.tagged ? none(tag) : { type: 'search', numbers: [], modSeq: null });
    if (last.type === 'esearch' || this.#found.length < 2) return last;
    // And some say it in several lines.
    return { ...last, numbers: this.#found.flatMap((one) => (one.type === 'esearch' ? [] : one.numbers)) };
  }
}

function none(tag: string | null): SearchResponse {
  return { type: 'esearch', tag, uid: true, other: new Map() };
}
