import { ImapError } from '../errors.ts';
import { systemClock, type Clock } from '../session/clock.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { abandonable } from './abandonable.ts';
import type { MailboxEvent } from './api.ts';
import { backoffMs } from './backoff.ts';
import type { Client } from './client.ts';
import { EventQueue } from './event-queue.ts';
import { everyUid } from './every-uid.ts';
import { KeptState } from './kept-state.ts';
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
  /**
   * What happened since it came into view, none left out. Removals are told by UID: where the server tells them by number and the number is
   * not known, it is asked, and `vanished` tells which are gone. `expunge` with UID null is then a message that came meanwhile, or one
   * that the `vanished` before it named. After `resync-needed`, which also tells that events were read too slowly, follows `lost`.
   */
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
    let since: number | null = null;
    try {
      client = await connect(signal);
      const queue = new EventQueue();
      let shaky = false;
      const onEvent = (event: MailboxEvent): void => {
        shaky ||= event.kind === 'resync-needed';
        queue.push(event);
      };
      const { malformed } = client.oddities;
      const { mailbox, resumption } = await client.resume(name, known, { signal, byUid: true, onEvent });
      shaky ||= queue.overflowed || client.oddities.malformed > malformed;
      const began = shaky && known !== null && resumption.kind === 'changes' ? known.modSeq : mailbox.highestModSeq;
      const state = new KeptState(client, mailbox, await everyUid(mailbox, { signal }), began);
      since = clock.now();
      yield { kind: 'in-view', client, mailbox, resumption };
      try {
        for await (const event of follow(mailbox, queue, state, {
          signal,
          ...(pollMs === undefined ? {} : { pollMs }),
        })) {
          if (event.kind === 'closed') break;
          yield { kind: 'event', event };
          if (event.kind === 'resync-needed') break;
        }
      } finally {
        known = state.known();
      }
      if (over()) return;
      throw new ImapError('The mailbox went out of view.', { kind: 'closed', reason: { kind: 'eof' } });
    } catch (error) {
      if (over()) return;
      if (!mends(error)) throw error;
      if (since !== null && clock.now() - since >= steadyMs) attempt = 0;
      const retryMs = backoffMs(attempt++, random());
      yield { kind: 'lost', error, retryMs };
      await abandonable(clock, retryMs, signal);
    } finally {
      client?.destroy();
    }
  }
}

/** Keeps the connection in the mailbox and gives what happens there; the listener has been there from the first moment. */
async function* follow(
  mailbox: Mailbox,
  queue: EventQueue,
  state: KeptState,
  options: { readonly signal: AbortSignal; readonly pollMs?: number },
): AsyncGenerator<MailboxEvent, void, undefined> {
  const left = new AbortController();
  const signal = AbortSignal.any([options.signal, left.signal]);
  const idling = mailbox.idle({ ...options, signal }).then(
    () => queue.finish(),
    (error: unknown) => queue.fail(error),
  );
  let taken = 0;
  /** Removals among the first so many events were found by the last search. */
  let found = 0;
  try {
    for await (const event of queue.read()) {
      state.take(event);
      taken++;
      if (event.kind === 'expunge' && event.uid === null && taken > found) {
        found = queue.pushed;
        const uids = await state.lookForGone(signal);
        if (uids.length > 0) {
          yield { kind: 'vanished', uids, count: event.count };
          continue;
        }
      }
      yield event;
    }
  } finally {
    left.abort();
    await idling;
  }
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
