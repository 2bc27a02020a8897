import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from '../run/end-with-us.ts';
import { serverProblem, unpackedRoot } from '../setup/imap-servers.mjs';
import { writeConfig } from './cyrus/config.ts';
import { ended, freePorts, listening } from './daemon.ts';
import { makeCertificates } from './dovecot/certs.ts';
import type { TestUser } from './dovecot.ts';
import type { ImapServer } from './imap-server.ts';

export interface Cyrus extends ImapServer {
  /** The administrator, who may set quotas; `user()` are all the others. */
  readonly admin: TestUser;
  /** May sign in as anybody, by PLAIN with an authorization identity. */
  readonly proxy: TestUser;
  readonly dir: string;
  /** What is told at the next sign-in (`motd`), or ends every connection (`shutdown`); null takes it back. */
  announce(kind: 'motd' | 'shutdown', text: string | null): Promise<void>;
}

const password = 'secret';
/** Debian's uid and gid of `mail`, who runs Cyrus when root starts it. */
const mailId = 8;
/** Users must be there when it starts: the file that holds them is read while it is written. */
const userCount = 140;

/** Starts a private Cyrus on free loopback ports, with its own users, mail and CA in a temporary folder. */
export async function startCyrus(): Promise<Cyrus> {
  const problem = serverProblem('cyrus');
  if (problem !== null) throw new Error(problem);
  const root = unpackedRoot('cyrus');
  const libraries = ['usr/lib', 'lib'].map((folder) => join(root, folder, multiarch()));
  const env = {
    PATH: process.env['PATH'] ?? '',
    LD_LIBRARY_PATH: libraries.join(':'),
    SASL_PATH: join(root, 'usr/lib', multiarch(), 'sasl2'),
  };
  const privileged = process.getuid?.() === 0;
  const owner = privileged
    ? { name: 'mail', uid: mailId, gid: mailId }
    : { name: userInfo().username, uid: userInfo().uid, gid: userInfo().gid };
  const dir = await mkdtemp(join(tmpdir(), 'me-'));
  await chmod(dir, 0o755);
  await mkdir(join(dir, 'tls'));
  const [{ ca }, [port = 0, tlsPort = 0]] = await Promise.all([makeCertificates(join(dir, 'tls')), freePorts(2)]);
  await chmod(join(dir, 'tls', 'good.key'), 0o644);
  const bin = join(root, 'usr/lib/cyrus/bin');
  await writeConfig({ dir, bin, port, tlsPort, owner });
  const addUser = (name: string): Promise<void> =>
    feed(join(root, 'usr/sbin/saslpasswd2'), ['-p', '-c', '-f', join(dir, 'sasldb2'), '-u', 'localhost', name], env);
  const users = Array.from({ length: userCount }, (_, index) => `t${index + 1}`);
  for (const name of ['cyrus', 'proxy', ...users]) await addUser(name);
  await chown(join(dir, 'sasldb2'), owner.uid, owner.gid);
  const args = ['-C', 'imapd.conf', '-M', 'cyrus.conf', '-p', 'pid'].map((part, index) =>
    index % 2 === 0 ? part : join(dir, part),
  );
  // A group of its own: told to go, Cyrus tells its whole group, in which Dovecot's sessions belong to the same user.
  const child = spawn(join(bin, 'master'), args, {
    stdio: 'ignore',
    env: { ...env, CYRUS_USER: owner.name },
    detached: true,
  });
  // Its children go when it is told to, not when it is killed.
  const kill = (): void => void child.kill('SIGTERM');
  const stopped = endWithUs(child, { signal: 'TERM', dir });
  try {
    await listening('Cyrus', child, [port, tlsPort], async () => `Its log is the system's: ${dir}`);
  } catch (error) {
    kill();
    stopped();
    throw error;
  }
  return {
    name: 'cyrus',
    host: '127.0.0.1',
    port,
    tlsPort,
    ca,
    tlsDir: join(dir, 'tls'),
    dir,
    prefix: '',
    delimiter: '/',
    admin: { user: 'cyrus', password },
    proxy: { user: 'proxy', password },
    async user() {
      const user = users.pop();
      if (user === undefined) throw new Error(`Cyrus has ${userCount} users in a run: give it more.`);
      return { user, password };
    },
    async announce(kind, text) {
      const file = join(dir, 'var/conf/msg', kind);
      if (text === null) await rm(file, { force: true });
      else await writeFile(file, `${text}\n`);
    },
    async stop() {
      await ended(child, kill);
      stopped();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As Debian names the folder of its libraries. */
export function multiarch(): string {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}

/** Runs a program with the password of all test users on its standard input. */
function feed(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code ?? 'a signal'}`)),
    );
    child.stdin.end(password);
  });
}
