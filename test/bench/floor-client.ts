import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Task } from './task.ts';

type Server = Pick<Task, 'host' | 'port' | 'ca' | 'user' | 'password'>;

/** Sends octets and counts what comes until a tagged reply: what no client can go below on this server. */
export class Floor {
  readonly #socket: Socket;
  /** Also gets all that comes. */
  sink: ((chunk: Buffer) => void) | null = null;
  /** End of what came, long enough to hold the last line. */
  #tail: Buffer = Buffer.alloc(0);
  #waiting: {
    readonly mark: Buffer;
    readonly resolve: (tail: string) => void;
    readonly reject: (e: Error) => void;
  } | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('closed')));
  }

  static async open({ host, port, ca }: Server): Promise<Floor> {
    const socket = ca === null ? connectTcp({ host, port, noDelay: true }) : connectTls({ host, port, ca: [ca] });
    const floor = new Floor(socket);
    await floor.until('* ');
    return floor;
  }

  static async signedIn(task: Server, more = ''): Promise<Floor> {
    const floor = await Floor.open(task);
    const tag = more === '' ? 'a' : 'b';
    await floor.send(`a LOGIN ${task.user} ${task.password}\r\n${more}`, tag);
    return floor;
  }

  /** The last line of what came when it begins with `tag`. */
  until(tag: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { mark: Buffer.from(tag), resolve, reject };
      if (this.#tail.length > 0) this.#check();
    });
  }

  async send(octets: string | Buffer, tag: string): Promise<string> {
    this.#tail = Buffer.alloc(0);
    this.#socket.write(octets);
    const line = await this.until(`${tag} `);
    if (!line.startsWith(`${tag} OK`)) throw new Error(line);
    return line;
  }

  /** Sends, and waits where the socket is full; no answer is due yet. */
  async feed(octets: Buffer): Promise<void> {
    if (!this.#socket.write(octets)) await once(this.#socket, 'drain');
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.sink?.(chunk);
    this.#tail = chunk.length >= 2048 ? chunk : Buffer.concat([this.#tail.subarray(-2048), chunk]);
    this.#check();
  }

  #check(): void {
    const tail = this.#tail;
    if (this.#waiting === null || tail[tail.length - 1] !== 0x0a) return;
    const before = tail.lastIndexOf(0x0a, tail.length - 2);
    const { mark, resolve } = this.#waiting;
    if (tail.compare(mark, 0, mark.length, before + 1, before + 1 + mark.length) !== 0) return;
    this.#waiting = null;
    resolve(tail.toString('latin1', before + 1));
  }

  /** All that is in the tail, for short answers. */
  get tail(): string {
    return this.#tail.toString('latin1');
  }
}
