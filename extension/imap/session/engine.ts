import type { Parsed, SessionState } from '../command/command.ts';
import { ImapError, type CloseReason } from '../errors.ts';
import { QuirkCounter } from '../grammar/quirk-counter.ts';
import type { FetchResponse, Response, StatusResponse } from '../grammar/types.ts';
import type { TransportEnd } from '../transport/transport.ts';
import type { Uid } from '../wire/ids.ts';
import type { SplitterLimits } from '../wire/splitter.ts';
import type { EngineHost } from './engine-host.ts';
import { malformedReply, noteUnreadable } from './answered.ts';
import { doubtOf } from './doubt.ts';
import { InFlight } from './in-flight.ts';
import { isBehindSignIn } from './pipelining.ts';
import { endedError, excerptOf, obstacle, outcomeOf } from './outcome.ts';
import { Receiver } from './receiver.ts';
import { Sender } from './sender.ts';
import { StatusEvents } from './status-events.ts';
import type { Outcome, Submission } from './submission.ts';
import { isDisconnected, isUnsent, judgeStatus, judgeWords, type Oddities } from './tolerance.ts';
import { SessionView } from './view.ts';

export interface EngineOptions {
  readonly host: EngineHost;
  /** False while what arrives may be forged: before STARTTLS. */
  readonly trusted: boolean;
  readonly limits?: Partial<SplitterLimits>;
}

/**
 * The protocol without I/O: octets and commands in, octets and outcomes out (RFC 9051 §3, §5.5, §7). It knows no socket, timer or
 * thread; the same calls in the same order give the same outcome however the octets were cut.
 */
export class Engine {
  readonly view = new SessionView();
  readonly quirks = new QuirkCounter();
  readonly #host: EngineHost;
  readonly #receiver: Receiver;
  readonly #sender: Sender;
  readonly #told: StatusEvents;
  readonly #queue: Submission[] = [];
  /** Sent, or being sent, and not answered yet; in the order of sending. */
  readonly #underWay = new InFlight();
  #state: SessionState | 'greeting' = 'greeting';
  #trusted: boolean;
  /** The transport is about to be wrapped: what is sent now would go out the old way. */
  #switching = false;
  #tags = 0;
  /** The host knows that commands got on by what is being received. */
  #progressTold = false;
  #bye: StatusResponse | null = null;
  #over: CloseReason | null = null;
  /** The command during which the current capability list came. */
  #capabilitiesDuring: Submission | null = null;
  /** One for all that is offered: no command keeps it. */
  readonly #context: { tag: string; uid: Uid | null } = { tag: '', uid: null };
  #oddities = { malformed: 0, unknownTags: 0, unexpectedContinuations: 0, ignoredBeforeTls: 0 };

