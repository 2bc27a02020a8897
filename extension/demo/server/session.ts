import type { Transport } from '../../imap/transport/transport.ts';
import { accessCommands } from './access-commands.ts';
import { ArgumentReader } from './arguments.ts';
import { CommandReader, type CommandUnit } from './command-reader.ts';
import { capabilitiesAfterLogin, capabilitiesBeforeLogin, connectionCommands } from './connection-commands.ts';
import type { CommandContext, CommandSpec, CommandTable, Pending, SessionState } from './context.ts';
import { listCommands } from './list.ts';
import { mailboxCommands } from './mailbox-commands.ts';
import { messageCommands } from './message-commands.ts';
import { statusText, type RaiseAnswer, type RaisedQueue, type RaiseProgress } from './raised.ts';
import { bad, Refusal, type Completion } from './refusal.ts';
import { selectCommands } from './select.ts';
import { SelectedView } from './selected-view.ts';
import { appendLimit, type MailStore } from './store.ts';
import type { StoredMailbox } from './stored-mailbox.ts';
import type { WirePiece } from './wire-text.ts';

const commands: CommandTable = new Map([
  ...connectionCommands,
  ...listCommands,
  ...selectCommands,
  ...mailboxCommands,
  ...messageCommands,
  ...accessCommands,
]);

/** What a session needs of its server. */
export interface SessionHost {
  readonly store: MailStore;
  readonly raised: RaisedQueue;
  now(): Date;
  ended(session: Session): void;
}

/** One connection: commands run one after the other, each to its end, so answers never mix. */
export class Session implements CommandContext {
  readonly #transport: Transport;
  readonly #host: SessionHost;
  readonly #reader: CommandReader;
  readonly enabled = new Set<string>();
  state: SessionState = 'not-authenticated';
  command = '';
  tag = '';
  #selected: SelectedView | null = null;
  #out: WirePiece[] = [];
  #waiting: { readonly pending: Pending; readonly spec: CommandSpec; readonly raised: RaiseAnswer | null } | null =
    null;
  #working = false;
  readonly #later: CommandUnit[] = [];
  #over = false;

