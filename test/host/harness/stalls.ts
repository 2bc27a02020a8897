import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 5;

/** How long the extension host could not turn to anything else, in ms. */
export interface Stalls {
  /** As the clock saw it, other programs on the processor included. */
  readonly elapsed: number;
  /** What the extension host itself worked in one of them at most. */
  readonly worked: number;
}

/** What this thread has worked so far, in ms; all of the process where Node cannot tell threads apart (before 23.9). */
function processorTime(): number {
  const own: (() => NodeJS.CpuUsage) | undefined = Reflect.get(process, 'threadCpuUsage');
  const { user, system } = (own ?? process.cpuUsage)();
  return (user + system) / 1000;
}

/** Watches the event loop of this process while the work is done. */
export async function stallsDuring(work: () => Promise<void>): Promise<Stalls> {
  const histogram = monitorEventLoopDelay({ resolution });
  let worked = 0;
  let last = performance.now();
  let used = processorTime();
  let timer = setTimeout(look, resolution);
  function look(): void {
    const now = performance.now();
    const usedNow = processorTime();
    worked = Math.max(worked, Math.min(now - last, usedNow - used));
    last = now;
    used = usedNow;
    timer = setTimeout(look, resolution);
  }
  histogram.enable();
  try {
    await work();
    // A block that the work ended with is seen by the next look.
    await new Promise((resolve) => setTimeout(resolve, 2 * resolution));
    return { elapsed: histogram.max / 1e6, worked };
  } finally {
    histogram.disable();
    clearTimeout(timer);
  }
}
