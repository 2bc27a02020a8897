import { ImapError } from '../../extension/imap/errors.ts';
import type { Clock } from '../../extension/imap/session/clock.ts';
import type { Transport, TransportEnd, TransportHandler } from '../../extension/imap/transport/transport.ts';

/** How a connection fails: with a reset, an orderly end, in mid-line, or in silence that nobody is told of (half-open). */
export const failures = ['reset', 'eof', 'half-line', 'stall'] as const;
export type Failure = (typeof failures)[number];

/** Longer than this in IDLE: it was renewed by the clock. */
const longIdleMs = 24 * 60_000;

/** The way from one client to a server in memory: it can fail, and can be down for a while. */
export class FrailWay {
  readonly #open: () => Transport;
  readonly #clock: Clock;
  readonly #live = new Set<FrailTransport>();
  /** Chunks so far in both directions, so that silence can be noticed. */
  chunks = 0;
  /** IDLEs that ended because they had lasted long enough. */
  renewals = 0;
  cuts = 0;
  down = false;

  constructor(open: () => Transport, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** @throws ImapError of kind `connect` while it is down. */
  open(): Transport {
    if (this.down)
      throw new ImapError('Nothing answers.', { kind: 'connect', code: 'ECONNREFUSED', message: 'refused' });
    let idleSince = Infinity;
    const transport: FrailTransport = new FrailTransport(this.#open(), {
      passed: (chunk, up) => {
        this.chunks++;
        if (!up) return;
        const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
        if (/^\S+ IDLE\r\n/m.test(text)) idleSince = this.#clock.now();
        else if (text.startsWith('DONE') && this.#clock.now() - idleSince >= longIdleMs) this.renewals++;
      },
      over: () => this.#live.delete(transport),
    });
    this.#live.add(transport);
    return transport;
  }

  fail(failure: Failure): void {
    for (const one of [...this.#live]) if (one.fail(failure)) this.cuts++;
  }
}

class FrailTransport implements Transport {
  readonly #inner: Transport;
  readonly #hooks: { passed(chunk: Uint8Array, up: boolean): void; over(): void };
  #handler: TransportHandler | null = null;
  #state: 'whole' | 'stalled' | 'over' = 'whole';

  constructor(inner: Transport, hooks: { passed(chunk: Uint8Array, up: boolean): void; over(): void }) {
    this.#inner = inner;
    this.#hooks = hooks;
  }

  get security(): Transport['security'] {
    return this.#inner.security;
  }

  get endpoint(): string {
    return this.#inner.endpoint;
  }

  readonly loopback = true;

  fail(failure: Failure): boolean {
    if (this.#state !== 'whole') return false;
    if (failure === 'stall') {
      this.#state = 'stalled';
      return true;
    }
    if (failure === 'half-line') this.#handler?.data(Buffer.from('* 7 FETCH (UI'));
    this.#inner.destroy();
    this.#end(failure === 'eof' ? { kind: 'eof' } : { kind: 'error', error: new Error('reset'), code: 'ECONNRESET' });
    return true;
  }

  start(handler: TransportHandler): void {
    this.#handler = handler;
    this.#inner.start({
      data: (chunk) => {
        if (this.#state !== 'whole') return;
        this.#hooks.passed(chunk, false);
        this.#handler?.data(chunk);
      },
      end: (end) => {
        if (this.#state === 'whole') this.#end(end);
      },
    });
  }

  write(chunk: Uint8Array): boolean {
    this.#hooks.passed(chunk, true);
    return this.#state === 'whole' ? this.#inner.write(chunk) : true;
  }

  drained(): Promise<void> {
    return this.#state === 'whole' ? this.#inner.drained() : Promise.resolve();
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  close(): void {
    this.#inner.close();
    if (this.#state === 'stalled') this.#end({ kind: 'closed-by-us' });
  }

  destroy(): void {
    this.#inner.destroy();
    if (this.#state === 'stalled') this.#end({ kind: 'closed-by-us' });
  }

  #end(end: TransportEnd): void {
    this.#state = 'over';
    this.#hooks.over();
    setImmediate(() => this.#handler?.end(end));
  }
}