  constructor(transport: Transport, host: SessionHost) {
    this.#transport = transport;
    this.#host = host;
    this.#reader = new CommandReader(
      {
        command: (unit) => this.#run(unit),
        line: (text) => this.#answerLine(text),
        continuation: () => this.#continue('go ahead'),
        tooBig: (tag, what) => {
          this.#line(
            what === 'literal'
              ? `${tag} NO [TOOBIG] At most ${appendLimit} octets at once`
              : `${tag} BAD That line is too long`,
          );
          this.#flush();
        },
      },
      { maxLiteral: appendLimit },
    );
  }

  get store(): MailStore {
    return this.#host.store;
  }

  get selected(): SelectedView | null {
    return this.#selected;
  }

  get capabilities(): readonly string[] {
    return this.state === 'not-authenticated' ? capabilitiesBeforeLogin : capabilitiesAfterLogin;
  }

  now(): Date {
    return this.#host.now();
  }

  /** Greets and begins to listen. */
  start(): void {
    const raised = this.#host.raised.take('greeting', null);
    if (raised === null)
      this.untagged(`OK [CAPABILITY ${this.capabilities.join(' ')}] Mail Explorer demo server ready`);
    else {
      if (raised.status === 'PREAUTH') this.state = 'authenticated';
      this.untagged(`${raised.status} ${statusText(raised.code, raised.text)}`);
    }
    this.#transport.start({
      data: (chunk) => {
        if (!this.#over) this.#reader.push(chunk);
      },
      end: () => this.#end(),
    });
    this.#flush();
    if (raised?.status === 'BYE') this.close();
  }

  /** A raw line, at once. */
  say(line: string): void {
    this.#line(Buffer.from(line, 'utf8').toString('latin1'));
    this.#flush();
  }

  close(): void {
    this.#transport.close();
    this.#end();
  }

  untagged(...pieces: readonly WirePiece[]): void {
    this.#out.push('* ', ...pieces, '\r\n');
  }

  openMailbox(mailbox: StoredMailbox, examined: boolean): SelectedView {
    this.#selected = new SelectedView(mailbox, examined, () => this.#tellWhileIdle());
    return this.#selected;
  }

  closeMailbox(): void {
    this.#selected?.close();
    this.#selected = null;
  }

  useCondstore(): void {
    if (this.enabled.has('CONDSTORE')) return;
    this.enabled.add('CONDSTORE');
    if (this.#selected !== null)
      this.untagged(`OK [HIGHESTMODSEQ ${this.#selected.mailbox.highestModSeq}] Mod-sequences are told from now on`);
  }

  #line(text: string): void {
    this.#out.push(`${text}\r\n`);
  }

  /** All octets lie in memory already, so waiting for the pipe to drain would save nothing. */
  #flush(): void {
    if (this.#out.length === 0 || this.#over) return;
    const pieces = this.#out.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece));
    this.#out = [];
    this.#transport.write(Buffer.concat(pieces));
  }

  #continue(text: string): void {
    const raised = this.#host.raised.take('continuation', null);
    this.#line(`+ ${raised === null ? text : statusText(raised.code, raised.text)}`);
    this.#flush();
  }

  #run(unit: CommandUnit): void {
    if (this.#working) {
      this.#later.push(unit);
      return;
    }
    const args = new ArgumentReader(unit);
    let spec: CommandSpec | undefined;
    this.tag = '*';
    try {
      this.tag = args.tag();
      args.space();
      this.command = args.word();
      if (this.command === 'UID') {
        args.space();
        this.command = `UID ${args.word()}`;
      }
      spec = this.#legal(this.command);
      this.#interject();
      if (this.#over) return;
      const progress = this.#host.raised.take('progress', this.command);
      if (progress === null) this.#carryOut(spec, args);
      else this.#workOn(progress, 0, spec, args);
    } catch (error) {
      this.#fail(spec, error);
    }
  }

  #carryOut(spec: CommandSpec, args: ArgumentReader): void {
    try {
      const raised = this.#host.raised.take('answer-next-command', this.command);
      if (raised !== null && raised.status !== 'OK') {
        this.#finish(spec, raised.status, raised);
        return;
      }
      const result = spec.run(this, args);
      if ('continuation' in result) this.#await(result, spec, raised);
      else this.#finish(spec, 'OK', answerOf(raised, result));
    } catch (error) {
      this.#fail(spec, error);
    }
  }

  /** Commands that come meanwhile wait for their turn. */
  #workOn(progress: RaiseProgress, step: number, spec: CommandSpec, args: ArgumentReader): void {
    const report = progress.steps[step];
    this.#working = report !== undefined;
    if (report === undefined) {
      this.#carryOut(spec, args);
      for (let unit = this.#later.shift(); unit !== undefined && !this.#working; unit = this.#later.shift())
        this.#run(unit);
      return;
    }
    this.untagged(`OK ${statusText(`INPROGRESS ("${this.tag}" ${report.done} 1000)`, report.text)}`);
    this.#flush();
    setTimeout(() => {
      if (!this.#over) this.#workOn(progress, step + 1, spec, args);
    }, progress.pauseMs);
  }

  #legal(name: string): CommandSpec {
    const spec = commands.get(name);
    if (spec === undefined) throw bad(`Unknown command ${name.slice(0, 40)}`);
    const signedIn = this.state === 'authenticated';
    if (spec.states === 'not-authenticated' && signedIn) throw bad('You are signed in already');
    if ((spec.states === 'authenticated' || spec.states === 'selected') && !signedIn) throw bad('Sign in first');
    if (spec.states === 'selected' && this.#selected === null) throw bad('Select a mailbox first');
    return spec;
  }

  #interject(): void {
    const raised = this.#host.raised.take('before-next-answer', this.command);
    if (raised === null) return;
    this.untagged(`${raised.status} ${statusText(raised.code, raised.text)}`);
    if (raised.status !== 'BYE') return;
    this.#flush();
    this.close();
  }

  #await(pending: Pending, spec: CommandSpec, raised: RaiseAnswer | null): void {
    if (pending.idle) this.#report(true);
    this.#waiting = { pending, spec, raised };
    this.#reader.expectLine(true);
    this.#continue(pending.continuation);
  }

  #answerLine(text: string): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#reader.expectLine(false);
    if (waiting === null) return;
    try {
      const completion = waiting.pending.line(text);
      this.#finish(waiting.spec, 'OK', answerOf(waiting.raised, completion));
    } catch (error) {
      this.#fail(waiting.spec, error);
    }
  }

  #fail(spec: CommandSpec | undefined, error: unknown): void {
    // Anything else is our own mistake; the client gets an answer and the connection lives.
    const refusal = error instanceof Refusal ? error : new Refusal('NO', 'SERVERBUG', 'The demo server made a mistake');
    this.#finish(spec, refusal.status, { code: refusal.code, text: refusal.message });
  }

  #finish(
    spec: CommandSpec | undefined,
    status: 'OK' | 'NO' | 'BAD',
    completion: Omit<Completion, 'code'> & { readonly code?: string | null },
  ): void {
    const tellsExpunges = spec?.tellsExpunges ?? false;
    let code = completion.code ?? null;
    this.#report(tellsExpunges);
    if (status === 'OK' && code === null && this.#selected?.hasUntoldExpunges === true) code = 'EXPUNGEISSUED';
    this.#line(`${this.tag} ${status} ${statusText(code, completion.text)}`);
    this.#flush();
    if (this.state === 'logout') this.close();
  }

  #report(tellsExpunges: boolean): void {
    this.#selected?.report(tellsExpunges, this.enabled.has('CONDSTORE'), this.untagged.bind(this));
  }

  #tellWhileIdle(): void {
    if (this.#waiting?.pending.idle !== true) return;
    this.#report(true);
    this.#flush();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.closeMailbox();
    this.#host.ended(this);
  }
}

/** A command's own OK, or what was raised in place of it. */
function answerOf(raised: RaiseAnswer | null, own: Completion): Omit<Completion, 'code'> & { code?: string | null } {
  if (raised === null) return own;
  return raised.keepsCode === true ? { ...own, text: raised.text } : raised;
}
