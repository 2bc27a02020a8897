import { authenticationError, ownFailure, type SaslMechanism } from '../auth/sasl.ts';
import { ImapError } from '../errors.ts';
import { secretLine, type CommandWriter } from '../wire/writer.ts';
import type { Command, ContinuationReply, WriteContext } from './command.ts';

/** More challenges than any mechanism has: the server is playing for time. */
const maxRounds = 10;

/** AUTHENTICATE (RFC 9051 §6.2.2), with the initial response in the same line where SASL-IR is offered (RFC 4959). */
export class Authenticate implements Command<void> {
  readonly name: string;
  readonly states = ['not-authenticated'] as const;
  readonly barrier = true;
  readonly effect = 'authenticates';
  readonly kinds = [];
  readonly #mechanism: SaslMechanism;
  #initial: Buffer | null;
  #saidAll = false;
  #rounds = 0;
  #failure: ImapError | null = null;

  constructor(mechanism: SaslMechanism) {
    this.name = `AUTHENTICATE ${mechanism.name}`;
    this.#mechanism = mechanism;
    try {
      this.#initial = mechanism.initial();
    } catch (error) {
      throw ownFailure(error);
    }
  }

  write(out: CommandWriter, context: WriteContext): void {
    if (this.#initial === null || !context.capabilities.has('SASL-IR')) return;
    // "=" stands for an initial response that is there but empty.
    out.sp().secretText(this.#initial.length === 0 ? '=' : this.#initial.toString('base64'));
    this.#initial = null;
    this.#saidAll = this.#mechanism.oneMessage === true;
  }

  saidAll(): boolean {
    return this.#saidAll;
  }

  continuation(text: string, reply: ContinuationReply): void {
    this.#rounds++;
    if (this.#failure !== null) {
      if (this.#rounds > maxRounds) reply.abort('the server keeps asking although the sign-in was cancelled');
      else stop(reply);
      return;
    }
    if (this.#rounds > maxRounds) {
      this.#fail(authenticationError('rounds'), reply);
      return;
    }
    if (this.#initial !== null) {
      reply.send(secretLine(this.#initial.toString('base64')));
      this.#initial = null;
      return;
    }
    const challenge = decode(text);
    if (challenge === null) {
      this.#fail(authenticationError('challenge'), reply);
      return;
    }
    try {
      const answer = this.#mechanism.respond(challenge);
      if (Buffer.isBuffer(answer)) reply.send(secretLine(answer.toString('base64')));
      else {
        answer.then(
          (octets) => (this.#failure === null ? reply.send(secretLine(octets.toString('base64'))) : stop(reply)),
          (error: unknown) => this.#fail(error, reply),
        );
      }
    } catch (error) {
      this.#fail(error, reply);
    }
  }

  /** The next challenge is answered with the cancellation: between challenges a client has no turn. */
  cancelled(): void {
    this.#failure ??= new ImapError('The sign-in was cancelled.', { kind: 'aborted' }, { command: this.name });
  }

  finish(): void {
    if (this.#failure !== null) throw this.#failure;
    try {
      this.#mechanism.complete();
    } catch (error) {
      throw ownFailure(error);
    }
  }

  refused(): ImapError | null {
    return this.#failure;
  }

  #fail(error: unknown, reply: ContinuationReply): void {
    this.#failure ??= ownFailure(error);
    stop(reply);
  }
}

function stop(reply: ContinuationReply): void {
  reply.send([{ kind: 'text', text: '*\r\n' }]);
}

/** Null for what is no base64. */
function decode(text: string): Buffer | null {
  const trimmed = text.trim();
  return /^[A-Za-z0-9+/]*={0,2}$/.test(trimmed) ? Buffer.from(trimmed, 'base64') : null;
}
