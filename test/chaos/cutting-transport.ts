import type { Clock } from '../../extension/imap/session/clock.ts';
import type { Transport, TransportEnd, TransportHandler } from '../../extension/imap/transport/transport.ts';

/** How a connection fails. */
export const cutKinds = ['rst', 'fin', 'stall', 'garbage', 'delay'] as const;
export type CutKind = (typeof cutKinds)[number];

/** Where: behind so many line ends, or octets, in one direction. */
export interface Cut {
  readonly direction: 'up' | 'down';
  readonly unit: 'lines' | 'octets';
  readonly after: number;
  readonly kind: CutKind;
}

/** How long a delay lasts: every second one outlasts the patience of a command, so that what comes late meets nobody. */
export function delayMs({ after }: Cut): number {
  return after % 2 === 0 ? 30_000 : 90_000;
}

/** What went over a connection. */
export interface Traffic {
  up: number;
  down: number;
  upOctets: number;
  downOctets: number;
  /** Anything at all, so that silence can be noticed. */
  events: number;
}

export function noTraffic(): Traffic {
  return { up: 0, down: 0, upOctets: 0, downOctets: 0, events: 0 };
}

const lf = 0x0a;
/** Swallows the begin of what follows, and announces what never comes. */
const garbage = Buffer.from('\0\xff)(* {3} BODY[ "', 'latin1');

/** Octets of the chunk up to where the cut lies, or −1 when it lies behind it. */
function cutWithin(chunk: Uint8Array, cut: Cut, lines: number, octets: number): number {
  if (cut.unit === 'octets') return octets + chunk.length >= cut.after ? Math.max(0, cut.after - octets) : -1;
  for (let at = 0; at < chunk.length; at++) if (chunk[at] === lf && ++lines === cut.after) return at + 1;
  return -1;
}

function countLines(chunk: Uint8Array): number {
  let lines = 0;
  for (const octet of chunk) if (octet === lf) lines++;
  return lines;
}

/** Passes a transport through until the cut; null for none. `rewrite` changes what the server says. */
export function cutting(
  inner: Transport,
  cut: Cut | null,
  traffic: Traffic,
  clock: Clock,
  rewrite: (text: string) => string = (text) => text,
): Transport {
  let handler: TransportHandler | null = null;
  let state: 'whole' | 'over' | 'stalled' | 'delayed' = 'whole';
  /** What waits for the end of a delay, in both directions. */
  let late: (() => void)[] = [];
  const fail = (kind: CutKind): void => {
    if (kind === 'delay') {
      state = 'delayed';
      clock.after(cut === null ? 0 : delayMs(cut), () => {
        if (state !== 'delayed') return;
        state = 'whole';
        for (const arrive of late.splice(0)) arrive();
      });
      cut = null;
      return;
    }
    if (kind === 'garbage') {
      state = 'whole';
      cut = null;
      handler?.data(garbage);
      return;
    }
    if (kind === 'stall') {
      state = 'stalled';
      return;
    }
    state = 'over';
    inner.destroy();
    const end: TransportEnd =
      kind === 'fin' ? { kind: 'eof' } : { kind: 'error', error: new Error('reset'), code: 'ECONNRESET' };
    setImmediate(() => handler?.end(end));
  };
  /** What of the chunk still passes; then the cut happens. */
  const pass = (chunk: Uint8Array, direction: Cut['direction'], deliver: (part: Uint8Array) => void): void => {
    traffic.events++;
    if (state === 'delayed') {
      const copy = Buffer.from(chunk);
      late.push(() => pass(copy, direction, deliver));
      return;
    }
    if (state !== 'whole') return;
    const lines = traffic[direction];
    const octets = direction === 'up' ? traffic.upOctets : traffic.downOctets;
    const at = cut?.direction === direction ? cutWithin(chunk, cut, lines, octets) : -1;
    const part = at < 0 ? chunk : chunk.subarray(0, at);
    traffic[direction] += countLines(part);
    if (direction === 'up') traffic.upOctets += part.length;
    else traffic.downOctets += part.length;
    if (part.length > 0) deliver(part);
    if (at < 0 || cut === null) return;
    const { kind } = cut;
    const rest = chunk.subarray(at);
    // What was sent arrives: it is the answer that does not.
    if (direction === 'up' && kind !== 'delay') setImmediate(() => setImmediate(() => fail(kind)));
    else fail(kind);
    if (rest.length > 0 && (kind === 'delay' || (kind === 'garbage' && direction === 'down')))
      pass(rest, direction, deliver);
  };
  return {
    security: inner.security,
    endpoint: inner.endpoint,
    loopback: true,
    start(given) {
      handler = given;
      inner.start({
        data: (chunk) => {
          const text = rewrite(chunk.toString('latin1'));
          pass(Buffer.from(text, 'latin1'), 'down', (part) => given.data(Buffer.from(part)));
        },
        end: (end) => {
          if (state === 'whole') given.end(end);
          else if (state === 'delayed') late.push(() => given.end(end));
        },
      });
    },
    write(chunk) {
      pass(chunk, 'up', (part) => void inner.write(part));
      return true;
    },
    drained: () => Promise.resolve(),
    pause: () => inner.pause(),
    resume: () => inner.resume(),
    close() {
      if (state === 'delayed') late.push(() => inner.close());
      else inner.close();
    },
    destroy() {
      if (state === 'stalled' || state === 'delayed') {
        state = 'over';
        late = [];
        setImmediate(() => handler?.end({ kind: 'closed-by-us' }));
      }
      inner.destroy();
    },
  };
}
