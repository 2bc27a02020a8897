import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import { demoOnTcp } from '../bad-servers.ts';
import { startDovecot } from '../dovecot.ts';
import { ended } from '../daemon.ts';
import type { ImapServer } from '../imap-server.ts';
import { codesConfig, prepareUsers } from './dovecot-setup.ts';

/** A Dovecot that can be brought to say what it seldom says. */
export interface DovecotStage extends ImapServer {
  /** Folder with the mail of each user. */
  readonly mailDir: string;
  /** The server that `behind/` is read from. */
  readonly behind: DemoServer;
  /** Runs `body` while another program holds a lock on a file. */
  whileLocked(file: string, body: () => Promise<void>): Promise<void>;
}

/** Takes an fcntl lock, says so, and keeps it until its input ends. */
const locker = `import fcntl, sys
file = open(sys.argv[1], 'r+')
fcntl.lockf(file, fcntl.LOCK_EX)
print('held', flush=True)
sys.stdin.read()
`;

export async function startDovecotStage(): Promise<DovecotStage> {
  const users = await prepareUsers();
  const behind = new DemoServer();
  const tcp = await demoOnTcp(behind);
  const dovecot = await startDovecot({
    extraConfig: codesConfig(users, { port: tcp.port, ...behind.credentials }),
  });
  const { host, port, tlsPort, ca, dir } = dovecot;
  return {
    name: 'dovecot',
    host,
    port,
    tlsPort,
    ca,
    tlsDir: join(dir, 'tls'),
    mailDir: join(dir, 'mail'),
    prefix: '',
    delimiter: '/',
    behind,
    user: async () => dovecot.user('codes'),
    async whileLocked(file, body) {
      const holder = spawn('python3', ['-c', locker, file], { stdio: ['pipe', 'pipe', 'inherit'] });
      try {
        await once(holder.stdout, 'data');
        await body();
      } finally {
        await ended(holder, () => holder.stdin.end());
      }
    },
    async stop() {
      await dovecot.stop();
      await tcp[Symbol.asyncDispose]();
      behind.dispose();
      await rm(users, { recursive: true, force: true });
    },
  };
}
