import type { TraceRecord, TraceSink } from '../imap/trace/record.ts';
import { TraceRing } from '../imap/trace/ring.ts';
import { Emitter } from '../mail/emitter.ts';
import type { AccountId } from '../mail/model.ts';

export interface TraceAccount {
  readonly id: AccountId;
  readonly label: string;
}

/** What is kept of one connection. */
export interface ConnectionTrace {
  readonly connection: number;
  readonly account: TraceAccount;
  readonly ring: TraceRing;
  /** `Date.now()` of its first record. */
  readonly since: number;
}

/** `records`: some came (and old ones may have gone). `forgotten`: the whole connection made room for newer ones, or was cleared. */
export type TraceChange =
  | { readonly kind: 'records'; readonly connection: number; readonly account: AccountId }
  | { readonly kind: 'forgotten'; readonly connection: number; readonly account: AccountId };

export interface TraceStoreLimits {
  /** Octets kept of each connection; default 4 MiB. */
  readonly bytesPerConnection?: number;
  /** Connections kept; default 32. The one that has been silent longest makes room. */
  readonly connections?: number;
}

/** The protocol log in memory: what every connection of every account said lately, each within a bound. */
export class TraceStore {
  readonly #bytes: number;
  readonly #most: number;
  /** In the order in which they last said something. */
  readonly #connections = new Map<number, ConnectionTrace>();
  readonly #changes = new Emitter<TraceChange>();
  readonly onChange = this.#changes.event;

  constructor(limits: TraceStoreLimits = {}) {
    this.#bytes = limits.bytesPerConnection ?? 4 * 1024 * 1024;
    this.#most = limits.connections ?? 32;
  }

  /** A sink for one account, to be given to `connectImap`. */
  sink(account: TraceAccount): TraceSink {
    return (record) => this.add(account, record);
  }

  add(account: TraceAccount, record: TraceRecord): void {
    const { connection } = record;
    const trace = this.#connections.get(connection) ?? {
      connection,
      account,
      ring: new TraceRing({ maxBytes: this.#bytes }),
      since: record.at,
    };
    // Set anew, so that the map stays in the order of activity.
    this.#connections.delete(connection);
    this.#connections.set(connection, trace);
    trace.ring.add(record);
    this.#makeRoom();
    this.#changes.fire({ kind: 'records', connection: connection, account: account.id });
  }

  /** The connections kept, in the order in which they were made; of one account if it is named. */
  connections(account?: AccountId): readonly ConnectionTrace[] {
    return [...this.#connections.values()]
      .filter((trace) => account === undefined || trace.account.id === account)
      .sort((a, b) => a.connection - b.connection);
  }

  get(connection: number): ConnectionTrace | undefined {
    return this.#connections.get(connection);
  }

  clear(): void {
    for (const trace of [...this.#connections.values()]) this.#forget(trace);
  }

  #makeRoom(): void {
    const [oldest] = this.#connections.values();
    if (oldest !== undefined && this.#connections.size > this.#most) this.#forget(oldest);
  }

  #forget(trace: ConnectionTrace): void {
    this.#connections.delete(trace.connection);
    this.#changes.fire({ kind: 'forgotten', connection: trace.connection, account: trace.account.id });
  }
}
