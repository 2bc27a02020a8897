import type { AccountId } from '../../mail/model.ts';
import { PlaceUnavailableError, type SecretPlacePort } from './port.ts';

/** Service name under which the entries appear in the keychain's own window; the account's id is the user name there. */
export const serviceName = 'Mail Explorer';

/** What we use of keytar. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

function isKeytar(module: unknown): module is Keytar {
  return (
    typeof module === 'object' &&
    module !== null &&
    ['getPassword', 'setPassword', 'deletePassword'].every((name) => typeof Reflect.get(module, name) === 'function')
  );
}

/** Loads the native module only when it is needed: where libsecret is missing, loading it throws. */
export async function loadKeytar(): Promise<Keytar> {
  const module: unknown = await import('keytar');
  const inner: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined;
  const keytar = [inner, module].find(isKeytar);
  if (keytar === undefined) {
    throw new Error('keytar is not as expected');
  }
  return keytar;
}

/**
 * The keychain of the operating system: macOS Keychain, Windows Credential Manager, a Secret Service on Linux. Whatever goes wrong
 * means "unavailable", and so does silence for 5 s: a locked keychain waits for a person who may not see its window.
 */
export class Keychain implements SecretPlacePort {
  readonly #load: () => Promise<Keytar>;
  readonly #timeoutMs: number;
  #keytar: Promise<Keytar> | null = null;
  /** A call that never came back holds one of Node's few worker threads, so no second one is sent after it. */
  #stuck = false;

  constructor(options: { readonly load?: () => Promise<Keytar>; readonly timeoutMs?: number } = {}) {
    this.#load = options.load ?? loadKeytar;
    this.#timeoutMs = options.timeoutMs ?? 5000;
  }

  get(account: AccountId): Promise<string | null> {
    return this.#call((keytar) => keytar.getPassword(serviceName, account));
  }

  async set(account: AccountId, secret: string): Promise<void> {
    await this.#call((keytar) => keytar.setPassword(serviceName, account, secret));
  }

  async delete(account: AccountId): Promise<void> {
    await this.#call((keytar) => keytar.deletePassword(serviceName, account));
  }

  async #call<T>(work: (keytar: Keytar) => Promise<T>): Promise<T> {
    if (this.#stuck) {
      throw new PlaceUnavailableError('The keychain has not answered an earlier question.');
    }
    this.#keytar ??= this.#load().catch((error: unknown) => {
      this.#keytar = null;
      throw error;
    });
    const answer = this.#keytar.then(work);
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#stuck = true;
        reject(new PlaceUnavailableError('The keychain did not answer in time.'));
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([answer, silence]);
    } catch (error) {
      // Messages of native modules may name paths; the reason is kept for the log of the extension, not for people.
      throw error instanceof PlaceUnavailableError
        ? error
        : new PlaceUnavailableError('The keychain cannot be used.', { cause: error });
    } finally {
      clearTimeout(timer);
      answer.then(
        () => (this.#stuck = false),
        () => (this.#stuck = false),
      );
    }
  }
}
