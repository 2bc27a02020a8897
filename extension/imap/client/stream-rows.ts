import type { Command } from '../command/command.ts';
import { ImapError } from '../errors.ts';
import { aborted } from '../session/aborted.ts';
import type { Connection } from '../session/connection.ts';
import { Outlet } from '../session/outlet.ts';
import { Overflow } from '../session/overflow.ts';
import type { CommandOptions } from './api.ts';

export interface StreamOptions<T> extends CommandOptions {
  /** An item's octets, roughly. */
  readonly weigh: (item: T) => number;
  /** Octets, roughly, that may wait for the reader before the connection is held. */
  readonly high: number;
  /** An item as plain data, as it goes to a file while other commands wait behind what is not read. */
  readonly plain: (item: T) => unknown;
  /** Failures of the command that take nothing away from what has come. */
  readonly forgives?: (error: unknown) => boolean;
}

/**
 * The data of a command as an async sequence. The command is sent when reading begins; a slow reader holds the connection, one that
 * stops early gives the command up. While other commands wait behind it, what comes is kept for the reader, in memory and then in a
 * temporary file. Each `for await` runs the command anew.
 * @param make the command, which gives its data to `push`.
 */
export function streamOf<T>(
  connection: Connection,
  options: StreamOptions<T>,
  make: (push: (item: T) => void) => Command<void>,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const { flow, spill } = connection;
      let storage: ImapError | null = null;
      let over = false;
      const lost = (error: unknown): void => {
        if (storage !== null) return;
        storage = storageError(error, command);
        if (over) outlet.lose(storage);
        else running.cancel();
      };
      const overflow = new Overflow<T>({
        open: spill.open,
        plain: options.plain,
        changed: () => flow.changed(),
        failed: lost,
      });
      const outlet: Outlet<T> = new Outlet<T>({
        high: options.high,
        weigh: options.weigh,
        full: () => flow.hold(outlet),
        low: () => flow.release(outlet),
        abandoned: () => running?.cancel(),
        givenUp: () => (options.signal?.aborted === true ? aborted(contextOf(command)) : null),
        aside: { overflow, overflows: () => flow.unread > spill.memory, lost },
      });
      const command = make((item) => {
        if (storage === null) outlet.push(item);
      });
      const running = connection.start(command, options, outlet);
      running.result.then(
        () => {
          over = true;
          outlet.finish();
        },
        (error: unknown) => {
          over = true;
          if (storage !== null) {
            if (error instanceof ImapError) storage.concerning(error.sent);
            outlet.lose(storage);
            return;
          }
          // Whoever cancels wants nothing more, not even what has come already.
          if (error instanceof ImapError && error.detail.kind === 'aborted') outlet.break(error);
          else if (options.forgives?.(error) === true) outlet.finish();
          else outlet.fail(error);
        },
      );
      return outlet;
    },
  };
}

function storageError(error: unknown, command: Command<unknown>): ImapError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return new ImapError(
    code === 'ENOSPC'
      ? 'There is no room on this disk for what was not read in time.'
      : 'What was not read in time could not be put aside on this disk.',
    { kind: 'storage', code },
    { ...contextOf(command), retry: 'later' },
  );
}

function contextOf({ name, selection }: Command<unknown>): {
  readonly command: string;
  readonly mailbox: string | null;
} {
  return { command: name, mailbox: selection?.name.display ?? null };
}
