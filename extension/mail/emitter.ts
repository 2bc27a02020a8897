import type { Disposable } from '../imap/client/api.ts';

let fault: (error: unknown) => void = () => undefined;

/** Who is told when a listener fails: the session that fired must go on regardless. */
export function onListenerFault(tell: (error: unknown) => void): void {
  fault = tell;
}

/** A list of listeners without `vscode`, so that sessions can be tested in plain Node. A listener's failure never stops the others. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        fault(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
