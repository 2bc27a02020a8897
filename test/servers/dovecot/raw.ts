import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';

/**
 * The smallest IMAP conversation: writes bytes, waits for a line. Shares no code with the client under test,
 * so that a fault there cannot hide itself.
 */
export class RawImap {
  readonly #socket: Socket;
  #received = '';
  #failure: Error | null = null;
  #wake: () => void = () => undefined;
  #tag = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    // One character per byte: whatever the server sends can be searched and cut.
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('the server closed the connection')));
  }

  /** Connects in plain text and waits for the greeting. */
  static async connect(host: string, port: number): Promise<RawImap> {
    return RawImap.over(connectTcp({ host, port }));
  }

  /** Takes over a socket that is connected or about to be, and waits for the greeting. */
  static async over(socket: Socket): Promise<RawImap> {
    const imap = new RawImap(socket);
    await imap.waitFor(/^\* (OK|PREAUTH|BYE) .*\r\n/m);
    return imap;
  }

  #end(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Everything received and not yet consumed by {@link waitFor}. */
  get received(): string {
    return this.#received;
  }

  /** Waits until the text received matches, then consumes it up to the end of the match and returns that part. */
  async waitFor(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#received);
      if (match !== null) {
        const end = match.index + match[0].length;
        const text = this.#received.slice(0, end);
        this.#received = this.#received.slice(end);
        return text;
      }
      if (this.#failure !== null) {
        throw new Error(
          `${this.#failure.message}; waited for ${String(pattern)}, got ${JSON.stringify(this.#received)}`,
        );
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Writes bytes as they are, waiting where the socket is full. A string is one byte per character. */
  async write(data: string | Uint8Array): Promise<void> {
    const accepted = typeof data === 'string' ? this.#socket.write(data, 'latin1') : this.#socket.write(data);
    if (!accepted && this.#failure === null) {
      await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]);
    }
  }

  /** Sends one command; returns everything up to its tagged response. Fails where that is not OK. */
  async command(line: string): Promise<string> {
    const text = await this.attempt(line);
    if (!/^\S+ OK/.test(lastLine(text))) {
      throw new Error(`${line.split(' ')[0] ?? ''} failed: ${lastLine(text)}`);
    }
    return text;
  }

  /** As {@link command}, but a NO or BAD is returned like an OK. */
  async attempt(line: string): Promise<string> {
    const tag = this.nextTag();
    await this.write(`${tag} ${line}\r\n`);
    return this.waitFor(new RegExp(`^${tag} .*\\r\\n`, 'm'));
  }

  nextTag(): string {
    this.#tag += 1;
    return `r${this.#tag}`;
  }

  async login(user: string, password: string): Promise<void> {
    await this.command(`LOGIN ${quote(user)} ${quote(password)}`);
  }

  /** Says goodbye; a connection that is gone already is fine too. */
  async logout(): Promise<void> {
    await this.attempt('LOGOUT').catch(() => undefined);
    this.#socket.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.logout();
  }
}

export function lastLine(text: string): string {
  return text.trimEnd().split('\r\n').at(-1) ?? '';
}

/** A quoted string; names beyond ASCII must come in modified UTF-7. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
