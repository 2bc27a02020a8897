import type { Transport } from '../transport/transport.ts';

/** Gathers what is written in one go, so that commands sent together leave together. */
export class Outbox {
  readonly #transport: () => Transport;
  #waiting: Buffer[] = [];

  constructor(transport: () => Transport) {
    this.#transport = transport;
  }

  add(octets: Buffer): void {
    this.#waiting.push(octets);
    if (this.#waiting.length === 1) queueMicrotask(() => this.flush());
  }

  flush(): void {
    const waiting = this.#waiting.splice(0);
    const [only] = waiting;
    if (only === undefined) return;
    this.#transport().write(waiting.length === 1 ? only : Buffer.concat(waiting));
  }
}
