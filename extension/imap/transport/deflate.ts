import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';
import type { Transport, TransportEnd, TransportHandler, TransportSecurity } from './transport.ts';

/** Mail compresses by 3 to 10; runs of equal octets by up to 1032. Beyond this the server sends nothing but such runs. */
const maxRatio = 200;
/** Octets that may come before the ratio is judged: a page of zeros is no attack. */
const graceBytes = 16 * 1024 * 1024;

/** `inner` with DEFLATE in both directions (RFC 4978 §3, RFC 1951). `early`: compressed octets that have arrived already. */
export function deflated(inner: Transport, early: Uint8Array): Transport {
  return new DeflateTransport(inner, early);
}

class DeflateTransport implements Transport {
  readonly security: TransportSecurity;
  readonly endpoint: string;
  readonly loopback: boolean;
  readonly #inner: Transport;
  readonly #deflate: DeflateRaw;
  readonly #inflate: InflateRaw;
  readonly #early: Uint8Array;
  #handler: TransportHandler | null = null;
  #end: TransportEnd | null = null;
  #ended = false;
  #received = 0;
  #inflated = 0;
  #paused = false;

  constructor(inner: Transport, early: Uint8Array) {
    this.#inner = inner;
    this.#early = early;
    this.security = inner.security;
    this.endpoint = inner.endpoint;
    this.loopback = inner.loopback === true;
    this.#deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    this.#deflate.on('data', (chunk: Buffer) => void inner.write(chunk));
    // The peer learns nothing of what cannot be compressed; there is no such thing.
    this.#deflate.on('error', () => inner.destroy());
    // A server that hangs up does not finish its stream: what it said last must come through all the same.
    this.#inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    this.#inflate.on('data', (chunk: Buffer) => this.#deliver(chunk));
    this.#inflate.on('drain', () => this.#regulate());
    this.#inflate.once('end', () => this.#finish());
    this.#inflate.once('error', (error) => {
      // Octets that are no DEFLATE may be looked at only after the other side has gone.
      this.#end = { kind: 'error', error, code: 'EDEFLATE' };
      inner.destroy();
      this.#finish();
    });
  }

  start(handler: TransportHandler): void {
    const first = this.#handler === null;
    this.#handler = handler;
    if (!first) return;
    this.#take(this.#early);
    this.#inner.start({
      data: (chunk) => this.#take(chunk),
      end: (end) => {
        this.#end ??= end;
        this.#inflate.end();
      },
    });
    // The transport may have been held by whoever used it before.
    this.#inner.resume();
  }

  write(chunk: Uint8Array): boolean {
    return this.#deflate.write(chunk);
  }

  async drained(): Promise<void> {
    if (this.#deflate.writableNeedDrain) await new Promise<void>((resolve) => this.#deflate.once('drain', resolve));
    await this.#inner.drained();
  }

  pause(): void {
    this.#paused = true;
    this.#inflate.pause();
    this.#inner.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#inflate.resume();
    this.#regulate();
  }

  close(): void {
    this.#deflate.end(() => this.#inner.close());
  }

  destroy(): void {
    this.#inner.destroy();
  }

  #take(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#ended) return;
    this.#received += chunk.length;
    if (!this.#inflate.write(chunk)) this.#inner.pause();
  }

  #regulate(): void {
    if (!this.#paused && !this.#inflate.writableNeedDrain) this.#inner.resume();
  }

  #deliver(chunk: Buffer): void {
    this.#inflated += chunk.length;
    if (this.#inflated > graceBytes && this.#inflated > this.#received * maxRatio) {
      this.#inflate.destroy(new Error('The server sends data that swells beyond all measure when it is unpacked.'));
      return;
    }
    if (!this.#ended) this.#handler?.data(chunk);
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handler?.end(this.#end ?? { kind: 'eof' });
  }
}
