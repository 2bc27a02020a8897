import type { Capabilities } from '../client/api.ts';
import type { Response, Thread } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SelectionFacts, WriteContext } from './command.ts';
import { missingForCriteria } from './needs.ts';
import { textIn } from './search-charset.ts';
import { writeCriteria } from './search-criteria.ts';
import { searchAnswer } from './search.ts';
import type { SearchInput } from './search-query.ts';

/** REFERENCES and ORDEREDSUBJECT by RFC 5256 §3; REFS is Dovecot's faster kind of the former. */
export type ThreadAlgorithm = 'REFERENCES' | 'ORDEREDSUBJECT' | 'REFS';

/** UID THREAD (RFC 5256 §3): conversations, messages by UID. */
export class ThreadSearch implements Command<readonly Thread[]> {
  readonly name = 'UID THREAD';
  readonly states = ['selected'] as const;
  readonly kinds = ['thread'] as const;
  readonly selection: SelectionFacts;
  readonly capability: string;
  readonly #algorithm: ThreadAlgorithm;
  readonly #criteria: SearchInput;
  readonly #charset: string;
  readonly answer = searchAnswer(['THREAD'], false, () => this.#threads !== null);
  #threads: readonly Thread[] | null = null;

  constructor(selection: SelectionFacts, algorithm: ThreadAlgorithm, criteria: SearchInput, charset = 'UTF-8') {
    this.selection = selection;
    this.capability = `THREAD=${algorithm}`;
    this.#algorithm = algorithm;
    this.#criteria = criteria;
    this.#charset = charset;
  }

  missing(capabilities: Capabilities): string | null {
    return missingForCriteria(this.#criteria, capabilities);
  }

  write(out: CommandWriter, { utf8 }: WriteContext): void {
    const charset = utf8 ? 'UTF-8' : this.#charset;
    out.sp().atom(this.#algorithm).sp().astring(charset);
    writeCriteria(out, this.#criteria, textIn(charset, out));
  }

  take(response: Response): boolean {
    if (response.type !== 'thread') return false;
    this.#threads = response.threads;
    return true;
  }

  finish(): readonly Thread[] {
    return this.#threads ?? [];
  }
}
