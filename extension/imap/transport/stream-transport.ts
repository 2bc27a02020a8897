import type { Duplex } from 'node:stream';
import type { Transport, TransportEnd, TransportHandler, TransportSecurity } from './transport.ts';

export interface StreamTransportOptions {
  readonly endpoint: string;
  readonly security: TransportSecurity;
  readonly loopback?: boolean;
}

/** A transport over any Node stream: socket, TLS socket, child process. The stream's events end here. */
export class StreamTransport implements Transport {
  readonly security: TransportSecurity;
  readonly endpoint: string;
  readonly loopback: boolean;
  readonly #stream: Duplex;
  #handler: TransportHandler | null = null;
  #ended: TransportEnd | null = null;
  #error: Error | null = null;
  #closing = false;
  #detached = false;
  #drainWaiters: (() => void)[] = [];

  constructor(stream: Duplex, options: StreamTransportOptions) {
    this.#stream = stream;
    this.endpoint = options.endpoint;
    this.security = options.security;
    this.loopback = options.loopback ?? false;
    // Without a listener a late error of a dead socket would end the process.
    stream.on('error', (error) => (this.#error ??= error));
    stream.once('end', () => this.#finish());
    stream.once('close', () => this.#finish());
    stream.on('drain', () => this.#releaseWriters());
  }

  start(handler: TransportHandler): void {
    const first = this.#handler === null;
    this.#handler = handler;
    if (!first) return;
    if (this.#ended !== null) {
      const end = this.#ended;
      setImmediate(() => this.#handler?.end(end));
      return;
    }
    this.#stream.on('data', this.#onData);
    // Whoever opened the stream may have held it (a proxy's tunnel does).
    this.#stream.resume();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#closing || this.#ended !== null || this.#detached || !this.#stream.writable) return true;
    return this.#stream.write(chunk);
  }

  drained(): Promise<void> {
    if (this.#ended !== null || this.#detached || !this.#stream.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => this.#drainWaiters.push(resolve));
  }

  pause(): void {
    if (!this.#detached) this.#stream.pause();
  }

  resume(): void {
    if (!this.#detached && this.#handler !== null) this.#stream.resume();
  }

  close(): void {
    if (this.#closing || this.#detached) return;
    this.#closing = true;
    this.#stream.end(() => this.#stream.destroy());
  }

  destroy(): void {
    if (this.#detached) return;
    this.#closing = true;
    this.#stream.destroy();
  }

  /**
   * Takes the stream away from this transport, which is dead from then on: its handler hears nothing more.
   * @returns octets that had arrived but were not delivered, or null.
   */
  protected detach(): Buffer | null {
    this.#stream.off('data', this.#onData);
    this.#stream.pause();
    this.#detached = true;
    this.#releaseWriters();
    const early: unknown = this.#stream.read();
    return Buffer.isBuffer(early) ? early : null;
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#ended === null) this.#handler?.data(chunk);
  };

  #finish(): void {
    if (this.#ended !== null || this.#detached) return;
    const error = this.#error;
    if (this.#closing) this.#ended = { kind: 'closed-by-us' };
    else if (error === null) this.#ended = { kind: 'eof' };
    else
      this.#ended = {
        kind: 'error',
        error,
        code: 'code' in error && typeof error.code === 'string' ? error.code : null,
      };
    this.#releaseWriters();
    this.#handler?.end(this.#ended);
  }

  #releaseWriters(): void {
    for (const resolve of this.#drainWaiters.splice(0)) resolve();
  }
}
