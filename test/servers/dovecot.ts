import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { endWithUs } from '../run/end-with-us.ts';
import { closed, ended, freePorts, listening } from './daemon.ts';
import { makeCertificates, readCertificates, type CertificateName, type Certificates } from './dovecot/certs.ts';
import { writeConfig } from './dovecot/config.ts';
import { fill, internalDate } from './dovecot/fill.ts';
import { lastLine, quote, RawImap } from './dovecot/raw.ts';

const exec = promisify(execFile);

/** Where a running Dovecot is: enough to use it from another process. */
export interface DovecotInfo {
  readonly dir: string;
  readonly host: string;
  /** Plain text and STARTTLS. On {@link host} a plain login is taken. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly tlsPort: number;
  /** File with the CA to trust, PEM. */
  readonly caFile: string;
}

export interface TestUser {
  readonly user: string;
  readonly password: string;
}

export interface DeliverOptions {
  /** As `['\\Seen', '$Work']`. */
  readonly flags?: readonly string[];
  /** INTERNALDATE; the server's clock where absent. */
  readonly date?: Date;
}

/** A TLS listener that presents a chosen certificate and passes the rest on to Dovecot. */
export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface Dovecot extends DovecotInfo {
  /** Same server by an address that is not the client's own: there a plain login is refused (LOGINDISABLED). Linux only. */
  readonly remoteHost: string;
  /** PEM. */
  readonly ca: string;
  readonly certs: Certificates['identities'];
  readonly info: DovecotInfo;
  /** A user with empty mail, new on every call; `alice`, `bob` (small quota) and `big` exist as well, all with `secret`. */
  user(label?: string): TestUser;
  /** A raw connection, logged in. */
  login(user: string): Promise<RawImap>;
  /** Appends one message; makes the mailbox (a name in modified UTF-7) where it is missing. Returns its UID. */
  deliver(user: string, mailbox: string, message: Uint8Array | string, options?: DeliverOptions): Promise<number>;
  /** Appends `count` small, varied messages within seconds. */
  fillMailbox(user: string, mailbox: string, count: number): Promise<void>;
  doveadm(...args: string[]): Promise<string>;
  /** TLS with one of {@link certs}; in front of Dovecot's plain port. */
  tlsFront(name: CertificateName): Promise<TlsFront>;
  /** The server's own log so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartOptions {
  /** Lines of dovecot.conf that come last and so win. */
  readonly extraConfig?: string;
}

let users = 0;

/** Starts a private Dovecot 2.3 on free loopback ports, with its own users, mail and CA in a temporary folder. */
export async function startDovecot(options: StartOptions = {}): Promise<Dovecot> {
  const binary = await findBinary('dovecot');
  const dir = await mkdtemp(join(tmpdir(), 'me-'));
  // Dovecot's own accounts must be able to reach their folders inside.
  await exec('chmod', ['755', dir]);
  await mkdir(join(dir, 'tls'));
  await makeCertificates(join(dir, 'tls'));
  const [port = 0, tlsPort = 0] = await freePorts(2);
  const config = await writeConfig({ dir, port, tlsPort, ...options });
  // Files, not pipes: a daemon that outlives its output would otherwise hold the test open.
  const child = spawn(binary, ['-F', '-c', config], { stdio: 'ignore' });
  const stopped = endWithUs(child, { signal: 'TERM', dir });
  try {
    await listening('Dovecot', child, [port], () => readFile(join(dir, 'log'), 'utf8'));
  } catch (error) {
    child.kill('SIGKILL');
    stopped();
    throw error;
  }
  const info: DovecotInfo = { dir, host: '127.0.0.1', port, tlsPort, caFile: join(dir, 'tls', 'ca.pem') };
  return attach(info, async () => {
    await ended(child, () => void child.kill('SIGTERM'));
    stopped();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  });
}

