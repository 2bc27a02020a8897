import { memoryPair } from '../imap/transport/memory.ts';
import type { Transport } from '../imap/transport/transport.ts';
import { buildDemoMailbox } from './mailbox/demo-mailbox.ts';
import { demoUser } from './server/access-commands.ts';
import { capabilitiesAfterLogin, demoPassword } from './server/connection-commands.ts';
import { RaisedQueue, statusText, type Raised, type RaiseRequest } from './server/raised.ts';
import type { DemoMailbox } from './server/seed.ts';
import { Session } from './server/session.ts';
import { MailStore } from './server/store.ts';

/** The only account of the demo server. */
export const demoCredentials = { user: demoUser, password: demoPassword } as const;

/** Changes with the built-in mail: UIDs of other mail must not be taken for these (RFC 9051 §2.3.1.1). */
const builtInUidValidity = 20_261_121;

export interface DemoServerOptions {
  /** Default: the demo mailbox, generated as of `now()`. */
  readonly seed?: DemoMailbox;
  readonly now?: () => Date;
}

/** Our own IMAP server in memory: real protocol over an in-memory pipe, no port, nothing on disk. */
export class DemoServer {
  readonly #store: MailStore;
  readonly #now: () => Date;
  readonly #raised = new RaisedQueue();
  readonly #sessions = new Set<Session>();

  constructor(options: DemoServerOptions = {}) {
    this.#now = options.now ?? (() => new Date());
    const start = this.#now();
    this.#store =
      options.seed === undefined
        ? new MailStore(buildDemoMailbox(start), start, builtInUidValidity)
        : new MailStore(options.seed, start);
  }

  /** What its only account signs in with. */
  get credentials(): typeof demoCredentials {
    return demoCredentials;
  }

  /** What it can do for whoever has signed in. */
  get capabilities(): readonly string[] {
    return capabilitiesAfterLogin;
  }

  /** Connections that live. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** A new connection; the client's end of it. The greeting is on its way. */
  connect(): Transport {
    const [client, server] = memoryPair({ endpoint: 'built-in demo' });
    const session: Session = new Session(server, {
      store: this.#store,
      raised: this.#raised,
      now: () => this.#now(),
      ended: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    session.start();
    return client;
  }

  /**
   * New mail, as if it just came in: connections in IDLE hear of it at once, others with their next answer.
   * @returns its UID.
   * @throws Refusal when there is no such mailbox.
   */
  deliver(
    mailbox: string,
    message: { readonly raw: Uint8Array; readonly flags?: readonly string[]; readonly internalDate?: Date },
  ): number {
    const target = this.#store.open(mailbox);
    const { flags = [], internalDate = this.#now() } = message;
    const stored = target.add({ raw: Buffer.from(message.raw), flags, internalDate });
    target.settle();
    return stored.uid;
  }

  /** Sends a raw line on every live connection, whatever it holds. @returns how many heard it. */
  say(line: string): number {
    for (const session of this.#sessions) session.say(line);
    return this.#sessions.size;
  }

  /** Sends a status response at the moment asked for; see `RaiseRequest`. */
  raise(request: RaiseRequest): Raised {
    if (request.how !== 'untagged') return this.#raised.add(request);
    const line = `* ${request.status} ${Buffer.from(statusText(request.code, request.text), 'latin1').toString('utf8')}`;
    const heard = this.#sessions.size > 0;
    for (const session of [...this.#sessions]) {
      session.say(line);
      if (request.status === 'BYE') session.close();
    }
    return { delivered: Promise.resolve(heard), cancel: () => undefined };
  }

  /** Ends every connection. */
  dispose(): void {
    this.#raised.clear();
    for (const session of [...this.#sessions]) session.close();
  }
}
