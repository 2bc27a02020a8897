import type { Response } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';
import { anyState, type Answer, type Command } from './command.ts';

/** Text that goes out quoted: without accents, and with ? for what is still beyond ASCII. */
function plain(text: string): string {
  // What is no text is refused where it is written.
  if (typeof text !== 'string') return text;
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x00-\x7f]/gu, '?');
}

/** Whether a parameter goes out otherwise than it was given. */
export function isChanged(parameters: Readonly<Record<string, string>> | null): boolean {
  return Object.entries(parameters ?? {}).some((pair) => pair.some((text) => plain(text) !== text));
}

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
      out.string(plain(name)).sp().string(plain(value));
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
