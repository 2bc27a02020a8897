import { readFileSync } from 'node:fs';
import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Done, Figures, Meter } from './task.ts';

const MB = 1024 * 1024;

/** Collects garbage; there only with --expose-gc. */
function collect(): void {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
}

function heldMb(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MB;
}

/** Octets and turns of every TCP connection that this process opens; TLS is counted where it is under a plain socket of Node's. */
class Wire {
  readonly #sockets = new Set<Socket>();
  #turns = 0;
  #heardAtLastTurn = -1;

  constructor() {
    channel('net.client.socket').subscribe((message) => {
      const { socket } = message as { readonly socket: Socket };
      this.#sockets.add(socket);
      // Connecting puts the socket's own `write` back.
      process.nextTick(() => {
        const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
        socket.write = (...args: unknown[]): boolean => {
          const heard = socket.bytesRead;
          if (heard !== this.#heardAtLastTurn) this.#turns++;
          this.#heardAtLastTurn = heard;
          return write(...args);
        };
      });
    });
  }

  now(): { readonly read: number; readonly written: number; readonly turns: number } {
    let read = 0;
    let written = 0;
    for (const socket of this.#sockets) {
      read += socket.bytesRead;
      written += socket.bytesWritten;
    }
    return { read, written, turns: this.#turns };
  }
}

/** Runs a work and measures the part that it brackets. */
export async function measured(work: (meter: Meter) => Promise<Done>): Promise<Figures> {
  const wire = new Wire();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const bursts = new Bursts();
  let burstMs = 0;
  let before = { wall: 0, cpu: process.cpuUsage(), wire: wire.now(), held: 0 };
  let after: { wall: number; cpu: NodeJS.CpuUsage; wire: ReturnType<Wire['now']> } | null = null;
  const meter: Meter = {
    begin: () => {
      collect();
      delay.enable();
      delay.reset();
      bursts.start();
      before = { wall: performance.now(), cpu: process.cpuUsage(), wire: wire.now(), held: heldMb() };
    },
    end: () => {
      after ??= { wall: performance.now(), cpu: process.cpuUsage(before.cpu), wire: wire.now() };
      delay.disable();
      if (burstMs === 0) burstMs = bursts.stop();
    },
  };
  meter.begin();
  const done = await work(meter);
  meter.end();
  const end = after ?? { wall: 0, cpu: process.cpuUsage(), wire: wire.now() };
  const peakMb = peak();
  let keptMb: number | null = null;
  let idleMb: number | null = null;
  if (done.result !== undefined) {
    collect();
    keptMb = Math.max(0, heldMb() - before.held);
    delete done.result;
    idleMb = await idle();
  }
  return {
    wallMs: end.wall - before.wall,
    userMs: end.cpu.user / 1000,
    systemMs: end.cpu.system / 1000,
    peakMb,
    // The timer itself fires each millisecond; work that is over before it fired was held no longer than by itself.
    stallMs: delay.count > 0 ? Math.max(0, delay.max / 1e6 - 1) : burstMs,
    burstMs,
    keptMb,
    idleMb,
    bytesIn: end.wire.read - before.wire.read,
    bytesOut: end.wire.written - before.wire.written,
    roundTrips: end.wire.turns - before.wire.turns,
    check: done.check,
    ...(done.extra === undefined ? {} : { extra: done.extra }),
  };
}

/** Most resident memory. What `resourceUsage` says begins, on Linux, with that of the process that started this one. */
function peak(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

/** Longest work of the main thread between two turns of the event loop, in ms of processor time: other programs do not count. */
class Bursts {
  #timer: NodeJS.Timeout | null = null;
  #last = 0;
  #longest = 0;

  start(): void {
    this.#last = threadMs();
    this.#longest = 0;
    this.#timer ??= setInterval(() => {
      const now = threadMs();
      this.#longest = Math.max(this.#longest, now - this.#last);
      this.#last = now;
    }, 1);
  }

  stop(): number {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    return Math.max(this.#longest, threadMs() - this.#last);
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Resident memory once collections bring no more of it back. */
async function idle(): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 8; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
    least = Math.min(least, process.memoryUsage().rss / MB);
  }
  return least;
}
