import type { ConnectOptions, ImapClient, StatusEvent } from '../../../extension/imap/client/api.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import type { TraceRecord } from '../../../extension/imap/trace/record.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import type {
  Transport,
  TransportEnd,
  TransportHandler,
  TransportSecurity,
  UpgradableTransport,
} from '../../../extension/imap/transport/transport.ts';
import { ManualClock, until } from './manual-clock.ts';

const tls: TransportSecurity = { kind: 'tls', protocol: 'TLSv1.3', cipher: 'TEST', fingerprint256: 'AA' };

/** The far end of a connection, played by a test: it reads lines and says what the test wants, true or not. */
export class ScriptedServer {
  #transport: Transport;
  #received = '';
  #ended: TransportEnd | null = null;
  readonly #history: string[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#listen(transport);
  }

  /** All lines the client has sent. */
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

  /** The next line, which must match; its groups are what the caller wants. */
  async expect(pattern: RegExp): Promise<readonly string[]> {
    await until(() => this.#received.includes('\r\n') || this.#ended !== null, `a line like ${pattern.source}`);
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

  /** Answers the next command OK, after the untagged lines given. */
  async answer(name: string, ...untagged: readonly string[]): Promise<string> {
    const { tag, rest } = await this.command(name);
    this.say(...untagged, `${tag} OK done`);
    return rest;
  }

  async octets(count: number): Promise<string> {
    await until(() => this.#received.length >= count, `${count} octets`);
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

  #listen(transport: Transport): void {
    const handler: TransportHandler = {
      data: (chunk) => (this.#received += chunk.toString('latin1')),
      end: (end) => (this.#ended = end),
    };
    transport.start(handler);
  }
}

export interface Scene {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly trace: TraceRecord[];
  readonly events: StatusEvent[];
  /** The options of the connection under test, to be given to `connectImap`. */
  readonly options: ConnectOptions;
}

/** A connection that is about to be opened, over memory that passes for TLS (or what `security` says). */
export function scene(extra: Partial<ConnectOptions> = {}, security: TransportSecurity = tls, loopback = true): Scene {
  const [near, far] = memoryPair({ security, loopback });
  const clock = new ManualClock();
  const trace: TraceRecord[] = [];
  const events: StatusEvent[] = [];
  const options: ConnectOptions = {
    open: () => Promise.resolve(near),
    protect: 'tls',
    clock,
    trace: (record) => trace.push(record),
    onStatus: (event) => events.push(event),
    ...extra,
  };
  return { server: new ScriptedServer(far), clock, trace, events, options };
}

/** A transport in the clear whose STARTTLS upgrade leads to another one that passes for TLS. */
class UpgradableMemory implements UpgradableTransport {
  readonly security: TransportSecurity = { kind: 'none' };
  readonly endpoint: string;
  readonly loopback = true;
  readonly #plain: Transport;
  readonly #upgrade: () => Transport;

  constructor(plain: Transport, upgrade: () => Transport) {
    this.#plain = plain;
    this.endpoint = plain.endpoint;
    this.#upgrade = upgrade;
  }

  start(handler: TransportHandler): void {
    this.#plain.start(handler);
  }
  write(chunk: Uint8Array): boolean {
    return this.#plain.write(chunk);
  }
  drained(): Promise<void> {
    return this.#plain.drained();
  }
  pause(): void {
    this.#plain.pause();
  }
  resume(): void {
    this.#plain.resume();
  }
  close(): void {
    this.#plain.close();
  }
  destroy(): void {
    this.#plain.destroy();
  }
  upgrade(): Promise<Transport> {
    return Promise.resolve(this.#upgrade());
  }
}

export interface UpgradableScene extends Scene {
  /** True once the client has asked for TLS. */
  readonly upgraded: () => boolean;
}

/** As `scene`, in the clear, with STARTTLS to come; after it the server speaks on the protected transport. */
export function upgradableScene(extra: Partial<ConnectOptions> = {}): UpgradableScene {
  const [near, far] = memoryPair({ security: { kind: 'none' } });
  const [nearTls, farTls] = memoryPair({ security: tls });
  const server = new ScriptedServer(far);
  let upgraded = false;
  const transport = new UpgradableMemory(near, () => {
    upgraded = true;
    server.moveTo(farTls);
    return nearTls;
  });
  const base = scene({ open: () => Promise.resolve(transport), protect: 'starttls', ...extra });
  return { ...base, server, upgraded: () => upgraded };
}

export interface SignedIn extends Scene {
  readonly client: ImapClient;
}

/** A client that is connected and signed in. */
export async function signedIn(
  capabilities = 'IMAP4rev1 IDLE UNSELECT',
  extra: Partial<ConnectOptions> = {},
): Promise<SignedIn> {
  const one = scene(extra);
  one.server.say(`* OK [CAPABILITY ${capabilities} AUTH=PLAIN SASL-IR] hello`);
  const client = await connectImap(one.options);
  const signing = client.signIn({ kind: 'password', user: 'alice', password: 'correct horse' });
  const { tag } = await one.server.command('AUTHENTICATE PLAIN');
  one.server.say(`${tag} OK [CAPABILITY ${capabilities}] in`);
  await signing;
  return { ...one, client };
}

/** Answers a SELECT or EXAMINE as servers do. */
export async function answerSelect(server: ScriptedServer, exists: number, name = 'SELECT'): Promise<void> {
  const { tag } = await server.command(name);
  server.say(
    '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
    '* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] yours',
    `* ${exists} EXISTS`,
    '* OK [UIDVALIDITY 77] valid',
    `* OK [UIDNEXT ${exists * 10 + 1}] next`,
    `${tag} OK [${name === 'SELECT' ? 'READ-WRITE' : 'READ-ONLY'}] selected`,
  );
}
