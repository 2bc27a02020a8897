import type { SecretStorage } from 'vscode';
import type { AccountId } from '../../mail/model.ts';
import { PlaceUnavailableError, type SecretPlacePort } from './port.ts';

const keyOf = (account: AccountId): string => `mailExplorer.account.${account}`;

/** VS Code's own encrypted storage, one key per account. */
export class EditorSecretStorage implements SecretPlacePort {
  readonly #storage: SecretStorage;

  constructor(storage: SecretStorage) {
    this.#storage = storage;
  }

  async get(account: AccountId): Promise<string | null> {
    return (await this.#guard(() => this.#storage.get(keyOf(account)))) ?? null;
  }

  async set(account: AccountId, secret: string): Promise<void> {
    await this.#guard(() => this.#storage.store(keyOf(account), secret));
  }

  async delete(account: AccountId): Promise<void> {
    await this.#guard(() => this.#storage.delete(keyOf(account)));
  }

  async #guard<T>(work: () => Thenable<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new PlaceUnavailableError('The secret storage of the editor cannot be used.', { cause: error });
    }
  }
}
