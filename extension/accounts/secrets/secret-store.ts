import type { AccountId } from '../../mail/model.ts';
import type { SecretPlace, SecretStore } from '../model.ts';
import { PlaceUnavailableError, type SecretPlacePort } from './port.ts';

/** Which place holds whose secret, kept across sessions; never the secret. `Memento` fits. */
export interface PlaceMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface SecretStoreParts {
  readonly keychain: SecretPlacePort;
  readonly storage: SecretPlacePort;
  readonly memory: PlaceMemory;
  /** Told when a place cannot be used, for the extension's own log. */
  readonly onUnavailable?: (place: SecretPlace, error: PlaceUnavailableError) => void;
}

const memoryKey = (account: AccountId): string => `secretPlace.${account}`;

/** The keychain where there is one, else VS Code's SecretStorage; remembers which, so that a secret is found where it was left. */
export class PreferredSecretStore implements SecretStore {
  readonly #parts: SecretStoreParts;

  constructor(parts: SecretStoreParts) {
    this.#parts = parts;
  }

  async place(account: AccountId): Promise<SecretPlace | null> {
    const place = this.#parts.memory.get(memoryKey(account));
    return place === 'keychain' || place === 'secret-storage' ? place : null;
  }

  /** Null too when the place that holds it cannot be read now: the person is then asked, and what they type is kept where it can be. */
  async get(account: AccountId): Promise<string | null> {
    const first: SecretPlace = (await this.place(account)) ?? 'keychain';
    const second: SecretPlace = first === 'keychain' ? 'secret-storage' : 'keychain';
    return (await this.#tryGet(first, account)) ?? (await this.#tryGet(second, account));
  }

  /** Rejects with `PlaceUnavailableError` when neither place takes it; what was kept before is then untouched. */
  async set(account: AccountId, secret: string): Promise<SecretPlace> {
    const place = await this.#write(account, secret);
    await this.#parts.memory.update(memoryKey(account), place);
    // What the other place still holds is out of date, and one copy of a secret is enough.
    await this.#tryDelete(place === 'keychain' ? 'secret-storage' : 'keychain', account);
    return place;
  }

  /** Rejects with `PlaceUnavailableError` when the place that holds it cannot be reached, because the secret is then still there. */
  async delete(account: AccountId): Promise<void> {
    const place = await this.place(account);
    const keychain = await this.#tryDelete('keychain', account);
    const storage = await this.#tryDelete('secret-storage', account);
    const failure = place === 'keychain' ? keychain : place === 'secret-storage' ? storage : null;
    if (failure !== null) {
      throw failure;
    }
    await this.#parts.memory.update(memoryKey(account), undefined);
  }

  async #write(account: AccountId, secret: string): Promise<SecretPlace> {
    try {
      await this.#parts.keychain.set(account, secret);
      return 'keychain';
    } catch (error) {
      this.#report('keychain', error);
      await this.#parts.storage.set(account, secret);
      return 'secret-storage';
    }
  }

  async #tryGet(place: SecretPlace, account: AccountId): Promise<string | null> {
    try {
      return await this.#port(place).get(account);
    } catch (error) {
      this.#report(place, error);
      return null;
    }
  }

  async #tryDelete(place: SecretPlace, account: AccountId): Promise<PlaceUnavailableError | null> {
    try {
      await this.#port(place).delete(account);
      return null;
    } catch (error) {
      return this.#report(place, error);
    }
  }

  #port(place: SecretPlace): SecretPlacePort {
    return place === 'keychain' ? this.#parts.keychain : this.#parts.storage;
  }

  /** Passes on anything that is not about availability: that would be a mistake of ours. */
  #report(place: SecretPlace, error: unknown): PlaceUnavailableError {
    if (!(error instanceof PlaceUnavailableError)) {
      throw error;
    }
    this.#parts.onUnavailable?.(place, error);
    return error;
  }
}
