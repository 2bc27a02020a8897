import type { Parsed } from '../command/command.ts';
import type { CloseReason } from '../errors.ts';
import type { QuirkCounter } from '../grammar/quirk-counter.ts';
import { isData } from '../grammar/response.ts';
import type { Secrets } from '../trace/secrets.ts';
import { frameOf, type ResponseFrame } from '../wire/frame.ts';
import { ResponseSplitter, type SplitterLimits } from '../wire/splitter.ts';
import type { EngineHost } from './engine-host.ts';
import { LiteralRouter } from './literal-router.ts';
import { Reader } from './reader.ts';
import type { Submission } from './submission.ts';
import type { SessionView } from './view.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface ReceiverOptions {
  readonly host: Pick<EngineHost, 'received' | 'traced' | 'secrets'>;
  readonly view: SessionView;
  readonly quirks: QuirkCounter;
  readonly limits: Partial<SplitterLimits>;
  /** The commands that long literals may belong to. */
  readonly underWay: readonly Submission[];
  readonly trusted: () => boolean;
  /** Nothing is read any more. */
  readonly over: () => boolean;
  /** `index` is that of the trace record. */
  readonly response: (response: Parsed, index: number) => void;
  readonly broken: (reason: CloseReason) => void;
}

const plus = 0x2b;

/** The way in: octets become responses, and long literals go to those who asked for them. */
export class Receiver {
  readonly literals: LiteralRouter;
  readonly #options: ReceiverOptions;
  readonly #reader: Reader;
  readonly #splitter: ResponseSplitter;
  /** Body literals longer than this are streamed. */
  #streamAbove = 64 * 1024;

  constructor(options: ReceiverOptions) {
    const { view, quirks, limits, underWay, broken } = options;
    this.#options = options;
    this.#reader = new Reader(quirks);
    this.literals = new LiteralRouter((seq) => view.mailbox?.uidAt(seq) ?? null);
    this.#splitter = new ResponseSplitter(
      {
        frame: (frame) => this.#frame(frame),
        line: (bytes, start, end) => this.#line(bytes, start, end),
        literalStart: (head, size) => this.literals.start(head, size, underWay) || broken({ kind: 'given-up' }),
        literalChunk: (chunk) => this.literals.chunk(chunk),
        literalEnd: () => this.literals.end(),
        violation: (violation) => broken({ kind: 'violation', violation }),
        deviation: quirks.report,
        unfinished: (bytes, length) => this.#reader.unfinished(bytes, length),
      },
      limits,
    );
  }

  /** True when a response has begun and not ended. */
  get midResponse(): boolean {
    return !this.#splitter.atBoundary;
  }

  push(chunk: Buffer): void {
    this.#splitter.push(chunk);
  }

  /** Body literals longer than so many octets go to their command as they arrive. */
  streamAbove(octets: number): void {
    this.#streamAbove = octets;
    this.#splitter.setInlineLimit(octets);
  }

  /** A command that says up to where it gathers body literals begins (its limit) or has ended (null). */
  gatherUpTo(octets: number | null): void {
    this.#splitter.setInlineLimit(octets ?? this.#streamAbove);
  }

  /** What comes behind the response being read is kept for `takeRest`. */
  stop(): void {
    this.#splitter.stop();
  }

  takeRest(): Buffer {
    return this.#splitter.takeRest();
  }

  /** The octets that follow come another way: what has come of a response is void. */
  restart(): void {
    this.#splitter.reset();
    this.#reader.forget();
  }

  #frame(frame: ResponseFrame): void {
    const { host, view, trusted, over } = this.#options;
    if (over()) return;
    const challenge = this.#isChallenge(frame.bytes, 0);
    const index = host.received(frame, trusted(), this.#hidden(challenge, frame.bytes, 0));
    this.#tell(this.#reader.read(frame, view), index, challenge);
  }

  #line(bytes: Buffer, start: number, end: number): void {
    const { host, view, trusted, over } = this.#options;
    if (over()) return;
    const frame = host.traced === false ? null : frameOf(bytes, start, end);
    const challenge = this.#isChallenge(bytes, start);
    const index = host.received(frame, trusted(), this.#hidden(challenge, bytes, start));
    this.#tell(this.#reader.readLine(bytes, start, end, view), index, challenge);
  }

  /** What the client is to answer must stay as it is; all else is rid of what it repeats. */
  #tell(response: Parsed, index: number, challenge: boolean): void {
    const { host, response: tell } = this.#options;
    tell(challenge ? response : withoutSecrets(response, host.secrets), index);
  }

  #hidden(challenge: boolean, bytes: Buffer, start: number): 'challenge' | Secrets | null {
    const { host } = this.#options;
    if (challenge) return 'challenge';
    return host.traced !== false && !isData(bytes, start) ? host.secrets : null;
  }

  /** A SASL challenge: with it and the rest of the exchange a password can be guessed at leisure. */
  #isChallenge(bytes: Buffer, start: number): boolean {
    return bytes[start] === plus && this.#options.underWay.some((one) => one.command.effect === 'authenticates');
  }
}
