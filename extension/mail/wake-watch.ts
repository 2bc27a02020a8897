import type { Disposable } from '../imap/client/api.ts';
import type { Clock } from './clock.ts';

export interface WakePorts {
  readonly clock: Clock;
  /** Time of day in ms; unlike a timer it goes on while the machine sleeps. */
  readonly timeOfDay: () => number;
  /** Anything that differs when the network does: the machine's own addresses. */
  readonly network: () => string;
  /** Connections that look alive may be dead now. */
  readonly disturbed: () => void;
}

/** How often it is looked: what a connection may stay dead unnoticed after waking up. */
const lookMs = 10_000;
/** More than a busy event loop is late by. */
const jumpMs = 20_000;

/** Notices that the machine slept, that its clock was set, or that its network is another one. */
export class WakeWatch implements Disposable {
  readonly #ports: WakePorts;
  #last: number;
  #network: string;
  #timer: Disposable;

  constructor(ports: WakePorts) {
    this.#ports = ports;
    this.#last = ports.timeOfDay();
    this.#network = ports.network();
    this.#timer = ports.clock.after(lookMs, () => this.#look());
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #look(): void {
    const { clock, timeOfDay, network, disturbed } = this.#ports;
    const now = timeOfDay();
    const addresses = network();
    const jumped = Math.abs(now - this.#last - lookMs) > jumpMs;
    // Without any address there is nothing to reach; the moment it comes back counts.
    const moved = addresses !== this.#network && addresses !== '';
    this.#last = now;
    this.#network = addresses;
    this.#timer = clock.after(lookMs, () => this.#look());
    if (jumped || moved) disturbed();
  }
}
