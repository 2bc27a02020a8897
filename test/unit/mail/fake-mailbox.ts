import type {
  CommandOptions,
  FetchedMessage,
  ImapClient,
  MailboxEvent,
  SelectedMailbox,
} from '../../../extension/imap/client/api.ts';
import { seqNo, uid } from '../../../extension/imap/wire/ids.ts';
import {
  contains,
  difference,
  formatSequenceSet,
  type NumberRange,
} from '../../../extension/imap/wire/sequence-set.ts';
import type { KnownMailbox, Resumption } from '../../../extension/imap/client/known-mailbox.ts';
import type { MailboxName } from '../../../extension/imap/wire/mailbox-name.ts';

/** A mailbox in memory with as much of `SelectedMailbox` as a message list uses. */
export class FakeMailbox {
  readonly log: string[] = [];
  uids: number[];
  uidValidity = 1;
  flags = new Map<number, readonly string[]>();
  idling = 0;
  readonly #listeners = new Set<(event: MailboxEvent) => void>();

  constructor(count: number) {
    this.uids = Array.from({ length: count }, (_, at) => (at + 1) * 10);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  emit(event: MailboxEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  arrive(...uids: number[]): void {
    const previous = this.uids.length;
    this.uids.push(...uids);
    this.emit({ kind: 'exists', count: this.uids.length, previous });
  }

  expunge(gone: number, known = true): void {
    this.uids = this.uids.filter((one) => one !== gone);
    this.emit({ kind: 'expunge', uid: known ? uid(gone) : null, count: this.uids.length });
  }

  client(): ImapClient {
    return {
      resume: (
        name: MailboxName,
        known: KnownMailbox | null,
        { onEvent }: { readonly onEvent: (event: MailboxEvent) => void },
      ) => {
        this.log.push('select');
        // A new SELECT ends the one before.
        this.#listeners.clear();
        this.#listeners.add(onEvent);
        return Promise.resolve({ mailbox: this.selected(name), resumption: this.#since(known) });
      },
    } as unknown as ImapClient;
  }

  selected(name: MailboxName): SelectedMailbox {
    const mailbox = {
      name,
      readOnly: false,
      onEvent: (listener: (event: MailboxEvent) => void) => {
        this.#listeners.add(listener);
        return { dispose: () => this.#listeners.delete(listener) };
      },
      fetchPage: (page: { skip: number; count: number }, _items: unknown, options?: CommandOptions) =>
        this.#page(page, options),
      highestModSeq: null,
      fetch: (uids: readonly NumberRange[]) => this.#fetch(uids),
      idle: ({ signal }: { signal: AbortSignal }) => {
        this.idling++;
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(void this.idling--)));
      },
    };
    Object.defineProperty(mailbox, 'exists', { get: () => this.uids.length });
    Object.defineProperty(mailbox, 'uidValidity', { get: () => this.uidValidity });
    return mailbox as unknown as SelectedMailbox;
  }

  #since(known: KnownMailbox | null): Resumption {
    if (known === null) return { kind: 'fresh' };
    if (known.uidValidity !== this.uidValidity) return { kind: 'void' };
    const there = this.uids.map((one) => ({ from: one, to: one }));
    const newest = this.uids.at(-1) ?? 0;
    return {
      kind: 'changes',
      changes: {
        by: 'qresync',
        vanished: difference(known.uids, there),
        flags: new Map([...this.flags].map(([number, flags]) => [uid(number), flags])),
        arrived: newest < known.uidNext ? null : { from: known.uidNext, to: newest },
      },
    };
  }

  async *#fetch(uids: readonly NumberRange[]): AsyncIterable<FetchedMessage> {
    this.log.push(`fetch ${formatSequenceSet(uids)}`);
    for (const one of this.uids.filter((number) => contains(uids, number))) {
      await Promise.resolve();
      yield this.#row(one);
    }
  }

  #row(one: number): FetchedMessage {
    return {
      type: 'fetch',
      seq: seqNo(this.uids.indexOf(one) + 1),
      uid: uid(one),
      flags: this.flags.get(one) ?? [],
      sections: new Map(),
      unknown: new Map(),
    };
  }

  async *#page(
    { skip, count }: { skip: number; count: number },
    options?: CommandOptions,
  ): AsyncIterable<FetchedMessage> {
    options?.signal?.throwIfAborted();
    this.log.push(`page ${skip}+${count}`);
    const end = this.uids.length - skip;
    for (const one of this.uids.slice(Math.max(0, end - count), Math.max(0, end))) {
      await Promise.resolve();
      yield this.#row(one);
    }
  }
}
