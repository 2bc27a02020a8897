import type { Command } from '../command/command.ts';
import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import { Outlet } from '../session/outlet.ts';
import type { CommandOptions } from './api.ts';

export interface StreamOptions extends CommandOptions {
  /** Octets, roughly, that may wait for the reader before the connection is held. */
  readonly high: number;
}

/**
 * The data of a command as an async sequence. The command is sent when reading begins; a slow reader holds the connection, one that
 * stops early gives the command up. Each `for await` runs the command anew.
 * @param make the command, which gives its data to `push`; the weight is in octets.
 */
export function streamOf<T>(
  connection: Connection,
  options: StreamOptions,
  make: (push: (item: T, weight: number) => void) => Command<void>,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const outlet: Outlet<T> = new Outlet<T>({
        high: options.high,
        full: () => connection.flow.hold(outlet),
        low: () => connection.flow.release(outlet),
        abandoned: () => running?.cancel(),
      });
      const running = connection.start(
        make((item, weight) => outlet.push(item, weight)),
        options,
        outlet,
      );
      running.result.then(
        () => outlet.finish(),
        (error: unknown) => {
          // Whoever cancels wants nothing more, not even what has come already.
          if (error instanceof ImapError && error.detail.kind === 'aborted') outlet.break(error);
          else outlet.fail(error);
        },
      );
      return outlet;
    },
  };
}
