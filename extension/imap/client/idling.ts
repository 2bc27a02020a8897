import { ToldIdle } from '../command/idle.ts';
import type { StatusResponse } from '../grammar/types.ts';
import type { Connection, Running } from '../session/connection.ts';
import type { Selection } from '../session/selection.ts';
import type { CommandOptions } from './api.ts';
import { IdleBacklog, type IdleNews } from './idle-backlog.ts';

export interface IdleOutcome {
  readonly status: StatusResponse;
  readonly data: readonly IdleNews[];
}

/**
 * One IDLE (RFC 9051 §6.3.13) that its caller looks into and ends. It ends by itself when another command is issued; servers end one that
 * lasts 30 minutes.
 */
export class Idling {
  readonly #connection: Connection;
  readonly #command: ToldIdle;
  readonly #running: Running<StatusResponse>;
  readonly #ended: Promise<unknown>;
  readonly #came = new IdleBacklog();
  #over = false;
  #wake: () => void = () => undefined;

  constructor(connection: Connection, selection: Selection, options: CommandOptions) {
    this.#connection = connection;
    this.#command = new ToldIdle(selection, (response) => {
      this.#came.push(response);
      this.#wake();
    });
    this.#running = connection.start(this.#command, options);
    const end = (): void => {
      this.#over = true;
      this.#wake();
    };
    // Whoever asks for the outcome is told; nobody has to.
    this.#ended = this.#running.result.then(end, end);
  }

  /**
   * What the server told since the last time, at once when there is something; else it waits for the next, for the end of the IDLE, or
   * `timeoutMs`, and then gives nothing. One call at a time. Of more than some MiB that nobody looked at only `lost` is told.
   */
  async check(timeoutMs = Infinity): Promise<readonly IdleNews[]> {
    if (this.#came.isEmpty && !this.#over && timeoutMs > 0) await this.#news(timeoutMs);
    return this.#came.takeAll();
  }

  /** Ends it. Gives the server's closing words, and what came that `check` has not given. Rejects as the command does. */
  async done(): Promise<IdleOutcome> {
    this.#command.endEarly();
    this.#running.interrupt();
    await this.#ended;
    const status = await this.#running.result;
    return { status, data: await this.check(0) };
  }

  #news(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === Infinity ? null : this.#connection.clock.after(timeoutMs, () => this.#wake());
      this.#wake = () => {
        timer?.dispose();
        this.#wake = () => undefined;
        resolve();
      };
    });
  }
}
