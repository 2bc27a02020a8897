import { createHash } from 'node:crypto';

/** What the filter says about one more of the same. */
export interface Admission {
  readonly show: boolean;
  /** How often it came unshown since it was last shown. */
  readonly repeats: number;
}

interface Seen {
  at: number;
  unshown: number;
}

const halfMinute = 30_000;
const mostKept = 20_000;

/**
 * One notification for the same thing within 30 s, or within the session of the window (response-codes rules 2 and 4). The half minute
 * counts from what was shown, so that a server which repeats itself for ever is heard again now and then.
 */
export class RepeatFilter {
  readonly #now: () => number;
  readonly #recent = new Map<string, Seen>();
  readonly #session = new Map<string, Seen>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `sameAs`: a key whose showing counts as one of this; `notedAs`: another key that this counts for when it is shown. */
  admit(
    key: string,
    repeat: 'half-minute' | 'session',
    { sameAs, notedAs }: { readonly sameAs?: string; readonly notedAs?: string } = {},
  ): Admission {
    const now = this.#now();
    const kept = repeat === 'session' ? this.#session : this.#recent;
    const own = kept.get(key);
    const shown = [own, sameAs === undefined ? undefined : kept.get(sameAs)];
    const seen = shown.find((one) => one !== undefined && (repeat === 'session' || now - one.at < halfMinute));
    if (seen !== undefined) {
      seen.unshown += 1;
      return { show: false, repeats: seen.unshown };
    }
    const fresh = { at: now, unshown: 0 };
    for (const one of notedAs === undefined ? [key] : [notedAs, key]) keep(kept, one, fresh);
    return { show: true, repeats: Math.max(0, ...shown.map((one) => one?.unshown ?? 0)) };
  }
}

/** Set anew, so that the map stays in the order of showing and the oldest is its first. */
function keep(kept: Map<string, Seen>, key: string, seen: Seen): void {
  kept.delete(key);
  kept.set(key, seen);
  if (kept.size <= mostKept) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}

/** A key of fixed length, since a server may send a megabyte of text. */
export function keyOf(...parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** Lets `most` through per `windowMs` and group; says once per window that there are more. */
export class RateLimit {
  readonly #now: () => number;
  readonly #most: number;
  readonly #windowMs: number;
  readonly #groups = new Map<string, { since: number; passed: number }>();

  constructor(now: () => number, most: number, windowMs: number) {
    this.#now = now;
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** `limit` is said for the first one too many, `drop` for those after it. */
  admit(group: string): 'show' | 'limit' | 'drop' {
    const now = this.#now();
    let window = this.#groups.get(group);
    if (window === undefined || now - window.since >= this.#windowMs) {
      window = { since: now, passed: 0 };
      this.#groups.set(group, window);
    }
    window.passed += 1;
    if (window.passed <= this.#most) return 'show';
    return window.passed === this.#most + 1 ? 'limit' : 'drop';
  }
}
