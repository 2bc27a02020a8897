import type { Disposable } from '../imap/client/api.ts';
import type { AccountId } from '../mail/model.ts';
import { withAdded, withRemoved, withUpdated, type RawEntries } from './account-entries.ts';
import type { Account, SecretStore } from './model.ts';
import { parseAccounts, type AccountProblem } from './parse-accounts.ts';
import { english, type Translate } from '../translate.ts';

/** Where the list is kept; implemented on the user's settings. */
export interface AccountsSetting {
  /** The user's own value only: a workspace must not be able to send a password elsewhere. */
  read(): unknown;
  write(entries: RawEntries): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

/** The accounts of this person, read from settings and followed as they change. */
export class AccountRegistry implements Disposable {
  readonly secrets: SecretStore;
  readonly #setting: AccountsSetting;
  readonly #t: Translate;
  readonly #listeners = new Set<() => void>();
  readonly #subscription: Disposable;
  #accounts: readonly Account[] = [];
  #problems: readonly AccountProblem[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(setting: AccountsSetting, secrets: SecretStore, t: Translate = english) {
    this.#setting = setting;
    this.secrets = secrets;
    this.#t = t;
    this.#read();
    this.#subscription = setting.onDidChange(() => this.#follow());
  }

  /** In the order of the setting. */
  get accounts(): readonly Account[] {
    return this.#accounts;
  }

  /** What is wrong with the setting as it stands, one sentence per entry. */
  get problems(): readonly AccountProblem[] {
    return this.#problems;
  }

  get(id: AccountId): Account | null {
    return this.#accounts.find((account) => account.id === id) ?? null;
  }

  /** Told when `accounts` or `problems` differ from before. */
  onDidChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Rejects when settings cannot be written or hold something that is not a list. */
  add(account: Account): Promise<void> {
    return this.#write((entries) => withAdded(entries, account));
  }

  update(account: Account): Promise<void> {
    return this.#write((entries) => withUpdated(entries, account));
  }

  /** Takes the account out of settings; its secret is `secrets.delete`'s business. */
  remove(id: AccountId): Promise<void> {
    return this.#write((entries) => withRemoved(entries, id));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#listeners.clear();
  }

  /** One write after the other, each on what the one before left. */
  #write(change: (entries: RawEntries) => RawEntries): Promise<void> {
    const next = this.#writing.then(async () => {
      const value = this.#setting.read() ?? [];
      if (!Array.isArray(value)) {
        throw new Error(
          this.#t('The setting “mailExplorer.accounts” is not a list. Correct it in the user settings first.'),
        );
      }
      await this.#setting.write(change(value));
      this.#follow();
    });
    this.#writing = next.catch(() => undefined);
    return next;
  }

  #read(): boolean {
    const { accounts, problems } = parseAccounts(this.#setting.read(), this.#t);
    const changed = JSON.stringify([accounts, problems]) !== JSON.stringify([this.#accounts, this.#problems]);
    this.#accounts = accounts;
    this.#problems = problems;
    return changed;
  }

  #follow(): void {
    if (this.#read()) {
      for (const listener of [...this.#listeners]) {
        listener();
      }
    }
  }
}
