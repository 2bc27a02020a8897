import type { Coverage } from '../coverage/coverage.ts';
import { mutate, type MutationPool } from './mutate.ts';
import { Random } from './random.ts';
import type { Target } from './target.ts';

export interface Finding {
  readonly data: Buffer;
  readonly message: string;
}

export interface FuzzResult {
  readonly executions: number;
  readonly covered: number;
  readonly blocks: number;
  /** Inputs that together cover all that was covered, the shortest first. */
  readonly corpus: readonly Buffer[];
  readonly findings: readonly Finding[];
  /** Seconds of processor time, so that a busy machine does not count. */
  readonly cpuSeconds: number;
  /** The longest that one input took, in milliseconds of processor time where it looked long. */
  readonly slowest: number;
}

/** No input may hold the thread for longer. */
export const slowMs = 100;
const maxFindings = 5;
const defaultMaxLength = 4096;
/** Of inputs that reach nothing new, one in so many is checked in every way. */
const checkEvery = 8;
/** Runs between two looks at the clock. */
const batch = 200;

/** Coverage-guided fuzzing of one target: inputs that reach something new are kept and changed further. */
export class Fuzzer {
  readonly #target: Target;
  readonly #coverage: Coverage;
  readonly #random: Random;
  readonly #announce: (data: Buffer) => void;
  readonly #corpus: Buffer[] = [];
  readonly #findings = new Map<string, Finding>();
  readonly #pool: MutationPool;
  #executions = 0;
  #slowest = 0;

  /** @param announce is told each input before it runs, so that one that never returns is known. */
  constructor(target: Target, coverage: Coverage, seed: number, announce: (data: Buffer) => void) {
    this.#target = target;
    this.#coverage = coverage;
    this.#random = new Random(seed);
    this.#announce = announce;
    const words = [...(target.words ?? []), ...coverage.words].map((word) => Buffer.from(word, 'latin1'));
    this.#pool = { dictionary: words, other: () => this.#random.pick(this.#corpus, Buffer.alloc(0)) };
  }

  async run(begin: readonly Buffer[], until: number): Promise<FuzzResult> {
    // What does not parse throws, and gathering stacks would be most of the work.
    Error.stackTraceLimit = 0;
    for (const data of begin) await this.#try(data, true);
    const cpu = process.threadCpuUsage();
    const maxLength = this.#target.maxLength ?? defaultMaxLength;
    while (performance.now() < until && this.#findings.size < maxFindings) {
      for (let i = 0; i < batch; i++) {
        await this.#try(mutate(this.#base(), this.#random, this.#pool, maxLength), false);
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const { user, system } = process.threadCpuUsage(cpu);
    const { covered, blocks } = this.#coverage;
    return {
      executions: this.#executions,
      covered,
      blocks,
      corpus: await this.#smallest(),
      findings: [...this.#findings.values()],
      slowest: this.#slowest,
      cpuSeconds: (user + system) / 1e6,
    };
  }

  /** What was found last leads on more often than what has been tried a thousand times; what is short is tried sooner than what is long. */
  #base(): Buffer {
    const corpus = this.#corpus;
    const { length } = corpus;
    const none = Buffer.alloc(0);
    if (length > 0 && this.#random.below(2) === 0)
      return corpus[length - 1 - this.#random.below(Math.min(length, 20))] ?? none;
    const one = this.#random.pick(corpus, none);
    if (this.#random.below(4) === 0) return one;
    const other = this.#random.pick(corpus, one);
    return other.length < one.length ? other : one;
  }

  async #try(data: Buffer, keep: boolean): Promise<void> {
    this.#coverage.clear();
    const start = performance.now();
    let message = await this.#failure(data, false);
    const took = performance.now() - start;
    let fresh = this.#coverage.absorb();
    if (message === null && (fresh || keep || this.#random.below(checkEvery) === 0)) {
      message = await this.#failure(data);
      fresh = this.#coverage.absorb() || fresh;
    }
    this.#executions++;
    if (message !== null) await this.#found(data);
    if (took > slowMs / 2) await this.#clock(data);
    if (fresh || keep) this.#corpus.push(data);
  }

  /** What the target says against the input, or null. */
  async #failure(data: Buffer, whole = true): Promise<string | null> {
    this.#announce(data);
    try {
      const running = this.#target.run(data);
      if (running !== undefined) await running;
      if (whole) this.#target.check?.(data);
      return null;
    } catch (error) {
      return error instanceof Error
        ? `${error.name}: ${error.message.slice(0, 600)}\n${own(error.stack)}`
        : String(error);
    }
  }

  /** Another program may have had the processor: what looked slow is run again by its own clock. */
  async #clock(data: Buffer): Promise<void> {
    let best = Infinity;
    for (let i = 0; i < 3; i++) {
      const start = process.threadCpuUsage();
      await this.#failure(data, false);
      const { user, system } = process.threadCpuUsage(start);
      best = Math.min(best, (user + system) / 1000);
    }
    this.#slowest = Math.max(this.#slowest, best);
    if (best > slowMs) this.#findings.set('slow', { data, message: `Slow: more than ${slowMs} ms` });
  }

  /** Once more, to learn where it came from; then kept if it is the first of its kind. */
  async #found(data: Buffer): Promise<void> {
    Error.stackTraceLimit = 20;
    const message = (await this.#failure(data)) ?? 'It failed once and not again';
    Error.stackTraceLimit = 0;
    const kind = message.replace(/\d+/g, '0').slice(0, 200);
    if (this.#findings.has(kind)) return;
    this.#findings.set(kind, { data, message });
    this.#findings.set(kind, { data: await this.#shorten(data, message), message });
  }

  /** Takes stretches out as long as the same thing happens. */
  async #shorten(data: Buffer, message: string): Promise<Buffer> {
    const first = message.slice(0, 60);
    let best = data;
    let tries = 600;
    for (let size = best.length >> 1; size >= 1 && tries > 0; size >>= 1) {
      for (let at = 0; at < best.length && tries-- > 0;) {
        const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
        if ((await this.#failure(shorter))?.startsWith(first) === true) best = shorter;
        else at += size;
      }
    }
    return best;
  }

  /** A small set that reaches all that the corpus reaches. */
  async #smallest(): Promise<Buffer[]> {
    this.#coverage.forget();
    const kept: Buffer[] = [];
    for (const data of this.#corpus.toSorted((a, b) => a.length - b.length)) {
      this.#coverage.clear();
      await this.#failure(data);
      if (this.#coverage.absorb()) kept.push(data);
    }
    return kept;
  }
}

/** Lines of a stack that are of this project. */
function own(stack: string | undefined): string {
  return (stack ?? '')
    .split('\n')
    .filter((line) => line.includes('/extension/') || line.includes('/test/'))
    .slice(0, 6)
    .join('\n');
}
