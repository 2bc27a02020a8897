import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { anyState, type Answer, type Command } from './command.ts';

/** ID (RFC 2971): who we are against who the server is. */
export class Id implements Command<ReadonlyMap<string, string | null> | null> {
  readonly name = 'ID';
  readonly states = anyState;
  readonly capability = 'ID';
  readonly kinds = ['id'] as const;
  readonly answer: Answer = { words: ['ID'], came: () => this.#answer !== null, absent: 'nothing' };
  readonly #parameters: Readonly<Record<string, string>> | null;
  #answer: ReadonlyMap<string, string | null> | null = null;

  constructor(parameters: Readonly<Record<string, string>> | null) {
    this.#parameters = parameters;
  }

  write(out: CommandWriter): void {
    out.sp();
    if (this.#parameters === null) {
      out.text('NIL');
      return;
    }
    out.text('(');
    Object.entries(this.#parameters).forEach(([name, value], index) => {
      if (index > 0) out.sp();
      out.string(name).sp().string(value);
    });
    out.text(')');
  }

  take(response: Response): boolean {
    if (response.type !== 'id') return false;
    this.#answer = response.parameters;
    return true;
  }

  finish(): ReadonlyMap<string, string | null> | null {
    return this.#answer;
  }
}
