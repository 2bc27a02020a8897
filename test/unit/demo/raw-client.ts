import type { Transport, TransportEnd } from '../../../extension/imap/transport/transport.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import type { DemoFolder, DemoMailbox } from '../../../extension/demo/server/seed.ts';

/** One response as latin1, literals in place behind their `{n}CRLF`, without the final line break. */
export interface Answer {
  readonly untagged: readonly string[];
  /** `OK …`, `NO …`, `BAD …`. */
  readonly tagged: string;
}

/** Speaks the raw protocol, so that the server is judged by octets and not by our own client. */
export class RawClient {
  readonly #transport: Transport;
  #buffer = '';
  readonly #responses: string[] = [];
  #wake: (() => void)[] = [];
  #tags = 0;
  end: TransportEnd | null = null;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.start({
      data: (chunk) => {
        this.#buffer += chunk.toString('latin1');
        this.#split();
      },
      end: (end) => {
        this.end = end;
        this.#ring();
      },
    });
  }

  #ring(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #split(): void {
    for (;;) {
      const size = responseLength(this.#buffer);
      if (size === null) break;
      this.#responses.push(this.#buffer.slice(0, size - 2));
      this.#buffer = this.#buffer.slice(size);
    }
    this.#ring();
  }

  write(text: string): void {
    this.#transport.write(Buffer.from(text, 'latin1'));
  }

  /** The next response, whenever it comes. */
  async next(): Promise<string> {
    while (this.#responses.length === 0) {
      if (this.end !== null) throw new Error('The connection is over');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    return this.#responses.shift() ?? '';
  }

  async ended(): Promise<TransportEnd> {
    while (this.end === null) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.end;
  }

  /** Sends one command, tag added, and gathers all up to its tagged answer. */
  async send(command: string): Promise<Answer> {
    const tag = `t${++this.#tags}`;
    this.write(`${tag} ${command}\r\n`);
    return this.until(tag);
  }

  async until(tag: string): Promise<Answer> {
    const untagged: string[] = [];
    for (;;) {
      const response = await this.next();
      if (response.startsWith(`${tag} `)) return { untagged, tagged: response.slice(tag.length + 1) };
      untagged.push(response);
    }
  }

  /** As `send`, but the command has to end in OK. */
  async ok(command: string): Promise<readonly string[]> {
    const { untagged, tagged } = await this.send(command);
    if (!tagged.startsWith('OK')) throw new Error(`${command}: ${tagged}`);
    return untagged;
  }
}

function responseLength(buffer: string): number | null {
  let at = 0;
  for (;;) {
    const end = buffer.indexOf('\r\n', at);
    if (end < 0) return null;
    const literal = /\{(\d+)\}$/.exec(buffer.slice(at, end));
    if (literal === null) return end + 2;
    at = end + 2 + Number(literal[1]);
    if (buffer.length < at) return null;
  }
}

export const clock = new Date('2024-03-10T12:00:30Z');

export async function signedIn(server: DemoServer): Promise<RawClient> {
  const client = new RawClient(server.connect());
  await client.next();
  await client.ok('LOGIN demo@mail-explorer.example demo');
  return client;
}

/** A server with one message per text in `Box`, beside what `more` names. */
export function smallServer(
  texts: readonly string[] = ['Subject: one\r\n\r\n1\r\n', 'Subject: two\r\n\r\n2\r\n', 'Subject: three\r\n\r\n3\r\n'],
  more: readonly DemoFolder[] = [],
): DemoServer {
  const messages = texts.map((text) => ({ raw: Buffer.from(text, 'latin1'), flags: [], internalDate: clock }));
  const seed: DemoMailbox = { folders: [{ path: 'INBOX', messages: [] }, { path: 'Box', messages }, ...more] };
  return new DemoServer({ seed, now: () => clock });
}