/** Uses a Dovecot that another process started and will stop. */
export async function attachDovecot(info: DovecotInfo): Promise<Dovecot> {
  return attach(info, () => Promise.resolve());
}

async function attach(info: DovecotInfo, stop: () => Promise<void>): Promise<Dovecot> {
  const certificates = await readCertificates(join(info.dir, 'tls'));
  const fronts = new Set<Server>();
  const login = async (user: string): Promise<RawImap> => {
    const imap = await RawImap.connect(info.host, info.port);
    await imap.login(user, 'secret');
    return imap;
  };
  const stopAll = async (): Promise<void> => {
    await Promise.all([...fronts].map(closed));
    await stop();
  };
  return {
    ...info,
    info,
    remoteHost: '127.0.0.2',
    ca: certificates.ca,
    certs: certificates.identities,
    login,
    user(label = 'user') {
      users += 1;
      return { user: `t-${label}-${process.pid}-${users}`.toLowerCase(), password: 'secret' };
    },
    async deliver(user, mailbox, message, options = {}) {
      await using imap = await login(user);
      return await append(imap, mailbox, Buffer.from(message), options);
    },
    async fillMailbox(user, mailbox, count) {
      await using imap = await login(user);
      await ensureMailbox(imap, mailbox);
      await fill(imap, mailbox, count);
    },
    async doveadm(...args) {
      const { stdout } = await exec('doveadm', ['-c', join(info.dir, 'dovecot.conf'), ...args], {
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout;
    },
    async tlsFront(name) {
      const server = createTlsServer(certificates.identities[name], (client) => {
        const upstream = connect({ host: info.host, port: info.port });
        for (const [socket, other] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          socket.on('error', () => other.destroy());
          socket.on('close', () => other.destroy());
        }
        client.pipe(upstream).pipe(client);
      });
      fronts.add(server);
      server.listen(0, info.host);
      await once(server, 'listening');
      return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
    },
    log: () => readFile(join(info.dir, 'log'), 'utf8'),
    stop: stopAll,
    [Symbol.asyncDispose]: stopAll,
  };
}

async function ensureMailbox(imap: RawImap, mailbox: string): Promise<void> {
  await imap.attempt(`CREATE ${quote(mailbox)}`);
}

async function append(
  imap: RawImap,
  mailbox: string,
  message: Buffer,
  { flags, date }: DeliverOptions,
): Promise<number> {
  if (mailbox.toUpperCase() !== 'INBOX') {
    await ensureMailbox(imap, mailbox);
  }
  const tag = imap.nextTag();
  const list = flags === undefined ? '' : ` (${flags.join(' ')})`;
  const when = date === undefined ? '' : ` "${internalDate(date)}"`;
  await imap.write(`${tag} APPEND ${quote(mailbox)}${list}${when} {${message.length}+}\r\n`);
  await imap.write(message);
  await imap.write('\r\n');
  const answer = lastLine(await imap.waitFor(new RegExp(`^${tag} .*\\r\\n`, 'm')));
  const uid = /^\S+ OK \[APPENDUID \d+ (\d+)\]/.exec(answer)?.[1];
  if (uid === undefined) {
    throw new Error(`APPEND failed: ${answer}`);
  }
  return Number(uid);
}

async function findBinary(name: string): Promise<string> {
  const folders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin', ...(process.env['PATH'] ?? '').split(':')];
  for (const folder of folders) {
    const path = join(folder, name);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) {
      const { stdout } = await exec(path, ['--version']);
      if (!stdout.startsWith('2.3.')) {
        throw new Error(`The tests need Dovecot 2.3; ${path} is ${stdout.trim()}`);
      }
      return path;
    }
  }
  throw new Error('Dovecot is not installed: `npm run setup` brings it or says how.');
}

/** Writes where the server is, for tests that run in another process. */
export async function writeInfo(file: string, info: DovecotInfo): Promise<void> {
  await writeFile(file, JSON.stringify(info));
}
