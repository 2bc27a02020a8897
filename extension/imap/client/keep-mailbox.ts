import { ImapError } from '../errors.ts';
import { systemClock, type Clock } from '../session/clock.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { difference, merge, type NumberRange } from '../wire/sequence-set.ts';
import { abandonable } from './abandonable.ts';
import type { MailboxEvent } from './api.ts';
import { backoffMs } from './backoff.ts';
import type { Client } from './client.ts';
import type { KnownMailbox, Resumption } from './known-mailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { isProxyDown } from './mailbox-access.ts';
import { connectionLimitText } from './connection-limit.ts';

export interface KeepOptions {
  readonly mailbox: MailboxName;
  /** Opens a connection and signs in. */
  readonly connect: (signal: AbortSignal) => Promise<Client>;
  /** Ends it all. */
  readonly signal: AbortSignal;
  /** From an earlier run. */
  readonly known?: KnownMailbox | null;
  /** Where IDLE is not offered; default 60,000 ms. */
  readonly pollMs?: number;
  readonly clock?: Clock;
  /** 0 ≤ x < 1, for the jitter. */
  readonly random?: () => number;
}

export type KeptEvent =
  /** In view, at first and after every reconnect; `resumption` tells what changed meanwhile. */
  | {
      readonly kind: 'in-view';
      readonly client: Client;
      readonly mailbox: Mailbox;
      readonly resumption: Resumption;
    }
  | { readonly kind: 'event'; readonly event: MailboxEvent }
  /** Out of view; the next attempt follows after so many ms. */
  | { readonly kind: 'lost'; readonly error: unknown; readonly retryMs: number };

/** Connections that lasted so long count as good: the next loss is the first again. */
const steadyMs = 60_000;

/**
 * Keeps a mailbox in view through lost connections: IDLE (or polling) while connected, else reconnect with growing pauses, select and
 * resynchronise. Rejects with what only a person can mend: wrong password, wrong certificate, no such mailbox.
 */
export async function* keepMailbox(options: KeepOptions): AsyncGenerator<KeptEvent, void, undefined> {
  const { mailbox: name, connect, signal, pollMs, clock = systemClock, random = Math.random } = options;
  let known = options.known ?? null;
  const over = (): boolean => signal.aborted;
  for (let attempt = 0; !over();) {
    let client: Client | null = null;
    let began: number | null = null;
    try {
      client = await connect(signal);
      const { mailbox, resumption } = await client.resume(name, known, { signal });
      let uids = (await mailbox.find({}, { signal })).uids;
      began = clock.now();
      yield { kind: 'in-view', client, mailbox, resumption };
      try {
        for await (const event of mailbox.watch({ signal, ...(pollMs === undefined ? {} : { pollMs }) })) {
          if (event.kind === 'closed') break;
          uids = left(uids, event);
          yield { kind: 'event', event };
          if (event.kind === 'resync-needed') break;
        }
      } finally {
        // What came while it was in view is told again as arrived: it may not have been read.
        known = mailbox.known(uids);
      }
      if (over()) return;
      throw new ImapError('The mailbox went out of view.', { kind: 'closed', reason: { kind: 'eof' } });
    } catch (error) {
      if (over()) return;
      if (!mends(error)) throw error;
      if (began !== null && clock.now() - began >= steadyMs) attempt = 0;
      const retryMs = backoffMs(attempt++, random());
      yield { kind: 'lost', error, retryMs };
      await abandonable(clock, retryMs, signal);
    } finally {
      client?.destroy();
    }
  }
}

function left(uids: readonly NumberRange[], event: MailboxEvent): readonly NumberRange[] {
  if (event.kind === 'vanished') return difference(uids, event.uids);
  if (event.kind === 'expunge' && event.uid !== null) return difference(uids, [{ from: event.uid, to: event.uid }]);
  return merge(uids);
}

/** Whether time alone can help: networks and busy servers heal. */
function mends(error: unknown): boolean {
  if (!(error instanceof ImapError)) return false;
  const { detail, retry } = error;
  switch (detail.kind) {
    case 'connect':
    case 'timeout':
    case 'closed':
    case 'malformed-reply':
    case 'illegal-state':
      return true;
    case 'proxy':
      return isProxyDown(detail.problem);
    case 'greeting':
      return detail.problem === 'bye' || detail.problem === 'none';
    case 'refused':
      return retry === 'later' || connectionLimitText(error) !== null;
    default:
      return false;
  }
}
