import type { CommandWriter } from '../wire/writer.ts';
import type { Command } from './command.ts';

/** LOGIN (RFC 9051 §6.2.3). The caller answers for the connection being protected. */
export class Login implements Command<void> {
  readonly name = 'LOGIN';
  readonly states = ['not-authenticated'] as const;
  readonly barrier = true;
  readonly effect = 'authenticates';
  readonly kinds = [];
  readonly #user: string;
  readonly #password: string;

  constructor(user: string, password: string) {
    this.#user = user;
    this.#password = password;
  }

  write(out: CommandWriter): void {
    out.sp().astring(this.#user).sp().secret(this.#password);
  }

  saidAll(): boolean {
    return true;
  }

  finish(): void {
    // The state is the engine's.
  }
}
