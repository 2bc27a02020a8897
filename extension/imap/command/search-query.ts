import { invalidArgument } from '../errors.ts';
import type { ModSeq } from '../wire/ids.ts';
import type { SearchTerm, UidSet } from '../client/api.ts';

/** Levels of criteria inside criteria; more are refused. */
export const maxDepth = 100;

type OneOrMore<T> = T | readonly T[];

/**
 * What a message must be like to be found (RFC 9051 §6.4.4): every field that is given must hold. Dates are days, taken in UTC,
 * whatever the time; texts are looked for anywhere, in any case.
 */
export interface SearchQuery {
  /** True: has the flag; false: has it not. */
  readonly answered?: boolean;
  readonly deleted?: boolean;
  readonly draft?: boolean;
  readonly flagged?: boolean;
  readonly seen?: boolean;
  readonly recent?: boolean;
  /** Recent and not seen (RFC 3501 §6.4.4). */
  readonly new?: true;
  readonly keyword?: OneOrMore<string>;
  readonly unkeyword?: OneOrMore<string>;
  readonly from?: OneOrMore<string>;
  readonly to?: OneOrMore<string>;
  readonly cc?: OneOrMore<string>;
  readonly bcc?: OneOrMore<string>;
  readonly subject?: OneOrMore<string>;
  readonly body?: OneOrMore<string>;
  /** Header or body. */
  readonly text?: OneOrMore<string>;
  /** Field name → text in it; an empty text only asks for the field. */
  readonly header?: Readonly<Record<string, string>>;
  /** By INTERNALDATE: on or after, before, on. */
  readonly since?: Date;
  readonly before?: Date;
  readonly on?: Date;
  /** By the Date field. */
  readonly sentSince?: Date;
  readonly sentBefore?: Date;
  readonly sentOn?: Date;
  /** By when it came into this mailbox (RFC 8514 §4.3). */
  readonly savedSince?: Date;
  readonly savedBefore?: Date;
  readonly savedOn?: Date;
  /** Octets, exclusive. */
  readonly larger?: number;
  readonly smaller?: number;
  /** Seconds before now (WITHIN, RFC 5032). */
  readonly younger?: number;
  readonly older?: number;
  readonly uids?: UidSet;
  /** Changed since, this value included (RFC 7162 §3.1.5). */
  readonly modSeq?: ModSeq;
  readonly emailId?: string;
  readonly threadId?: string;
  /** Gmail's own search language (X-GM-RAW). */
  readonly gmailRaw?: string;
  readonly gmailLabel?: OneOrMore<string>;
  readonly gmailMessageId?: bigint;
  readonly gmailThreadId?: bigint;
  /** Name of a search kept on the server (RFC 5466 §3.1). */
  readonly filter?: string;
  /** Near matches too (RFC 6203). */
  readonly fuzzy?: SearchQuery;
  readonly not?: OneOrMore<SearchQuery>;
  /** At least one of them holds. */
  readonly or?: readonly SearchQuery[];
  readonly and?: readonly SearchQuery[];
}

/** One word of criteria in IMAP's own order: `['NOT', ['SUBJECT', 'hello you'], 'SINCE', date]`. Strings are quoted where they need it. */
export type CriteriaItem = string | number | bigint | Date | Uint8Array | SearchTerm | readonly CriteriaItem[];

/** A query, words, or the text of an IMAP search program as it is. */
export type SearchInput = SearchQuery | readonly CriteriaItem[] | string;

/** As callers may give it: the octets of a search program too, as Python's bytes. */
export type SearchCriteria = SearchInput | Uint8Array;

/** Octets as the program that they spell, in UTF-8. @throws ImapError of kind `invalid-argument` when they spell none. */
export function readable(criteria: SearchCriteria): SearchInput {
  if (!(criteria instanceof Uint8Array)) return criteria;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(criteria);
  } catch {
    throw invalidArgument('The octets of the criteria are no text in UTF-8', { command: 'UID SEARCH' });
  }
}
