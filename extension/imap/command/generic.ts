import type { CommandArgument, CommandOutcome } from '../client/api.ts';
import { ImapError, invalidArgument } from '../errors.ts';
import type { Response, StatusResponse } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SessionState, WriteContext } from './command.ts';
import { missingCapability, statesOf } from './known-commands.ts';

/** They change what the connection is; each has a method of its own. */
const reserved = new Set([
  'STARTTLS',
  'AUTHENTICATE',
  'LOGIN',
  'SELECT',
  'EXAMINE',
  'CLOSE',
  'UNSELECT',
  'IDLE',
  'LOGOUT',
  'COMPRESS',
  'UNAUTHENTICATE',
  'DONE',
]);

/** Any command by its name. All data that comes while it is under way is its result, for nobody knows better. */
export class GenericCommand implements Command<CommandOutcome> {
  readonly name: string;
  readonly states: readonly SessionState[];
  readonly barrier: boolean;
  readonly kinds = ['everything'] as const;
  readonly #args: readonly CommandArgument[];
  readonly #data: Response[] = [];
  perhaps: MailboxName | null;

  /**
   * @param selected what is selected now.
   * @throws ImapError of kind `invalid-argument` for a name that is none, or is reserved to another method.
   */
  constructor(name: string, args: readonly CommandArgument[], selected: MailboxName | null = null) {
    this.name = name.toUpperCase();
    this.perhaps = selected;
    const context = { command: this.name.slice(0, 40), mailbox: selected?.display ?? null };
    if (!/^[A-Z][A-Z0-9-]*( [A-Z][A-Z0-9-]*)?$/.test(this.name))
      throw invalidArgument(`"${name.slice(0, 40)}" is no command`, context);
    if (reserved.has(this.name)) throw invalidArgument(`${this.name} cannot be sent as a plain command`, context);
    this.states = statesOf(this.name);
    this.barrier = this.name === 'ENABLE';
    this.#args = args;
  }

  write(out: CommandWriter, { capabilities }: WriteContext): void {
    const capability = missingCapability(this.name, capabilities);
    if (capability !== null) {
      const context = { command: this.name };
      throw new ImapError(`The server does not offer ${capability}.`, { kind: 'capability', capability }, context);
    }
    for (const argument of this.#args) {
      out.sp();
      if ('raw' in argument) out.text(argument.raw);
      else if ('string' in argument) out.astring(argument.string);
      else if ('mailbox' in argument) {
        out.mailbox(argument.mailbox);
        this.perhaps = argument.mailbox;
      } else if ('literal' in argument) out.literal(argument.literal);
      else out.secret(argument.secret);
    }
  }

  take(response: Response): boolean {
    this.#data.push(response);
    // Flags are news for the mailbox too, unless they were asked for.
    return response.type !== 'fetch' || this.name.endsWith('FETCH');
  }

  finish(status: StatusResponse): CommandOutcome {
    return { status, data: this.#data };
  }
}
