import type { Response, StatusResponse } from '../grammar/types.ts';
import { signedIn, type Command, type ContinuationReply, type SelectionFacts } from './command.ts';

/** IDLE (RFC 9051 §6.3.13): the server tells at once what happens, until DONE. */
export class Idle implements Command<void> {
  readonly name = 'IDLE';
  readonly states = signedIn;
  readonly capability = 'IDLE';
  readonly barrier = true;
  readonly kinds = [];
  readonly selection: SelectionFacts;
  #phase: 'starting' | 'idling' | 'ending' = 'starting';
  #doneWanted = false;

  constructor(selection: SelectionFacts) {
    this.selection = selection;
  }

  /** Its end was asked for here; else the server ended it by itself. */
  get endWanted(): boolean {
    return this.#doneWanted;
  }

  write(): void {
    // The name is all there is.
  }

  continuation(_text: string, reply: ContinuationReply): void {
    if (this.#phase !== 'starting') return;
    this.#phase = 'idling';
    if (this.#doneWanted) this.#done(reply);
  }

  interrupt(reply: ContinuationReply): void {
    this.#doneWanted = true;
    if (this.#phase === 'idling') this.#done(reply);
  }

  cancelled(reply: ContinuationReply): void {
    this.interrupt(reply);
  }

  patient(): boolean {
    return this.#phase === 'idling';
  }

  finish(_status: StatusResponse): void {
    // What was told went to the mailbox.
  }

  /** One that has not begun ends as soon as it does. */
  endEarly(): void {
    this.#doneWanted = true;
  }

  #done(reply: ContinuationReply): void {
    this.#phase = 'ending';
    reply.send([{ kind: 'text', text: 'DONE\r\n' }]);
  }
}

/** An IDLE that also tells one listener all that comes, and ends with the server's closing words. */
export class ToldIdle extends Idle implements Command<StatusResponse> {
  readonly #told: (response: Response) => void;

  constructor(selection: SelectionFacts, told: (response: Response) => void) {
    super(selection);
    this.#told = told;
  }

  take(response: Response): boolean {
    // It stays news for all others.
    this.#told(response);
    return false;
  }

  override finish(status: StatusResponse): StatusResponse {
    return status;
  }
}
