import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MiB = 1024 * 1024;
/** Of the samples: code is compiled and caches are filled meanwhile. */
const warmUp = 0.2;

interface Sample {
  readonly hours: number;
  readonly heap: number;
  readonly descriptors: number;
  readonly resources: number;
  readonly timers: number;
  readonly connections: number;
}

export interface Gauged {
  readonly samples: number;
  /** MiB an hour, by least squares over what follows the warm-up. */
  readonly slope: number;
  /** MiB, at the end of the warm-up and at the end. */
  readonly heap: readonly [from: number, to: number];
  readonly descriptors: Range;
  /** Handles and requests that keep Node's event loop alive. */
  readonly resources: Range;
  readonly timers: Range;
  /** That the server sees. */
  readonly connections: Range;
  readonly rejections: readonly string[];
}

/** Most in the first third of what follows the warm-up, and most after that. */
export interface Range {
  readonly early: number;
  readonly late: number;
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = globalThis.gc ?? runInNewContext('gc');
  return typeof collect === 'function' ? () => void (collect as () => void)() : () => undefined;
}

/** Samples what must not grow: heap behind a garbage collection, open files, timers; and counts rejections that nobody handles. */
export class Gauge {
  readonly #samples: Sample[] = [];
  readonly #rejections: string[] = [];
  readonly #collect = collector();
  readonly #rejected = (reason: unknown): void =>
    void this.#rejections.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));

  constructor() {
    process.on('unhandledRejection', this.#rejected);
  }

  /** Between two turns, so that what is only waiting to be finished has gone. */
  async sample(hours: number, { timers = 0, connections = 0 } = {}): Promise<void> {
    for (let i = 0; i < 4; i++) {
      this.#collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { heapUsed, external } = process.memoryUsage();
    this.#samples.push({
      hours,
      heap: (heapUsed + external) / MiB,
      descriptors: descriptors(),
      resources: process.getActiveResourcesInfo().length,
      timers,
      connections,
    });
  }

  result(): Gauged {
    const steady = this.#samples.slice(Math.floor(this.#samples.length * warmUp));
    const third = Math.ceil(steady.length / 3);
    const range = (of: (sample: Sample) => number): Range => ({
      early: Math.max(0, ...steady.slice(0, third).map(of)),
      late: Math.max(0, ...steady.slice(third).map(of)),
    });
    return {
      samples: this.#samples.length,
      slope: slopeOf(steady.map(({ hours, heap }) => [hours, heap])),
      heap: [steady[0]?.heap ?? 0, steady.at(-1)?.heap ?? 0],
      descriptors: range((sample) => sample.descriptors),
      resources: range((sample) => sample.resources),
      timers: range((sample) => sample.timers),
      connections: range((sample) => sample.connections),
      rejections: this.#rejections,
    };
  }

  dispose(): void {
    process.off('unhandledRejection', this.#rejected);
  }
}

/** 0 where the system does not tell. */
function descriptors(): number {
  for (const folder of ['/proc/self/fd', '/dev/fd']) {
    try {
      return readdirSync(folder).length;
    } catch {
      // Not on this system.
    }
  }
  return 0;
}

export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / Math.max(1, points.length);
  const x = mean(([one]) => one);
  const y = mean(([, one]) => one);
  const spread = mean(([one]) => (one - x) ** 2);
  return spread === 0 ? 0 : mean(([a, b]) => (a - x) * (b - y)) / spread;
}
