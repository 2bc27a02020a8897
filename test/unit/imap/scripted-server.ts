import type { ConnectOptions, StatusEvent } from '../../../extension/imap/client/api.ts';
import type { Client } from '../../../extension/imap/client/client.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import type { TraceRecord } from '../../../extension/imap/trace/record.ts';
import { ScriptedServer } from '../../../extension/imap/testing/scripted-server.ts';
import { memoryPair } from '../../../extension/imap/transport/memory.ts';
import type {
  Transport,
  TransportHandler,
  TransportSecurity,
  UpgradableTransport,
} from '../../../extension/imap/transport/transport.ts';
import { ManualClock } from './manual-clock.ts';

const tls: TransportSecurity = { kind: 'tls', protocol: 'TLSv1.3', cipher: 'TEST', fingerprint256: 'AA' };

export { ScriptedServer };

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
  readonly client: Client;
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