  constructor(options: EngineOptions) {
    this.#host = options.host;
    this.#trusted = options.trusted;
    this.#sender = new Sender({
      host: options.host,
      streamed: () => this.#pump(),
      broken: (message) => this.#protocolError(message),
    });
    this.#told = new StatusEvents({
      host: options.host,
      view: this.view,
      underWay: this.#underWay,
      trusted: () => this.#trusted,
    });
    this.#receiver = new Receiver({
      host: options.host,
      view: this.view,
      quirks: this.quirks,
      limits: options.limits ?? {},
      underWay: this.#underWay.all,
      trusted: () => this.#trusted,
      over: () => this.#over !== null,
      response: (response, index) => this.#response(response, index),
      broken: (reason) => this.close(reason),
    });
  }

  get state(): SessionState | 'greeting' {
    return this.#state;
  }
  get trusted(): boolean {
    return this.#trusted;
  }
  get oddities(): Oddities {
    return this.#oddities;
  }
  get over(): CloseReason | null {
    return this.#over;
  }
  /** True when a response has begun and not ended. */
  get midResponse(): boolean {
    return this.#receiver.midResponse;
  }
  /** The literal that is being streamed. */
  get literal(): Pick<Receiver['literals'], 'remaining' | 'unwanted'> {
    return this.#receiver.literals;
  }
  /** Commands queued or under way that somebody waits for. */
  get awaited(): number {
    return this.#queue.length + this.#underWay.awaited;
  }

  /** Body literals longer than so many octets go to their command as they arrive. */
  streamAbove(octets: number): void {
    this.#receiver.streamAbove(octets);
  }

  receive(chunk: Buffer): void {
    if (this.#over === null) this.#receiver.push(chunk);
    this.#progressTold = false;
  }

  /** The transport has ended; pending commands fail. */
  transportEnded(end: TransportEnd): void {
    if (this.#bye !== null) this.close({ kind: 'bye', status: this.#bye });
    else if (end.kind === 'error') this.close({ kind: 'transport', message: 'the connection broke', code: end.code });
    else if (end.kind === 'eof') this.close({ kind: 'eof' });
    else this.close({ kind: 'aborted' });
  }

  submit(submission: Submission): void {
    if (this.#over !== null || this.#state === 'logout') {
      submission.settle({ ok: false, error: endedError(submission.command, this.#over, this.#bye) });
      return;
    }
    this.#queue.push(submission);
    this.#pump();
  }

  /** The caller of this command has gone. Its place in the protocol is kept until its answer has come; others do not notice. */
  cancel(submission: Submission): void {
    if (submission.stage === 'done') return;
    this.#underWay.abandon(submission);
    if (submission.stage === 'queued') {
      this.#queue.splice(this.#queue.indexOf(submission), 1);
      submission.stage = 'done';
      return;
    }
    submission.command.cancelled?.(this.#sender.replyFor(submission, (message) => this.#protocolError(message)));
    // A literal that is cut short leaves the server waiting for its octets.
    if (this.#sender.isStreaming(submission) || !this.#receiver.literals.dropped(submission))
      this.close({ kind: 'given-up' });
    else this.#pump();
  }

  /** Asks a command that only ends when asked (IDLE) to do so. */
  interrupt(submission: Submission): void {
    if (submission.interrupted || submission.stage === 'queued' || submission.stage === 'done') return;
    submission.interrupted = true;
    // Until now it was in order that nothing came; from now on its end is due.
    submission.progress();
    submission.command.interrupt?.(this.#sender.replyFor(submission, (message) => this.#protocolError(message)));
  }

  /** After the OK to STARTTLS: the octets that came behind it in the clear, which must be none. */
  takeRest(): Buffer {
    return this.#receiver.takeRest();
  }

  /** The octets that follow come through another transport (COMPRESS); the protocol goes on. */
  restarted(): void {
    this.#switching = false;
    this.#receiver.restart();
    this.#pump();
  }

  /** TLS is up: everything said before is forgotten (RFC 9051 §6.2.1). */
  secured(): void {
    this.#switching = false;
    this.#receiver.restart();
    this.#trusted = true;
    this.view.dropCapabilities();
    this.#pump();
  }

  close(reason: CloseReason): void {
    if (this.#over !== null) return;
    this.#over = reason;
    this.#state = 'logout';
    this.#sender.stop();
    this.#receiver.literals.stop();
    const pending = [...this.#underWay.takeAll(), ...this.#queue.splice(0)];
    this.#host.over(reason);
    for (const submission of pending) {
      // A server may hang up in answer to LOGOUT without its OK; what was asked for has happened.
      const { command } = submission;
      const done = command.effect === 'logs-out' && ['logout', 'bye', 'eof'].includes(reason.kind);
      submission.settle(
        done ? { ok: true, value: undefined } : { ok: false, error: endedError(command, reason, null) },
      );
    }
    this.view.deselect();
  }

  #response(response: Parsed, index: number): void {
    if (this.#state === 'greeting') {
      this.#greet(response, index);
      return;
    }
    // By itself: a list of messages has 100,000 of them.
    if (response.type === 'fetch') return this.#fetched(response);
    switch (response.type) {
      case 'malformed':
        this.#malformed(response);
        break;
      case 'continuation':
        this.#continuation(response, index);
        break;
      case 'status':
        if (response.tag === null) this.#untaggedStatus(response, index);
        else this.#tagged(response, index);
        break;
      default:
        this.#data(response);
        break;
    }
  }

  #greet(response: Parsed, index: number): void {
    if (response.type !== 'status' || response.tag !== null || response.kind === 'NO' || response.kind === 'BAD') {
      this.#state = 'logout';
      this.#host.greeting({ kind: 'garbage', text: excerptOf(response) });
      return;
    }
    this.#state =
      response.kind === 'OK' ? 'not-authenticated' : response.kind === 'PREAUTH' ? 'authenticated' : 'logout';
    if (response.code?.name === 'CAPABILITY') this.view.takeCapabilities(response.code.capabilities);
    if (response.kind === 'BYE') this.#bye = response;
    this.#told.tell(response, null, index, true);
    this.#host.greeting({ kind: 'status', status: response });
    this.#pump();
  }

  #malformed(response: Parsed & { readonly type: 'malformed' }): void {
    this.#oddities.malformed++;
    this.#host.note(`A response does not parse (${response.reason}); it was left out.`);
    const submission = this.#underWay.tagged(response.tag);
    if (submission === null) {
      noteUnreadable(this.#underWay.all, response);
      return this.#doubt(response);
    }
    const error = malformedReply(submission.command, response.excerpt);
    this.#complete(submission, null, { ok: false, error });
  }

  #doubt(unread: Parsed): void {
    const reason = doubtOf(unread);
    // No events come of a mailbox that is being opened: its command is to know.
    if (reason !== null && unread.type === 'unknown')
      noteUnreadable(this.#underWay.all, { excerpt: `* ${unread.text}` });
    if (reason !== null) this.view.mailbox?.doubt(reason);
  }

  #continuation(response: Response & { readonly type: 'continuation' }, index: number): void {
    const owner = this.#sender.busy ?? this.#underWay.all.find((one) => one.command.continuation !== undefined) ?? null;
    // A SASL challenge is no text for people.
    if (owner?.command.effect !== 'authenticates' && (response.code !== null || response.text !== '')) {
      this.#told.tell(response, owner, index);
    }
    if (owner === null) {
      this.#oddities.unexpectedContinuations++;
      return this.#host.note('A continuation request that nothing had asked for was ignored.');
    }
    this.#progress(owner);
    if (this.#sender.awaitsConsent) this.#sender.proceed();
    else if (!this.#sender.isStreaming(owner))
      owner.command.continuation?.(
        response.text,
        this.#sender.replyFor(owner, (message) => this.#protocolError(message)),
      );
    this.#pump();
  }

  #untaggedStatus(status: StatusResponse, index: number): void {
    judgeStatus(this.quirks, status, this.#underWay.length, this.#bye);
    this.#told.tell(status, this.#underWay.length === 1 ? this.#underWay.first : null, index);
    if (!this.#trusted) {
      if (status.kind !== 'BYE') {
        if (status.code?.name === 'CAPABILITY') this.view.takeCode(status.code);
        else this.#oddities.ignoredBeforeTls++;
        return;
      }
    } else if (status.code !== null) {
      this.#takeCode(status);
    }
    if (status.kind === 'BYE') {
      this.#farewell(status);
      return;
    }
    this.#offer(status, null);
    // "* OK Still here": a server that says so is at work.
    for (const submission of this.#underWay.all) submission.progress();
  }

  #farewell(status: StatusResponse): void {
    this.#bye = status;
    if (this.#underWay.logsOut) return;
    this.#state = 'logout';
    for (const submission of this.#queue.splice(0))
      submission.settle({ ok: false, error: endedError(submission.command, this.#over, this.#bye) });
    this.#host.bye();
  }

  #tagged(status: StatusResponse, index: number): void {
    judgeWords(this.quirks, status);
    const submission = this.#underWay.tagged(status.tag);
    if (submission === null) {
      if (isUnsent(status, this.#tags)) return this.#protocolError('the server completed what was never sent');
      this.#oddities.unknownTags++;
      this.quirks.report('unknown-tag');
      this.#told.tell(status, null, index);
      return this.#host.note('A completion for a command that is not under way was ignored.');
    }
    if (submission.stage === 'sending' && status.kind === 'OK') {
      this.#protocolError('the server completed a command before it was sent');
      return;
    }
    if (status.code !== null && this.#trusted && submission.command.effect !== 'selects')
      this.#takeCode(status, [submission]);
    this.#told.tell(status, submission, index);
    if (isDisconnected(status)) return this.close({ kind: 'bye', status });
    const outcome = outcomeOf(submission, status, this.quirks.report);
    this.#complete(submission, status.kind === 'OK' ? status : null, outcome);
  }

  /** `ok` is the tagged OK, null for any other end. */
  #complete(submission: Submission, ok: StatusResponse | null, outcome: Outcome<unknown>): void {
    const { command } = submission;
    this.#progress(submission);
    this.view.selection?.settleModSeqs(ok?.code?.name === 'HIGHESTMODSEQ');
    this.#underWay.remove(submission);
    this.#sender.forget(submission);
    if (command.inlineLimit !== undefined) this.#receiver.gatherUpTo(null);
    switch (command.effect) {
      case 'authenticates':
        if (ok === null) break;
        if (!outcome.ok) {
          // The server says we are in although it failed its part: whoever that is, it is not to be talked to.
          submission.settle(outcome);
          this.#protocolError('the server accepted a sign-in that was given up');
          return;
        }
        this.#state = 'authenticated';
        if (ok.code?.name !== 'CAPABILITY' && this.#capabilitiesDuring !== submission) this.view.dropCapabilities();
        break;
      case 'selects':
        if (ok === null || !outcome.ok) this.view.deselect();
        else if (this.#state === 'not-authenticated') {
          submission.settle(outcome);
          this.#protocolError('the server opened a mailbox before anyone had signed in');
          return;
        } else {
          this.view.endSelect(command.name === 'EXAMINE' || ok.code?.name === 'READ-ONLY');
          if (ok.code !== null) this.view.takeCode(ok.code);
        }
        // It went out with a sign-in that was refused.
        if (this.#state === 'not-authenticated') break;
        this.#state = this.view.selection === null ? 'authenticated' : 'selected';
        break;
      case 'closes-mailbox':
        if (ok === null) break;
        this.view.deselect();
        this.#state = 'authenticated';
        break;
      case 'starts-tls':
      case 'compresses':
        if (ok === null) break;
        this.#receiver.stop();
        this.#switching = true;
        break;
      case 'signs-out':
        if (ok === null) break;
        this.view.signOut();
        this.#state = 'not-authenticated';
        break;
      case 'logs-out':
      case undefined:
        break;
    }
    submission.settle(outcome);
    if (command.effect === 'logs-out' && ok !== null) this.close({ kind: 'logout' });
    else if ((command.effect !== 'starts-tls' && command.effect !== 'compresses') || ok === null) this.#pump();
  }

  #data(data: Response): void {
    if (!this.#trusted) {
      if (data.type === 'capability') {
        this.view.takeCapabilities(data.capabilities);
        this.#offer(data, null);
      } else this.#oddities.ignoredBeforeTls++;
      return;
    }
    const uid = this.view.takeData(data);
    if (data.type === 'capability') this.#capabilitiesDuring = this.#underWay.first;
    if (data.type === 'unknown') this.#doubt(data);
    this.#host.untagged?.(data);
    this.#offer(data, uid);
  }

  #fetched(data: FetchResponse): void {
    if (!this.#trusted) {
      this.#oddities.ignoredBeforeTls++;
      return;
    }
    const uid = this.view.takeFetch(data);
    if (this.#offer(data, uid)) return;
    this.#host.unclaimed?.(data);
    if (data.flags !== undefined && uid !== null) this.view.mailbox?.takeFlags(uid, data.flags, data.modSeq);
  }

  /** True when a command took it as its own. */
  #offer(data: Response, uid: Uid | null): boolean {
    const context = this.#context;
    context.uid = uid;
    for (const submission of this.#underWay.takers) {
      context.tag = submission.tag;
      if (submission.command.take?.(data, context) === true) {
        this.#progress(submission);
        return true;
      }
    }
    return false;
  }

  #takeCode(status: StatusResponse, about: readonly Submission[] = this.#underWay.all): void {
    if (status.code === null) return;
    this.view.takeStatus(status, about);
    if (this.#state === 'selected' && this.view.mailbox === null) this.#state = 'authenticated';
    if (status.code.name === 'CAPABILITY') this.#capabilitiesDuring = this.#underWay.first;
  }

  /** A server works through its commands in order: whatever it does for one is progress for those behind. */
  #progress(submission: Submission): void {
    if (this.#underWay.first === submission && this.#host.progressed !== undefined) {
      // One moment counts for all that came in it.
      if (!this.#progressTold) this.#host.progressed();
      this.#progressTold = true;
      return;
    }
    const { all } = this.#underWay;
    for (let i = Math.max(all.indexOf(submission), 0); i < all.length; i++) all[i]?.progress();
  }

  #pump(): void {
    while (this.#over === null && this.#state !== 'logout' && this.#state !== 'greeting') {
      const next = this.#queue[0];
      if (next === undefined || this.#switching || this.#sender.busy !== null) return;
      if (!this.#underWay.admits(next.command)) {
        this.#interruptFor();
        return;
      }
      const state = isBehindSignIn(next.command, this.#underWay.all) ? 'authenticated' : this.#state;
      const error = obstacle(next.command, state, this.view);
      if (error !== null) {
        this.#queue.shift();
        next.settle({ ok: false, error });
        continue;
      }
      const { abilities, utf8, selection } = this.view;
      const parts = this.#sender.compose(next.command, { capabilities: abilities, utf8, selection });
      if (parts instanceof ImapError) {
        this.#queue.shift();
        next.settle({ ok: false, error: parts });
        continue;
      }
      // A literal that waits for the server's consent blocks the line, so nothing else may be under way.
      if (this.#sender.waits(parts) && this.#underWay.length > 0) {
        this.#interruptFor();
        return;
      }
      this.#queue.shift();
      next.tag = `A${++this.#tags}`;
      this.#underWay.add(next);
      if (next.command.effect === 'selects' && next.command.mailbox !== undefined)
        this.view.beginSelect(next.command.mailbox);
      if (next.command.inlineLimit !== undefined) this.#receiver.gatherUpTo(next.command.inlineLimit);
      this.#sender.send(next, parts);
      next.progress();
    }
  }

  #interruptFor(): void {
    for (const submission of this.#underWay.all) this.interrupt(submission);
  }

  #protocolError(message: string): void {
    this.close({ kind: 'protocol', message });
  }
}
