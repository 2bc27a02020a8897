import type { Capabilities } from '../client/api.ts';
import type { Command, ContinuationReply, WriteContext } from '../command/command.ts';
import type { ImapError } from '../errors.ts';
import { CommandWriter, hasSynchronisingLiteral, type CommandPart, type WriterMode } from '../wire/writer.ts';
import type { EngineHost } from './engine-host.ts';
import { failedHere } from './outcome.ts';
import type { Submission } from './submission.ts';

type StreamPart = CommandPart & { readonly kind: 'stream' };

export interface SenderOptions {
  readonly host: Pick<EngineHost, 'write' | 'sent' | 'drained' | 'secrets'>;
  /** A streamed literal is out: the line is free again. */
  readonly streamed: () => void;
  /** A streamed literal cannot be completed, so that no command after it would be understood. */
  readonly broken: (message: string) => void;
}

/** Writes commands, and stops at each literal that needs the server's consent (RFC 9051 §4.3). */
export class Sender {
  readonly #options: SenderOptions;
  #waiting: { readonly submission: Submission; readonly rest: readonly CommandPart[] } | null = null;
  /** Whose literal is on its way up, chunk by chunk. */
  #streaming: Submission | null = null;
  /** How commands are written as long as the server offers the same. */
  #mode: (WriterMode & { readonly capabilities: Capabilities }) | null = null;
  #stopped = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** The command that holds the line: it waits for a continuation request before its literal, or streams one. */
  get busy(): Submission | null {
    return this.#waiting?.submission ?? this.#streaming;
  }

  /** True when a continuation request is due. */
  get awaitsConsent(): boolean {
    return this.#waiting !== null;
  }

  isStreaming(submission: Submission): boolean {
    return this.#streaming === submission;
  }

  /** The command as parts, without its tag; or why it cannot be written. */
  compose(command: Command<unknown>, context: WriteContext): readonly CommandPart[] | ImapError {
    const { capabilities, utf8 } = context;
    if (this.#mode?.capabilities !== capabilities || this.#mode.utf8 !== utf8)
      this.#mode = {
        capabilities,
        literalPlus: capabilities.has('LITERAL+'),
        literalMinus: capabilities.has('LITERAL-'),
        binary: capabilities.has('BINARY'),
        ...appendLimit(capabilities),
        utf8,
      };
    const out = new CommandWriter(this.#mode);
    try {
      out.text(command.name);
      command.write(out, context);
      return out.finish();
    } catch (error) {
      // Whatever it is: thrown on, it would stay at the head of the queue and fail every command behind it.
      return failedHere(command, error);
    }
  }

  waits(parts: readonly CommandPart[]): boolean {
    return hasSynchronisingLiteral(parts);
  }

  send(submission: Submission, parts: readonly CommandPart[]): void {
    submission.stage = 'sending';
    submission.parts = [{ kind: 'text', text: `${submission.tag} ` }, ...parts];
    this.#write(submission, submission.parts);
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
    const stop = parts.findIndex((part) => part.kind === 'stream' || needsConsent(part));
    const literal = parts[stop];
    if (literal === undefined) {
      this.#emit(parts);
      submission.stage = 'sent';
    } else if (needsConsent(literal) && (literal.kind === 'literal' || literal.kind === 'stream')) {
      // The literal's header still goes out; its octets, first in `rest`, wait.
      this.#emit([...parts.slice(0, stop), { kind: 'text', text: literal.header }]);
      this.#waiting = { submission, rest: [{ ...literal, header: '' }, ...parts.slice(stop + 1)] };
    } else if (literal.kind === 'stream') {
      this.#emit(parts.slice(0, stop + 1));
      this.#streaming = submission;
      void this.#stream(submission, literal, parts.slice(stop + 1));
    }
  }

  /** Sends a literal while it is produced, no faster than the transport takes it; then the rest of the command. */
  async #stream(submission: Submission, { source, size }: StreamPart, rest: readonly CommandPart[]): Promise<void> {
    const { host, streamed, broken } = this.#options;
    let sent = 0;
    try {
      for await (const chunk of source) {
        if (this.#stopped) return;
        sent += chunk.byteLength;
        if (sent > size) break;
        if (chunk.byteLength === 0) continue;
        host.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        submission.progress();
        await host.drained?.();
      }
    } catch (error) {
      if (!this.#stopped)
        broken(`what was to be sent could not be read (${error instanceof Error ? error.message : ''})`);
      return;
    }
    if (this.#stopped) return;
    if (sent !== size) {
      broken('what was to be sent is not as long as was announced');
      return;
    }
    this.#streaming = null;
    // Refused meanwhile: the server may still read this line to its end, but will not ask for another literal.
    if (submission.stage === 'done') this.#emit(rest.every(isText) ? rest : [{ kind: 'text', text: '\r\n' }]);
    else if (rest.length > 0) this.#write(submission, rest);
    streamed();
  }

  #emit(parts: readonly CommandPart[]): void {
    this.#options.host.secrets.sent(parts);
    this.#options.host.sent(parts);
    this.#options.host.write(octetsOfAll(parts));
  }
}

function isText({ kind }: CommandPart): boolean {
  return kind === 'text';
}

function needsConsent(part: CommandPart): boolean {
  return (part.kind === 'literal' || part.kind === 'stream') && part.sync && part.header !== '';
}

function octetsOfAll(parts: readonly CommandPart[]): Buffer {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'text') return Buffer.concat(parts.map(octetsOf));
    text += part.text;
  }
  return Buffer.from(text, 'latin1');
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
      return Buffer.from(part.header, 'latin1');
  }
}

function appendLimit(capabilities: Capabilities): { readonly waitAbove?: number } {
  const limit = Number(capabilities.values('APPENDLIMIT')[0]);
  return Number.isSafeInteger(limit) ? { waitAbove: limit } : {};
}
