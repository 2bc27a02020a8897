import type { NotifyEvent, NotifyGroup } from '../command/notify.ts';
import { ImapError } from '../errors.ts';
import type { MailboxStatus } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandOptions, Disposable, ImapClient } from './api.ts';
import { Client } from './client.ts';

export interface CountsListener {
  /** Counts of a mailbox changed; only what changed may be told. */
  changed(mailbox: MailboxName, status: MailboxStatus): void;
  /** Mailboxes came, went or were renamed. */
  listed(): void;
  /** The server stopped telling (NOTIFICATIONOVERFLOW, RFC 5465 §5.8): from now on counts have to be asked for. */
  over(): void;
}

const messageEvents: readonly NotifyEvent[] = ['MessageNew', 'MessageExpunge', 'FlagChange'];
/** A connection on which the client says nothing ends after 30 minutes (RFC 9051 §5.4), and one that died would never be noticed. */
const renewMs = 25 * 60_000;
/** The three go together or not at all (RFC 5465 §5). */
const wanted: readonly NotifyEvent[] = [...messageEvents, 'MailboxName'];

/**
 * Has the server tell the counts of all personal mailboxes by itself (NOTIFY, RFC 5465). Null where that is not offered, or refused: the
 * caller polls. The connection is kept in use until `dispose`; that it ended, for want of an answer or otherwise, is told by
 * `client.closed`.
 */
export async function followCounts(
  client: ImapClient,
  listener: CountsListener,
  options: CommandOptions = {},
): Promise<Disposable | null> {
  if (!(client instanceof Client) || !client.capabilities.has('NOTIFY')) return null;
  let telling = false;
  const renewal = renewing(client);
  const data = client.onData((response) => {
    if (!telling) return;
    if (response.type === 'mailbox-status') listener.changed(response.name, response.status);
    else if (response.type === 'list') listener.listed();
  });
  const codes = client.onCode((code) => {
    if (code.name !== 'NOTIFICATIONOVERFLOW' || !telling) return;
    telling = false;
    renewal.dispose();
    listener.over();
  });
  const dispose = (): void => {
    telling = false;
    renewal.dispose();
    data.dispose();
    codes.dispose();
  };
  try {
    await askFor(client, wanted, options);
    telling = true;
    renewal.begin();
    void client.closed.then(dispose);
    return { dispose };
  } catch (error) {
    dispose();
    if (error instanceof ImapError && error.detail.kind === 'refused') return null;
    throw error;
  }
}

/** NOOP again and again: without an answer within its deadline it ends the connection. */
function renewing(client: Client): Disposable & { begin(): void } {
  let timer: Disposable | null = null;
  const begin = (): void => {
    timer = client.clock.after(renewMs, () => {
      begin();
      client.noop({ origin: 'background' }).catch(() => undefined);
    });
  };
  return { begin, dispose: () => timer?.dispose() };
}

/** Once more without what the server does not know, if it says what it knows (BADEVENT, RFC 5465 §5). */
async function askFor(client: Client, events: readonly NotifyEvent[], options: CommandOptions): Promise<void> {
  try {
    await client.session.notify(groups(events), options);
  } catch (error) {
    const code = error instanceof ImapError && error.detail.kind === 'refused' ? error.detail.status.code : null;
    if (code?.name !== 'BADEVENT') throw error;
    const known = new Set(code.events.map((event) => event.toLowerCase()));
    const left = events.filter((event) => known.has(event.toLowerCase()));
    if (left.length === events.length || !messageEvents.every((event) => left.includes(event))) throw error;
    await client.session.notify(groups(left), options);
  }
}

function groups(events: readonly NotifyEvent[]): readonly NotifyGroup[] {
  return [
    // Of the selected mailbox, what is told without NOTIFY.
    { where: 'selected-delayed', events: messageEvents },
    { where: 'personal', events },
  ];
}
