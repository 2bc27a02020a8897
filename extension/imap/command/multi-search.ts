import type { Capabilities } from '../client/api.ts';
import { ImapError } from '../errors.ts';
import type { Response, SearchResponse } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Answer, type Command, type TakeContext, type WriteContext } from './command.ts';
import { missingForCriteria } from './needs.ts';
import { charsetFor, textIn } from './search-charset.ts';
import { writeCriteria } from './search-criteria.ts';
import type { SearchInput } from './search-query.ts';
import { sameTag } from './search.ts';

/** Where to look (RFC 7377 §2.2, mailbox filters of RFC 5465 §6). */
export type MailboxFilter =
  | 'selected'
  | 'inboxes'
  | 'personal'
  | 'subscribed'
  | { readonly mailboxes: readonly MailboxName[] }
  | { readonly subtree: readonly MailboxName[] }
  | { readonly subtreeOne: readonly MailboxName[] };

export type MailboxResult = SearchResponse & { readonly type: 'esearch' };

/** ESEARCH (MULTISEARCH, RFC 7377 §2): one result for each mailbox in which something was found. */
export class MultiSearch implements Command<readonly MailboxResult[]> {
  readonly name = 'ESEARCH';
  readonly states = signedIn;
  readonly kinds = ['search'] as const;
  readonly capability = 'MULTISEARCH';
  readonly tagged = true;
  /** Mailboxes in which nothing was found are not told of. */
  readonly answer: Answer = {
    words: ['ESEARCH'],
    came: () => this.#found.length > 0,
    absent: 'nothing',
    inParts: true,
  };
  readonly #where: MailboxFilter;
  readonly #criteria: SearchInput;
  readonly #charset: string | undefined;
  readonly #found: MailboxResult[] = [];

  constructor(where: MailboxFilter, criteria: SearchInput, charset?: string) {
    this.#where = where;
    this.#criteria = criteria;
    this.#charset = charset;
  }

  missing(capabilities: Capabilities): string | null {
    return missingForCriteria(this.#criteria, capabilities);
  }

  write(out: CommandWriter, { utf8 }: WriteContext): void {
    out.text(' IN (');
    writeMailboxFilter(out, this.#where);
    out.text(') RETURN (ALL COUNT)');
    const charset = charsetFor(this.#criteria, this.#charset, utf8);
    if (charset !== null) out.text(' CHARSET ').astring(charset);
    writeCriteria(out, this.#criteria, textIn(charset ?? 'UTF-8', out));
  }

  take(response: Response, context: TakeContext): boolean {
    if (response.type !== 'esearch' || !sameTag(response.tag, context.tag)) return false;
    this.#found.push(response);
    return true;
  }

  finish(): readonly MailboxResult[] {
    return this.#found;
  }
}

/** filter-mailboxes (RFC 5465 §8). */
export function writeMailboxFilter(out: CommandWriter, where: MailboxFilter): void {
  if (typeof where === 'string') {
    out.text(where);
    return;
  }
  const [word, names] =
    'mailboxes' in where
      ? ['mailboxes', where.mailboxes]
      : 'subtree' in where
        ? ['subtree', where.subtree]
        : ['subtree-one', where.subtreeOne];
  if (names.length === 0) {
    const message = 'There is no mailbox to look in';
    throw new ImapError(message, { kind: 'invalid-argument', message });
  }
  out.text(`${word} (`);
  names.forEach((name, index) => {
    if (index > 0) out.sp();
    out.mailbox(name);
  });
  out.text(')');
}
