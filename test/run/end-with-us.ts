import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

export interface EndWithUsOptions {
  /** What a daemon obeys: TERM lets it take its own children along, KILL is for one whose children go with it anyhow. */
  readonly signal: 'TERM' | 'KILL';
  /** Removed when it has gone. */
  readonly dir?: string;
  /** It leads a process group, which is ended whole. */
  readonly group?: boolean;
}

/** Told that all is well it ends; told nothing, its end of the pipe breaks with the process that holds the other one, however that ends. */
const script = `
read -r over && exit 0
kill -s "$2" -- "$1"
tries=0
while kill -s 0 -- "$1" && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
kill -s KILL -- "$1"
[ -z "$3" ] || rm -rf "$3"
`;

/** Sees to it that a daemon goes when this process does, even by SIGKILL. Call what it returns once the daemon has been stopped. */
export function endWithUs(child: ChildProcess, options: EndWithUsOptions): () => void {
  if (child.pid === undefined) return () => undefined;
  const target = options.group === true ? -child.pid : child.pid;
  const guard = spawn('sh', ['-c', script, 'guard', String(target), options.signal, options.dir ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl+C goes to a whole group: it must outlive that.
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.unref();
  const { stdin } = guard;
  stdin.on('error', () => undefined);
  if (stdin instanceof Socket) stdin.unref();
  return () => stdin.end('over\n');
}
