import { Fifo } from './fifo.ts';
import type { Transport, TransportEnd, TransportHandler, TransportSecurity } from './transport.ts';

export interface MemoryPairOptions {
  /** Default `in-memory`. */
  readonly endpoint?: string;
  /** Octets queued towards one side above which `write` returns false; default 64 KiB. */
  readonly highWater?: number;
  /** Default `local`; tests play other kinds. */
  readonly security?: TransportSecurity;
  /** Default true; tests play a network. */
  readonly loopback?: boolean;
}

/** Octets handed over in one turn of the event loop, so that a fast writer leaves room for others. */
const turnBytes = 256 * 1024;

/** Two ends of one pipe in this process: what one writes, the other's handler receives in a later turn of the event loop. */
export function memoryPair(options: MemoryPairOptions = {}): [Transport, Transport] {
  const a = new MemoryTransport(options);
  const b = new MemoryTransport(options);
  a.connect(b);
  b.connect(a);
  return [a, b];
}

class MemoryTransport implements Transport {
  readonly security: TransportSecurity;
  readonly endpoint: string;
  readonly loopback: boolean;
  readonly #highWater: number;
  #peer: MemoryTransport | null = null;
  #handler: TransportHandler | null = null;
  /** What the peer wrote and this side has not received yet. */
  readonly #inbound = new Fifo<Buffer>();
  #inboundBytes = 0;
  #inboundEnd: TransportEnd | null = null;
  #paused = false;
  #scheduled = false;
  #ended = false;
  #closing = false;
  #drainWaiters: (() => void)[] = [];

  constructor(options: MemoryPairOptions) {
    this.endpoint = options.endpoint ?? 'in-memory';
    this.#highWater = options.highWater ?? 64 * 1024;
    this.security = options.security ?? { kind: 'local' };
    this.loopback = options.loopback ?? true;
  }

  connect(peer: MemoryTransport): void {
    this.#peer = peer;
  }

  start(handler: TransportHandler): void {
    this.#handler = handler;
    this.#schedule();
  }

  write(chunk: Uint8Array): boolean {
    const peer = this.#peer;
    if (this.#closing || this.#ended || peer === null) return true;
    // Copied: the writer may use its buffer again, as with a socket.
    if (chunk.length > 0) peer.#receive(Buffer.from(chunk));
    return peer.#inboundBytes <= this.#highWater;
  }

  drained(): Promise<void> {
    const peer = this.#peer;
    if (this.#ended || peer === null || peer.#inboundBytes <= this.#highWater) return Promise.resolve();
    return new Promise((resolve) => this.#drainWaiters.push(resolve));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#peer !== null) this.#peer.#endInbound({ kind: 'eof' });
    this.#inbound.takeAll();
    this.#inboundBytes = 0;
    this.#inboundEnd = { kind: 'closed-by-us' };
    this.#paused = false;
    this.#schedule();
  }

  destroy(): void {
    const peer = this.#peer;
    if (peer !== null && !this.#ended) {
      peer.#inbound.takeAll();
      peer.#inboundBytes = 0;
    }
    this.close();
  }

  #receive(chunk: Buffer): void {
    if (this.#ended || this.#inboundEnd !== null) return;
    this.#inbound.push(chunk);
    this.#inboundBytes += chunk.length;
    this.#schedule();
  }

  #endInbound(end: TransportEnd): void {
    this.#inboundEnd ??= end;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#handler === null || this.#ended) return;
    if (this.#inbound.length === 0 && this.#inboundEnd === null) return;
    this.#scheduled = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    this.#scheduled = false;
    let taken = 0;
    while (!this.#paused && taken < turnBytes) {
      const chunk = this.#inbound.shift();
      if (chunk === undefined) break;
      taken += chunk.length;
      this.#inboundBytes -= chunk.length;
      this.#handler?.data(chunk);
    }
    const peer = this.#peer;
    if (peer !== null && this.#inboundBytes <= this.#highWater) peer.#releaseWriters();
    if (this.#paused) return;
    if (this.#inbound.length > 0) {
      this.#schedule();
      return;
    }
    const end = this.#inboundEnd;
    if (end === null || this.#ended) return;
    this.#ended = true;
    this.#releaseWriters();
    // The peer of one who is gone writes into the void; nobody is left to drain it.
    if (peer !== null) peer.#releaseWriters();
    this.#handler?.end(end);
  }

  #releaseWriters(): void {
    for (const resolve of this.#drainWaiters.splice(0)) resolve();
  }
}
