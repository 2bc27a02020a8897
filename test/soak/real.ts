import type { ImapClient } from '../../extension/imap/client/api.ts';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { openTls } from '../../extension/imap/transport/tls.ts';
import { systemClock } from '../../extension/mail/clock.ts';
import { startDovecot } from '../servers/dovecot.ts';
import { Cutter, endings } from './cutter.ts';
import { Gauge } from './gauge.ts';
import { KeptView } from './kept-view.ts';
import { Meddler } from './meddler.ts';
import { SessionView } from './session-view.ts';
import type { SoakResult } from './soak-result.ts';
import { difference, type View } from './view.ts';

export interface RealOptions {
  readonly seconds: number;
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  readonly say: (text: string) => void;
  /** Divides the lives of connections and the time between checkpoints; default 1. */
  readonly haste?: number;
}

/** Each follower's connection lives for so long, most of them longer than what `keepMailbox` takes for steady. */
const lifeSeconds = { from: 62, to: 90 };
/** One cut in so many comes right after the one before. */
const againEvery = 8;
const changeSeconds = 1;
const checkSeconds = 60;
/** For a follower to be in view and tell what the server has, once nothing changes. */
const patienceSeconds = 60;

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/**
 * Five followers of one mailbox on a real Dovecot, by TCP, TLS and STARTTLS, one of them the extension's own account session and one never
 * cut, while a second client changes it once a second. A cut falls about every twenty seconds.
 */
export async function soakReal({ seconds, next, say, haste = 1 }: RealOptions): Promise<SoakResult> {
  await using dovecot = await startDovecot();
  const user = dovecot.user('soak');
  const { host, ca } = dovecot;
  const tls = { ca: [ca], serverName: 'localhost' };
  type Security = 'none' | 'tls' | 'starttls';
  const connect = async (port: number, protect: Security, signal?: AbortSignal): Promise<Client> => {
    const client = await connectImap({
      protect,
      open: (opening) =>
        protect === 'tls'
          ? openTls({ host, port, signal: opening, ...tls })
          : openTcp({ host, port, signal: opening, tls }),
      ...(signal === undefined ? {} : { signal }),
    });
    try {
      await client.signIn({ kind: 'password', ...user });
      return client;
    } catch (error) {
      client.destroy();
      throw error;
    }
  };
  const meddler = await Meddler.open(await connect(dovecot.port, 'none'), next);
  await meddler.prepare();
  const cutters: Cutter[] = [];
  const views: View[] = [];
  for (const protect of ['none', 'tls', 'starttls'] as const) {
    const cutter = await Cutter.to(host, protect === 'tls' ? dovecot.tlsPort : dovecot.port);
    cutters.push(cutter);
    views.push(new KeptView({ name: `kept, ${protect}`, connect: (signal) => connect(cutter.port, protect, signal) }));
  }
  const forSession = await Cutter.to(host, dovecot.port);
  cutters.push(forSession);
  const open = async (signal: AbortSignal): Promise<ImapClient> => await connect(forSession.port, 'none', signal);
  views.push(new SessionView({ name: 'account session', connect: open, clock: systemClock }));
  views.push(new KeptView({ name: 'kept, never cut', connect: (signal) => connect(dovecot.port, 'none', signal) }));
  const gauge = new Gauge();
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const life = (): number => (lifeSeconds.from + next() * (lifeSeconds.to - lifeSeconds.from)) / haste;
  /** Spread, so that they do not fall together. */
  const due = cutters.map((_, index) => 5 + ((index + 1) * lifeSeconds.to) / cutters.length / haste);
  const wrong: string[] = [];
  let checkpoints = 0;
  const sum = (of: (view: View) => number): number => views.reduce((total, view) => total + of(view), 0);

  const settled = async (): Promise<void> => {
    const truth = await meddler.truth();
    const deadline = elapsed() + patienceSeconds;
    for (;;) {
      const off = views
        .map((view) => ({ view, what: view.inView ? difference(view.rows(), truth) : 'not in view' }))
        .filter(({ what }) => what !== null);
      if (off.length === 0) return;
      if (elapsed() > deadline) {
        for (const { view, what } of off) {
          const text = `after ${Math.round(elapsed())} s, ${view.name}: ${what}`;
          say(`WRONG ${text}`);
          wrong.push(text);
        }
        return;
      }
      await pause(0.2);
    }
  };

  try {
    let check = checkSeconds / haste;
    while (elapsed() < seconds) {
      await pause(changeSeconds);
      await meddler.change();
      for (const [index, cutter] of cutters.entries()) {
        if (elapsed() < (due[index] ?? 0)) continue;
        cutter.cut(endings[Math.floor(next() * endings.length)] ?? 'reset');
        due[index] = elapsed() + (next() < 1 / againEvery ? 2 : life());
      }
      if (elapsed() < check) continue;
      await settled();
      checkpoints++;
      await gauge.sample(elapsed() / 3600, { connections: cutters.reduce((total, { live }) => total + live, 0) });
      check = elapsed() + checkSeconds / haste;
      const { slope, heap, descriptors, rejections } = gauge.result();
      say(
        `${Math.round(elapsed())} s: ${sum((view) => view.reconnects)} reconnects, ${meddler.changes} changes, ` +
          `${wrong.length} wrong, heap ${heap[1].toFixed(2)} MiB (${slope.toFixed(2)} MiB/h), ` +
          `${Math.max(descriptors.early, descriptors.late)} descriptors, ${rejections.length} unhandled`,
      );
    }
    await settled();
    checkpoints++;
    return {
      hours: elapsed() / 3600,
      cuts: cutters.reduce((total, { cuts }) => total + cuts, 0),
      reconnects: sum((view) => view.reconnects),
      changes: meddler.changes,
      events: sum((view) => view.events),
      checkpoints,
      wrong,
      gauged: gauge.result(),
    };
  } finally {
    gauge.dispose();
    for (const view of views)
      await view.stop().catch((error: unknown) => wrong.push(`${view.name} gave up: ${String(error)}`));
    meddler.close();
    for (const cutter of cutters) await cutter.close();
  }
}
