import { memoryPair } from '../transport/memory.ts';
import type { Transport, TransportEnd, TransportHandler, TransportSecurity } from '../transport/transport.ts';

/** The far end of a connection, played by a test: it reads lines and says what the test wants, true or not. */
export class ScriptedServer {
  #transport: Transport;
  #received = '';
  #ended: TransportEnd | null = null;
  readonly #history: string[] = [];
  #waiting: (() => void)[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#listen(transport);
  }

  /** All lines the client has sent and the test has read. */
  get history(): readonly string[] {
    return this.#history;
  }
  get ended(): boolean {
    return this.#ended !== null;
  }
  /** What was sent and not expected yet. */
  get unread(): string {
    return this.#received;
  }

  /** Octets as they are, one per UTF-16 unit. False when the client does not keep up. */
  raw(text: string): boolean {
    return this.#transport.write(Buffer.from(text, 'latin1'));
  }

  /** Lines, each ended by CRLF. */
  say(...lines: readonly string[]): void {
    for (const line of lines) this.raw(`${line}\r\n`);
  }

  /** The next line, which must match; its groups are what the caller wants. At the end of the connection, what is left. */
  async expect(pattern: RegExp): Promise<readonly string[]> {
    await this.#until(() => this.#received.includes('\r\n'));
    const end = this.#received.indexOf('\r\n');
    const line = end < 0 ? this.#received : this.#received.slice(0, end);
    this.#received = end < 0 ? '' : this.#received.slice(end + 2);
    this.#history.push(line);
    const match = pattern.exec(line);
    if (match === null) throw new Error(`Expected ${pattern.source}, got ${line === '' ? 'the end' : line}`);
    return match.slice(1).map((group) => group ?? '');
  }

  /** The next command: its tag and what follows the name. */
  async command(name: string): Promise<{ readonly tag: string; readonly rest: string }> {
    const [tag = '', rest = ''] = await this.expect(new RegExp(`^(\\S+) ${name}(?: (.*))?$`, 's'));
    return { tag, rest };
  }

  /** Answers the next command OK, after the untagged lines given. Gives what followed the command's name. */
  async answer(name: string, ...untagged: readonly string[]): Promise<string> {
    const { tag, rest } = await this.command(name);
    this.say(...untagged, `${tag} OK done`);
    return rest;
  }

  /** So many octets, as a literal brings them. */
  async octets(count: number): Promise<string> {
    await this.#until(() => this.#received.length >= count);
    const octets = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return octets;
  }

  /** Hangs up after what was said has been read. */
  close(): void {
    this.#transport.close();
  }

  /** Continues on another transport, as after STARTTLS. */
  moveTo(transport: Transport): void {
    this.#transport = transport;
    this.#listen(transport);
  }

  /** Waits until something is so, or the client has gone. */
  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && this.#ended === null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #listen(transport: Transport): void {
    const handler: TransportHandler = {
      data: (chunk) => {
        this.#received += chunk.toString('latin1');
        this.#wake();
      },
      end: (end) => {
        this.#ended = end;
        this.#wake();
      },
    };
    transport.start(handler);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** A scripted server in this process and what `connectImap` needs to reach it: `connectImap({ open, protect: 'local' })`. */
export function scriptedServer(security: TransportSecurity = { kind: 'local' }): {
  readonly server: ScriptedServer;
  readonly open: () => Promise<Transport>;
} {
  const [near, far] = memoryPair({ security });
  return { server: new ScriptedServer(far), open: () => Promise.resolve(near) };
}
