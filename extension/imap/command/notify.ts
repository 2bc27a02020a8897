import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';
import { writeMailboxFilter, type MailboxFilter } from './multi-search.ts';

/** Events of RFC 5465 §5. */
export type NotifyEvent =
  | 'MessageNew'
  | 'MessageExpunge'
  | 'FlagChange'
  | 'AnnotationChange'
  | 'MailboxName'
  | 'SubscriptionChange'
  | 'MailboxMetadataChange'
  | 'ServerMetadataChange';

export interface NotifyGroup {
  /** `selected-delayed`: news of the selected mailbox that cannot upset a command under way (RFC 5465 §6.1). */
  readonly where: MailboxFilter | 'selected-delayed';
  /** Empty for NONE. */
  readonly events: readonly NotifyEvent[];
}

/** NOTIFY (RFC 5465 §3): what the server is to tell by itself, of other mailboxes as well; null for nothing. What it tells is untagged data. */
export function notify(groups: readonly NotifyGroup[] | null, options: { readonly status: boolean }): Command<void> {
  return {
    name: 'NOTIFY',
    states: signedIn,
    // With STATUS it answers with the counts of every mailbox.
    kinds: ['status', 'list'],
    capability: 'NOTIFY',
    write(out: CommandWriter): void {
      if (groups === null) {
        out.text(' NONE');
        return;
      }
      out.text(options.status ? ' SET STATUS' : ' SET');
      for (const { where, events } of groups) {
        out.text(' (');
        if (where === 'selected-delayed') out.text(where);
        else writeMailboxFilter(out, where);
        out.text(events.length === 0 ? ' NONE)' : ` (${events.join(' ')}))`);
      }
    },
    // The counts are news like those that follow.
    take: (_response: Response) => false,
    finish: () => undefined,
  };
}

/** CANCELUPDATE (RFC 5267 §4.3): searches, by their tags, that need not be kept up to date any more. */
export function cancelUpdate(tags: readonly string[]): Command<void> {
  return {
    name: 'CANCELUPDATE',
    states: ['selected'],
    kinds: [],
    capability: 'CONTEXT=SEARCH',
    write(out: CommandWriter): void {
      for (const tag of tags) out.sp().string(tag);
    },
    finish: () => undefined,
  };
}
