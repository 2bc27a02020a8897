import { Emitter } from './emitter.ts';
import type { AccountId } from './model.ts';

/** Lasting conditions that servers told of (`over-quota`, `corrupt`, …), of an account or of one mailbox. */
export class Conditions {
  readonly #byPlace = new Map<string, Set<string>>();
  readonly #changed = new Emitter<AccountId>();
  readonly onDidChange = this.#changed.event;

  /** `mailbox` is a wire name, null for the account itself. */
  add(account: AccountId, mailbox: string | null, conditions: readonly string[]): void {
    const key = place(account, mailbox);
    const before = this.#byPlace.get(key) ?? new Set<string>();
    const fresh = conditions.filter((condition) => !before.has(condition));
    if (fresh.length === 0) return;
    this.#byPlace.set(key, new Set([...before, ...fresh]));
    this.#changed.fire(account);
  }

  of(account: AccountId, mailbox: string | null): ReadonlySet<string> {
    return this.#byPlace.get(place(account, mailbox)) ?? new Set();
  }

  /** Whether the account or any mailbox of it is in that condition. */
  anywhere(account: AccountId, condition: string): boolean {
    return [...this.#byPlace].some(([key, conditions]) => key.startsWith(`${account}\n`) && conditions.has(condition));
  }

  /** These conditions are over; `mailbox` as for `add`, `everywhere` for the account with all its mailboxes. */
  end(account: AccountId, where: { readonly mailbox: string | null } | 'everywhere', over: readonly string[]): void {
    let changed = false;
    for (const [key, conditions] of this.#byPlace) {
      const meant = where === 'everywhere' ? key.startsWith(`${account}\n`) : key === place(account, where.mailbox);
      if (!meant || !over.some((condition) => conditions.has(condition))) continue;
      this.#byPlace.set(key, new Set([...conditions].filter((condition) => !over.includes(condition))));
      changed = true;
    }
    if (changed) this.#changed.fire(account);
  }

  /** A new connection knows better than what the old one said. */
  clear(account: AccountId): void {
    const mine = [...this.#byPlace.keys()].filter((key) => key.startsWith(`${account}\n`));
    for (const key of mine) this.#byPlace.delete(key);
    if (mine.length > 0) this.#changed.fire(account);
  }
}

function place(account: AccountId, mailbox: string | null): string {
  return `${account}\n${mailbox ?? ''}`;
}
