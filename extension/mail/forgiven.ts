import type { ImapClient } from '../imap/client/api.ts';
import type { UsedQuirk } from '../imap/grammar/quirk-counter.ts';
import type { QuirkId } from '../imap/grammar/quirks.ts';

/** What the server of one account was forgiven on all its connections, those that are over included. */
export class Forgiven {
  readonly #open = new Set<ImapClient>();
  readonly #over = new Map<QuirkId, number>();

  /** Counts a new connection too. */
  add(client: ImapClient): ImapClient {
    this.#open.add(client);
    void client.closed.then(() => {
      this.#open.delete(client);
      count(client, this.#over);
    });
    return client;
  }

  /** The most frequent first. */
  used(): readonly UsedQuirk[] {
    const counts = new Map(this.#over);
    for (const client of this.#open) count(client, counts);
    return [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count);
  }
}

function count({ quirks = [] }: ImapClient, into: Map<QuirkId, number>): void {
  for (const { id, count } of quirks) into.set(id, (into.get(id) ?? 0) + count);
}
