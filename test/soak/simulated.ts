import { DemoServer } from '../../extension/demo/demo-server.ts';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { ManualClock } from '../unit/imap/manual-clock.ts';
import { FrailWay, type Failure } from './frail-transport.ts';
import { Gauge } from './gauge.ts';
import { KeptView } from './kept-view.ts';
import { Meddler } from './meddler.ts';
import { SessionView } from './session-view.ts';
import type { SoakResult } from './soak-result.ts';
import { difference, type View } from './view.ts';

export interface SimulatedOptions {
  /** Of the simulated clock; a round of everything takes three. */
  readonly hours: number;
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  readonly say: (text: string) => void;
}

export interface SimulatedResult extends SoakResult {
  /** IDLEs that were ended and begun again because 25 minutes had passed. */
  readonly renewals: number;
  readonly sleeps: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const step = 5 * second;
/** Two hours of changes and cuts with a sleep between them, then one of silence, in which IDLE has to be renewed. */
const round = { length: 3 * hour, busy: 2 * hour, sleepAt: 70 * minute };
/** What a half-open connection may go unnoticed: until IDLE is renewed and the answer does not come, and a pause on top. */
const patience = 34 * minute;
/** Turns of the event loop without a chunk after which nothing is under way in memory. */
const quietTurns = 6;

/** Three followers of a mailbox in memory, one of them the extension's account session, through cuts, outages, half-open connections and sleeps. */
export async function soakSimulated({ hours, next, say }: SimulatedOptions): Promise<SimulatedResult> {
  const clock = new ManualClock();
  const start = clock.now();
  const elapsed = (): number => clock.now() - start;
  const server = new DemoServer({ now: () => new Date(Date.UTC(2026, 0, 1) + elapsed()) });
  const { credentials } = server;
  const below = (limit: number): number => Math.floor(next() * limit);
  const ways: FrailWay[] = [];
  const way = (): ((signal: AbortSignal) => Promise<Client>) => {
    const own = new FrailWay(() => server.connect(), clock);
    ways.push(own);
    return async (signal) => {
      const open = (): Promise<ReturnType<FrailWay['open']>> => Promise.resolve().then(() => own.open());
      const client = await connectImap({ protect: 'local', clock, signal, open });
      try {
        await client.signIn({ kind: 'password', ...credentials });
        return client;
      } catch (error) {
        client.destroy();
        throw error;
      }
    };
  };
  // A clock of its own: the time that passes for cut connections is not its time.
  const other = await connectImap({
    protect: 'local',
    clock: new ManualClock(),
    open: () => Promise.resolve(server.connect()),
  });
  await other.signIn({ kind: 'password', ...credentials });
  const meddler = await Meddler.open(other, next);
  await meddler.prepare();
  const session = new SessionView({ name: 'account session', connect: way(), clock, random: next });
  const views: View[] = [
    new KeptView({ name: 'kept, one', connect: way(), clock, random: next }),
    new KeptView({ name: 'kept, two', connect: way(), clock, random: next }),
    session,
  ];
  const gauge = new Gauge();
  const wrong: string[] = [];
  const sum = (of: (view: View) => number): number => views.reduce((total, view) => total + of(view), 0);

  /** Until nothing is on its way in memory any more. */
  const quiet = async (): Promise<void> => {
    const chunks = (): number => ways.reduce((total, one) => total + one.chunks, 0);
    for (let before = chunks(), still = 0; still < quietTurns; still++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (chunks() === before) continue;
      before = chunks();
      still = 0;
    }
  };
  const up = ways.map(() => Infinity);
  const pass = async (): Promise<void> => {
    await clock.advance(step, quiet);
    for (const [index, one] of ways.entries()) if (elapsed() >= (up[index] ?? 0)) one.down = false;
  };
  const settled = async (): Promise<void> => {
    const truth = await meddler.truth();
    const deadline = elapsed() + patience;
    for (;;) {
      await quiet();
      const off = views
        .map((view) => ({ view, what: view.inView ? difference(view.rows(), truth) : 'not in view' }))
        .filter(({ what }) => what !== null);
      if (off.length === 0) return;
      if (elapsed() > deadline) {
        for (const { view, what } of off) wrong.push(`after ${(elapsed() / hour).toFixed(2)} h, ${view.name}: ${what}`);
        for (const text of wrong.slice(-off.length)) say(`WRONG ${text}`);
        return;
      }
      await pass();
    }
  };

  let checkpoints = 0;
  let sleeps = 0;
  const due = ways.map(() => elapsed() + (1 + below(9)) * minute);
  const failing = (index: number): void => {
    const one = ways[index];
    if (one === undefined) return;
    const dice = next();
    const failure: Failure = dice < 0.35 ? 'reset' : dice < 0.65 ? 'eof' : dice < 0.9 ? 'half-line' : 'stall';
    one.fail(failure);
    if (failure === 'stall' || next() < 0.8) return;
    one.down = true;
    up[index] = elapsed() + (1 + below(10)) * minute;
  };
  const sleep = async (): Promise<void> => {
    sleeps++;
    for (const one of ways) one.fail('stall');
    clock.jump((10 + below(40)) * minute);
    session.woke();
    await quiet();
  };

  try {
    for (let check = 30 * minute, rest = round.sleepAt; elapsed() < hours * hour;) {
      await pass();
      const busy = elapsed() % round.length < round.busy;
      for (const index of ways.keys()) {
        if (!busy || elapsed() < (due[index] ?? 0)) continue;
        failing(index);
        due[index] = elapsed() + (0.5 + next() * 8) * minute;
      }
      if (busy && next() < step / (30 * second)) await meddler.change();
      if (elapsed() >= rest) {
        await sleep();
        rest += round.length;
      }
      if (elapsed() < check) continue;
      check = elapsed() + 30 * minute;
      await settled();
      checkpoints++;
      await gauge.sample(elapsed() / hour, { timers: clock.waiting, connections: server.connections });
      const { slope, heap } = gauge.result();
      if (checkpoints % 6 === 0)
        say(
          `${(elapsed() / hour).toFixed(1)} h: ${sum((view) => view.reconnects)} reconnects, ${meddler.changes} changes, ` +
            `${wrong.length} wrong, heap ${heap[1].toFixed(2)} MiB (${slope.toFixed(2)} MiB/h), ${server.connections} connections`,
        );
    }
    await settled();
    checkpoints++;
    return {
      hours: elapsed() / hour,
      cuts: ways.reduce((total, { cuts }) => total + cuts, 0),
      reconnects: sum((view) => view.reconnects),
      changes: meddler.changes,
      events: sum((view) => view.events),
      checkpoints,
      wrong,
      gauged: gauge.result(),
      renewals: ways.reduce((total, { renewals }) => total + renewals, 0),
      sleeps,
    };
  } finally {
    gauge.dispose();
    for (const view of views)
      await view.stop().catch((error: unknown) => wrong.push(`${view.name} gave up: ${String(error)}`));
    meddler.close();
    server.dispose();
  }
}
