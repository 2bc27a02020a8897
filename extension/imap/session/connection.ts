import type { CommandOptions, Disposable, StatusEvent } from '../client/api.ts';
import { mailboxOf, type Command } from '../command/command.ts';
import { ImapError, invalidArgument, type CloseReason } from '../errors.ts';
import type { ResponseCode } from '../grammar/code.ts';
import type { FetchResponse, Response } from '../grammar/types.ts';
import { TraceRecorder } from '../trace/recorder.ts';
import type { TraceSink } from '../trace/record.ts';
import { Secrets } from '../trace/secrets.ts';
import { deflated } from '../transport/deflate.ts';
import { isUpgradable, type Transport, type TransportEnd, type TransportHandler } from '../transport/transport.ts';
import type { SplitterLimits } from '../wire/splitter.ts';
import { traceParts } from '../wire/writer.ts';
import { aborted } from './aborted.ts';
import type { Clock } from './clock.ts';
import { deferred } from './deferred.ts';
import { Drain } from './drain.ts';
import { Engine } from './engine.ts';
import type { EngineHost, Greeting } from './engine-host.ts';
import { Flow, type Stream } from './flow.ts';
import { Intake } from './intake.ts';
import { LastData } from './last-data.ts';
import { optionsFault } from './options-fault.ts';
import { Outbox } from './outbox.ts';
import { closeText } from './refusal.ts';
import type { SpillOptions } from './spill.ts';
import { Submission, type Outcome } from './submission.ts';
import { Watch } from './watch.ts';

export interface ConnectionOptions {
  readonly connection: number;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly trace: TraceRecorder;
  readonly onStatus?: (event: StatusEvent) => void;
  /** False when STARTTLS is still to come. */
  readonly trusted: boolean;
  readonly limits?: Partial<SplitterLimits>;
  readonly spill: SpillOptions;
}

/** A command under way. `result` must be handled; `cancel` lets the connection drop what still comes. */
export interface Running<T> {
  readonly result: Promise<T>;
  cancel(): void;
  /** Asks a command that waits (IDLE) to come to its end. */
  interrupt(): void;
}

export const defaultTimeoutMs = 60_000;
/** After an unasked BYE the server hangs up; one that does not is hung up on. */
const byeGraceMs = 2_000;
/** A peer that does not take our end of the stream. */
const closeGraceMs = 5_000;

/** Binds one engine to one transport and to time. Nothing here throws by itself; how it ended is told by `closed`. */
export class Connection {
  readonly id: number;
  readonly engine: Engine;
  readonly flow: Flow;
  readonly clock: Clock;
  /** Where streams put aside what memory cannot take. */
  readonly spill: SpillOptions;
  /** What the server must not be heard repeating. */
  readonly secrets = new Secrets();
  readonly closed: Promise<CloseReason>;
  readonly greeting: Promise<Greeting>;
  /** What the server said last, kind by kind. */
  readonly last = new LastData();
  readonly #listeners = new Set<(data: Response) => void>();
  readonly #messageListeners = new Set<(data: FetchResponse) => void>();
  readonly #codeListeners = new Set<(code: ResponseCode) => void>();
  readonly #trace: TraceRecorder;
  readonly #intake: Intake;
  readonly #outbox: Outbox;
  readonly #drain: Drain;
  #transport: Transport;
  /** Last complete response, or substantial part of a literal. */
  #lastProgress: number;
  /** Last time the first command under way got on; those behind it wait for no more than that. */
  #frontProgress = 0;
  #received = 0;
  #head = '';
  /** When the piece came that is being parsed. */
  #pieceTime: number | null = null;
  #grace: Disposable | null = null;
  #upgrade: 'none' | 'under-way' | 'injected' = 'none';

