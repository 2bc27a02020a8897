import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from '../run/end-with-us.ts';
import { serverProblem, unpackedRoot } from '../setup/imap-servers.mjs';
import { writeConfig } from './courier/config.ts';
import { multiarch } from './cyrus.ts';
import { ended, freePorts, listening } from './daemon.ts';
import { makeCertificates } from './dovecot/certs.ts';
import type { TestUser } from './dovecot.ts';
import type { ImapServer } from './imap-server.ts';

export interface Courier extends ImapServer {
  readonly dir: string;
  /** Whose mailboxes hold 64 KiB and 20 messages. */
  readonly limited: TestUser;
}

const password = 'secret';
/** Users must be there when it starts. */
const userCount = 200;

/** Starts a private Courier on free loopback ports, with its own users, mail and CA in a temporary folder. Only root can. */
export async function startCourier(): Promise<Courier> {
  const problem = serverProblem('courier');
  if (problem !== null) throw new Error(problem);
  if (process.getuid?.() !== 0) {
    throw new Error(
      'Courier needs mounts of its own, which only root can make. Run this line:\n  sudo npm test -- servers',
    );
  }
  const root = unpackedRoot('courier');
  const dir = await mkdtemp(join(tmpdir(), 'me-'));
  await chmod(dir, 0o755);
  await mkdir(join(dir, 'tls'));
  const [{ ca }, [port = 0, tlsPort = 0]] = await Promise.all([makeCertificates(join(dir, 'tls')), freePorts(2)]);
  const users = Array.from({ length: userCount }, (_, index) => `t${index + 1}`);
  const libraries = ['usr/lib', 'lib'].map((folder) => join(root, folder, multiarch())).join(':');
  const quotas = { bob: '65536S,20C' };
  const settings = { dir, root, libraries, port, tlsPort, users: [...users, 'bob'], password, quotas };
  const script = await writeConfig(settings);
  // A file, not a pipe: a daemon that outlives its output would otherwise hold the test open.
  const log = await open(join(dir, 'log'), 'a');
  const child = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', script, multiarch()], {
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  // Its daemons leave every group: what ends them for sure is the end of the first process of their own numbering.
  const kill = (): void => void child.kill('SIGKILL');
  const stopped = endWithUs(child, { signal: 'KILL', dir });
  const words = (): Promise<string> => readFile(join(dir, 'log'), 'utf8');
  try {
    await listening('Courier', child, [port, tlsPort], words);
  } catch (error) {
    kill();
    stopped();
    throw error;
  }
  return {
    name: 'courier',
    host: '127.0.0.1',
    port,
    tlsPort,
    ca,
    tlsDir: join(dir, 'tls'),
    dir,
    prefix: 'INBOX.',
    delimiter: '.',
    limited: { user: 'bob', password },
    async user() {
      const user = users.pop();
      if (user === undefined) throw new Error(`Courier has ${userCount} users in a run: give it more.`);
      return { user, password };
    },
    async stop() {
      await ended(child, kill);
      stopped();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
