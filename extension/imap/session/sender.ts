import type { Command, ContinuationReply, WriteContext } from '../command/command.ts';
import { ImapError } from '../errors.ts';
import { CommandWriter, hasSynchronisingLiteral, type CommandPart } from '../wire/writer.ts';
import type { EngineHost } from './engine-host.ts';
import type { Submission } from './submission.ts';

/** Writes commands, and stops at each literal that needs the server's consent (RFC 9051 §4.3). */
export class Sender {
  readonly #host: Pick<EngineHost, 'write' | 'sent'>;
  #waiting: { readonly submission: Submission; readonly rest: readonly CommandPart[] } | null = null;
  #stopped = false;

  constructor(host: Pick<EngineHost, 'write' | 'sent'>) {
    this.#host = host;
  }

  /** The command that waits for a continuation request before its literal. */
  get waiting(): Submission | null {
    return this.#waiting?.submission ?? null;
  }

  /** The command as parts, without its tag; or why it cannot be written. */
  compose(command: Command<unknown>, context: WriteContext): readonly CommandPart[] | ImapError {
    const { capabilities, utf8 } = context;
    const out = new CommandWriter({
      literalPlus: capabilities.has('LITERAL+'),
      literalMinus: capabilities.has('LITERAL-'),
      utf8,
    });
    try {
      out.text(command.name);
      command.write(out, context);
      const parts = out.finish();
      if (parts.every((part) => part.kind !== 'stream')) return parts;
      const message = 'Only literals in memory can be sent';
      return new ImapError(message, { kind: 'invalid-argument', message }, { command: command.name });
    } catch (error) {
      if (error instanceof ImapError) return error;
      throw error;
    }
  }

  waits(parts: readonly CommandPart[]): boolean {
    return hasSynchronisingLiteral(parts);
  }

  send(submission: Submission, parts: readonly CommandPart[]): void {
    submission.stage = 'sending';
    this.#write(submission, [{ kind: 'text', text: `${submission.tag} ` }, ...parts]);
  }

  /** The server takes the literal. */
  proceed(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#write(waiting.submission, waiting.rest);
  }

  /** The command has ended; what was left of it stays unsent. */
  forget(submission: Submission): void {
    if (this.#waiting?.submission === submission) this.#waiting = null;
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting = null;
  }

  /** For what a command says beyond its own line; silent once the command has ended. */
  replyFor(submission: Submission, abort: (message: string) => void): ContinuationReply {
    const alive = (): boolean => !this.#stopped && submission.stage === 'sent';
    return {
      send: (parts) => {
        if (alive()) this.#emit(parts);
      },
      abort: (message) => {
        if (alive()) abort(message);
      },
    };
  }

  #write(submission: Submission, parts: readonly CommandPart[]): void {
    const stop = parts.findIndex((part, index) => index > 0 && needsConsent(part));
    if (stop < 0) {
      this.#emit(parts);
      submission.stage = 'sent';
      return;
    }
    // The literal's header still goes out; its octets, first in `rest`, wait.
    const literal = parts[stop];
    if (literal?.kind !== 'literal') throw new TypeError('Only literals in memory can be sent.');
    this.#emit([...parts.slice(0, stop), { kind: 'text', text: literal.header }]);
    this.#waiting = { submission, rest: [{ ...literal, header: '' }, ...parts.slice(stop + 1)] };
  }

  #emit(parts: readonly CommandPart[]): void {
    this.#host.sent(parts);
    this.#host.write(Buffer.concat(parts.map(octetsOf)));
  }
}

function needsConsent(part: CommandPart): boolean {
  return (part.kind === 'literal' || part.kind === 'stream') && part.sync;
}

function octetsOf(part: CommandPart): Uint8Array {
  switch (part.kind) {
    case 'text':
      return Buffer.from(part.text, 'latin1');
    case 'literal':
      return Buffer.concat([Buffer.from(part.header, 'latin1'), part.bytes]);
    case 'secret':
      return part.bytes;
    case 'stream':
      throw new TypeError('Only literals in memory can be sent.');
  }
}