  constructor(options: ConnectionOptions) {
    this.id = options.connection;
    this.clock = options.clock;
    this.spill = options.spill;
    this.#trace = options.trace;
    this.#transport = options.transport;
    this.#lastProgress = options.clock.now();
    const closed = deferred<CloseReason>();
    const greeting = deferred<Greeting>();
    this.closed = closed.promise;
    this.greeting = greeting.promise;
    this.flow = new Flow(() => this.#intake.work());
    this.#outbox = new Outbox(() => this.#transport);
    const { onStatus } = options;
    const host: EngineHost = {
      write: (octets) => this.#outbox.add(octets),
      drained: () => {
        this.#outbox.flush();
        return this.#transport.drained();
      },
      untagged: (data) => this.#told(data),
      unclaimed: (data) => tellAll(this.#messageListeners, data),
      sent: (parts) => {
        if (this.#trace.listens) this.#trace.sent(traceParts(parts), this.engine.trusted);
      },
      traced: this.#trace.listens,
      secrets: this.secrets,
      received: (frame, trusted, hides) => {
        this.#lastProgress = this.#moment();
        return this.#trace.received(frame, trusted, hides);
      },
      progressed: () => {
        this.#frontProgress = this.#moment();
        this.#lastProgress = this.#frontProgress;
      },
      note: (text) => void this.#trace.event({ kind: 'note', text }),
      greeting: (result) => {
        if (result.kind === 'status') this.engine.view.greeting = result.status.text;
        greeting.resolve(result);
      },
      status: (event) => {
        // A SELECT that went out with a sign-in which failed: that is no news beside the failure.
        if (event.status.type === 'status' && event.status.tag !== null && this.engine.state === 'not-authenticated')
          if (/^(?:SELECT|EXAMINE)$/.test(event.command?.name ?? '')) return;
        this.last.takeCode(event.status.code);
        if (event.status.code !== null && event.trusted) tellAll(this.#codeListeners, event.status.code);
        tell(onStatus, { ...event, connection: this.id });
      },
      bye: () => {
        this.#grace = this.clock.after(byeGraceMs, () => this.#transport.destroy());
      },
      over: (reason) => {
        this.#trace.event({ kind: 'closed', reason: closeText(reason) });
        this.#drain.stop();
        this.#hangUp(reason);
        closed.resolve(reason);
      },
    };
    this.engine = new Engine({
      host,
      trusted: options.trusted,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    this.engine.quirks.onFirst = (id) =>
      void this.#trace.event({ kind: 'note', text: `A deviation of the server was put up with: ${id}.` });
    this.#drain = new Drain({
      clock: this.clock,
      received: () => this.#received,
      midLiteral: () => this.engine.literal.remaining > 0,
      tooMuch: () => this.engine.close({ kind: 'given-up' }),
    });
    this.#intake = new Intake({
      clock: this.clock,
      receive: (piece) => {
        this.#pieceTime = this.clock.now();
        this.engine.receive(piece);
        this.#pieceTime = null;
      },
      blocked: () => this.engine.over === null && this.flow.blocked(this.engine.awaited),
      pause: () => this.#transport.pause(),
      resume: () => this.#transport.resume(),
    });
    this.#transport.start(this.#handler);
  }

  get transport(): Transport {
    return this.#transport;
  }

  /** Octets received so far. */
  get received(): number {
    return this.#received;
  }

  /** What came first is how a greeting begins, be it whole or not (RFC 9051 §7.1). */
  get beganAsImap(): boolean {
    return /^\*(?: |$)/.test(this.#head);
  }

  async run<T>(command: Command<T>, options: CommandOptions = {}): Promise<T> {
    return await this.start(command, options).result;
  }

  /**
   * Queues a command. Its result rejects with an ImapError: what `command.finish` throws, `refused`, `malformed-reply`, `illegal-state`,
   * `capability`, `aborted`, `timeout` or `closed`.
   * @param stream what the command's data goes to; while it holds the connection the command's time stands still.
   */
  start<T>(command: Command<T>, options: CommandOptions = {}, stream: Stream | null = null): Running<T> {
    const { promise, resolve, reject } = deferred<T>();
    const context = {
      command: command.name,
      mailbox: mailboxOf(command)?.display ?? null,
    };
    const { signal } = options;
    const message = optionsFault(options);
    if (message !== null || signal?.aborted === true) {
      const wrong = message === null ? null : invalidArgument(message, context);
      reject(wrong ?? aborted(context));
      return { result: promise, cancel: () => undefined, interrupt: () => undefined };
    }
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const giveUp = (error: ImapError): void => {
      end();
      error.concerning(submission.sent);
      reject(error);
      this.engine.cancel(submission);
      if (submission.stage !== 'done') this.#drain.begin(submission);
      this.#intake.work();
    };
    const onAbort = (): void => giveUp(aborted(context));
    const watch = new Watch({
      clock: this.clock,
      moment: () => this.#moment(),
      timeoutMs,
      excused: () => command.patient?.() === true || (stream !== null && this.flow.isHeld(stream)),
      // What waits in the queue is not late as long as those before it get on.
      lastProgress: () => (submission.stage === 'queued' ? this.#lastProgress : this.#frontProgress),
      expired: () => {
        const message = `${command.name} had no answer for ${Math.round(timeoutMs / 1000)} seconds.`;
        giveUp(new ImapError(message, { kind: 'timeout', afterMs: timeoutMs }, { ...context, retry: 'reconnect' }));
        this.#closeIfDead(timeoutMs);
      },
    });
    const end = (): void => {
      watch.stop();
      signal?.removeEventListener('abort', onAbort);
      if (stream !== null) this.flow.release(stream);
    };
    const submission = new Submission(command, {
      origin: options.origin ?? 'background',
      settle: (outcome: Outcome<unknown>) => {
        end();
        this.#drain.end(submission);
        // The value is what this very command's `finish` returned.
        if (outcome.ok) resolve(outcome.value as T);
        else reject(outcome.error);
      },
      progress: () => {
        this.#lastProgress = this.#moment();
        watch.progress();
      },
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    this.engine.submit(submission);
    // Now that something waits behind a held stream, reading may have to go on.
    this.#intake.work();
    return {
      result: promise,
      cancel: () => giveUp(aborted(context)),
      interrupt: () => this.engine.interrupt(submission),
    };
  }

  /** Wraps the transport in TLS after the OK to STARTTLS. @throws ImapError of kind `starttls`, `tls`, `connect`, `aborted`. */
  async secure(signal: AbortSignal, injected: () => ImapError): Promise<void> {
    const early = this.engine.takeRest().length + this.#intake.takeAll().length;
    if (early > 0) throw injected();
    const plain = this.#transport;
    if (!isUpgradable(plain)) {
      throw new ImapError('This connection cannot be protected by STARTTLS.', {
        kind: 'starttls',
        problem: 'not-offered',
        text: '',
      });
    }
    this.#upgrade = 'under-way';
    const secured = await plain.upgrade(signal);
    if (this.#injectedMeanwhile()) {
      secured.destroy();
      throw injected();
    }
    this.#upgrade = 'none';
    this.#transport = secured;
    this.traceSecurity();
    this.engine.secured();
    secured.start(this.#handler);
  }

  /** Sends and receives through DEFLATE from now on, after the OK to COMPRESS (RFC 4978 §3). */
  compress(): void {
    const early = Buffer.concat([this.engine.takeRest(), this.#intake.takeAll()]);
    this.#outbox.flush();
    this.#transport = deflated(this.#transport, early);
    this.#trace.event({ kind: 'note', text: 'Compressed from here on.' });
    this.#transport.start(this.#handler);
    this.engine.restarted();
  }

  /** Tells untagged data other than messages as it comes. */
  onData(listener: (data: Response) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Tells data of messages that no command had asked for. */
  onMessage(listener: (data: FetchResponse) => void): Disposable {
    this.#messageListeners.add(listener);
    return { dispose: () => this.#messageListeners.delete(listener) };
  }

  #moment(): number {
    return this.#pieceTime ?? this.clock.now();
  }

  /** Tells response codes as they come, with whatever response. */
  onCode(listener: (code: ResponseCode) => void): Disposable {
    this.#codeListeners.add(listener);
    return { dispose: () => this.#codeListeners.delete(listener) };
  }

  #told(data: Response): void {
    this.last.take(data);
    tellAll(this.#listeners, data);
  }

  traceSecurity(): void {
    const { security } = this.#transport;
    if (security.kind === 'tls')
      this.#trace.event({ kind: 'tls', protocol: security.protocol, cipher: security.cipher });
  }

  close(reason: CloseReason): void {
    this.engine.close(reason);
  }

  #injectedMeanwhile(): boolean {
    return this.#upgrade === 'injected';
  }

  readonly #handler: TransportHandler = {
    data: (chunk) => {
      if (this.#received < 2) this.#head = (this.#head + chunk.toString('latin1', 0, 2)).slice(0, 2);
      this.#received += chunk.length;
      this.#drain.check();
      if (this.#upgrade === 'none') this.#intake.add(chunk);
      else this.#upgrade = 'injected';
    },
    end: (end: TransportEnd) => {
      // A timer left behind would keep a process alive that has nothing else to do.
      this.#grace?.dispose();
      this.#intake.whenEmpty(() => this.engine.transportEnded(end));
    },
  };

  /** Not one response in all that time: the peer, or the way to it, is gone. */
  #closeIfDead(timeoutMs: number): void {
    if (this.clock.now() - this.#lastProgress < timeoutMs || this.flow.blocked(this.engine.awaited)) return;
    this.engine.close({ kind: 'timeout', what: this.engine.literal.remaining > 0 ? 'literal' : 'command' });
  }

  #hangUp(reason: CloseReason): void {
    if (reason.kind !== 'logout') {
      this.#transport.destroy();
      return;
    }
    this.#outbox.flush();
    this.#transport.close();
    const transport = this.#transport;
    this.#grace = this.clock.after(closeGraceMs, () => transport.destroy());
  }
}

function tellAll<T>(listeners: ReadonlySet<(news: T) => void>, news: T): void {
  for (const listener of [...listeners]) {
    try {
      listener(news);
    } catch {
      // A listener's fault must not cost the connection a response.
    }
  }
}

/** How many connections this process has opened. */
let connections = 0;

export function nextConnection(sink: TraceSink | undefined): {
  readonly connection: number;
  readonly trace: TraceRecorder;
} {
  const connection = ++connections;
  return { connection, trace: new TraceRecorder(connection, sink ?? null) };
}

function tell(listener: ((event: StatusEvent) => void) | undefined, event: StatusEvent): void {
  try {
    listener?.(event);
  } catch {
    // A listener's fault must not cost the connection a response.
  }
}
