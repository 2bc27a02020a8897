import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { ImapError } from '../errors.ts';
import { abortedWhileConnecting } from './connect-error.ts';
import { StreamTransport } from './stream-transport.ts';
import type { Transport } from './transport.ts';

export interface ProcessOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Node gives a child sockets; programs that take a socket for the network (Dovecot's `imap`) get a pipe with this. Not on Windows. */
  readonly pipe?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs a program that speaks IMAP on its standard input and output, as `imap -u alice` of a mail server does.
 * @throws ImapError of kind `connect` when it cannot be started, or `aborted`.
 */
export function openProcess(options: ProcessOptions): Promise<Transport> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(abortedWhileConnecting());
      return;
    }
    const words = [options.command, ...(options.args ?? [])];
    // The words are arguments of the shell's, not text that it reads.
    const [command = '', ...args] = options.pipe === true ? ['sh', '-c', 'cat | "$@" | cat', 'sh', ...words] : words;
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...options.env },
      windowsHide: true,
    });
    const endpoint = `process ${options.command}`;
    child.on('error', (error) => {
      options.signal.removeEventListener('abort', onAbort);
      const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
      reject(
        new ImapError(`Cannot start ${options.command}.`, {
          kind: 'connect',
          code,
          message: 'the program did not start',
        }),
      );
    });
    const onAbort = (): void => {
      child.kill();
      reject(abortedWhileConnecting());
    };
    options.signal.addEventListener('abort', onAbort, { once: true });
    child.once('spawn', () => {
      options.signal.removeEventListener('abort', onAbort);
      const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
      stream.once('close', () => child.kill());
      resolve(new StreamTransport(stream, { endpoint, security: { kind: 'local' }, loopback: true }));
    });
  });
}
