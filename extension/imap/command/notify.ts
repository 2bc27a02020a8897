import type { FetchItem } from '../client/api.ts';
import { invalidArgument } from '../errors.ts';
import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';
import { writeFetchItems } from './fetch-items.ts';
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

/** New messages of the selected mailbox, each told with these items by itself (RFC 5465 §5.2): `client.onMessage` gives them. */
export interface NewMessages {
  readonly event: 'MessageNew';
  readonly fetch: readonly FetchItem[];
}

export interface NotifyGroup {
  /** `selected-delayed`: news of the selected mailbox that cannot upset a command under way (RFC 5465 §6.1). */
  readonly where: MailboxFilter | 'selected-delayed';
  /** Empty for NONE. */
  readonly events: readonly (NotifyEvent | NewMessages)[];
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
        if (events.length === 0) out.text(' NONE)');
        else writeEvents(out, where, events);
      }
    },
    // The counts are news like those that follow.
    take: (_response: Response) => false,
    finish: () => undefined,
  };
}

function writeEvents(out: CommandWriter, where: NotifyGroup['where'], events: NotifyGroup['events']): void {
  out.text(' (');
  events.forEach((event, index) => {
    if (index > 0) out.sp();
    if (typeof event === 'string') {
      out.text(event);
      return;
    }
    if (where !== 'selected' && where !== 'selected-delayed')
      throw invalidArgument('Items of new messages can be had of the selected mailbox only', { command: 'NOTIFY' });
    out.text(event.event).sp();
    writeFetchItems(out, event.fetch);
  });
  out.text('))');
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
