/** Remote things of one host that were not loaded. */
export interface BlockedHost {
  readonly host: string;
  /** Images, which *Load remote images* would load. */
  readonly images: number;
  /** Style sheets, fonts, frames, media and the like, which are never loaded. */
  readonly other: number;
}

/** Counts what a mail wanted to fetch. The same URL twice counts once. */
export class Inventory {
  readonly #hosts = new Map<string, { images: number; other: number }>();
  readonly #seen = new Set<string>();

  add(kind: 'images' | 'other', url: string, host: string): void {
    if (this.#seen.has(url)) {
      return;
    }
    this.#seen.add(url);
    const entry = this.#hosts.get(host) ?? { images: 0, other: 0 };
    entry[kind] += 1;
    this.#hosts.set(host, entry);
  }

  /** Most first, then by name. */
  hosts(): BlockedHost[] {
    return Array.from(this.#hosts, ([host, counts]) => ({ host, ...counts })).sort(
      (a, b) => b.images + b.other - (a.images + a.other) || (a.host < b.host ? -1 : 1),
    );
  }
}

/** Adds up the counts of several parts of one message. */
export function mergeHosts(lists: readonly (readonly BlockedHost[])[]): BlockedHost[] {
  const merged = new Map<string, BlockedHost>();
  for (const entry of lists.flat()) {
    const known = merged.get(entry.host);
    merged.set(entry.host, {
      host: entry.host,
      images: entry.images + (known?.images ?? 0),
      other: entry.other + (known?.other ?? 0),
    });
  }
  return Array.from(merged.values());
}
