import type { ResponseFrame } from '../wire/frame.ts';
import type { SeqNo, Uid } from '../wire/ids.ts';
import type { ParseContext } from './context.ts';
import { parseResponse } from './response.ts';

/** What is known of a FETCH when one of its literals begins to stream. */
export interface FetchHead {
  readonly seq: SeqNo;
  /** Null when the server sends the UID behind the body. */
  readonly uid: Uid | null;
  /** The item whose octets follow, as in `FetchResponse.sections`: `BODY[1.2]<0>`. */
  readonly section: string;
}

/** Reads the head that the splitter hands out with `literalStart`; null when it is no FETCH that can be understood. */
export function parseFetchHead(head: ResponseFrame, context: ParseContext): FetchHead | null {
  // The head ends in mid-list by its nature, which is no deviation of the server's; the whole response is counted later.
  const response = parseResponse(head, { utf8: context.utf8 });
  if (response.type !== 'fetch') return null;
  const last = [...response.sections].at(-1);
  if (last?.[1].kind !== 'streamed') return null;
  return { seq: response.seq, uid: response.uid ?? null, section: last[0] };
}
