import { ImapError } from '../errors.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { CommandOptions } from './api.ts';
import type { Mailbox } from './mailbox.ts';

/**
 * All messages of the mailbox. Some servers answer a search by its OK alone: then it is not known which there are.
 * @throws ImapError `malformed-reply` when none are found although there are some.
 */
export async function everyUid(
  mailbox: Pick<Mailbox, 'find' | 'exists' | 'name'>,
  options: CommandOptions,
): Promise<readonly NumberRange[]> {
  const before = mailbox.exists;
  const { uids } = await mailbox.find({}, options);
  // What came or went during the search need not be in its answer.
  if (uids.length > 0 || Math.min(before, mailbox.exists) === 0) return uids;
  throw new ImapError(
    'The server found no message in a mailbox that has some.',
    { kind: 'malformed-reply', excerpt: '' },
    { command: 'UID SEARCH', mailbox: mailbox.name.display, retry: 'now' },
  );
}
