import { grammarOf, type Grammar } from '../grammar/context.ts';
import type { QuirkCounter, QuirkReport } from '../grammar/quirk-counter.ts';
import { parseFrame, parseLine } from '../grammar/response.ts';
import { SearchAhead } from '../grammar/search-ahead.ts';
import { Arena } from '../wire/arena.ts';
import type { ResponseFrame } from '../wire/frame.ts';
import type { Parsed } from '../command/command.ts';
import type { SessionView } from './view.ts';

/** Reads the responses of one connection; what rows of messages keep of them lies in its arena. */
export class Reader {
  readonly #plain: Grammar;
  readonly #international: Grammar;
  readonly #ahead: SearchAhead;
  /** The response being read has a mod-sequence that cannot be one. */
  #badModSeq = false;

  constructor(quirks: QuirkCounter) {
    const onQuirk: QuirkReport = (id) => {
      if (id === 'bad-modseq') this.#badModSeq = true;
      quirks.report(id);
    };
    const arena = new Arena();
    const ahead = new SearchAhead({ quirk: onQuirk });
    this.#ahead = ahead;
    this.#plain = grammarOf({ utf8: false, onQuirk, arena, ahead });
    this.#international = grammarOf({ utf8: true, onQuirk, arena, ahead });
  }

  /** A response that has not ended yet: so much of it has come. */
  unfinished(bytes: Buffer, length: number): void {
    this.#ahead.read(bytes, length);
  }

  /** What has come of a response is void. */
  forget(): void {
    this.#ahead.forget();
  }

  read(frame: ResponseFrame, view: SessionView): Parsed {
    this.#badModSeq = false;
    return this.#judged(parseFrame(frame, this.#grammarFor(view)), view);
  }

  /** A response without literals that lies at `start`…`end`. */
  readLine(bytes: Buffer, start: number, end: number, view: SessionView): Parsed {
    this.#badModSeq = false;
    return this.#judged(parseLine(bytes, start, end, this.#grammarFor(view)), view);
  }

  #grammarFor(view: SessionView): Grammar {
    return view.utf8 ? this.#international : this.#plain;
  }

  #judged(response: Parsed, view: SessionView): Parsed {
    this.#ahead.forget();
    // STATUS says 0 of mailboxes that keep none (RFC 7162 §3.1.7); anywhere else it cannot be.
    if (this.#badModSeq && response.type !== 'mailbox-status') view.mailbox?.takeModSeq(null);
    return response;
  }
}
