import { Idle } from '../command/idle.ts';
import { noop } from '../command/simple.ts';
import { ImapError } from '../errors.ts';
import type { Connection, Running } from '../session/connection.ts';
import type { Selection } from '../session/selection.ts';

export interface IdleOptions {
  readonly signal: AbortSignal;
  readonly pollMs?: number;
}

/** Servers may end an idle connection after 30 minutes, routers forget one sooner (RFC 9051 §6.3.13). */
const renewMs = 25 * 60_000;
/** After another command: more often follow, and each would cost an IDLE and a DONE. */
const resumeMs = 500;
const defaultPollMs = 60_000;
/** A server that ends IDLE sooner by itself does not wait at all: asked again at once, it would be asked for ever. */
const shortMs = 10_000;
/** After so many short ones in a row, each asked for later than the one before, the mailbox is polled. */
const mostShort = 5;

/** Keeps a mailbox in view until the signal aborts: by IDLE, else by NOOP. Rejects when that is no longer possible. */
export async function idleIn(connection: Connection, selection: Selection, options: IdleOptions): Promise<void> {
  const { signal } = options;
  let canIdle = connection.engine.view.abilities.has('IDLE');
  let pause = 0;
  let short = 0;
  while (!aborted(signal)) {
    await wait(connection, selection, pause, signal);
    if (aborted(signal)) return;
    try {
      if (canIdle) {
        const end = await idleOnce(connection, selection, signal);
        if (end === 'long') short = 0;
        else if (end === 'short') short++;
        canIdle = short < mostShort;
        pause = canIdle ? resumeMs * 2 ** short : 0;
      } else {
        await connection.run(noop(selection), { signal });
        pause = options.pollMs ?? defaultPollMs;
      }
    } catch (error) {
      if (aborted(signal)) return;
      if (!canIdle || !(error instanceof ImapError) || error.detail.kind !== 'refused') throw error;
      canIdle = false;
      pause = 0;
    }
  }
}

/** Until another command wants the connection (`given-up`), it is time to renew, the server ends it, or the signal aborts. */
async function idleOnce(
  connection: Connection,
  selection: Selection,
  signal: AbortSignal,
): Promise<'long' | 'short' | 'given-up'> {
  const began = connection.clock.now();
  const command = new Idle(selection);
  const running: Running<void> = connection.start(command, { signal });
  const timer = connection.clock.after(renewMs, () => running.interrupt());
  try {
    await running.result;
  } finally {
    timer.dispose();
  }
  if (connection.clock.now() - began >= shortMs) return 'long';
  return command.endWanted ? 'given-up' : 'short';
}

/** Also ends when the mailbox does: the command that follows then tells why. */
function wait(connection: Connection, selection: Selection, ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || selection.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      timer.dispose();
      listening.dispose();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = connection.clock.after(ms, done);
    const listening = selection.onEvent((event) => {
      if (event.kind === 'closed') done();
    });
    signal.addEventListener('abort', done, { once: true });
  });
}

function aborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
